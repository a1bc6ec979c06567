/** The statistics of an evaluation, in words and as tables. Pure. */

import { counted, fixed, grouped } from '../../../format'
import { valueIn } from '../../../readings/metrics'
import { mean } from '../../../readings/spike-trains/moments'
import type { CellMetrics, ResponseDetail } from '../../../tasks/response/detail'
import type { Evaluation } from '../../../worker/protocol'
import { shownIntervals, type ValueRow } from './statistics-charts'

/** A column of the table of cells. */
interface CellColumn {
  readonly key: keyof CellMetrics
  readonly text: string
  /** The key of its glossary entry. */
  readonly term?: string
  readonly help?: string
}

export const CELL_COLUMNS: readonly CellColumn[] = [
  { key: 'name', text: 'cell', help: 'The cell, as the data name it. A click chooses it in all tabs' },
  { key: 'cc', text: 'CC', term: 'correlation' },
  { key: 'ccNorm', text: 'CCnorm', term: 'normalizedCorrelation' },
  { key: 'bitsPerSpike', text: 'bits', term: 'bitsPerSpike' },
  { key: 'isiKs', text: 'KS', term: 'intervals' },
  { key: 'fano', text: 'Fano', term: 'fano', help: 'Of the data.' },
  { key: 'modelFano', text: 'model’s', term: 'fano', help: 'Of the model’s samples.' },
]

export interface Sorting {
  readonly by: keyof CellMetrics
  readonly falling: boolean
}

/** A first click on a column sorts by falling values, or names by rising ones; a second click reverses the order. */
export const reversedSorting = (sorting: Sorting, by: keyof CellMetrics): Sorting => ({
  by,
  falling: by === sorting.by ? !sorting.falling : by !== 'name',
})

/** Cells without a value are last either way; equal ones stay in order. */
export function sortedCells(cells: readonly CellMetrics[], { by, falling }: Sorting): CellMetrics[] {
  const sign = falling ? -1 : 1
  if (by === 'name') return falling ? cells.toReversed() : [...cells]
  return cells.toSorted((a, b) => {
    const [one, other] = [a[by], b[by]]
    if (Number.isNaN(one) || Number.isNaN(other)) return Number(Number.isNaN(one)) - Number(Number.isNaN(other))
    return sign * (one - other)
  })
}

