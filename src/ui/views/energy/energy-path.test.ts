/** The path of a run between a metric and the energy of a sample, its words and its points, with numbers by hand. */
import { expect, test } from 'vitest'
import { withChange } from '../../../experiments/changes'
import { presetNamed } from '../../../experiments/presets'
import type { Experiment } from '../../../experiments/schema'
import { metricsOf } from '../../../studies/metrics'
import { createMetricSeries } from '../../base/metric-series'
import { batchMetric, energyPath, evenPoints, pathText, weightAt } from './energy-path'

const experiment: Experiment = { ...presetNamed('blank')!.experiment, synapticOperations: { kind: 'share', weight: 1 } } as Experiment
/** 2 nJ, and 10 nJ if all neurons fired at all steps. */
const scale = { fixed: 2000, most: 10_000 }
const curves = (rows: readonly (readonly [share: number, accuracy: number])[]) => {
  const series = createMetricSeries(64)
  for (const [at, [trainSynapticOperations, trainAccuracy]] of rows.entries())
    series.push(at + 1, { trainLoss: 1, trainSynapticOperations, trainAccuracy })
  return series
}
const metric = batchMetric(metricsOf(experiment))

test('a classifier is drawn by the accuracy of its batches, a regression by the error', () => {
  expect(metric.name).toBe('trainAccuracy')
  expect(batchMetric(metricsOf(presetNamed('noisy-sine')!.experiment)).name).toBe('trainError')
})

test('energy is the fixed part and that of the share of connections, in the order of time', () => {
  const { points, changes } = energyPath(
    curves([
      [0.5, 0.1],
      [0.25, 0.5],
      [0.1, 0.25],
    ]),
    metric,
    scale,
    experiment,
    0,
  )
  expect(points.map(({ step }) => step)).toEqual([1, 2, 3])
  expect(points.map(({ energy }) => Number(energy.toFixed(6)))).toEqual([7, 4.5, 3])
  expect(points.map(({ value }) => value)).toEqual([Math.fround(0.1), 0.5, 0.25])
  expect(changes).toEqual([])
})

test('changes of the weight are where the run was then, other changes and later ones are not', () => {
  const changed = withChange(
    withChange(withChange(experiment, 1, { rate: 0.5 }), 2, { synapticOperations: { kind: 'share', weight: 8 } }),
    9,
    {
      synapticOperations: { kind: 'share', weight: 3 },
    },
  )
  const path = energyPath(
    curves([
      [0.5, 0.1],
      [0.25, 0.5],
      [0.1, 0.25],
    ]),
    metric,
    scale,
    changed,
    0,
  )
  expect(path.changes).toEqual([{ step: 2, energy: 4.5, ofSpikes: 2.5, value: 0.5, weight: 8 }])
  expect([1, 2, 8, 9].map((step) => weightAt(changed, step))).toEqual([1, 8, 8, 3])
  expect(pathText(path)).toBe(
    'After step 3 train accuracy 25.00\u00a0% at 3.0\u00a0nJ a sample, 1.00\u00a0nJ for spikes; at first 10.00\u00a0% and 5.00\u00a0nJ; weight 8.00 since step 2.',
  )
})

test('without a batch there is no path, and of a long one even parts are taken with both ends', () => {
  expect(pathText(energyPath(createMetricSeries(8), metric, scale, experiment, 12))).toBe(
    'Nothing is trained yet: press Play or Step first.',
  )
  const points = Array.from({ length: 10 }, (_, step) => ({ step, energy: 1, ofSpikes: 1, value: 1 }))
  expect(evenPoints(points, 4).map(({ step }) => step)).toEqual([0, 3, 6, 9])
  expect(evenPoints(points, 20)).toEqual(points)
})
