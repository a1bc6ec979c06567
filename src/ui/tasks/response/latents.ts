/** The latent variable in a window of a movie: which dimensions are used and their order, in words and numbers. Pure. */
import { counted, fixed } from '../../../format'
import { byKl, meanKl, USED_NATS } from '../../../readings/latent'
import { mean, sum } from '../../../readings/spike-trains/moments'
import type { Trials } from '../../../tasks/response/detail'
import { groupLabel, groupsOf } from '../../base/viewport'
import type { ChartTable } from '../../shared/chart'

export type Latent = Trials['latent'] & {}

export interface Dimension {
  /** Counted from 0. */
  readonly index: number
  /** The mean KL, in nats per bin. */
  readonly kl: number
  readonly used: boolean
}

/** All dimensions, sorted by mean KL, the largest first. */
export function dimensionsOf({ kl, size }: Latent): Dimension[] {
  const means = meanKl(kl, size)
  return byKl(means).map((index) => ({ index, kl: means[index]!, used: means[index]! > USED_NATS }))
}

export const nameOf = ({ index }: Pick<Dimension, 'index'>): string => `z${index + 1}`

/** The values of one dimension, one per bin. @param values [bins, size] */
export const curveOf = (values: Float32Array, size: number, dimension: number): Float32Array =>
  Float32Array.from({ length: values.length / size }, (_, bin) => values[bin * size + dimension]!)

/** The largest number of dimensions that are listed by name. */
const NAMED = 6

/** States which dimensions are used, if any. */
export function usedText(dimensions: readonly Dimension[]): string {
  const all = sum(dimensions.map(({ kl }) => kl))
  const used = dimensions.filter((dimension) => dimension.used)
  if (used.length === 0)
    return `z is not used: all variability is the output’s draw. Its KL is ${fixed(all, 4)} nats a bin, and of no dimension above ${USED_NATS}.`
  const named = used.slice(0, NAMED).map((dimension) => `${nameOf(dimension)} ${fixed(dimension.kl, 2)}`)
  const more = used.length > NAMED ? ' and more' : ''
  return `${used.length} of ${counted(dimensions.length, 'dimension')} ${used.length === 1 ? 'is' : 'are'} used, with a mean KL above ${USED_NATS} nats a bin: ${named.join(', ')}${more}. Together ${fixed(all, 2)} nats a bin.`
}

const MAX_GROUPS = 20
const MAX_COLUMNS = 8

/** Means over groups of bins, a column for each of the first dimensions. @param values [bins, size] */
export function latentTable(
  values: Float32Array,
  size: number,
  trials: Trials,
  dimensions: readonly Dimension[],
  caption: string,
  units: string | null,
): ChartTable {
  const shown = dimensions.slice(0, MAX_COLUMNS)
  const curves = shown.map(({ index }) => curveOf(values, size, index))
  const left = dimensions.length - shown.length
  return {
    caption: left > 0 ? `${caption}; the file has the other ${counted(left, 'dimension')}` : caption,
    units,
    heads: ['bins', ...shown.map(nameOf)],
    rows: groupsOf(trials.bins, MAX_GROUPS).map(({ from, to }) => ({
      name: groupLabel({ from: trials.from + from, to: trials.from + to }),
      values: curves.map((curve) => mean(curve.subarray(from, to))),
    })),
    digits: 3,
  }
}

/** Rows of a file: one per bin, with the dimensions as columns in their numbering. */
export const latentRows = (values: Float32Array, size: number, { from, bins }: Trials): (string | number)[][] => [
  ['bin', ...Array.from({ length: size }, (_, index) => nameOf({ index }))],
  ...Array.from({ length: bins }, (_, bin) => [from + bin + 1, ...values.subarray(bin * size, (bin + 1) * size)]),
]
