/**
 * The encoders for one pixel, or for a sample that is read piece by piece: the input of the network at each step. Pixels are 0 to 255.
 * For tests.
 */
import type { Space } from '../../engine/graph'
import { permute, randomBits, randomKey, streamOf } from '../../engine/random'

/** The same current at every step. */
export const direct = (pixel: number): number => pixel / 255

/** The key of a Poisson draw. Draws depend on the sample, not on its index in a batch. */
export interface DrawPlace {
  readonly sample: number
  readonly step: number
  readonly input: number
  /** The number of inputs of an image, padded to a multiple of 4. */
  readonly inputs: number
}

/** The probability of a spike in units of 1/65536, in integers: exact on every adapter. */
export const poissonLevel = (pixel: number, rate: number): number => Number((BigInt(pixel * 257) * BigInt(Math.round(rate * 65536))) >> 16n)

/** A spike if a 16-bit random number is below the level. Four inputs share two random words, the even ones their low halves. */
export function poisson(pixel: number, rate: number, key: number, { sample, step, input, inputs }: DrawPlace): number {
  const four = step * (inputs / 4) + (input >>> 2)
  const word = randomBits((Math.imul(sample, 0x85ebca6b) + key) >>> 0, 2 * four + ((input >>> 1) & 1))
  const draw = input & 1 ? word >>> 16 : word & 0xffff
  return draw < poissonLevel(pixel, rate) ? 1 : 0
}

/** One spike, earlier for a brighter pixel; none for a black one. */
export const latencyStep = (pixel: number, steps: number): number | undefined =>
  pixel > 0 ? Math.round((1 - pixel / 255) * (steps - 1)) : undefined

export const latency = (pixel: number, steps: number, t: number): number => (latencyStep(pixel, steps) === t ? 1 : 0)

type Level = (byte: number, channel: number) => number
/** A sample's bytes, [height, width, channels]. */
interface Picture extends Space {
  readonly bytes: Uint8Array
}

/** The mean of one square of pool x pool pixels per step: [steps, channels]. */
export function pixels({ bytes, height, width, channels }: Picture, pool: number, order: ArrayLike<number>, level: Level): number[] {
  const across = Math.floor(width / pool)
  const mean = (square: number, channel: number) => {
    let sum = 0
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const inside = Math.floor(y / pool) * across + Math.floor(x / pool) === square && x < across * pool
        if (inside) sum += level(bytes[(y * width + x) * channels + channel]!, channel)
      }
    return sum / pool ** 2
  }
  return Array.from(order).flatMap((square) => Array.from({ length: channels }, (_, channel) => mean(square, channel)))
}

/** Encodes one row per step: [height, width * channels]. */
export const rows = ({ bytes, channels }: Picture, level: Level): number[] => Array.from(bytes, (byte, i) => level(byte, i % channels))

/** The frame at step t, for a sample that is read frame by frame. */
export function frameAt(t: number, count: number, order: 'recorded' | 'reversed' | 'shuffled', seed: number, sample: number): number {
  if (order === 'recorded') return t
  if (order === 'reversed') return count - 1 - t
  return permute(t, count, (Math.imul(sample, 0x85ebca6b) + randomKey(seed, streamOf('order of frames'))) >>> 0)
}

/** The mean of all frames, summed in order in single precision: [size of a frame]. */
export function collapsed(bytes: Uint8Array, count: number, lookupTable: Float32Array): Float32Array {
  const size = bytes.length / count
  const share = Math.fround(1 / count)
  return Float32Array.from({ length: size }, (_, i) => {
    let sum = 0
    for (let t = 0; t < count; t++) sum = Math.fround(sum + lookupTable[bytes[t * size + i]!]!)
    return sum * share
  })
}
