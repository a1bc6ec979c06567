/** Color images as files of numbers have them, a plane for each channel, and as the lab has them, the channels of a pixel next to each other. */

/** Three planes an image to three channels a pixel. */
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
