/** The metrics of detection, as data. */
import type { Metric } from '../../readings/metrics'

const TRAIN_METRICS: readonly Metric[] = [
  { name: 'trainLoss', title: 'Loss', term: 'detectionLoss', unit: null, better: 'lower', axis: 'loss', split: 'train' },
  { name: 'trainIouLoss', title: 'IoU loss', term: 'boxLoss', unit: null, better: 'lower', axis: 'parts of the loss', split: 'train' },
  {
    name: 'trainObjectnessLoss',
    title: 'Objectness loss',
    term: 'objectness',
    unit: 'nats',
    plainColumn: true,
    better: 'lower',
    axis: 'parts of the loss',
    split: 'train',
  },
  {
    name: 'trainClassLoss',
    title: 'Class loss',
    term: 'classLoss',
    unit: 'nats',
    plainColumn: true,
    better: 'lower',
    axis: 'parts of the loss',
    split: 'train',
  },
  { name: 'trainL1Loss', title: 'L1 loss', term: 'boxLoss', unit: null, better: 'lower', axis: 'parts of the loss', split: 'train' },
  {
    name: 'trainPositives',
    title: 'Assigned cells',
    term: 'assignment',
    unit: 'cells a sample',
    better: null,
    axis: 'cells',
    split: 'train',
  },
]

const FIRING_METRIC: Metric = {
  name: 'trainSamplerFiring',
  title: 'Sampler firing',
  term: 'firingRate',
  unit: 'spikes a pixel and step',
  better: null,
  axis: 'firing',
  split: 'train',
}

/** Means over the samples of a batch, in the order of the loss tensors. */
export const trainMetrics = (fires: boolean): readonly Metric[] => (fires ? [...TRAIN_METRICS, FIRING_METRIC] : TRAIN_METRICS)

const ap = (name: string, title: string): Metric => ({
  name,
  title,
  term: 'averagePrecision',
  unit: null,
  better: 'higher',
  axis: 'average precision',
  split: 'test',
})

/** Metrics of the test samples as in COCO; the first one decides between two runs. */
export const TEST_METRICS: readonly Metric[] = [
  ap('testAp50', 'AP50'),
  ap('testAp', 'AP'),
  ap('testAp75', 'AP75'),
  ap('testAp50Slow', 'AP50 of slow objects'),
  ap('testAp50Middle', 'AP50 of objects of middle speed'),
  ap('testAp50Fast', 'AP50 of fast objects'),
  ap('testApSmall', 'AP of small objects'),
  ap('testApMedium', 'AP of medium objects'),
  ap('testApLarge', 'AP of large objects'),
  { name: 'testAr', title: 'AR', term: 'recall', unit: null, better: 'higher', axis: 'average recall', split: 'test' },
]
