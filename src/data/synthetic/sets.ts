/** The kinds of synthetic sets: how the cells and the label of a sample are drawn from the seed. */
import { randomBits } from '../../engine/random'
import { below, type Draw, type Split, sampleKeys, scatter, scatterCue } from './draws'
import type { SyntheticOf } from './schema'

/**
 * Delayed cue: in the first steps the channels of one class fire, then there is only noise, and the class must be reported at the last
 * step. Class c has the channels from c * share on, share = floor(channels / classes).
 */
export function delayedCue(spec: SyntheticOf<'delayedCue'>, split: Split): Draw {
  const { channels, classes, cueSteps, rate, noise } = spec
  const keyOf = sampleKeys(spec, split)
  const cue = { channels, groups: classes, steps: cueSteps, rate }
  return (sample, cells) => {
    const key = keyOf(sample)
    const label = sample % classes
    scatter(cells, key, noise)
    scatterCue(cells, key, cue, label, 0)
    return label
  }
}

/**
 * Temporal XOR: two cues with noise between and after them, each in the first or the second half of the channels. The label is 1 if the
 * halves differ, so that a single cue carries no information.
 */
export function temporalXor(spec: SyntheticOf<'temporalXor'>, split: Split): Draw {
  const { channels, cueSteps, delay, rate, noise } = spec
  const keyOf = sampleKeys(spec, split)
  const cue = { channels, groups: 2, steps: cueSteps, rate }
  return (sample, cells) => {
    const key = keyOf(sample)
    // All four pairs of halves are equally frequent.
    const label = sample % 2
    const first = (sample >>> 1) % 2
    scatter(cells, key, noise)
    scatterCue(cells, key, cue, first, 0)
    scatterCue(cells, key, cue, first ^ label, cueSteps + delay)
    return label
  }
}

/** Copy with a lag: a stream of random symbols, one channel each. The label is the symbol of `lag` steps before the last. */
export function copy(spec: SyntheticOf<'copy'>, split: Split): Draw {
  const { symbols, lag, steps } = spec
  const keyOf = sampleKeys(spec, split)
  return (sample, cells) => {
    const key = keyOf(sample)
    for (let step = 0; step < steps; step++) cells[step * symbols + below(symbols, key, step)] = 1
    return below(symbols, key, steps - 1 - lag)
  }
}

/** The class of a sum. @param sum of two bytes: an integer, so that the borders are the same on all machines. */
export function intervalOf(sum: number, classes: number): number {
  const whole = 2 * 255 ** 2
  const share = sum <= 255 ? sum ** 2 : whole - (510 - sum) ** 2
  return Math.min(classes - 1, Math.floor((classes * share) / whole))
}

/**
 * Adding (Hochreiter and Schmidhuber, 1997), with classes: a random number at each step, of which one in each half is marked. The
 * label is the interval of the sum of the two: all are equally likely under the triangular distribution of a sum of two uniform numbers.
 *   share of sums below s = s² / 2 up to 1, 1 - (2 - s)² / 2 from there;  label = floor(classes * share)
 */
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

/**
 * Coincidence: a spike in one channel, and one in the other (label + 1) * lag steps later. Each label has its first spike equally often at
 * any step, and the channels never fire together but by noise: a network without memory, whose outputs are added over steps, sees the same
 * in every class. Delays that make up for the lag let both spikes arrive at once.
 */
export function coincidence(spec: SyntheticOf<'coincidence'>, split: Split): Draw {
  const { classes, lag, steps, noise } = spec
  const keyOf = sampleKeys(spec, split)
  return (sample, cells) => {
    const key = keyOf(sample)
    const label = sample % classes
    scatter(cells, key, noise)
    const start = below(steps - 2 * classes * lag, key, cells.length)
    cells[2 * start] = 1
    cells[2 * (start + (label + 1) * lag) + 1] = 1
    return label
  }
}
