/**
 * A sweep: an experiment with every combination of the values of some of its fields, or with the i-th values together; its runs, and the
 * points that cannot be run. Pure; trains nothing. The results are in outcomes.ts.
 */
import { stepsOf } from '../data/encoders/schema'
import { check } from '../experiments/check'
import { hasRow, valueAt } from '../experiments/form'
import type { Experiment } from '../experiments/schema'
import { errorsOf, type Problem } from '../problem'
import type { Metric } from '../readings/metrics'
import { type Axis, type AxisValue, alikeTexts, fieldsOf, refusalOf, type SweepField, valueText, withValueAt } from './axis'
import { evaluateEveryOf, lossTermsOf, metricsOf } from './metrics'
import { type OutcomeInfo, outcomesFor } from './outcome'

export interface Sweep {
  readonly base: Experiment
  readonly axes: readonly Axis[]
  /** A grid: every value of an axis with every value of the others. A list: the i-th value of every axis together. */
  readonly mode: 'grid' | 'list'
  /** The number of training steps of each run. */
  readonly steps: number
}

/** One combination of values of the swept fields. */
interface Point {
  /** The index, counted from 0 in the order of the runs. */
  readonly point: number
  /** One value for each axis, in order. */
  readonly values: readonly AxisValue[]
  /** Null where the combination is invalid. */
  readonly experiment: Experiment | null
  /** What turns the sweep's experiment into this one, in the order of the form. */
  readonly edits: readonly (readonly [path: string, value: AxisValue])[]
  readonly problems: readonly Problem[]
}

export interface PlannedPoint {
  readonly point: number
  /** The experiment of the run, which by default is tested once, at the end. The bits of its training are those of the point's experiment. */
  readonly experiment: Experiment
}

export interface SweepPlan {
  readonly fields: readonly SweepField[]
  readonly points: readonly Point[]
  /** The points that can be run. */
  readonly runs: readonly PlannedPoint[]
  /** Problems of the sweep as a whole; each point has its own. */
  readonly problems: readonly Problem[]
  /** The task's metrics. */
  readonly metrics: readonly Metric[]
  /** The outcomes that each run has. */
  readonly outcomes: readonly OutcomeInfo[]
}

/** The maximum number of runs: a longer sweep takes too long, and its table is hard to read. */
const MAX_RUNS = 200
export const SEED = 'run.seed'

/** @param metrics the task's. @param maxRuns the maximum number of runs, which depends on where the sweep runs */
export function planOf(sweep: Sweep, metrics = metricsOf(sweep.base), maxRuns = MAX_RUNS): SweepPlan {
  const { base, axes } = sweep
  const measuredBy = (points: readonly Point[]) => {
    const all = withLossTerms(metrics, points)
    return { metrics: all, outcomes: outcomesFor(all) }
  }
  const known = fieldsOf(base, axes)
  const fields = axes.flatMap(({ path }) => known.filter((field) => field.path === path))
  const problems = problemsOfAxes(sweep, known, maxRuns)
  if (errorsOf(problems).length > 0) return { fields, points: [], runs: [], problems, ...measuredBy([]) }
  const points = combinations(sweep).map((values, point): Point => ({ point, values, ...experimentAt(sweep, known, fields, values) }))
  const runs = points.flatMap(({ point, experiment }) => (experiment ? [{ point, experiment: testedRarely(experiment, sweep) }] : []))
  const broken = points.length - runs.length
  if (runs.length === 0) problems.push({ path: 'axes', severity: 'error', message: 'None of these points can be run.' })
  else if (broken > 0)
    problems.push({ path: 'axes', severity: 'warning', message: `${broken} of ${points.length} points cannot be run and are left out.` })
  return { fields, points, runs, problems, ...measuredBy(points) }
}

/** The task's metrics, with those of the loss terms that only some points have. */
function withLossTerms(metrics: readonly Metric[], points: readonly Point[]): readonly Metric[] {
  const terms = points.flatMap(({ experiment }) => (experiment ? lossTermsOf(metricsOf(experiment)) : []))
  const others = terms.filter(({ name }, at) => [...metrics, ...terms.slice(0, at)].every((known) => known.name !== name))
  return [...metrics, ...others]
}

/** Axes ready to be swept: a falling number of synaptic operations, and so of energy, next to the metrics of the task. */
export const ENERGY_AXES: readonly Axis[] = [
  { path: 'synapticOperations.kind', values: ['share'] },
  { path: 'synapticOperations.weight', values: [0, 0.3, 1, 3, 10, 30] },
]

