/** Converts color images from separate planes, as in files, to interleaved channels. */

/** Converts three planes per image to three channels per pixel. */
export function interleave(planes: Uint8Array, count: number, pixels: number): Uint8Array {
  const images = new Uint8Array(planes.length)
  for (let n = 0; n < count; n++)
    for (let channel = 0; channel < 3; channel++) {
      const from = (3 * n + channel) * pixels
      const to = 3 * n * pixels + channel
      for (let p = 0; p < pixels; p++) images[to + 3 * p] = planes[from + p]!
    }
  return images
}
