/** What classification measures. Data. */
import type { Metric } from '../../readings/metrics'

/** Means over the samples of a batch, in the order of the figures. */
export const TRAIN_METRICS: readonly Metric[] = [
  { name: 'trainLoss', title: 'Loss', unit: '', better: 'lower', axis: 'loss', split: 'train' },
  { name: 'trainAccuracy', title: 'Accuracy', unit: '%', better: 'higher', axis: 'accuracy', split: 'train' },
]

/** The first is the one that decides between two runs. */
export const TEST_METRICS: readonly Metric[] = [
  { name: 'testAccuracy', title: 'Accuracy', unit: '%', better: 'higher', axis: 'accuracy', split: 'test' },
  { name: 'testLoss', title: 'Loss', unit: '', better: 'lower', axis: 'loss', split: 'test' },
]