/** All metrics of each cell, in the order of the data. */
export function cellRows(cells: readonly CellMetrics[]): (string | number)[][] {
  const keys = Object.keys(cells[0] ?? {}) as (keyof CellMetrics)[]
  return [keys, ...cells.map((cell) => keys.map((key) => cell[key]))]
}

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`

/** States which cells are excluded from all means, and which from some. */
export function leftOutText({ leftOut, cells }: Pick<ResponseDetail, 'leftOut' | 'cells'>): string {
  const silent = new Set(leftOut)
  const without = CELL_COLUMNS.filter(({ key }) => key !== 'name').flatMap(({ key, text }) => {
    const count = cells.filter((cell) => !silent.has(cell.name) && Number.isNaN(cell[key])).length
    return count > 0 ? [`${text} of ${counted(count, 'cell')}`] : []
  })
  const first =
    leftOut.length === 0
      ? 'Every cell fires: none is left out.'
      : `Left out of all means: ${listed(leftOut)}, which never ${leftOut.length === 1 ? 'fires' : 'fire'}.`
  return without.length === 0 ? first : `${first} Not defined and left out: ${listed(without)}.`
}

/** "24 cells, bins 61–1,800, 60 samples against 30 trials" */
export const scopeLabel = ({ cells, leftOut, bins, burnIn, samples, trials }: ResponseDetail): string =>
  `${counted(cells.filter(({ name }) => !leftOut.includes(name)).length, 'cell')}, bins ${grouped(burnIn + 1)}–${grouped(bins)}, ${counted(samples, 'sample')} against ${counted(trials, 'trial')}`

export const HONEST = 'Ratios near 1 alone are also reached by a model without variability: look at the Fano factor.'

/** The mean over the cells for which the metric is defined. */
export const meanOf = (cells: readonly CellMetrics[], key: Exclude<keyof CellMetrics, 'name'>): number =>
  mean(cells.map((cell) => cell[key]).filter((value) => !Number.isNaN(value)))

const DISTANCES = [
  { name: 'van Rossum', key: 'vanRossumRatio', floor: 'vanRossum' },
  { name: 'SPIKE', key: 'spikeRatio', floor: 'spike' },
  { name: 'ISI', key: 'isiRatio', floor: 'isi' },
  { name: 'Victor-Purpura', key: 'victorPurpuraRatio', floor: 'victorPurpura' },
] as const

/** Ratios by distance: their mean and each cell's. */
export const distanceRows = ({ cells }: ResponseDetail): (ValueRow & { readonly each: readonly number[] })[] =>
  DISTANCES.map(({ name, key }) => ({ name, model: meanOf(cells, key), each: cells.map((cell) => cell[key]).filter(Number.isFinite) }))

/** Mean distances of recorded trials from each other, in the order of the rows. */
export const floors = ({ floor }: ResponseDetail): number[] => DISTANCES.map((distance) => floor[distance.floor])

export const irregularityRows = ({ statistics: { cv, cv2, lv } }: ResponseDetail): ValueRow[] => [
  { name: 'CV', ...cv },
  { name: 'CV2', ...cv2 },
  { name: 'LV', ...lv },
]

const both = (data: number, model: number, digits = 2): string => `data ${fixed(data, digits)}, model ${fixed(model, digits)}`

/** Text alternatives to the charts, for screen readers. */
export const isiSentence = ({ statistics: { isi }, cells }: ResponseDetail): string =>
  `Intervals between spikes, share by length, from 1 to ${shownIntervals(isi)} bins. ${[0, 1, 2, 3].map((at) => `Of ${at + 1} ${at === 0 ? 'bin' : 'bins'}: ${both(isi.data[at]!, isi.model[at]!)}.`).join(' ')} Mean KS of the cells ${fixed(meanOf(cells, 'isiKs'), 2)}.`

export function autocorrelogramSentence({ statistics: { autocorrelogram }, cells }: ResponseDetail): string {
  const { data, model, shift } = autocorrelogram
  const at = (lag: number) => `At lag ${lag}: ${both(data[lag - 1]!, model[lag - 1]!)}, trials shifted ${fixed(shift[lag - 1], 2)}.`
  return `Autocorrelogram, pairs of spikes by lag, 1 at chance. ${[1, 2, 5, data.length].map(at).join(' ')} Mean squared difference ${fixed(meanOf(cells, 'autocorrelogramError'), 3)}.`
}

/** @param what "Fano factor" */
export function dotsSentence(what: string, data: readonly number[], model: readonly number[]): string {
  const known = data.flatMap((value, at) => (Number.isFinite(value) && Number.isFinite(model[at]) ? [[value, model[at]!] as const] : []))
  const above = known.filter(([recorded, sampled]) => sampled > recorded).length
  return `${what} of ${counted(known.length, 'cell')}, means: ${both(mean(known.map(([value]) => value)), mean(known.map(([, value]) => value)), 3)}. The model’s is above that of the data in ${above}.`
}

/** Which dot the chosen cell has, or why it has none. @param what "Fano factor" */
export function dotCaption(cell: string, what: string, data: number, model: number): string {
  const missing = [...(Number.isFinite(data) ? [] : ['data']), ...(Number.isFinite(model) ? [] : ['model'])]
  return missing.length === 0 ? `The large dot: ${cell}` : `${cell} has no dot: no ${what} in the ${missing.join(' and the ')}.`
}

export const irregularitySentence = (detail: ResponseDetail): string =>
  `Irregularity of the intervals, 1 for a Poisson process: ${irregularityRows(detail)
    .map(({ name, data, model }) => `${name} ${both(data!, model)}`)
    .join('; ')}.`

export const distanceSentence = (detail: ResponseDetail): string =>
  `Distance of model from data over that of data from data, means of the cells: ${distanceRows(detail)
    .map(({ name, model }) => `${name} ${fixed(model, 2)}`)
    .join(', ')}. 1 is as near as recorded trials are to each other.`

/** The test metrics shown above the charts. */
const HEADLINES = [
  ['testCorrelation', 'CC', 'correlation', 2, 'Mean of the cells.'],
  ['testCorrelationNormalized', 'CCnorm', 'normalizedCorrelation', 2, 'Mean of the cells.'],
  ['testBitsPerSpike', 'bits/spike', 'bitsPerSpike', 2, 'Mean of the cells.'],
  ['testIsiKs', 'ISI KS', 'intervals', 3, 'KS, mean of the cells.'],
  ['testFanoError', 'Fano error', 'fano', 3, 'How far the Fano factors of model and data are apart, mean of the cells.'],
  ['testAutocorrelogramError', 'ACG error', 'autocorrelogram', 3, 'Mean squared difference of the autocorrelograms of model and data.'],
] as const

/** The names and values of those that were measured. */
export const headlinesOf = (report: Pick<Evaluation, 'part' | 'values'>): { name: string; term: string; help: string; value: string }[] =>
  HEADLINES.flatMap(([key, name, term, digits, help]) => {
    const value = valueIn(report, key)
    return value === undefined ? [] : [{ name, term, help, value: fixed(value, digits) }]
  })
