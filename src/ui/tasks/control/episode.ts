/** Derives from an episode: returns, probabilities, hidden variables and how well the memory encodes them, silent units. Pure. */
import { fixed, hundredths, percent } from '../../../format'
import { readouts } from '../../../readings/ridge'
import type { Episode, ReadStrip, StripName } from '../../../tasks/control/detail'
import { actionNames, actionSize, actionText, type EnvironmentInfo, probabilities, scaleOf, stateIndices } from './environment'

/** In drawing order. */
export const STRIPS: readonly StripName[] = [
  ...(['membrane', 'current', 'cell', 'candidate'] as const),
  ...(['forgetGate', 'inputGate', 'outputGate', 'resetGate', 'updateGate'] as const),
  ...(['spikes', 'output'] as const),
]
export const STRIP_LABELS: Readonly<Record<StripName, string>> = {
  membrane: 'membrane u',
  current: 'current c',
  forgetGate: 'forget gate F',
  inputGate: 'input gate I',
  spikes: 'spikes',
  cell: 'cell c',
  candidate: 'candidate',
  outputGate: 'output gate',
  resetGate: 'reset gate r',
  updateGate: 'update gate z',
  output: 'output h',
}

export const timeStepsOf = ({ steps }: Pick<Episode, 'steps'>): number => steps + 1

/** [timeSteps, units]: the mean over simulation steps where neurons take several within one step of the environment. */
export function stripOf({ strips, units, steps }: Episode, name: StripName): Float32Array | undefined {
  const strip = strips[name]
  const timeSteps = steps + 1
  if (!strip || units === 0) return undefined
  const inner = Math.round(strip.length / (timeSteps * units))
  if (inner <= 1) return strip
  return Float32Array.from({ length: timeSteps * units }, (_, at) => {
    const [timeStep, unit] = [Math.floor(at / units), at % units]
    let sum = 0
    for (let k = 0; k < inner; k++) sum += strip[(timeStep * inner + k) * units + unit]!
    return sum / inner
  })
}

export const stateOf = ({ states, stateWords }: Episode, timeStep: number): Float32Array =>
  states.subarray(timeStep * stateWords, (timeStep + 1) * stateWords)

/** The action of the episode's agent at a time step; undefined at the last one, which has no action. */
export function actionAt(episode: Episode, { shape }: EnvironmentInfo, timeStep: number): Float32Array | undefined {
  const words = actionSize(shape)
  if (timeStep >= episode.steps) return undefined
  const from = (timeStep * shape.agents + episode.agent) * words
  return episode.actions.subarray(from, from + words)
}

/** The reward of each step, averaged over the agents. */
export function rewardsOf({ rewards, steps }: Episode, { shape }: EnvironmentInfo): number[] {
  return Array.from({ length: steps }, (_, step) => {
    let sum = 0
    for (let agent = 0; agent < shape.agents; agent++) sum += rewards[step * shape.agents + agent]!
    return sum / shape.agents
  })
}

export const returnOf = (episode: Episode, environment: EnvironmentInfo): number =>
  rewardsOf(episode, environment).reduce((a, b) => a + b, 0)

/** Action probabilities at a time step, or the means of a continuous action; undefined for an agent that estimates action values. */
export function policyAt({ policy }: Episode, { shape }: EnvironmentInfo, timeStep: number): number[] | undefined {
  if (!policy) return undefined
  const count = actionNames(shape).length
  const outputs = policy.subarray(timeStep * count, (timeStep + 1) * count)
  return shape.action.kind === 'discrete' ? probabilities(outputs) : Array.from(outputs)
}

/** Curves of the values of all actions, or only of the action taken, which the last time step does not have. */
export function valueLines(
  { actionValues, steps }: Episode,
  { shape }: EnvironmentInfo,
): readonly { readonly name: string; readonly values: Float32Array }[] {
  if (!actionValues) return []
  const { of, values } = actionValues
  if (of === 'taken') return [{ name: 'the action taken', values: values.subarray(0, steps) }]
  const names = actionNames(shape)
  return names.map((name, at) => ({
    name,
    values: Float32Array.from({ length: steps + 1 }, (_, timeStep) => values[timeStep * names.length + at]!),
  }))
}

