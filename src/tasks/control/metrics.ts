/** What control measures, by its algorithm. Data. */
import type { Metric } from '../../readings/metrics'
import { UPDATE_METRICS } from '../supervised/metrics'
import type { ControlSpec } from './schema'

const LOSS: Metric = { name: 'trainLoss', title: 'Loss', unit: '', better: null, axis: 'loss', split: 'train' }

/** Means over the transitions of a minibatch, in the order of PPO's figures. */
const PPO_METRICS: readonly Metric[] = [
  LOSS,
  { name: 'policyLoss', title: 'Policy loss', unit: '', better: null, axis: 'loss', split: 'train' },
  { name: 'valueLoss', title: 'Value loss', unit: '', better: 'lower', axis: 'value loss', split: 'train' },
  { name: 'entropy', title: 'Entropy', unit: 'nats', better: null, axis: 'entropy', split: 'train' },
  { name: 'clipFraction', title: 'Clipped', unit: '%', better: null, axis: 'share', split: 'train' },
  { name: 'approximateKl', title: 'KL from the policy that acted', unit: 'nats', better: null, axis: 'KL', split: 'train' },
]

/** Means over the transitions of the sequences, in the order of a team's figures; the chance of any action behind them. */
const TEAM_METRICS: readonly Metric[] = [
  LOSS,
  { name: 'valueError', title: 'Error of the value', unit: '', better: 'lower', axis: 'value', split: 'train' },
  { name: 'teamValue', title: 'Value of actions taken', unit: '', better: null, axis: 'value', split: 'train' },
  { name: 'teamTarget', title: 'What it is learned towards', unit: '', better: null, axis: 'value', split: 'train' },
  { name: 'exploration', title: 'Exploration', unit: '%', better: null, axis: 'share', split: 'train' },
]

/** What updates report. */
export const lossMetrics = ({ algorithm }: ControlSpec): readonly Metric[] => (algorithm.kind === 'ppo' ? PPO_METRICS : TEAM_METRICS)

/** In the order of the report's columns: those of `probes/agent-summary`. */
export const trainMetrics = (e: ControlSpec): readonly Metric[] => [
  { name: 'trainReturn', title: 'Return', unit: '', better: 'higher', axis: 'return', split: 'train' },
  { name: 'trainLength', title: 'Episode length', unit: 'steps', better: null, axis: 'length', split: 'train' },
  ...lossMetrics(e),
  ...UPDATE_METRICS,
  { name: 'spikeRate', title: 'Spike rate', unit: '%', better: null, axis: 'share', split: 'train' },
]

/** The first decides between two runs: that of the best weights, which are kept. */
export const TEST_METRICS: readonly Metric[] = [
  { name: 'testBest', title: 'Best return', unit: '', better: 'higher', axis: 'return', split: 'test' },
  { name: 'testReturn', title: 'Return', unit: '', better: 'higher', axis: 'return', split: 'test' },
  { name: 'testLength', title: 'Episode length', unit: 'steps', better: null, axis: 'length', split: 'test' },
]
