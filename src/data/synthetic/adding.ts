/**
 * Adding (Hochreiter and Schmidhuber, 1997), with classes: a random number at each step, of which one in each half is marked. The
 * label is the interval of the sum of the two: all are equally likely under the triangular distribution of a sum of two uniform numbers.
 *   share of sums below s = s² / 2 up to 1, 1 - (2 - s)² / 2 from there;  label = floor(classes * share)
 */
import { randomBits } from '../../engine/random'
import { below, type Draw, type Split, sampleKeys } from './draws'
import type { SyntheticOf } from './schema'

/** @param sum of two bytes: whole numbers, so that borders are the same everywhere. */
export function intervalOf(sum: number, classes: number): number {
  const whole = 2 * 255 ** 2
  const share = sum <= 255 ? sum ** 2 : whole - (510 - sum) ** 2
  return Math.min(classes - 1, Math.floor((classes * share) / whole))
}

export function adding(spec: SyntheticOf<'adding'>, split: Split): Draw {
  const { steps, classes } = spec
  const keyOf = sampleKeys(spec, split)
  const half = Math.floor(steps / 2)
  return (sample, cells) => {
    const key = keyOf(sample)
    for (let step = 0; step < steps; step++) cells[2 * step] = randomBits(key, step) >>> 24
    const marked = [below(half, key, steps), half + below(steps - half, key, steps + 1)]
    let sum = 0
    for (const step of marked) {
      cells[2 * step + 1] = 255
      sum += cells[2 * step]!
    }
    return intervalOf(sum, classes)
  }
}
