/** The metrics that every supervised task reports in addition to its own. */
import { type TermName, type Terms, termsIn } from '../../losses/terms/schema'
import type { Metric } from '../../readings/metrics'

/** The metrics of the update: the last columns of the report, in order. */
export const UPDATE_METRICS: readonly Metric[] = [
  { name: 'gradientNorm', title: 'Gradient norm', term: 'clipping', unit: null, better: null, axis: 'gradient norm', split: 'train' },
  { name: 'rate', title: 'Learning rate', term: 'learningRate', unit: null, better: null, axis: 'learning rate', split: 'train' },
]

/** The loss terms of an experiment, each without its weight: behind the task's own training metrics. */
export const termMetrics = (terms: Terms): Metric[] =>
  termsIn(terms).map((name) => ({ ...TERM_METRICS[name], term: 'lossTerms', unit: null, better: 'lower', split: 'train' }))

const RATES = 'loss terms of firing rates'
const TERM_METRICS: Readonly<Record<TermName, Pick<Metric, 'name' | 'title' | 'axis'>>> = {
  rateTarget: { name: 'trainRateTarget', title: 'Rates off target', axis: RATES },
  rateLower: { name: 'trainRateLower', title: 'Rates below bound', axis: RATES },
  rateUpper: { name: 'trainRateUpper', title: 'Rates above bound', axis: RATES },
  synapticOperations: { name: 'trainSynapticOperations', title: 'Synaptic operations', axis: 'share of connections met' },
  layerDecay: { name: 'trainLayerDecay', title: 'Weight decay by layer', axis: 'half of squared weights' },
}

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
