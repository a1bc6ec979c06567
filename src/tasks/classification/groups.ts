/** Accuracy by the conditions under which samples were taken, and by the factors of their classes. Pure. */
import type { DataShape, Factor } from '../../data/schema'
import type { SampleSet } from '../../data/streams'
import type { Metric } from '../../readings/metrics'
import { conditionMetric, factorMetric, PARTS } from './metrics'

/** The number of correct predictions within a part of the test set. */
interface Share {
  /** The name of the metric. */
  readonly metric: string
  readonly name: string
  readonly count: number
  readonly correct: number
}

/** One row for each value that occurs. */
export interface Group {
  readonly title: string
  readonly rows: readonly Share[]
}

/**
 * A group for each condition, and one for the factors of the classes: a prediction is correct in a factor if its class has the label's
 * value of that factor.
 * @param predictions by test sample
 */
export function groupsOf({ conditions = [], factors = [] }: DataShape, test: SampleSet, predictions: Uint32Array): Group[] {
  const labels = test.streams.labels!.values
  const isCorrect = (sample: number) => predictions[sample] === labels[sample]
  const byCondition = conditions.flatMap((condition): Group[] => {
    const values = test.streams[condition.name]?.values
    if (!values) return []
    const rows = condition.values.map((name, place) => ({
      metric: conditionMetric(condition, place),
      name,
      ...countOf(predictions, (sample) => values[sample] === place, isCorrect),
    }))
    return [{ title: condition.title, rows }]
  })
  const sameFactor =
    ({ byClass }: Factor) =>
    (sample: number) =>
      byClass[predictions[sample]!] === byClass[labels[sample]!]
  const byFactor = factors.map((factor, place) => ({
    metric: factorMetric(place),
    name: factor.title,
    ...countOf(predictions, () => true, sameFactor(factor)),
  }))
  return [...byCondition, ...(byFactor.length > 0 ? [{ title: PARTS, rows: byFactor }] : [])]
    .map((group) => ({ ...group, rows: group.rows.filter(({ count }) => count > 0) }))
    .filter(({ rows }) => rows.length > 0)
}

/** The values of the groups that are metrics, by metric name. */
export function valuesOf(groups: readonly Group[], metrics: readonly Metric[]): Record<string, number> {
  const known = new Set(metrics.map(({ name }) => name))
  const rows = groups.flatMap(({ rows: all }) => all).filter(({ metric }) => known.has(metric))
  return Object.fromEntries(rows.map(({ metric, count, correct }) => [metric, correct / count]))
}

function countOf(predictions: Uint32Array, among: (sample: number) => boolean, isCorrect: (sample: number) => boolean) {
  let count = 0
  let correct = 0
  for (let sample = 0; sample < predictions.length; sample++) {
    if (!among(sample)) continue
    count++
    if (isCorrect(sample)) correct++
  }
  return { count, correct }
}
