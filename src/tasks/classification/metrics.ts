/** The metrics of classification, as data. */
import type { Condition, DataShape } from '../../data/schema'
import type { LossSpec } from '../../losses/schema'
import type { Metric } from '../../readings/metrics'

type Loss = Pick<LossSpec, 'kind'>

/** A cross-entropy is in nats, a squared error of rates has no unit. */
const lossOf = ({ kind }: Loss): Omit<Metric, 'name' | 'split'> => ({
  title: 'Loss',
  term: 'loss',
  unit: kind === 'mseOfRate' ? null : 'nats',
  plainColumn: true,
  better: 'lower',
  axis: 'loss',
})

/** Means over the samples of a batch, in the order of the loss tensors. */
export const trainMetrics = (loss: Loss): readonly Metric[] => [
  { ...lossOf(loss), name: 'trainLoss', split: 'train' },
  { name: 'trainAccuracy', title: 'Accuracy', term: 'accuracy', unit: '%', better: 'higher', axis: 'accuracy', split: 'train' },
]

/** The distance of the softened outputs from the teacher's, without the weight of the term; it follows the metrics of the loss. */
export const DISTILLATION_METRIC: Metric = {
  name: 'trainDistillation',
  title: 'Distillation',
  term: 'distillation',
  unit: 'nats',
  better: 'lower',
  axis: 'divergence from the teacher',
  split: 'train',
}

/** The first one decides between two runs. */
export const testMetrics = (loss: Loss): readonly Metric[] => [
  { name: 'testAccuracy', title: 'Accuracy', term: 'accuracy', unit: '%', better: 'higher', axis: 'accuracy', split: 'test' },
  { ...lossOf(loss), name: 'testLoss', split: 'test' },
]

/** The maximum number of parts with a metric each; with more, single parts mean little. */
const MAX_PARTS = 8
export const PARTS = 'Part of the class'

export const conditionMetric = ({ name }: Condition, place: number): string => `testAccuracy.${name}.${place}`
export const factorMetric = (place: number): string => `testAccuracy.factor.${place}`

/** The accuracy under each condition, and of each part of the classes, as metrics. */
export function groupMetrics({ conditions = [], factors = [] }: DataShape): Metric[] {
  const metric = (name: string, group: string, part: string): Metric => ({
    name,
    title: `Accuracy, ${part}`,
    term: 'accuracy',
    unit: '%',
    better: 'higher',
    axis: 'accuracy',
    split: 'test',
    among: { group, part },
  })
  return [
    ...conditions
      .filter(({ values }) => values.length <= MAX_PARTS)
      .flatMap((of) => of.values.map((value, place) => metric(conditionMetric(of, place), of.title, value))),
    ...factors.map(({ title }, place) => metric(factorMetric(place), PARTS, title)),
  ]
}
