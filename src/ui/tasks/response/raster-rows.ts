/** The rows of the rasters of sampled and recorded trials, as bins, and their means. Pure. */
import { correlation } from '../../../readings/spike-trains/correlation'
import { type Bins, psth, type Raster } from '../../../readings/spike-trains/trains'
import type { Compared, Trials } from '../../../tasks/response/detail'

/** One cell with all its trials, or one trial with all cells. */
export interface RasterSelection {
  readonly by: 'cell' | 'trial'
  readonly cell: number
  readonly trial: number
}

export interface Rows extends Compared<readonly Bins[]> {
  /** The names of the cells, if rows are cells. */
  readonly names: readonly string[] | null
}

const side = ({ cells, bins }: Trials, { trials, counts }: { readonly trials: number; readonly counts: Uint8Array }): Raster => ({
  trials,
  cells: cells.length,
  bins,
  counts,
})

/** The rows of one cell or of one trial, each of [bins]. */
function rowsOfSide({ trials, cells, bins, counts }: Raster, { by, cell, trial }: RasterSelection): Bins[] {
  const rows = by === 'cell' ? trials : trial < trials ? cells : 0
  return Array.from({ length: rows }, (_, row) => {
    const from = (by === 'cell' ? row * cells + cell : trial * cells + row) * bins
    return counts.subarray(from, from + bins)
  })
}

export const rowsOf = (trials: Trials, selected: RasterSelection): Rows => ({
  data: rowsOfSide(side(trials, trials.data), selected),
  model: rowsOfSide(side(trials, trials.model), selected),
  names: selected.by === 'trial' ? trials.cells : null,
})

/** Mean rates in spikes per bin, [bins]; for a simulated retina also the variables that generated them. */
export interface Rates extends Compared<Float64Array> {
  /** The probability 1 - exp(-rate) of a spike in a bin, for a cell that has not just spiked. */
  readonly truth: Float64Array | null
  readonly slow: Float64Array | null
}

/** For one cell, the mean over its trials (the PSTH); otherwise the mean over all trials and cells. */
export function ratesOf(trials: Trials, { by, cell }: RasterSelection): Rates {
  const { cells, bins, model, data, truth } = trials
  const shown = by === 'cell' ? [cell] : cells.map((_, index) => index)
  const over = (curves: readonly Bins[]): Float64Array => (curves.length > 0 ? psth(curves) : new Float64Array(bins).fill(Number.NaN))
  const trialsOfShown = (set: { readonly trials: number; readonly counts: Uint8Array }) =>
    shown.flatMap((index) => rowsOfSide(side(trials, set), { by: 'cell', cell: index, trial: 0 }))
  const curve = (values: Float32Array | undefined) =>
    values ? over(shown.map((index) => values.subarray(index * bins, (index + 1) * bins))) : null
  return {
    data: over(trialsOfShown(data)),
    // If the model reports probabilities, they are used, because they have no sampling noise.
    model: curve(model.probabilities) ?? over(trialsOfShown(model)),
    truth: curve(truth?.rate.map((rate) => -Math.expm1(-rate))),
    slow: curve(truth?.slow),
  }
}

/** The number of bins in the window that are not scored. */
export const unscored = ({ from, bins, burnIn }: Trials): number => Math.min(bins, Math.max(0, burnIn - from))

/** The correlation of both mean rates over the bins that are scored; null if it is undefined. */
export function correlationHere(trials: Trials, { data, model }: Rates): number | null {
  const first = unscored(trials)
  if (trials.bins - first < 2 || Number.isNaN(model[0])) return null
  return correlation(data.subarray(first), model.subarray(first))
}

/** The number of rows that spike in a bin. */
export const firingIn = (rows: readonly Bins[], bin: number): number => rows.reduce((count, row) => count + (row[bin]! > 0 ? 1 : 0), 0)
