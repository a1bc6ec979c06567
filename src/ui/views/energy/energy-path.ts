/** The path of a run between a metric and the energy of a sample, from what its batches report: points, words, rows. Pure. */
import { asOf } from '../../../experiments/changes'
import { valueAt } from '../../../experiments/form'
import type { Experiment } from '../../../experiments/schema'
import { fixed, grouped, setting, significant } from '../../../format'
import type { EnergyByShare } from '../../../readings/energy'
import type { Metric } from '../../../readings/metrics'
import { decidingOf, trainingLossOf } from '../../../studies/metrics'
import { ENERGY } from '../../../studies/outcome'
import { type MetricSeries, metricColumn, stepsOfRows } from '../../base/metric-series'
import { rowAt, smoothed } from '../../base/series'
import { metricTitle, valueText } from '../../state/labels/metric-labels'

/** The path of the weight of the term on synaptic operations. */
export const WEIGHT = 'synapticOperations.weight'
const SHARE = 'trainSynapticOperations'

/** A point of the path: a training step, smoothed over the batches before it. */
export interface PathPoint {
  readonly step: number
  /** The energy of a sample in nanojoules. */
  readonly energy: number
  /** The part of it that the spikes of neurons take. */
  readonly ofSpikes: number
  /** The value of the metric, as it is stored. */
  readonly value: number
}

export interface EnergyPath {
  /** The metric of batches. */
  readonly metric: Metric
  /** In the order of training, the current point last. */
  readonly points: readonly PathPoint[]
  /** Where the weight of the term was changed, with what it was set to. */
  readonly changes: readonly (PathPoint & { readonly weight: number })[]
}

/** The metric of batches that has the axis of the deciding one; where none has, the loss. */
export const batchMetric = (metrics: readonly Metric[]): Metric =>
  metrics.find(({ split, axis }) => split === 'train' && axis === decidingOf(metrics).axis) ?? trainingLossOf(metrics)

/** @param halfLife of the smoothing, in rows; less at the beginning, so that it is not delayed */
export function energyPath(
  curves: MetricSeries,
  metric: Metric,
  { fixed: min, most }: EnergyByShare,
  experiment: Experiment,
  halfLife: number,
): EnergyPath {
  const steps = stepsOfRows(curves)
  const early = Math.min(halfLife, steps.length / 8)
  const [shares, values] = [SHARE, metric.name].map((name) => smoothed(metricColumn(curves, name), early)) as [Float32Array, Float32Array]
  const at = (row: number): PathPoint => ({
    step: steps[row]!,
    energy: ENERGY.scale * (min + shares[row]! * most),
    ofSpikes: ENERGY.scale * shares[row]! * most,
    value: values[row]!,
  })
  const isKnown = ({ energy, value }: PathPoint) => Number.isFinite(energy) && Number.isFinite(value)
  const last = steps.at(-1) ?? 0
  const changed = (experiment.changes ?? []).filter(({ step }) => step > 0 && step <= last)
  return {
    metric,
    points: Array.from(steps, (_, row) => at(row)).filter(isKnown),
    changes: changed
      .filter(({ step }) => weightAt(experiment, step) !== weightAt(experiment, step - 1))
      .map(({ step }) => ({ ...at(rowAt(curves.rows, step)), step, weight: weightAt(experiment, step) }))
      .filter(isKnown),
  }
}

/** The weight of the term in the batches after this number of steps. */
export const weightAt = (experiment: Experiment, step: number): number => Number(valueAt(asOf(experiment, step), WEIGHT))

export const energyText = (energy: number): string => `${fixed(energy, ENERGY.digits)}\u00a0${ENERGY.unit}`

/** "After step 340 train accuracy 93.00 % at 12.3 nJ a sample, 2.10 nJ for spikes; at first 11.00 % and 4.20 nJ; weight 3.00 since step 200." */
export function pathText({ metric, points, changes }: EnergyPath): string {
  const [first, now] = [points[0], points.at(-1)]
  if (!first || !now) return NOT_TRAINED
  const spikes = ({ ofSpikes }: PathPoint) => `${significant(ofSpikes)}\u00a0${ENERGY.unit}`
  const said = `${metricTitle(metric)} ${valueText(metric, now.value)} at ${energyText(now.energy)} a sample, ${spikes(now)} for spikes`
  const set = changes.at(-1)
  const changed = set ? `; weight ${setting(set.weight)} since step ${grouped(set.step)}` : ''
  return `After step ${grouped(now.step)} ${said}; at first ${valueText(metric, first.value)} and ${spikes(first)}${changed}.`
}
export const NOT_TRAINED = 'Nothing is trained yet: press Play or Step first.'

/** Points at even distances in time, the first and the last among them. */
export function evenPoints(points: readonly PathPoint[], most: number): PathPoint[] {
  if (points.length <= most) return [...points]
  return Array.from({ length: most }, (_, i) => points[Math.round((i * (points.length - 1)) / (most - 1))]!)
}
