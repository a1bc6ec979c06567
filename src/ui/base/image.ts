/** Images made of words and kept until what they show has changed, so that a moving pointer costs no more than copying one. */

export interface KeptImage {
  canvas: HTMLCanvasElement | null
  key: readonly unknown[]
}

export const keptImage = (): KeptImage => ({ canvas: null, key: [] })

/**
 * The image of `columns` x `rows`, made anew where a part of `key` is no longer the same.
 * @param fill writes the words, little-endian RGBA, row by row; they are zero, which is clear, before.
 */
export function imageOf(
  kept: KeptImage,
  key: readonly unknown[],
  columns: number,
  rows: number,
  fill: (words: Uint32Array) => void,
): HTMLCanvasElement {
  const full = [...key, columns, rows]
  if (kept.canvas && full.length === kept.key.length && full.every((part, index) => Object.is(part, kept.key[index]))) return kept.canvas
  const canvas = kept.canvas ?? document.createElement('canvas')
  canvas.width = columns
  canvas.height = rows
  const context = canvas.getContext('2d')
  if (context) {
    const image = context.createImageData(columns, rows)
    fill(new Uint32Array(image.data.buffer))
    context.putImageData(image, 0, 0)
  }
  kept.canvas = canvas
  kept.key = full
  return canvas
}

/** "#rrggbb" and an opacity from 0 to 1 as a word. */
export function wordOf(hex: string, opacity: number): number {
  const color = Number.parseInt(hex.slice(1, 7), 16) || 0
  const [r, g, b] = [(color >> 16) & 255, (color >> 8) & 255, color & 255]
  return ((Math.round(255 * opacity) << 24) | (b << 16) | (g << 8) | r) >>> 0
}
