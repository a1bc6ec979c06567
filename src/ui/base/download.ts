/** Hands a file to the person: PNG of a canvas on the theme's ground, text as CSV. */

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

export function savePng(name: string, canvas: HTMLCanvasElement | null): void {
  if (!canvas || canvas.width === 0) return
  const copy = document.createElement('canvas')
  copy.width = canvas.width
  copy.height = canvas.height
  const context = copy.getContext('2d')
  if (!context) return
  context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--ground').trim() || '#ffffff'
  context.fillRect(0, 0, copy.width, copy.height)
  context.drawImage(canvas, 0, 0)
  copy.toBlob((blob) => blob && saveBlob(name, blob))
}