/** The estimated value of the action taken at a time step. */
const valueTaken = (
  { actionValues }: Episode,
  { shape }: EnvironmentInfo,
  timeStep: number,
  action: ArrayLike<number>,
): number | undefined => actionValues?.values[actionValues.of === 'taken' ? timeStep : timeStep * actionNames(shape).length + action[0]!]

// ---- hidden truth

export interface Truth {
  readonly name: string
  readonly unit: string | null
  readonly values: Float64Array
  /** What a linear readout of the memory predicts for it, and the share of variance it explains; absent without a memory. */
  readonly memory?: { readonly predictions: Float64Array; readonly explained: number }
  /** The share of variance that the observed numbers of the same time step explain. */
  readonly observed: number
}

/** The largest number of curves. */
const MAX_TRUTHS = 4

/** State variables that no agent observes and that change in this episode. */
export function truthsOf(episode: Episode, environment: EnvironmentInfo): Truth[] {
  const timeSteps = timeStepsOf(episode)
  const column = (word: number) => Float64Array.from({ length: timeSteps }, (_, m) => episode.states[m * episode.stateWords + word]!)
  const words = stateIndices(environment.shape)
  const hidden = words.filter((word) => environment.hidden.has(word) && !isStill(column(word))).slice(0, MAX_TRUTHS)
  if (hidden.length === 0) return []
  const values = hidden.map(column)
  const observed = readouts(episode.observations, environment.shape.observations, values)
  const memory = memoryOf(episode)
  const decoded = memory && readouts(memory, episode.units, values)
  return hidden.map((word, at) => ({
    name: environment.shape.names.state[word] ?? `word ${word}`,
    unit: scaleOf(environment.shape, word)?.unit ?? null,
    values: values[at]!,
    ...(decoded && { memory: decoded[at]! }),
    observed: observed[at]!.explained,
  }))
}

const isStill = (values: Float64Array): boolean => values.every((value) => Math.abs(value - values[0]!) < 1e-9)

/** The strips that the linear readout may use, of which it takes the first that exists: the state that a unit carries between steps. */
export const READ: Readonly<Record<ReadStrip, string>> = {
  current: 'currents c',
  membrane: 'potentials u',
  cell: 'cells c',
  output: 'outputs h',
}
const readOf = ({ strips }: Episode) => (Object.keys(READ) as ReadStrip[]).find((name) => strips[name])
function memoryOf(episode: Episode): Float32Array | undefined {
  const name = readOf(episode)
  return name && stripOf(episode, name)
}
export const memoryName = (episode: Episode): string => READ[readOf(episode) ?? 'current']

// ---- neurons of the memory

export interface UnitStatistics {
  /** The firing rate averaged over all units and time steps. */
  readonly rate: number
  /** Units that never fire in the episode. */
  readonly silent: number
  /** Units whose forget gate is nearly always open or shut; units whose input gate never opens. Null without gates. */
  readonly saturated: number | null
  readonly closed: number | null
  /** The firing rate of each unit. */
  readonly rates: Float64Array
}

/** A gate value outside this range is saturated; a unit counts as saturated if this share of its time steps is. */
const [SHUT, OPEN] = [0.05, 0.95]
const NEARLY_ALL = 0.95

export function unitStatistics(episode: Episode): UnitStatistics | null {
  const { units } = episode
  const spikes = stripOf(episode, 'spikes')
  if (!spikes || units === 0) return null
  const share = (strip: Float32Array, of: (value: number) => number) => shares(strip, units, of)
  const rates = share(spikes, (value) => value)
  const [forget, input] = [stripOf(episode, 'forgetGate'), stripOf(episode, 'inputGate')]
  const open = forget && share(forget, (value) => Number(value > OPEN))
  const shut = forget && share(forget, (value) => Number(value < SHUT))
  return {
    rates,
    rate: rates.reduce((a, b) => a + b, 0) / units,
    silent: rates.filter((rate) => rate === 0).length,
    saturated: open && shut ? open.filter((part, unit) => Math.max(part, shut[unit]!) >= NEARLY_ALL).length : null,
    closed: input ? share(input, (value) => Number(value > 0)).filter((part) => part === 0).length : null,
  }
}

/** The mean over time steps, for each unit. */
function shares(strip: Float32Array, units: number, of: (value: number) => number): Float64Array {
  const sums = new Float64Array(units)
  for (let at = 0; at < strip.length; at++) sums[at % units]! += of(strip[at]!)
  return sums.map((sum) => sum / (strip.length / units))
}

