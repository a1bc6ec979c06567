/** Saves a file for the user: a blob under a name, rows as CSV, a value as JSON. */

export function saveBlob(name: string, blob: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

export const saveCsv = (name: string, rows: readonly (readonly (string | number)[])[]): void =>
  saveBlob(name, new Blob([csvOf(rows)], { type: 'text/csv' }))

export const saveJson = (name: string, value: unknown): void =>
  saveBlob(name, new Blob([JSON.stringify(value, null, 2)], { type: 'application/json' }))

/** Rows as comma-separated values: cells with a comma or a quote are quoted, and a float32 has no more digits than its precision. */
export function csvOf(rows: readonly (readonly (string | number)[])[]): string {
  const cell = (value: string | number) =>
    typeof value === 'number' ? String(ofFloat32(value)) : /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
  return `${rows.map((row) => row.map(cell).join(',')).join('\n')}\n`
}

/** A float32 with the fewest digits that identify it: 0.8, not 0.800000011920929; any other number unchanged. */
export function ofFloat32(value: number): number {
  if (!Number.isFinite(value) || Number.isInteger(value) || Math.fround(value) !== value) return value
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return short
  }
  return Number(value.toPrecision(9))
}
