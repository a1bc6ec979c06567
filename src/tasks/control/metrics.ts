/** The metrics of control by algorithm, as data. */
import type { Metric } from '../../readings/metrics'
import { UPDATE_METRICS } from '../supervised/metrics'
import type { ControlSpec } from './schema'
import { isOffPolicy, shapeOf } from './schema'

const loss = (term: string): Metric => ({ name: 'trainLoss', title: 'Loss', term, unit: null, better: null, axis: 'loss', split: 'train' })

const RETURN = { term: 'return', unit: 'per episode', plainColumn: true, better: 'higher', axis: 'return', interquartile: true } as const

const WIN_RATE = { term: 'winRate', unit: '%', better: 'higher', axis: 'win rate', interquartile: true } as const

/** Means over the transitions of a minibatch, in the order of PPO's loss tensors. */
const PPO_METRICS: readonly Metric[] = [
  loss('ppo'),
  { name: 'policyLoss', title: 'Policy loss', term: 'policy', unit: null, better: null, axis: 'loss', split: 'train' },
  { name: 'valueLoss', title: 'Value loss', term: 'value', unit: null, better: 'lower', axis: 'value loss', split: 'train' },
  { name: 'entropy', title: 'Entropy', term: 'entropy', unit: 'nats', better: null, axis: 'entropy', split: 'train' },
  { name: 'clipFraction', title: 'Clipped', term: 'ppo', unit: '%', better: null, axis: 'share', split: 'train' },
  {
    name: 'approximateKl',
    title: 'KL from the policy that acted',
    term: 'policyDivergence',
    unit: 'nats',
    better: null,
    axis: 'KL',
    split: 'train',
  },
]

/** Means over the transitions of the sequences, in the order of a team's loss tensors, followed by the exploration probability. */
const TEAM_METRICS: readonly Metric[] = [
  loss('tdLambda'),
  { name: 'valueError', title: 'Error of the value', term: 'tdLambda', unit: null, better: 'lower', axis: 'value', split: 'train' },
  { name: 'teamValue', title: 'Value of actions taken', term: 'mixer', unit: null, better: null, axis: 'value', split: 'train' },
  { name: 'teamTarget', title: 'What it is learned towards', term: 'tdLambda', unit: null, better: null, axis: 'value', split: 'train' },
  { name: 'exploration', title: 'Exploration', term: 'exploration', unit: '%', better: null, axis: 'share', split: 'train' },
]

/** In the order of CRITIC_METRICS in losses/control/actor-critic. */
const CRITIC_METRICS: readonly Metric[] = [
  { name: 'trainLoss', title: 'Loss of the critics', term: 'actionValue', unit: null, better: 'lower', axis: 'value loss', split: 'train' },
  {
    name: 'firstCriticLoss',
    title: 'Loss of the first critic',
    term: 'actionValue',
    unit: null,
    better: 'lower',
    axis: 'value loss',
    split: 'train',
  },
  {
    name: 'secondCriticLoss',
    title: 'Loss of the second critic',
    term: 'actionValue',
    unit: null,
    better: 'lower',
    axis: 'value loss',
    split: 'train',
  },
  { name: 'targetValue', title: 'What critics aim at', term: 'criticTarget', unit: null, better: null, axis: 'value', split: 'train' },
]

/** In the order of ACTOR_METRICS in losses/control/actor-critic. */
const ACTOR_METRICS: readonly Metric[] = [
  { name: 'policyLoss', title: 'Policy loss', term: 'policy', unit: null, better: null, axis: 'loss', split: 'train' },
  { name: 'entropy', title: 'Entropy', term: 'entropy', unit: 'nats', better: null, axis: 'entropy', split: 'train' },
  { name: 'actionValue', title: 'Value of actions', term: 'actionValue', unit: null, better: null, axis: 'value', split: 'train' },
]
/** The indices of the metrics that an algorithm has: a deterministic policy has no entropy. */
export const actorColumns = ({ kind }: ControlSpec['algorithm']): readonly number[] => (kind === 'td3' ? [0, 2] : [0, 1, 2])
/** The first ones of TEMPERATURE_METRICS in losses/control/actor-critic, in that order. */
export const TEMPERATURE_METRICS: readonly Metric[] = [
  {
    name: 'temperatureLoss',
    title: 'Temperature loss',
    term: 'entropyTemperature',
    unit: null,
    better: null,
    axis: 'loss',
    split: 'train',
  },
  { name: 'temperature', title: 'Temperature', term: 'entropyTemperature', unit: null, better: null, axis: 'temperature', split: 'train' },
]

const ofLoss = ({ algorithm }: ControlSpec): readonly Metric[] => {
  if (algorithm.kind === 'ppo') return PPO_METRICS
  return isOffPolicy(algorithm) ? CRITIC_METRICS : TEAM_METRICS
}

/** The number of metrics of an update of the policy’s network: all of the algorithm’s, where it has only one network. */
export const policyMetricCount = (e: ControlSpec): number => (isOffPolicy(e.algorithm) ? ACTOR_METRICS : ofLoss(e)).length

/** In the order of the report's columns: those of `probes/agent-summary`, then those of `probes/update-summary`. */
export function trainMetrics(e: ControlSpec): readonly Metric[] {
  const { algorithm } = e
  const note = `The mean of the last episode of each of ${e.data.batch} environments.`
  const ofActor = isOffPolicy(algorithm) ? actorColumns(algorithm).map((column) => ACTOR_METRICS[column]!) : []
  const ofTemperature = 'temperature' in algorithm && algorithm.temperature.kind === 'learned' ? TEMPERATURE_METRICS : []
  return [
    { ...RETURN, name: 'trainReturn', title: 'Return', split: 'train', note },
    { name: 'trainLength', title: 'Episode length', term: 'episode', unit: 'steps', better: null, axis: 'length', split: 'train', note },
    ...ofLoss(e),
    ...UPDATE_METRICS,
    { name: 'spikeRate', title: 'Spike rate', term: 'firingRate', unit: '%', better: null, axis: 'share', split: 'train' },
    ...ofActor,
    ...ofTemperature,
  ]
}

/** The first one, the win rate or else the return of the best weights, decides between two runs. */
export function testMetrics(e: ControlSpec): readonly Metric[] {
  const { data } = e
  const mean = `mean of ${data.test} evaluation episodes.`
  const note = `The ${mean}`
  const episodes = `${data.test} evaluation episodes that are won.`
  const lasting: Metric = {
    name: 'testLength',
    title: 'Episode length',
    term: 'episode',
    unit: 'steps',
    better: null,
    axis: 'length',
    split: 'test',
    note,
  }
  const returns: Metric = { ...RETURN, name: 'testReturn', title: 'Return', split: 'test', note }
  const best = { ...RETURN, name: 'testBest', split: 'test', ofAllEvaluations: true } as const
  if (shapeOf(e).wonAbove === undefined) return [{ ...best, title: 'Best return', note: `The largest ${mean}` }, returns, lasting]
  return [
    {
      ...WIN_RATE,
      name: 'testBestWinRate',
      title: 'Best win rate',
      split: 'test',
      ofAllEvaluations: true,
      note: `The largest share of ${episodes}`,
    },
    { ...best, title: 'Return at best win rate', note: `The ${mean.slice(0, -1)} at the best win rate.` },
    { ...WIN_RATE, name: 'testWinRate', title: 'Win rate', split: 'test', note: `The share of ${episodes}` },
    returns,
    lasting,
  ]
}
