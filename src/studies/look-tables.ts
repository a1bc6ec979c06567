/** The results of a comparison's look, as a table by layer and variant over the seeds. Pure. */
import { type Look, type LookColumn, type LookedLayer, lookInfo } from '../readings/looks'
import type { Comparison, RunResult } from './compare'
import { type Interval, intervalOf } from './statistics'

/** The value of a column over the seeds of a variant. */
export interface LookCell {
  readonly mean: number
  /** Null for fewer than three seeds: that of two is the two values. */
  readonly interval: Interval | null
  /** The value for each seed, with its standard error if it is an estimate. */
  readonly values: readonly { readonly seed: number; readonly value: number; readonly error?: number | undefined }[]
}

export interface LookTable {
  readonly title: string
  /** The number of samples, and of drawn spike trains if there are any. */
  readonly caption: string
  readonly columns: readonly LookColumn[]
  /** For every layer a row of each variant that has it; a cell is null where no seed has a value. */
  readonly rows: readonly { readonly layer: string; readonly variant: number; readonly cells: readonly (LookCell | null)[] }[]
  /** Why runs have nothing to show, a sentence for each reason. */
  readonly whys: readonly string[]
}

/** The table of what the look of a comparison has found so far; null where it takes none, or nothing is found yet. @param results of one T */
export function lookTable({ look, variants }: Pick<Comparison, 'look' | 'variants'>, results: readonly RunResult[]): LookTable | null {
  const done = results.flatMap((run) => (run.ok && run.looked && run.looked.kind === look?.kind ? [{ ...run, looked: run.looked }] : []))
  if (!look || done.length === 0) return null
  const { title, columns } = lookInfo(look.kind)
  const found = done.flatMap(({ variant, seed, looked }) =>
    'layers' in looked ? looked.layers.map((layer) => ({ variant, seed, ...layer })) : [],
  )
  const layers = [...new Set(found.map(({ layer }) => layer))]
  const rows = layers.flatMap((layer) =>
    [...variants.keys()].flatMap((variant) => {
      const own = found.filter((one) => one.layer === layer && one.variant === variant)
      return own.length === 0 ? [] : [{ layer, variant, cells: columns.map(({ key }) => cellOf(own, key)) }]
    }),
  )
  const why = ({ variant, looked }: (typeof done)[number]) => ('why' in looked ? [`${variants[variant]!.title}: ${looked.why}`] : [])
  const samples = Math.max(0, ...done.map(({ looked }) => ('samples' in looked ? looked.samples : 0)))
  return { title, caption: captionOf(look, samples), columns, rows, whys: [...new Set(done.flatMap(why))] }
}

function captionOf({ draws, sigma }: Look, samples: number): string {
  const drawn = draws === undefined ? '' : `, ${draws} draws each${sigma === undefined ? '' : ` by normal noise of σ = ${sigma}`}`
  return `${samples === 1 ? '1 test sample' : `${samples} test samples`}${drawn}`
}

const FEWEST_SEEDS = 3

function cellOf(found: readonly { readonly seed: number; readonly values: LookedLayer['values'] }[], key: string): LookCell | null {
  const values = found.flatMap(({ seed, values: { [key]: one } }) => (one ? [{ seed, ...one }] : []))
  if (values.length === 0) return null
  const numbers = values.map(({ value }) => value)
  return {
    mean: numbers.reduce((sum, value) => sum + value, 0) / numbers.length,
    interval: numbers.length < FEWEST_SEEDS ? null : intervalOf(numbers),
    values,
  }
}

/** "0.92 (0.90 to 0.94)", and of how many seeds where others have no value. */
export function lookText({ digits }: Pick<LookColumn, 'digits'>, cell: LookCell | null, seeds = 0): string {
  if (!cell) return '–'
  const shown = (value: number) => value.toFixed(digits).replace('-', '−')
  const some = cell.values.length < seeds ? `, ${cell.values.length} of ${seeds} seeds` : ''
  return `${shown(cell.mean)}${cell.interval ? ` (${shown(cell.interval.low)} to ${shown(cell.interval.high)})` : ''}${some}`
}
