/** Returns and lengths of an evaluation: bars of a histogram, metrics, words. Pure. */
import { fixed } from '../../../format'
import type { ControlDetail } from '../../../tasks/control/detail'
import { niceStep } from '../../base/scale'

export interface Bar {
  readonly from: number
  readonly to: number
  readonly count: number
}

/** Bars of one round width, at most about `most`; for a single value, one bar around it. */
export function histogram(values: readonly number[], most = 16): Bar[] {
  if (values.length === 0) return []
  const [low, high] = [Math.min(...values), Math.max(...values)]
  // Whole numbers have bars of whole numbers.
  const minWidth = values.every(Number.isInteger) ? 1 : 0
  const width = Math.max(minWidth, niceStep(Math.max(high - low, 1e-6 * Math.max(1, Math.abs(high))), most))
  const first = Math.floor(low / width)
  const count = Math.floor(high / width) - first + 1
  const bars = Array.from({ length: count }, (_, at) => ({ from: (first + at) * width, to: (first + at + 1) * width, count: 0 }))
  for (const value of values) bars[Math.min(count - 1, Math.floor(value / width) - first)]!.count++
  return bars
}

export const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length

export interface Spread {
  readonly mean: number
  readonly standardDeviation: number
  readonly low: number
  readonly median: number
  readonly high: number
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  const average = mean(values)
  const half = sorted.length / 2
  return {
    mean: average,
    standardDeviation: Math.sqrt(mean(values.map((value) => (value - average) ** 2))),
    low: sorted[0]!,
    median: sorted.length % 2 === 1 ? sorted[Math.floor(half)]! : (sorted[half - 1]! + sorted[half]!) / 2,
    high: sorted.at(-1)!,
  }
}

export const histogramSentence = (what: string, values: readonly number[]): string => {
  const { mean: average, low, median, high } = spreadOf(values)
  return `${what} of ${values.length} episodes: mean ${fixed(average, 1)}, median ${fixed(median, 1)}, from ${fixed(low, 1)} to ${fixed(high, 1)}.`
}

export const histogramTable = (values: readonly number[], digits: number) => ({
  heads: ['from', 'to', 'episodes'],
  rows: histogram(values).map(({ from, to, count }) => ({ name: fixed(from, digits), values: [to, count] })),
})

/** One row per episode. */
export const detailRows = ({ returns, lengths, wins }: ControlDetail): (string | number)[][] => [
  ['episode', 'return', 'length', ...(wins ? ['won'] : [])],
  ...returns.map((value, at) => [at + 1, value, lengths[at]!, ...(wins ? [wins[at]!] : [])]),
]
