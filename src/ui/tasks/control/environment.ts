/** The environment of the open experiment as its views use it: names, hidden variables, the numbers of each agent. Pure. */

import { type EnvironmentShape, type NumberScale, STATE_HEAD } from '../../../environments/record/schema'
import { type EnvironmentSpec, environmentShape } from '../../../environments/schema'
import type { Experiment } from '../../../experiments/schema'
import { fixed } from '../../../format'
import type { Live } from '../../../tasks/control/detail'

export interface EnvironmentInfo {
  readonly spec: EnvironmentSpec
  readonly shape: EnvironmentShape
  readonly hidden: ReadonlySet<number>
  /** The number of parallel episodes in training. */
  readonly batch: number
  /** Whether the agent estimates the values of actions instead of their probabilities. */
  readonly valued: boolean
}

/** The environment of an experiment; null if it has none. */
export function environmentOf(open: Experiment): EnvironmentInfo | null {
  if (open.task !== 'control') return null
  const shape = environmentShape(open.data.environment)
  return {
    spec: open.data.environment,
    shape,
    hidden: new Set(shape.hidden),
    batch: open.data.batch,
    valued: open.algorithm.kind === 'team',
  }
}

/** The name of an action. */
export function actionName({ action, names }: EnvironmentShape, index: number): string {
  const name = names.actions?.[index]
  return name ?? (action.kind === 'discrete' ? `action ${index + 1}` : `number ${index + 1}`)
}

/** The name of the choice with the highest probability. */
export const chosenName = ({ shape }: EnvironmentInfo, said: readonly number[]): string => {
  let best = 0
  said.forEach((value, at) => {
    if (value > said[best]!) best = at
  })
  return actionName(shape, best)
}

export const actionNames = (shape: EnvironmentShape): string[] =>
  Array.from({ length: actionCount(shape) }, (_, index) => actionName(shape, index))

/** The number of choices of a discrete action, or of dimensions of a continuous one. */
export const actionCount = ({ action }: EnvironmentShape): number => (action.kind === 'discrete' ? action.count : action.size)

/** The number of values that one agent's action has in a record. */
export const actionSize = ({ action }: EnvironmentShape): number => (action.kind === 'discrete' ? 1 : action.size)

/** "left", or "torque −0.30". */
export function actionText(shape: EnvironmentShape, action: ArrayLike<number>): string {
  if (shape.action.kind === 'discrete') return actionName(shape, action[0]!)
  return Array.from(action, (value, at) => `${actionName(shape, at)} ${fixed(value, 2)}`).join(', ')
}

/** The scale of a word of the state, where its environment has them. */
export const scaleOf = ({ scales }: EnvironmentShape, word: number): NumberScale | undefined => scales?.[word - STATE_HEAD.own]

/** The unit of each word of the state, its head included. */
export const stateUnits = (shape: EnvironmentShape): (string | null)[] =>
  shape.names.state.map((_, word) => scaleOf(shape, word)?.unit ?? null)

/** The indices of the state's words after its head. */
export const stateIndices = ({ state }: EnvironmentShape): number[] =>
  Array.from({ length: Math.max(0, state - STATE_HEAD.own) }, (_, at) => STATE_HEAD.own + at)

export const elapsedOf = (state: ArrayLike<number>): number => state[STATE_HEAD.elapsed] ?? 0
/** The number of the episode, from 1; 0 before the first. */
export const episodeOf = (state: ArrayLike<number>): number => state[STATE_HEAD.episode] ?? 0

/** The probabilities of choices, from their logits. */
export function probabilities(logits: ArrayLike<number>): number[] {
  const values = Array.from(logits)
  const best = Math.max(...values)
  const parts = values.map((value) => Math.exp(value - best))
  const sum = parts.reduce((a, b) => a + b, 0)
  return parts.map((part) => part / sum)
}

/** Time steps per second; at the last rate most of them are skipped. */
export const RATES = [2, 5, 15, 30, 60, 300] as const
export const FIRST_RATE = 3
export const rateText = (at: number): string => (at === RATES.length - 1 ? 'turbo' : `${RATES[at]} steps/s`)

/** How many environments are shown at once: some of these, and all of fewer than the last. */
const MANY = [1, 4, 16, 64] as const
export function countsShown(batch: number): number[] {
  const most = Math.min(MANY.at(-1)!, batch)
  return [...MANY.filter((many) => many < most), most]
}

export function stateAt({ states, environments, words }: Live, timeStep: number, environment: number): Float32Array {
  const from = (timeStep * environments + environment) * words
  return states.subarray(from, from + words)
}

/** Whether the environments have begun an episode. */
export const hasBegun = (live: Live): boolean => episodeOf(stateAt(live, live.timeSteps - 1, 0)) > 0

/** Table rows for one environment: all words of its state at each time step. */
export const liveRows = (live: Live, environment: number) =>
  Array.from({ length: live.timeSteps }, (_, timeStep) => ({
    name: String(timeStep),
    values: Array.from(stateAt(live, timeStep, environment)),
  }))
