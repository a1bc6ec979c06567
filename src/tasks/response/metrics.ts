/** The metrics of neural response models, as data. */
import type { Metric } from '../../readings/metrics'
import { isLikelihood, type ResponseSpec } from './schema'

/** Means over the clips of a batch, in the order of the loss tensors. A likelihood is in nats, a distance of filtered trains has no unit. */
export const trainMetrics = (loss: ResponseSpec['loss']): readonly Metric[] => {
  const unit = isLikelihood(loss) ? 'nats' : null
  return [
    { name: 'trainLoss', title: 'Loss', term: 'responseLoss', unit, plainColumn: true, better: 'lower', axis: 'loss', split: 'train' },
    {
      name: 'trainSpikeLoss',
      title: 'Loss of the responses',
      term: 'psp',
      unit,
      plainColumn: true,
      better: 'lower',
      axis: 'loss',
      split: 'train',
    },
    { name: 'trainKl', title: 'Divergence KL(q ‖ p)', term: 'kl', unit: 'nats', better: null, axis: 'divergence', split: 'train' },
  ]
}

/** Means over the cells of the test movie; the first is the one that decides between two runs. */
export const TEST_METRICS: readonly Metric[] = [
  {
    name: 'testCorrelation',
    title: 'Correlation CC',
    term: 'correlation',
    unit: null,
    better: 'higher',
    axis: 'correlation',
    split: 'test',
  },
  {
    name: 'testCorrelationNormalized',
    title: 'CCnorm',
    term: 'normalizedCorrelation',
    unit: null,
    better: 'higher',
    axis: 'correlation',
    split: 'test',
  },
  {
    name: 'testBitsPerSpike',
    title: 'Bits per spike',
    term: 'bitsPerSpike',
    unit: 'bits',
    better: 'higher',
    axis: 'bits per spike',
    split: 'test',
  },
  { name: 'testIsiKs', title: 'ISI distance KS', term: 'intervals', unit: null, better: 'lower', axis: 'KS', split: 'test' },
  { name: 'testFano', title: 'Fano factor of the model', term: 'fano', unit: null, better: null, axis: 'Fano factor', split: 'test' },
  {
    name: 'testFanoError',
    title: 'Error of the Fano factor',
    term: 'fano',
    unit: null,
    better: 'lower',
    axis: 'Fano factor',
    split: 'test',
  },
  {
    name: 'testAutocorrelogramError',
    title: 'Error of the autocorrelogram',
    term: 'autocorrelogram',
    unit: null,
    better: 'lower',
    axis: 'error',
    split: 'test',
  },
  {
    name: 'testVanRossumRatio',
    title: 'van Rossum, model to data over data to data',
    term: 'vanRossum',
    unit: null,
    better: null,
    axis: 'ratio',
    split: 'test',
  },
  {
    name: 'testSpikeRatio',
    title: 'SPIKE distance, model to data over data to data',
    term: 'spikeDistance',
    unit: null,
    better: null,
    axis: 'ratio',
    split: 'test',
  },
  {
    name: 'testLongCorrelation',
    title: 'CC of the long movie',
    term: 'correlation',
    unit: null,
    better: 'higher',
    axis: 'correlation',
    split: 'test',
  },
  {
    name: 'testLongCorrelationNormalized',
    title: 'CCnorm of the long movie',
    term: 'normalizedCorrelation',
    unit: null,
    better: 'higher',
    axis: 'correlation',
    split: 'test',
  },
]

/** The name of the correlation of a model whose state is reset after this many bins. */
export const segmentMetric = (bins: number): string => `testCorrelation${bins}`

export const segmentMetrics = (pieces: readonly number[] = []): Metric[] =>
  pieces.map((bins) => ({
    name: segmentMetric(bins),
    title: `CC in pieces of ${bins} bins`,
    term: 'correlation',
    unit: null,
    better: 'higher',
    axis: 'correlation',
    split: 'test',
  }))
