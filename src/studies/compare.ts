/**
 * Comparisons of variants of an experiment: the runs, and what is stored of each. Predefined variants are in variants.ts, conclusions from
 * the results in verdict.ts. A variant is a list of edits, so that any two experiments can be compared. Pure; trains nothing.
 */
import { stepsOf } from '../data/encoders/schema'
import { check } from '../experiments/check'
import { withEdit } from '../experiments/edit'
import type { Experiment } from '../experiments/schema'
import { errorsOf, type Problem } from '../problem'
import { type Energy, energyOf } from '../readings/energy'
import type { Look, Looked } from '../readings/looks'
import type { TestRow } from '../readings/metrics'
import { type LayerMetrics, layerMetricsOf } from './layer-metrics'
import { lookProblem } from './looks'
import { evaluateEveryOf, type Length, usualSteps } from './metrics'
import type { RunEnds } from './runner'
import { isAlone, type Variant, withEdits } from './variant'
import { usualVariants } from './variants'

export interface Comparison {
  readonly base: Experiment
  readonly variants: readonly Variant[]
  /** The values of T to compare. */
  readonly times: readonly number[]
  readonly seeds: readonly number[]
  /** The number of training steps of each run. */
  readonly steps: number
  /** A look at every trained network, beyond the metrics of its task. */
  readonly look?: Look | undefined
}

/** Identifies a run; the variant by its index. */
export interface RunKey {
  readonly variant: number
  readonly time: number
  readonly seed: number
}

export interface PlannedRun extends RunKey {
  readonly experiment: Experiment
}

export interface DoneRun extends RunKey {
  readonly ok: true
  /** The number of training steps taken. */
  readonly step: number
  readonly layers: readonly LayerMetrics[]
  /** The test metrics, by name. */
  readonly values: TestRow['values']
  /** The energy of an agent's decision, the arithmetic of its network in one time step, in picojoules. */
  readonly picojoules?: number
  /** The same of its analog network, in which every product is a multiply-accumulate. */
  readonly analogPicojoules?: number
  /** What the look of the comparison has found. */
  readonly looked?: Looked
}

/** A run that could not be opened, or whose loss or gradient was no longer finite. */
interface BrokenRun extends RunKey {
  readonly ok: false
  readonly step: number
  readonly error: string
}

export type RunResult = DoneRun | BrokenRun

/** The result of a run: its metrics, or why it failed. */
export const COMPARISON_ENDS: RunEnds<PlannedRun, RunResult> = {
  reached: ({ experiment, ...key }, { step, layers, values, operations, looked }) => ({
    ...key,
    ok: true,
    step,
    layers: layers.map(layerMetricsOf),
    values,
    ...(experiment.network.kind === 'agent' && perDecision(energyOf(operations))),
    ...(looked && { looked }),
  }),
  broke: ({ experiment: _, ...key }, step, error) => ({ ...key, ok: false, step, error }),
}

const perDecision = ({ total, analogOverSteps, steps }: Energy) => ({
  picojoules: total.picojoules / steps,
  analogPicojoules: analogOverSteps.picojoules / steps,
})

/** The values of T in the MPD-AGL paper. */
const TIMES = [2, 4, 6] as const
const USUAL_SEEDS = 3
/** The same where nothing differs but the seeds. */
const SEEDS_ALONE = 5

/**
 * The only possible T of an experiment; null where T can be chosen, because its encoder has a number of steps and something spikes. An
 * agent's time steps are those of its environment.
 */
export const onlyTime = ({ data, encoder, network }: Experiment): number | null =>
  'steps' in encoder && network.kind !== 'agent' && !(network.kind === 'detector' && network.spiking === 'none')
    ? null
    : stepsOf(data, encoder)

/** The default comparison; of the experiment alone, its seeds at its T. No run is longer than its experiment. */
export function comparisonOf(base: Experiment, length: Length, change: Partial<Omit<Comparison, 'base'>> = {}): Comparison {
  const { steps = usualSteps(base, length), variants = usualVariants(base) } = change
  const alone = isAlone(variants)
  const time = alone ? stepsOf(base.data, base.encoder) : onlyTime(base)
  return {
    base,
    variants,
    times: time === null ? TIMES : [time],
    seeds: Array.from({ length: alone ? SEEDS_ALONE : USUAL_SEEDS }, (_, i) => (base.run.seed + i) % 2 ** 32),
    ...change,
    steps: Math.min(steps, length.totalSteps),
  }
}

