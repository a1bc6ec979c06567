/** Runs that differ in nothing but the seed, taken together: their mean, and a band around it. Pure. */
import { presetNamed } from '../../../experiments/presets'
import type { Experiment } from '../../../experiments/schema'
import { fixed } from '../../../format'
import type { RunId, RunSummary } from '../../../runs/record'
import { runTitle, usualTitle } from '../labels/run-label'
import type { FinalColumn } from './run-columns'
import { type DifferenceRow, differencesOf } from './run-differences'

/** The band around a mean: one standard deviation to each side, or the range from minimum to maximum. */
export type Band = 'deviation' | 'range'

export interface RunGroup {
  /** The id of the group's first run. */
  readonly id: RunId
  readonly runs: readonly RunSummary[]
}

/** Groups runs that differ only in the seed, in the order of their first runs. */
export function groupsOf(runs: readonly RunSummary[]): readonly RunGroup[] {
  const groups = new Map<string, RunSummary[]>()
  for (const run of runs) {
    const key = keyOf(run.experiment)
    const group = groups.get(key)
    if (group) group.push(run)
    else groups.set(key, [run])
  }
  return [...groups.values()].map((group) => ({ id: group[0]!.id, runs: group }))
}

/** The runs of an experiment with any seed, in the order of the list. */
export const runsOf = (experiment: Experiment, list: readonly RunSummary[]): readonly RunSummary[] => {
  const key = keyOf(experiment)
  return list.filter((run) => keyOf(run.experiment) === key)
}

/** A key that is the same for experiments that differ only in the seed, in any order of their settings. */
const keyOf = (experiment: Experiment): string =>
  JSON.stringify({ ...experiment, run: { ...experiment.run, seed: 0 } }, (_, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )

/** The title of a single run, or what the runs of a group have in common. */
export function groupTitle({ runs }: RunGroup): string {
  const [first] = runs
  if (runs.length === 1) return runTitle(first!)
  const { experiment, preset } = first!
  const seed = presetNamed(preset)?.experiment.run.seed ?? experiment.run.seed
  return `${usualTitle({ ...first!, experiment: { ...experiment, run: { ...experiment.run, seed } } })} (${runs.length} runs)`
}

/** The settings in which runs differ, with a value for each group; several values of a group are counted and listed. */
export function groupDifferences(groups: readonly RunGroup[]): Omit<DifferenceRow, 'raw'>[] {
  const owner = groups.flatMap(({ runs }, at) => runs.map(() => at))
  const rows = differencesOf(groups.flatMap(({ runs }) => runs.map(({ experiment }) => experiment)))
  return rows.map(({ values, raw: _, ...row }) => {
    const byGroup = groups.map((_, at) => [...new Set(values.filter((_, run) => owner[run] === at))])
    const sets = byGroup.map((found) => [...found].sort().join('\n'))
    return {
      ...row,
      values: byGroup.map((found) => (found.length === 1 ? found[0]! : `${found.length} different: ${found.join(', ')}`)),
      changed: sets.map((set) => set !== sets[0]),
    }
  })
}

export interface Spread {
  readonly mean: number
  readonly low: number
  readonly high: number
  readonly count: number
}

/** The mean and band of the measured values; null where there is none. The standard deviation is the sample's (n − 1). */
export function spreadOf(values: readonly (number | undefined)[], band: Band): Spread | null {
  const measured = values.filter((value): value is number => value !== undefined && Number.isFinite(value))
  const count = measured.length
  if (count === 0) return null
  const mean = measured.reduce((sum, value) => sum + value, 0) / count
  if (count === 1) return { mean, low: mean, high: mean, count }
  if (band === 'range') return { mean, low: Math.min(...measured), high: Math.max(...measured), count }
  const deviation = Math.sqrt(measured.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1))
  return { mean, low: mean - deviation, high: mean + deviation, count }
}

/** The maximum number of decimals of a mean. */
const MAX_DIGITS = 6

/**
 * A mean rounded to two digits of its standard deviation: "1.9590 ± 0.0021"; null if the deviation is 0 or would need too many decimals.
 */
export function withDeviation(mean: number, deviation: number): string | null {
  if (!(deviation > 0)) return null
  const digits = Math.max(0, 1 - Math.floor(Math.log10(deviation)))
  return digits > MAX_DIGITS ? null : `${fixed(mean, digits)} ± ${fixed(deviation, digits)}`
}

/** "93.20 % ± 0.40 %" or "93.20 % (92.80 % to 93.60 %)". A column without numbers shows its text if all runs have the same. */
export function groupCell({ value, format, text: words, axis }: FinalColumn, { runs }: RunGroup, band: Band): string {
  if (!value || !format) {
    const all = new Set(runs.map(words))
    return all.size === 1 ? [...all][0]! : `${all.size} different`
  }
  const spread = spreadOf(runs.map(value), band)
  if (!spread) return '–'
  const { mean, low, high, count } = spread
  const measured = count < runs.length ? `, of ${count}` : ''
  if (count === 1) return `${format(mean)}${measured}`
  // A value with a unit keeps the digits of its format.
  const plain = axis ? null : withDeviation(mean, high - mean)
  return band === 'deviation'
    ? `${plain ?? `${format(mean)} ± ${format(high - mean)}`}${measured}`
    : `${format(mean)} (${format(low)} to ${format(high)})${measured}`
}

export interface Curve {
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
}

/** The mean of curves with its band, at the positions that all curves have; beyond the end of one, the mean would jump. */
export function meanCurve(curves: readonly Curve[], band: Band): { x: number[]; mean: number[]; low: number[]; high: number[] } {
  const at = curves.map(({ x, y }) => new Map(Array.from(x, (place, i) => [place, y[i]!])))
  const [first, ...others] = at
  const out = { x: [] as number[], mean: [] as number[], low: [] as number[], high: [] as number[] }
  for (const [place, value] of first ?? []) {
    if (!others.every((curve) => curve.has(place))) continue
    const spread = spreadOf([value, ...others.map((curve) => curve.get(place))], band)
    if (!spread || spread.count < curves.length) continue
    out.x.push(place)
    out.mean.push(spread.mean)
    out.low.push(spread.low)
    out.high.push(spread.high)
  }
  return out
}
