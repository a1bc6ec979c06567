/** The augmentation of one image, or of one sample of frames, in TypeScript, to the last bit. For tests. */
import type { Space } from '../../engine/graph'
import { randomBits, randomKey } from '../../engine/random'
import type { Augmentation } from './augment'
import { dropped16, droppedSteps, type FrameAugmentation, type FrameSizes } from './augment-frames'

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

/** What chance says of one sample of frames at one step. */
export function framePlace(
  { roll, flip, ...how }: FrameAugmentation,
  sizes: FrameSizes,
  keyed: { seed: number; stream: number; step: number; sample: number },
) {
  const key = (Math.imul(keyed.sample, 0x85ebca6b) + randomKey(keyed.seed, keyed.stream, keyed.step)) >>> 0
  const gone = droppedSteps({ roll, flip, ...how }, sizes.steps)
  return {
    key,
    down: draw(key, 0, 2 * roll + 1) - roll,
    right: draw(key, 1, 2 * roll + 1) - roll,
    flipped: flip && draw(key, 2, 2) === 1,
    goneFrom: draw(key, 3, sizes.steps - gone + 1),
    gone,
  }
}

/** Of `count` events those that stay. */
export function thinned(count: number, key: number, drop16: number): number {
  let stay = 0
  for (let event = 0; event < count; event++) {
    const word = randomBits(key, event >>> 1)
    if ((event & 1 ? word >>> 16 : word & 0xffff) >= drop16) stay++
  }
  return stay
}

/** @param frames [steps, height, width, polarities], perhaps with padding behind it, which becomes zero. */
export function augmentedFrames(
  frames: Uint8Array,
  how: FrameAugmentation,
  { steps, height, width, polarities }: FrameSizes,
  at: ReturnType<typeof framePlace>,
): Uint8Array {
  const out = new Uint8Array(frames.length)
  const around = (place: number, size: number) => ((place % size) + size) % size
  for (let t = 0; t < steps; t++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        for (let p = 0; p < polarities; p++) {
          if (t >= at.goneFrom && t < at.goneFrom + at.gone) continue
          const [fromY, fromX] = [around(y + at.down, height), around((at.flipped ? width - 1 - x : x) + at.right, width)]
          const place = (row: number, column: number) => ((t * height + row) * width + column) * polarities + p
          const to = place(y, x)
          out[to] = thinned(frames[place(fromY, fromX)]!, randomBits(at.key, 4 + to), dropped16(how))
        }
  return out
}
