/** The encoders on one pixel: what it sends into the network at each step. Pixels are 0 to 255. For tests. */
import { randomBits } from '../../engine/random'

/** The same current at every step. */
export const direct = (pixel: number): number => pixel / 255

/** Where a Poisson draw belongs. Draws depend on the sample, not on its place in a batch. */
export interface DrawPlace {
  readonly sample: number
  readonly step: number
  readonly input: number
  /** Inputs of an image, padded to a multiple of 4. */
  readonly inputs: number
}

/** The chance of a spike in 1/65536, by integers: exact on every adapter. */
export const poissonLevel = (pixel: number, rate: number): number => Number((BigInt(pixel * 257) * BigInt(Math.round(rate * 65536))) >> 16n)

/** A spike where a 16-bit draw is below the level. Four inputs share two random words, the even ones their low halves. */
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
