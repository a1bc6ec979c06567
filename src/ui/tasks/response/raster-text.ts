/** Rasters in words, as a table and as rows of a file. Pure. */
import { counted, fixed, grouped } from '../../../format'
import { mean, sum } from '../../../readings/spike-trains/moments'
import type { Bins } from '../../../readings/spike-trains/trains'
import type { Compared, ResponsePart, Trials } from '../../../tasks/response/detail'
import { groupLabel, groupsOf } from '../../base/viewport'
import { windowLabel } from './movie-window'
import { correlationHere, firingIn, type RasterSelection, type Rates, type Rows } from './raster-rows'

/** The largest number of rows in the table. */
const MAX_GROUPS = 20

export const PART_LABELS: Readonly<Record<ResponsePart, string>> = {
  validation: 'validation movie',
  test: 'test movie',
  long: 'long test movie',
}

/** Spikes per bin, averaged over rows. */
const rateOf = (rows: readonly Bins[], bins: number): number => rows.reduce((all, row) => all + sum(row), 0) / (rows.length * bins)

const perBin = (rows: readonly Bins[], bins: number): string => `${fixed(rateOf(rows, bins), 3)} a bin`

/** The headings of the rasters and of the rate plot. */
export function headsOf({ bins }: Trials, { data, model, names }: Rows): Compared<string> & { readonly rate: string } {
  const trials = (rows: readonly Bins[], what: string) =>
    rows.length > 0 ? `${names ? '' : `${counted(rows.length, what)}, `}${perBin(rows, bins)}` : 'none'
  return {
    data: trials(data, 'trial'),
    model: trials(model, 'sample'),
    rate: `spikes a bin, mean of ${names ? 'all cells and trials' : 'the trials'}`,
  }
}

/** "ON 3" or "trial 4" */
export const selectedLabel = (cells: readonly string[], { by, cell, trial }: RasterSelection): string =>
  by === 'cell' ? (cells[cell] ?? `cell ${cell}`) : `trial ${trial + 1}`

/** "CC 0.81 here"; also states if it is undefined. */
export function correlationText(trials: Trials, rates: Rates): string {
  const correlation = correlationHere(trials, rates)
  return correlation === null ? 'no correlation in these bins' : `CC ${fixed(correlation, 2)} in these bins`
}

/** How many rows spike in a bin, counted from the first that is shown: "t = 132", "4 of 30", "6 of 30". */
export function binText({ from }: Trials, { data, model }: Rows, bin: number): Compared<string> & { readonly at: string } {
  const firing = (rows: readonly Bins[]) => (rows.length > 0 ? `${firingIn(rows, bin)} of ${rows.length}` : 'none')
  return { at: `t = ${grouped(from + bin + 1)}`, data: firing(data), model: firing(model) }
}

/** A text alternative to the chart, for screen readers. */
export function rasterSentence(trials: Trials, selected: RasterSelection, rows: Rows, rates: Rates, bin: number): string {
  const { data, model, at } = binText(trials, rows, bin)
  const cell = trials.cells[selected.cell]!
  const what = selected.by === 'cell' ? cell : `all cells of trial ${selected.trial + 1}, ${cell} marked`
  const heads = headsOf(trials, rows)
  return `Rasters of ${what}, ${windowLabel(trials)} of the ${PART_LABELS[trials.part]}. Data: ${heads.data}. Model: ${heads.model}. ${correlationText(trials, rates)}. Spiking at ${at}: data ${data}, model ${model}.`
}

/** Groups of bins with their means, as numbers. */
export function rateRows(
  trials: Trials,
  { data, model, truth, slow }: Rates,
): { heads: string[]; rows: { name: string; values: number[] }[] } {
  const curves = [data, model, ...(truth ? [truth] : []), ...(slow ? [slow] : [])]
  const heads = ['bins', 'data', 'model', ...(truth ? ['true rate'] : []), ...(slow ? ['slow state'] : [])]
  return {
    heads,
    rows: groupsOf(trials.bins, MAX_GROUPS).map(({ from, to }) => ({
      name: groupLabel({ from: trials.from + from, to: trials.from + to }),
      values: curves.map((values) => mean(values.subarray(from, to))),
    })),
  }
}

type Table = (string | number)[][]

/** Rows of a file, one per bin with spikes: data or model, trial, cell, bin counted from 1, and the count. */
export function spikeRows({ cells, bins, from, data, model }: Trials): Table {
  const table: Table = [['of', 'trial', 'cell', 'bin', 'spikes']]
  for (const [of, { trials, counts }] of Object.entries({ data, model }))
    for (let trial = 0; trial < trials; trial++)
      for (const [cell, name] of cells.entries())
        for (let bin = 0; bin < bins; bin++) {
          const spikes = counts[(trial * cells.length + cell) * bins + bin]!
          if (spikes > 0) table.push([of, trial + 1, name, from + bin + 1, spikes])
        }
  return table
}

/** Rows of a file, one per bin: the mean rates. */
export function binRows(trials: Trials, { data, model, truth, slow }: Rates): Table {
  const curves = Object.entries({ data, model, truth, slow }).flatMap(([name, values]) => (values ? [{ name, values }] : []))
  return [
    ['bin', ...curves.map(({ name }) => name)],
    ...Array.from({ length: trials.bins }, (_, bin) => [trials.from + bin + 1, ...curves.map(({ values }) => values[bin]!)]),
  ]
}
