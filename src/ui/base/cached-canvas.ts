/** Caches images rendered from RGBA words until what they show changes, so that a moving pointer only costs a copy. */

export interface CachedImage {
  canvas: HTMLCanvasElement | null
  key: readonly unknown[]
}

export const cachedImage = (): CachedImage => ({ canvas: null, key: [] })

/**
 * The image of `columns` x `rows`, redrawn when a part of `key` has changed.
 * @param fill writes the words, little-endian RGBA, row by row; they are zero, which is clear, before.
 */
export function cachedCanvas(
  cached: CachedImage,
  key: readonly unknown[],
  columns: number,
  rows: number,
  fill: (pixels: Uint32Array) => void,
): HTMLCanvasElement {
  const full = [...key, columns, rows]
  if (cached.canvas && full.length === cached.key.length && full.every((part, index) => Object.is(part, cached.key[index])))
    return cached.canvas
  const canvas = cached.canvas ?? document.createElement('canvas')
  canvas.width = columns
  canvas.height = rows
  const context = canvas.getContext('2d')
  if (context) {
    const image = context.createImageData(columns, rows)
    fill(new Uint32Array(image.data.buffer))
    context.putImageData(image, 0, 0)
  }
  cached.canvas = canvas
  cached.key = full
  return canvas
}

/** "#rrggbb" and an opacity from 0 to 1 as a word. */
export function pixelOf(hex: string, opacity: number): number {
  const color = Number.parseInt(hex.slice(1, 7), 16) || 0
  const [r, g, b] = [(color >> 16) & 255, (color >> 8) & 255, color & 255]
  return ((Math.round(255 * opacity) << 24) | (b << 16) | (g << 8) | r) >>> 0
}
