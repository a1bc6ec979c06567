/** The augmentation of one image, one sample of frames, or one image with boxes, in TypeScript, bit for bit. For tests. */
import type { Space } from '../../engine/graph'
import { randomBits, randomKey } from '../../engine/random'
import type { Augmentation } from './augment'
import { jitter12, minScale16 } from './augment-boxes'
import { dropped16, droppedSteps, type FrameAugmentation, type FrameSizes } from './augment-frames'
import type { BoxAugmentSpec } from './schema'

/** A number from 0 to `count - 1`. */
const draw = (key: number, index: number, count: number): number => ((randomBits(key, index) >>> 16) * count) >>> 16

export interface Placement {
  /** How far the pixels of the source lie below and to the right, so that the image shifts up and to the left. */
  readonly down: number
  readonly right: number
  readonly flipped: boolean
  /** The center of the square. */
  readonly top: number
  readonly left: number
}

/** The random transformation of one sample at one step. */
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

/** @param image [height, width, channels], possibly followed by padding, which becomes zero. */
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

/** The random transformation of one sample of frames at one step. */
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

/** The number of events that remain out of `count`. */
export function thinned(count: number, key: number, drop16: number): number {
  let stay = 0
  for (let event = 0; event < count; event++) {
    const word = randomBits(key, event >>> 1)
    if ((event & 1 ? word >>> 16 : word & 0xffff) >= drop16) stay++
  }
  return stay
}

/** @param frames [steps, height, width, polarities], possibly followed by padding, which becomes zero. */
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

/** The placement of an image within its frame. */
interface BoxPlace {
  readonly high: number
  readonly wide: number
  readonly top: number
  readonly left: number
  readonly flipped: boolean
}
type Sides = Pick<Space, 'height' | 'width'>

/** The random placement of one sample at one step. */
export function boxPlace(
  how: BoxAugmentSpec,
  { height, width }: Sides,
  { seed, stream, step, sample }: { seed: number; stream: number; step: number; sample: number },
): BoxPlace {
  const key = (Math.imul(sample, 0x85ebca6b) + randomKey(seed, stream, step)) >>> 0
  const [min, jitter] = [minScale16(how), jitter12(how)]
  const scale = min + draw16(key, 0, 65537 - min)
  const [r1, r2] = [1, 2].map((index) => 4096 - jitter + draw16(key, index, 2 * jitter + 1)) as [number, number]
  const [tall, broad] = [height, width].map((side) => Math.max(1, Math.floor((scale * side) / 65536))) as [number, number]
  const wide = r1 < r2 ? Math.max(1, Math.floor((tall * width * r1) / (height * r2))) : broad
  const high = r1 < r2 ? tall : Math.max(1, Math.floor((broad * height * r2) / (width * r1)))
  return {
    high,
    wide,
    top: how.shift ? draw16(key, 3, height - high + 1) : 0,
    left: how.shift ? draw16(key, 4, width - wide + 1) : 0,
    flipped: how.flip && draw16(key, 5, 2) === 1,
  }
}

/** Like `draw`, for counts whose product exceeds a signed word. */
const draw16 = (key: number, index: number, count: number): number => Math.floor(((randomBits(key, index) >>> 16) * count) / 65536)

/** @param bins [steps, height, width, 2] */
export function augmentedBins(bins: ArrayLike<number>, { height, width }: Sides, at: BoxPlace): Float64Array {
  const size = height * width * 2
  return Float64Array.from({ length: bins.length }, (_, i) => {
    const [x, y] = [Math.floor(i / 2) % width, Math.floor((i % size) / (2 * width))]
    const [across, down] = [(at.flipped ? width - 1 - x : x) - at.left, y - at.top]
    if (across < 0 || across >= at.wide || down < 0 || down >= at.high) return 0
    const [column, row] = [Math.floor(((across + 0.5) * width) / at.wide), Math.floor(((down + 0.5) * height) / at.high)]
    return bins[Math.floor(i / size) * size + (row * width + column) * 2 + (i % 2)]!
  })
}

/** @param rows of the existing boxes, eight numbers each. @returns the boxes whose sides are larger than a pixel. */
export const augmentedTruths = (rows: readonly (readonly number[])[], { height, width }: Sides, at: BoxPlace): number[][] =>
  rows
    .map(([type, x, y, w, h, ...rest]) => {
      const across = at.left + (x! * at.wide) / width
      return [
        type!,
        at.flipped ? width - across : across,
        at.top + (y! * at.high) / height,
        (w! * at.wide) / width,
        (h! * at.high) / height,
        ...rest,
      ]
    })
    .filter(([, , , w, h]) => w! > 1 && h! > 1)
