/** Random numbers of a sample, and spikes with a given probability, for all synthetic sets. */
import { randomBits, randomKey, streamOf } from '../../engine/random'
import type { SyntheticSpec } from './schema'

export type Split = 'train' | 'test'

/**
 * Fills the cells of one sample, [steps, channels] zeros, and returns its label. The draws depend on the set's seed, the split and the
 * index of the sample, not on the number of samples.
 */
export type Draw = (sample: number, cells: Uint8Array) => number

/** The key of all random numbers of a sample. */
export function sampleKeys({ kind, seed }: SyntheticSpec, split: Split): (sample: number) => number {
  const stream = streamOf(`${kind} ${split}`)
  return (sample) => randomKey(seed, stream, sample)
}

/** A whole number from 0 to count - 1. */
export const below = (count: number, key: number, index: number): number => Math.floor((randomBits(key, index) / 2 ** 32) * count)

/** Redraws the cells from `first` to `end`: each is 1 with this probability. A cell's random number depends on its index. */
export function scatter(cells: Uint8Array, key: number, probability: number, first = 0, end = cells.length): void {
  const limit = probability * 2 ** 32
  for (let at = first; at < end; at++) cells[at] = randomBits(key, at) < limit ? 1 : 0
}

/** A cue: for some steps, the channels of one of several adjacent groups fire with a probability of their own. */
export interface Cue {
  readonly channels: number
  readonly groups: number
  readonly steps: number
  readonly rate: number
}
export function scatterCue(cells: Uint8Array, key: number, { channels, groups, steps, rate }: Cue, group: number, start: number): void {
  const share = Math.floor(channels / groups)
  for (let step = start; step < start + steps; step++) {
    const first = step * channels + group * share
    scatter(cells, key, rate, first, first + share)
  }
}
