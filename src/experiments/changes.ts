/**
 * Changes of settings during training. They are part of the experiment, so that a link, a file and a resumed run make the same changes
 * at the same training steps, to the last bit. Pure.
 */

import { setAt } from './edit'
import { valueAt } from './form'
import type { Experiment } from './schema'

/** A change in an experiment of any task; each task allows different values. */
type Change = NonNullable<Experiment['changes']>[number]
type KeysOf<C> = C extends unknown ? keyof C : never
type ValueOf<C, K> = C extends unknown ? (K extends keyof C ? C[K] : never) : never
/** A change without its step. */
export type NewValues = { readonly [K in Exclude<KeysOf<Change>, 'step'>]?: ValueOf<Change, K> }

/** The path of each value in an experiment that may change during a run. Every other change needs a new run. */
const PATHS = {
  rate: 'optimizer.rate',
  weightDecay: 'optimizer.weightDecay',
  clipNorm: 'clipNorm',
  schedule: 'schedule',
  epochs: 'run.epochs',
  evaluateEvery: 'run.evaluateEvery',
  regularization: 'loss.regularization',
  rateTarget: 'rateTarget',
  rateLower: 'rateLower',
  rateUpper: 'rateUpper',
  synapticOperations: 'synapticOperations',
  layerDecay: 'layerDecay',
  distillationWeight: 'distillation.weight',
  distillationTemperature: 'distillation.temperature',
  gamma: 'algorithm.gamma',
  lambda: 'algorithm.lambda',
  clip: 'algorithm.clip',
  valueWeight: 'algorithm.valueWeight',
  entropyWeight: 'algorithm.entropyWeight',
  explorationNoise: 'algorithm.explorationNoise',
  exploration: 'algorithm.exploration',
  temperatureRate: 'algorithm.temperature.rate',
} as const satisfies Readonly<Record<keyof NewValues, string>>

const NAMES = Object.keys(PATHS) as (keyof NewValues)[]

const equal = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** The experiment in effect once `step` training steps are done: the changes up to there are applied, and the list of changes is gone. */
export function asOf(experiment: Experiment, step: number): Experiment {
  const { changes, ...first } = experiment
  if (!changes) return experiment
  return changes.filter((change) => change.step <= step).reduce<Experiment>((now, change) => withValues(now, change), first as Experiment)
}

/** Sets the values that the experiment has a field for and ignores the others. */
const withValues = (experiment: Experiment, values: NewValues): Experiment =>
  NAMES.filter((name) => values[name] !== undefined && valueAt(experiment, PATHS[name]) !== undefined).reduce<Experiment>(
    (now, name) => setAt(now, PATHS[name].split('.'), values[name]) as Experiment,
    experiment,
  )

/** The number of completed steps at the next change after `step`; Infinity if there is none. */
export const nextChange = ({ changes = [] }: Experiment, step: number): number =>
  Math.min(Number.POSITIVE_INFINITY, ...changes.map((change) => change.step).filter((at) => at > step))

/** The number of changes that have taken effect after `step` steps. */
export const changesBy = ({ changes = [] }: Experiment, step: number): number => changes.filter((change) => change.step <= step).length

/** The experiment with new values from `step` on. Later changes of the same values are dropped. */
export function withChange(experiment: Experiment, step: number, values: NewValues): Experiment {
  const { changes = [], ...first } = experiment
  const before = changes.filter((change) => change.step < step)
  const at = changes.find((change) => change.step === step)
  const later = changes.filter((change) => change.step > step).map((change) => without(change, values))
  const made = [
    ...before,
    { ...at, ...values, step },
    ...later.filter((change) => NAMES.some((name) => (change as NewValues)[name] !== undefined)),
  ]
  return { ...first, changes: made } as Experiment
}

const without = (change: Change, values: NewValues): Change =>
  Object.fromEntries(Object.entries(change).filter(([name]) => values[name as keyof NewValues] === undefined)) as Change

/** The changeable values in which `next` differs from `now`; null if anything else differs, which needs a new run. Neither has a list of changes. */
export function newValues(now: Experiment, next: Experiment): NewValues | null {
  const changed = NAMES.filter((name) => !equal(valueAt(now, PATHS[name]), valueAt(next, PATHS[name])))
  const values = Object.fromEntries(changed.map((name) => [name, valueAt(next, PATHS[name])])) as NewValues
  return equal(withValues(now, values), next) ? values : null
}

/** Whether the value at a path may change during training. */
export const mayChange = (path: string): boolean => NAMES.some((name) => path === PATHS[name] || path.startsWith(`${PATHS[name]}.`))

/** The paths that a change sets, with their new values. */
export const settingsOf = (values: NewValues): readonly (readonly [path: string, value: unknown])[] =>
  NAMES.flatMap((name) => (values[name] === undefined ? [] : [[PATHS[name], values[name]] as const]))
