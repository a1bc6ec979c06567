/** Hands a file to the person: a blob under a name, rows as CSV. */

export function saveBlob(name: string, blob: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

export const saveCsv = (name: string, rows: readonly (readonly (string | number)[])[]): void =>
  saveBlob(name, new Blob([csvOf(rows)], { type: 'text/csv' }))

/** Rows as comma-separated values; a cell with a comma or a quote is quoted. */
export function csvOf(rows: readonly (readonly (string | number)[])[]): string {
  const cell = (value: string | number) =>
    typeof value === 'string' && /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : String(value)
  return `${rows.map((row) => row.map(cell).join(',')).join('\n')}\n`
}