/** Units by falling firing rate; of equal ones the first comes first. */
export function unitOrder(episode: Episode): number[] {
  const statistics = unitStatistics(episode)
  const order = Array.from({ length: episode.units }, (_, unit) => unit)
  return statistics ? order.sort((a, b) => statistics.rates[b]! - statistics.rates[a]! || a - b) : order
}

// ---- words and tables

export const timeStepText = (episode: Episode, environment: EnvironmentInfo, timeStep: number): string => {
  const action = actionAt(episode, environment, timeStep)
  const at = `Step ${timeStep} of ${episode.steps}`
  if (!action) return `${at}: the end.`
  const { shape } = environment
  const policy = shape.action.kind === 'discrete' ? policyAt(episode, environment, timeStep) : undefined
  const probability = policy ? `, probability ${percent(policy[action[0]!]!, 0)}` : ''
  const worth = valueTaken(episode, environment, timeStep, action)
  const value = worth === undefined ? '' : `, value ${fixed(worth, 2)}`
  return `${at}: ${actionText(shape, action)}${probability}${value}, reward ${fixed(rewardsOf(episode, environment)[timeStep]!, 2)}.`
}

export function truthSentence(truths: readonly Truth[], memory: string): string {
  if (truths.length === 0) return 'Nothing hidden changes in this episode.'
  const parts = truths.map(({ name, memory, observed }) =>
    memory
      ? `${name} ${fixed(memory.explained, 2)} (observation alone ${fixed(observed, 2)})`
      : `${name} from the observation alone ${fixed(observed, 2)}`,
  )
  return `R² of a linear readout of the ${memory} in this episode: ${parts.join(', ')}.`
}

/** One row per time step. */
export function episodeTable(episode: Episode, environment: EnvironmentInfo, truths: readonly Truth[]) {
  const { shape } = environment
  const discrete = shape.action.kind === 'discrete'
  const policyHeads = episode.policy ? actionNames(shape).map((name) => (discrete ? `probability of ${name}` : `mean ${name}`)) : []
  const worth = valueLines(episode, environment)
  const actionHeads = discrete ? ['action'] : actionNames(shape)
  const truthHeads = truths.flatMap(({ name, memory }) => [name, ...(memory ? [`${name} read out`] : [])])
  const rewards = rewardsOf(episode, environment)
  return {
    heads: [
      'step',
      ...actionHeads,
      'reward',
      ...policyHeads,
      ...worth.map(({ name }) => `value of ${name}`),
      ...(episode.values ? ['value'] : []),
      ...truthHeads,
    ],
    units: [
      ...actionHeads.map(() => null),
      'per step',
      ...[...policyHeads, ...worth, ...(episode.values ? ['value'] : [])].map(() => null),
      ...truths.flatMap(({ unit, memory }) => [unit, ...(memory ? [unit] : [])]),
    ],
    rows: Array.from({ length: timeStepsOf(episode) }, (_, timeStep) => ({
      name: String(timeStep),
      values: [
        ...(actionAt(episode, environment, timeStep) ?? new Float32Array(actionSize(shape)).fill(Number.NaN)),
        rewards[timeStep] ?? Number.NaN,
        ...(policyAt(episode, environment, timeStep) ?? []),
        ...worth.map(({ values }) => values[timeStep] ?? Number.NaN),
        ...(episode.values ? [episode.values[timeStep]!] : []),
        ...truths.flatMap(({ values, memory }) => [values[timeStep]!, ...(memory ? [memory.predictions[timeStep]!] : [])]),
      ],
    })),
  }
}

/** One row per unit, with means over the episode. */
export function unitTable(episode: Episode) {
  const names = STRIPS.filter((name) => episode.strips[name])
  const means = names.map((name) => shares(stripOf(episode, name)!, episode.units, (value) => value))
  return {
    heads: ['unit', ...names.map((name) => STRIP_LABELS[name])],
    units: null,
    rows: unitOrder(episode).map((unit) => ({ name: String(unit + 1), values: means.map((mean) => mean[unit]!) })),
  }
}

/** "12.4 %", for a list of metrics. */
export const rateText = ({ rate }: UnitStatistics): string => `${hundredths(rate)} %`
