/** The metrics of regression, as data. */
import type { Metric } from '../../readings/metrics'

/** Means over the samples of a batch, in the order of the loss tensors. */
export const TRAIN_METRICS: readonly Metric[] = [
  { name: 'trainLoss', title: 'Loss', term: 'squaredError', unit: null, better: 'lower', axis: 'loss', split: 'train' },
  {
    name: 'trainError',
    title: 'Mean absolute error',
    term: 'absoluteError',
    unit: null,
    better: 'lower',
    axis: 'absolute error',
    split: 'train',
  },
]

/** The first one decides between two runs. */
export const TEST_METRICS: readonly Metric[] = [
  {
    name: 'testError',
    title: 'Mean absolute error',
    term: 'absoluteError',
    unit: null,
    better: 'lower',
    axis: 'absolute error',
    split: 'test',
  },
  { name: 'testLoss', title: 'Loss', term: 'squaredError', unit: null, better: 'lower', axis: 'loss', split: 'test' },
  {
    name: 'testExplained',
    title: 'Explained variance R²',
    term: 'explainedVariance',
    unit: null,
    better: 'higher',
    axis: 'explained variance',
    split: 'test',
  },
]
