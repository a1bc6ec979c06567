/**
 * The runs of a sweep by their deciding metric and the energy of a sample, and the front: those that no other run beats in both. Pure.
 */
import { decidingOf } from './metrics'
import { ENERGY, outcomeText } from './outcome'
import type { SweepRow } from './outcomes'
import { pointLabel, type SweepPlan } from './sweep'

export interface FrontRun {
  /** The point of the sweep, and the values of the fields in which runs differ. */
  readonly point: number
  readonly title: string
  /** In picojoules a sample. */
  readonly energy: number
  /** Of the deciding metric. */
  readonly value: number
  readonly onFront: boolean
}

/** The finished runs that have both numbers, from the least energy to the most. */
export function frontOf({ fields, metrics }: Pick<SweepPlan, 'fields' | 'metrics'>, rows: readonly SweepRow[]): FrontRun[] {
  const { name, better } = decidingOf(metrics)
  const sign = better === 'lower' ? -1 : 1
  // A field that has one value tells no run from another.
  const varied = fields.map((_, i) => rows.some(({ values }) => values[i] !== rows[0]!.values[i]))
  const tells = <T>(list: readonly T[]) => list.filter((_, i) => varied[i])
  const runs = rows
    .flatMap(({ point, values, result }) => {
      const [energy, value] = result?.ok ? [result.outcomes[ENERGY.key], result.outcomes[name]] : []
      return energy == null || value == null ? [] : [{ point, title: pointLabel(tells(fields), tells(values)), energy, value }]
    })
    .sort((a, b) => a.energy - b.energy || sign * (b.value - a.value))
  let best = Number.NEGATIVE_INFINITY
  return runs.map((run) => {
    const onFront = sign * run.value > best
    if (onFront) best = sign * run.value
    return { ...run, onFront }
  })
}

/** The front in a sentence, for a screen reader. */
export function frontText({ outcomes }: Pick<SweepPlan, 'outcomes'>, runs: readonly FrontRun[]): string {
  const [deciding] = outcomes
  const front = runs.filter(({ onFront }) => onFront)
  const each = front.map(({ title, energy, value }) => `${title}: ${outcomeText(deciding!, value)} at ${outcomeText(ENERGY, energy)}`)
  return `${runs.length} runs; on the front, from the least energy: ${each.join('; ')}.`
}