function problemsOfAxes({ axes, mode, steps }: Sweep, known: readonly SweepField[], maxRuns: number): Problem[] {
  const problems: Problem[] = []
  const say = (path: string, message: string) => problems.push({ path, severity: 'error', message })
  if (axes.length === 0) say('axes', 'Choose at least one field to sweep.')
  for (const [at, { path, values }] of axes.entries()) {
    const field = known.find((one) => one.path === path)
    if (axes.findIndex((axis) => axis.path === path) < at) say(path, `${field?.title ?? path} is swept once.`)
    if (!field) {
      say(path, `“${path}” is no field of this experiment that can be swept.`)
      continue
    }
    if (values.length === 0) say(path, `${field.title} needs a value.`)
    for (const value of values) {
      const refusal = refusalOf(field, value)
      if (refusal) say(path, refusal)
    }
    const duplicate = values.find((value, i) => values.indexOf(value) < i)
    const alike = alikeTexts(field, values)
    if (alike !== null) say(path, alike)
    else if (duplicate !== undefined) say(path, `${field.title}: ${valueText(field.row, duplicate)} appears twice.`)
  }
  const counts = axes.map(({ values }) => values.length)
  if (mode === 'list' && new Set(counts).size > 1)
    say('axes', `In a list every field has as many values as the others; here they are ${counts.join(', ')}.`)
  const runs = runsOf({ axes, mode })
  if (runs > maxRuns)
    say(
      'axes',
      `${mode === 'grid' ? `${counts.join(' × ')} = ` : ''}${runs} runs: a sweep has at most ${maxRuns}${maxRuns === MAX_RUNS ? '' : ' on a cluster'}. Take fewer values or fields.`,
    )
  if (!(Number.isInteger(steps) && steps >= 1 && steps <= 10_000_000)) say('steps', 'The training steps are a whole number above 0.')
  return problems
}

/** The number of points. */
const runsOf = ({ axes, mode }: Pick<Sweep, 'axes' | 'mode'>): number => {
  if (axes.length === 0) return 0
  return mode === 'grid' ? axes.reduce((product, { values }) => product * values.length, 1) : axes[0]!.values.length
}

/** The combinations of values; the last axis varies fastest. */
function combinations({ axes, mode }: Sweep): AxisValue[][] {
  if (mode === 'list') return axes[0]!.values.map((_, i) => axes.map(({ values }) => values[i]!))
  return axes.reduce<AxisValue[][]>((points, { values }) => points.flatMap((point) => values.map((value) => [...point, value])), [[]])
}

/** Sets values in the order of the form, in which a kind comes before its fields. */
function experimentAt(
  { base, axes }: Sweep,
  known: readonly SweepField[],
  fields: readonly SweepField[],
  values: readonly AxisValue[],
): Omit<Point, 'point' | 'values'> {
  const order = axes.map((_, i) => i).sort((a, b) => known.indexOf(fields[a]!) - known.indexOf(fields[b]!))
  const edits: [path: string, value: AxisValue][] = []
  let experiment = base
  for (const i of order) {
    const { path, title } = fields[i]!
    if (!hasRow(experiment, path)) return refused(path, `${title} has no effect together with the other values of this point.`)
    const edited = withValueAt(experiment, path, values[i]!)
    if (!edited.ok) return { experiment: null, edits, problems: edited.problems }
    if (edited.experiment !== experiment) edits.push([path, values[i]!])
    experiment = edited.experiment
  }
  // A kind that was set later may have reset an earlier value to its default.
  const lost = order.find((i) => !Object.is(valueAt(experiment, fields[i]!.path), values[i]))
  if (lost !== undefined) return refused(fields[lost]!.path, `${fields[lost]!.title} is changed by another value of this point.`)
  const problems = check(experiment)
  return { experiment: errorsOf(problems).length > 0 ? null : experiment, edits, problems }
}

const refused = (path: string, message: string): Omit<Point, 'point' | 'values'> => ({
  experiment: null,
  edits: [],
  problems: [{ path, severity: 'error', message }],
})

function testedRarely(experiment: Experiment, { axes, steps }: Sweep): Experiment {
  if (axes.some(({ path }) => path === 'run.evaluateEvery')) return experiment
  return { ...experiment, run: { ...experiment.run, evaluateEvery: evaluateEveryOf(experiment, steps) } }
}

/** The work of a training step relative to other experiments of the sweep: samples times time steps. */
export const stepWork = ({ data, encoder }: Experiment): number => data.batch * stepsOf(data, encoder)

/** "Learning rate 0.01, Seed 2" */
export const pointLabel = (fields: readonly SweepField[], values: readonly AxisValue[]): string =>
  fields.map(({ title, row }, i) => `${title} ${valueText(row, values[i]!)}`).join(', ')

/** "Learning rate × Seed", "Learning rate with Threshold" */
export const sweepTitle = (fields: readonly SweepField[], mode: Sweep['mode']): string =>
  fields.map(({ title }) => title).join(mode === 'grid' ? ' × ' : ' with ')
