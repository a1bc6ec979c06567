/** Rasters in words, as a table and as rows of a file. Pure. */
import { counted, fixed, grouped } from '../../../format'
import { mean, sum } from '../../../readings/spike-trains/moments'
import type { Bins } from '../../../readings/spike-trains/trains'
import type { Compared, ResponsePart, Trials } from '../../../tasks/response/detail'
import { groupsOf, groupWords } from '../../base/sight'
import { windowWords } from './movie-window'
import { correlationHere, firingIn, type Looked, type Rates, type Rows } from './raster-rows'

/** Rows of the table. */
const MOST_GROUPS = 20

export const PART_WORDS: Readonly<Record<ResponsePart, string>> = { test: 'test movie', long: 'long test movie' }

/** Spikes a bin, the mean over rows. */
const rateOf = (rows: readonly Bins[], bins: number): number => rows.reduce((all, row) => all + sum(row), 0) / (rows.length * bins)

const perBin = (rows: readonly Bins[], bins: number): string => `${fixed(rateOf(rows, bins), 3)} a bin`

/** What stands over each raster. */
export function headsOf({ bins }: Trials, { data, model, names }: Rows): Compared<string> & { readonly rate: string } {
  const of = (rows: readonly Bins[], what: string) =>
    rows.length > 0 ? `${names ? '' : `${counted(rows.length, what)}, `}${perBin(rows, bins)}` : 'none'
  return { data: of(data, 'trial'), model: of(model, 'sample'), rate: names ? 'mean of all cells and trials' : 'mean of the trials' }
}

/** "ON 3" or "trial 4" */
export const lookedWords = (cells: readonly string[], { by, cell, trial }: Looked): string =>
  by === 'cell' ? (cells[cell] ?? `cell ${cell}`) : `trial ${trial + 1}`

/** "CC 0.81 here"; what is not defined is said, too. */
export function correlationWords(of: Trials, rates: Rates): string {
  const correlation = correlationHere(of, rates)
  return correlation === null ? 'no correlation in these bins' : `CC ${fixed(correlation, 2)} in these bins`
}

/** How many rows spike in a bin, counted from the first that is shown: "t = 132", "4 of 30", "6 of 30". */
export function binWords({ from }: Trials, { data, model }: Rows, bin: number): Compared<string> & { readonly at: string } {
  const firing = (rows: readonly Bins[]) => (rows.length > 0 ? `${firingIn(rows, bin)} of ${rows.length}` : 'none')
  return { at: `t = ${grouped(from + bin + 1)}`, data: firing(data), model: firing(model) }
}

/** For people who do not see the chart. */
export function rasterSentence(of: Trials, looked: Looked, rows: Rows, rates: Rates, bin: number): string {
  const { data, model, at } = binWords(of, rows, bin)
  const cell = of.cells[looked.cell]!
  const what = looked.by === 'cell' ? cell : `all cells of trial ${looked.trial + 1}, ${cell} marked`
  const heads = headsOf(of, rows)
  return `Rasters of ${what}, ${windowWords(of)} of the ${PART_WORDS[of.part]}. Data: ${heads.data}. Model: ${heads.model}. ${correlationWords(of, rates)}. Spiking at ${at}: data ${data}, model ${model}.`
}

/** Groups of bins with their means, as numbers. */
export function rateRows(of: Trials, { data, model, truth, slow }: Rates): { heads: string[]; rows: { name: string; values: number[] }[] } {
  const curves = [data, model, ...(truth ? [truth] : []), ...(slow ? [slow] : [])]
  const heads = ['bins', 'data', 'model', ...(truth ? ['true rate'] : []), ...(slow ? ['slow state'] : [])]
  return {
    heads,
    rows: groupsOf(of.bins, MOST_GROUPS).map(({ from, to }) => ({
      name: groupWords({ from: of.from + from, to: of.from + to }),
      values: curves.map((values) => mean(values.subarray(from, to))),
    })),
  }
}

type Table = (string | number)[][]

/** A row a spike: whose, of which trial and cell, in which bin counted from 1. */
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

/** A row a bin: the means. */
export function binRows(of: Trials, { data, model, truth, slow }: Rates): Table {
  const curves = Object.entries({ data, model, truth, slow }).flatMap(([name, values]) => (values ? [{ name, values }] : []))
  return [
    ['bin', ...curves.map(({ name }) => name)],
    ...Array.from({ length: of.bins }, (_, bin) => [of.from + bin + 1, ...curves.map(({ values }) => values[bin]!)]),
  ]
}
