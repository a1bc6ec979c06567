/** What control measures. Data. */
import type { Metric } from '../../readings/metrics'
import { UPDATE_METRICS } from '../supervised/metrics'

/** Means over the transitions of a minibatch, in the order of PPO's figures. */
export const LOSS_METRICS: readonly Metric[] = [
  { name: 'trainLoss', title: 'Loss', unit: '', better: null, axis: 'loss', split: 'train' },
  { name: 'policyLoss', title: 'Policy loss', unit: '', better: null, axis: 'loss', split: 'train' },
  { name: 'valueLoss', title: 'Value loss', unit: '', better: 'lower', axis: 'value loss', split: 'train' },
  { name: 'entropy', title: 'Entropy', unit: 'nats', better: null, axis: 'entropy', split: 'train' },
  { name: 'clipFraction', title: 'Clipped', unit: '%', better: null, axis: 'share', split: 'train' },
  { name: 'approximateKl', title: 'KL from the policy that acted', unit: 'nats', better: null, axis: 'KL', split: 'train' },
]

/** In the order of the report's columns: those of `probes/agent-summary`. */
export const TRAIN_METRICS: readonly Metric[] = [
  { name: 'trainReturn', title: 'Return', unit: '', better: 'higher', axis: 'return', split: 'train' },
  { name: 'trainLength', title: 'Episode length', unit: 'steps', better: null, axis: 'length', split: 'train' },
  ...LOSS_METRICS,
  ...UPDATE_METRICS,
  { name: 'spikeRate', title: 'Spike rate', unit: '%', better: null, axis: 'share', split: 'train' },
]

/** The first decides between two runs: that of the best weights, which are kept. */
export const TEST_METRICS: readonly Metric[] = [
  { name: 'testBest', title: 'Best return', unit: '', better: 'higher', axis: 'return', split: 'test' },
  { name: 'testReturn', title: 'Return', unit: '', better: 'higher', axis: 'return', split: 'test' },
  { name: 'testLength', title: 'Episode length', unit: 'steps', better: null, axis: 'length', split: 'test' },
]