export interface Plan {
  /** The runs in order: all variants of a seed, then the next seed, then the next T. */
  readonly runs: readonly PlannedRun[]
  readonly problems: readonly Problem[]
}

export function planOf(comparison: Comparison): Plan {
  const { base, variants, times, seeds, steps } = comparison
  const problems = problemsOfLists(comparison)
  if (errorsOf(problems).length > 0) return { runs: [], problems }
  const runs: PlannedRun[] = []
  for (const time of times)
    for (const seed of seeds)
      for (const [variant, { title, edits }] of variants.entries()) {
        const edited = withEdits(base, [
          ...edits,
          ...(onlyTime(base) === null ? [['encoder.steps', time] as const] : []),
          ['run.seed', seed],
          // Seeds alone are the runs that the experiment itself gives.
          ...(isAlone(variants) ? [] : [['run.evaluateEvery', evaluateEveryOf(base, steps)] as const]),
        ])
        if (edited.ok) runs.push({ variant, time, seed, experiment: edited.experiment })
        for (const problem of edited.ok ? errorsOf(check(edited.experiment)) : edited.problems) {
          const message = `“${title}”: ${problem.message}`
          if (!problems.some((known) => known.message === message)) problems.push({ ...problem, message })
        }
      }
  return { runs, problems }
}

function problemsOfLists({ base, variants, times, seeds, steps, look }: Comparison): Problem[] {
  const problems: Problem[] = []
  const say = (path: string, message: string, severity: Problem['severity'] = 'error') => problems.push({ path, severity, message })
  const refusals = (path: string, value: number) => {
    const edited = withEdit(base, path, value)
    return edited.ok ? [] : edited.problems.map(({ message }) => message)
  }
  const distinct = (path: string, what: string, values: readonly unknown[]) => {
    if (new Set(values).size < values.length) say(path, `Each ${what} may appear only once.`)
  }
  if (base.schedule.kind === 'oneCycleByEpoch')
    say(
      'steps',
      `The learning rate of this experiment rises epoch by epoch: in a run shorter than an epoch, it stays at ${Number((1 / base.schedule.divide).toPrecision(2))} of its maximum.`,
      'warning',
    )
  const alone = isAlone(variants)
  if (variants.length < 2 && !alone) say('variants', 'At least two variants are needed to compare.')
  if (times.length === 0) say('times', 'At least one T is needed.')
  if (seeds.length === 0) say('seeds', 'At least one seed is needed.')
  distinct(
    'variants',
    'variant',
    variants.map(({ title }) => title),
  )
  distinct('times', 'T', times)
  distinct('seeds', 'seed', seeds)
  for (const time of times)
    for (const message of onlyTime(base) === null ? refusals('encoder.steps', time) : []) say('times', `T = ${time}: ${message}`)
  for (const seed of seeds) for (const message of refusals('run.seed', seed)) say('seeds', `Seed ${seed}: ${message}`)
  if (!(Number.isInteger(steps) && steps >= 1 && steps <= 10_000_000)) say('steps', 'The training steps are a whole number above 0.')
  const wrong = look && lookProblem(look)
  if (wrong) say('look', wrong)
  if (alone && seeds.length === 1) say('seeds', 'At least two seeds are needed: the experiment is trained once with each.')
  else if (seeds.length === 1) say('seeds', 'One seed shows nothing: a difference may be chance.', 'warning')
  return problems
}

/** The total work in training steps times T, to which the duration is proportional. */
export const workOf = (runs: readonly RunKey[], steps: number): number => runs.reduce((sum, { time }) => sum + steps * time, 0)

/** "adaptive window, T 4, seed 2025"; of an agent "GRU, seed 2025", as all its variants have rollouts of one length. */
export const runTitle = ({ base, variants }: Pick<Comparison, 'base' | 'variants'>, { variant, time, seed }: RunKey): string =>
  `${variants[variant]!.title}, ${base.network.kind === 'agent' ? '' : `T ${time}, `}seed ${seed}`
