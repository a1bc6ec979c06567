/** Labels for runs: name, time and results. Pure. */
import { differences } from '../../../experiments/form'
import { presetNamed } from '../../../experiments/presets'
import { counted, fixed, grouped, UNKNOWN } from '../../../format'
import type { Metric } from '../../../readings/metrics'
import type { RunId, RunSummary } from '../../../runs/record'
import { decidingOf, metricsOf } from '../../../studies/metrics'
import type { Progress } from '../../../worker/protocol'
import { changesInName } from './change-label'
import { showValue } from './experiment-label'
import { isShare, metricTitle, unitOfAll } from './metric-labels'

const MAX_CHANGES = 4

/** The user's name for the run, or the preset and the settings that differ from it. */
export const runTitle = (run: RunSummary): string => run.name || usualTitle(run)

export function usualTitle({ preset, experiment }: Pick<RunSummary, 'preset' | 'experiment'>): string {
  const base = presetNamed(preset)
  const title = base?.title ?? preset
  const changes = base ? differences(experiment, base.experiment) : []
  const words = changes.slice(0, MAX_CHANGES).map((row) => `${row.label} ${showValue(row, row.value)}`)
  if (changes.length > MAX_CHANGES) words.push(`${changes.length - MAX_CHANGES} more`)
  words.push(...changesInName(experiment))
  return words.length > 0 ? `${title}: ${words.join(', ')}` : title
}

/** "25 Nov 2026, 10:04", as the browser's language writes it. */
export const whenLabel = (time: number): string => new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })

/** A metric's value for display: a fraction as "93.20 %". */
export const finalText = (metric: Pick<Metric, 'unit'>, value: number | null | undefined): string => {
  if (value === null || value === undefined) return UNKNOWN
  return isShare(metric) ? `${fixed(100 * value, 2)} %` : value.toPrecision(4).replaceAll('-', '−')
}

/** The metrics of all runs that concern a whole data set; the runs may belong to different tasks, and measure a loss in different units. */
export function metricsOfRuns(runs: readonly Pick<RunSummary, 'experiment'>[]): readonly Metric[] {
  const all = runs.flatMap(({ experiment }) => metricsOf(experiment)).filter(({ among }) => !among)
  const named = new Map(all.map((metric) => [metric.name, metric]))
  return [...named.values()].map((metric) => ({ ...metric, unit: unitOfAll(all.filter(({ name }) => name === metric.name)) }))
}

/** The metric by which runs of this kind are compared. */
export const scoreOf = ({ experiment }: RunSummary): Metric => decidingOf(metricsOf(experiment))
export const scoreTitle = (run: RunSummary): string => metricTitle(scoreOf(run))
export const scoreLabel = (run: RunSummary): string => finalText(scoreOf(run), run.finals.values[scoreOf(run).name])

/** Sorts the better run first, and runs without a test last. */
export function byScore(a: RunSummary, b: RunSummary): number {
  const [metric, other] = [scoreOf(a), scoreOf(b)]
  if (metric.name !== other.name) return metric.name.localeCompare(other.name)
  const score = ({ finals }: RunSummary) => {
    const value = finals.values[metric.name]
    if (value === undefined) return Number.NEGATIVE_INFINITY
    return metric.better === 'lower' ? -value : value
  }
  const [here, there] = [score(a), score(b)]
  return here === there ? 0 : there - here
}

/** "finished", "step 420 of 6,000". */
export const stateLabel = ({ state, step, totalSteps }: RunSummary): string =>
  state === 'finished'
    ? `finished, ${counted(step, 'step')}`
    : `${state === 'failed' ? 'failed at ' : ''}step ${grouped(step)} of ${grouped(totalSteps)}`

/**
 * The epoch that a run is in, counted from 1, the batch within it, and the number of its batches. A batch in which an epoch ends counts as
 * the last of that epoch, after which the test set is evaluated. A run shorter than an epoch is in its first.
 */
export function placeOf({ step, totalSteps, epochs }: Pick<Progress, 'step' | 'totalSteps' | 'epochs'>) {
  const perEpoch = Math.max(1, totalSteps) / epochs
  const epoch = Math.min(Math.max(1, Math.ceil(epochs)), Math.floor(step / perEpoch + 1e-9) + 1)
  const end = (epoch: number) => Math.min(totalSteps, Math.ceil(epoch * perEpoch - 1e-9))
  return { epoch, batch: step - end(epoch - 1), batches: end(epoch) - end(epoch - 1) }
}

/** Splits the ticked runs into listed ones, which actions apply to, and ones hidden by a search or a tag. */
export function ticked(selected: readonly RunId[], listed: readonly Pick<RunSummary, 'id'>[]): { onScreen: RunId[]; hidden: number } {
  const ids = new Set(listed.map(({ id }) => id))
  const onScreen = selected.filter((id) => ids.has(id))
  return { onScreen, hidden: selected.length - onScreen.length }
}

/** A note on ticked runs that are hidden; empty where none is. */
export const hiddenText = (hidden: number): string =>
  hidden === 0
    ? ''
    : hidden === 1
      ? '1 ticked run is not listed: it is drawn, and neither deleted nor exported.'
      : `${hidden} ticked runs are not listed: they are drawn, and neither deleted nor exported.`

/** The label of the button that deletes ticked runs. */
export const deleteText = (ticked: number): string =>
  ticked === 0 ? 'Delete ticked' : ticked === 1 ? 'Delete the ticked one' : `Delete the ${ticked} ticked`

/** A note on runs computed on different devices or versions, which limits their comparison; null where all are alike. */
export function alikeLabel(runs: readonly Pick<RunSummary, 'provenance'>[]): string | null {
  const count = (property: (provenance: RunSummary['provenance']) => string) =>
    new Set(runs.map(({ provenance }) => property(provenance))).size
  const [adapters, shaders] = [count(({ adapter }) => adapter), count((provenance) => provenance.shaders)]
  if (adapters < 2 && shaders < 2) return null
  const by = [...(adapters > 1 ? [`${adapters} adapters`] : []), ...(shaders > 1 ? [`${shaders} versions of the shaders`] : [])].join(
    ' and ',
  )
  return `These runs were computed by ${by}: their bits differ for that alone, and they are comparable in statistics only.`
}
