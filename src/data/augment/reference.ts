/** The augmentation of one image in TypeScript, to the last bit. For tests. */
import type { Space } from '../../engine/graph'
import { randomBits, randomKey } from '../../engine/random'
import type { Augmentation } from './augment'

/** A number from 0 to `count - 1`. */
const draw = (key: number, index: number, count: number): number => ((randomBits(key, index) >>> 16) * count) >>> 16

export interface Placement {
  /** How far the image is moved up and to the left. */
  readonly down: number
  readonly right: number
  readonly flipped: boolean
  /** The middle of the square. */
  readonly top: number
  readonly left: number
}

/** What chance says of one sample at one step. */
export function place(
  { crop, flip }: Augmentation,
  { height, width }: Space,
  seed: number,
  stream: number,
  step: number,
  sample: number,
): Placement {
  const key = (Math.imul(sample, 0x85ebca6b) + randomKey(seed, stream, step)) >>> 0
  return {
    down: draw(key, 0, 2 * crop + 1) - crop,
    right: draw(key, 1, 2 * crop + 1) - crop,
    flipped: flip && draw(key, 2, 2) === 1,
    top: draw(key, 3, height),
    left: draw(key, 4, width),
  }
}

/** @param image [height, width, channels], perhaps with padding behind it, which becomes zero. */
export function augmented(image: Uint8Array, { cutout }: Augmentation, { height, width, channels }: Space, at: Placement): Uint8Array {
  const out = new Uint8Array(image.length)
  const first = { y: at.top - Math.floor(cutout / 2), x: at.left - Math.floor(cutout / 2) }
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [fromY, fromX] = [y + at.down, (at.flipped ? width - 1 - x : x) + at.right]
      const covered = y >= first.y && y < first.y + cutout && x >= first.x && x < first.x + cutout
      if (covered || fromY < 0 || fromY >= height || fromX < 0 || fromX >= width) continue
      for (let c = 0; c < channels; c++) out[(y * width + x) * channels + c] = image[(fromY * width + fromX) * channels + c]!
    }
  return out
}
