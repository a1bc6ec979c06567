/** The metrics of classification, as data. */
import type { Condition, DataShape } from '../../data/schema'
import type { Metric } from '../../readings/metrics'

/** Means over the samples of a batch, in the order of the loss tensors. */
export const TRAIN_METRICS: readonly Metric[] = [
  { name: 'trainLoss', title: 'Loss', term: 'loss', unit: '', better: 'lower', axis: 'loss', split: 'train' },
  { name: 'trainAccuracy', title: 'Accuracy', term: 'accuracy', unit: '%', better: 'higher', axis: 'accuracy', split: 'train' },
]

/** The first one decides between two runs. */
export const TEST_METRICS: readonly Metric[] = [
  { name: 'testAccuracy', title: 'Accuracy', term: 'accuracy', unit: '%', better: 'higher', axis: 'accuracy', split: 'test' },
  { name: 'testLoss', title: 'Loss', term: 'loss', unit: '', better: 'lower', axis: 'loss', split: 'test' },
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
