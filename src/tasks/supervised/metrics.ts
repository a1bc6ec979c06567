/** The metrics that every supervised task reports in addition to its own. */
import type { Metric } from '../../readings/metrics'

/** The metrics of the update: the last columns of the report, in order. */
export const UPDATE_METRICS: readonly Metric[] = [
  { name: 'gradientNorm', title: 'Gradient norm', term: 'clipping', unit: null, better: null, axis: 'gradient norm', split: 'train' },
  { name: 'rate', title: 'Learning rate', term: 'learningRate', unit: null, better: null, axis: 'learning rate', split: 'train' },
]

const MIXED = 'Mixed'

/** The name of a test metric where it was measured with the mix of skips that training uses, instead of the single one. */
export const mixedName = (metric: string): string => `${metric}${MIXED}`

/** The same metrics, measured with the softmax-weighted mix of skips. */
export const mixedMetrics = (tests: readonly Metric[]): Metric[] =>
  tests.map((metric) => ({
    ...metric,
    name: mixedName(metric.name),
    variantOf: { metric: metric.name, title: 'softmax-weighted skips' },
  }))
