/** Curves over seeds while runs train: which runs are in a mean, and what is said of it. No browser. */
import { describe, expect, it } from 'vitest'
import { presetNamed } from '../../../experiments/presets'
import { EPOCHS } from '../../../readings/time-unit'
import { comparisonOf, planOf } from '../../../studies/compare'
import { UNCHANGED } from '../../../studies/variant'
import { small } from '../../../testing/data'
import { penOf } from '../../base/draw'
import type { Colors } from '../../base/paint'
import { createSvgContext } from '../../base/svg-context'
import {
  bandsOf,
  curveMetrics,
  drawSeedCurves,
  firstMetric,
  type RunCurves,
  type SeedChart,
  seedCurvesSentence,
  seedCurvesTable,
} from './seed-curves'

const comparison = comparisonOf(small(), { totalSteps: 100, stepsPerEpoch: 50 }, { variants: [UNCHANGED], seeds: [1, 2, 3], steps: 100 })
const { runs } = planOf(comparison)
const accuracy = curveMetrics(comparison).find(({ name }) => name === 'testAccuracy')!
const loss = curveMetrics(comparison).find(({ name }) => name === 'trainLoss')!

/** A run that was evaluated after every ten steps, and whose training loss is the same at each step. */
const run = (accuracies: readonly number[], trainLoss: number): RunCurves => ({
  progress: { stepsPerEpoch: 50 },
  curves: { step: Uint32Array.of(1, 2, 3), columns: { trainLoss: new Float32Array(3).fill(trainLoss) } },
  tests: accuracies.map((testAccuracy, i) => ({ step: 10 * (i + 1), values: { testAccuracy } })),
})
const curves = [run([0.5, 0.6, 0.7], 1), run([0.7, 0.8], 2)]
const chart: SeedChart = { bands: bandsOf(runs, curves, 3, accuracy), steps: 100, stepsPerEpoch: 50, time: EPOCHS }

describe('the band over seeds', () => {
  it('is of the runs that have begun, as far as all of them have come', () => {
    const [band, ...others] = chart.bands
    expect(others).toEqual([])
    expect(band!.seeds.map(({ x }) => x)).toEqual([
      [10, 20, 30],
      [10, 20],
    ])
    expect(band!.x).toEqual([10, 20])
    for (const [key, values] of [
      ['mean', [60, 70]],
      ['low', [50, 60]],
      ['high', [70, 80]],
    ] as const)
      values.forEach((value, i) => {
        expect(band![key][i]).toBeCloseTo(value, 10)
      })
  })

  it('is of training too, and of no run of another T', () => {
    const [band] = bandsOf(runs, curves, 3, loss)
    expect({ x: band!.x, mean: band!.mean, low: band!.low, high: band!.high }).toEqual({
      x: [1, 2, 3],
      mean: [1.5, 1.5, 1.5],
      low: [1, 1, 1],
      high: [2, 2, 2],
    })
    expect(bandsOf(runs, curves, 4, loss)).toEqual([])
  })

  it('is in the sentence and in the table, in the unit of training time', () => {
    expect(seedCurvesSentence(comparison, accuracy, chart)).toBe(
      'test accuracy over training. “unchanged”: 70.00\u00a0% on average over 2 seeds, from 60.00\u00a0% to 80.00\u00a0%, after 0.40 epochs.',
    )
    const { heads, rows } = seedCurvesTable(comparison, chart)
    expect(heads).toEqual(['batch', 'epochs', 'unchanged, mean of 2', 'unchanged, least of 2', 'unchanged, largest of 2'])
    expect(rows.map(({ step, time }) => [step, time])).toEqual([
      [10, '0.20'],
      [20, '0.40'],
    ])
    expect(seedCurvesSentence(comparison, accuracy, { ...chart, bands: [] })).toContain('Nothing is measured yet.')
  })

  it('is drawn with a faint line for each seed, and a thick one for their mean where there are several', () => {
    const drawn = (of: SeedChart) => {
      const { context, elements } = createSvgContext({ measure: (_, words) => 6 * words.length, image: () => '' })
      const area = { width: 400, height: 240, unit: 1, dark: false, figure: { family: 'Arial' } }
      drawSeedCurves(penOf(context, area, new Proxy({}, { get: () => '#123456' }) as Colors), of)
      const count = (style: RegExp) => [...elements().matchAll(style)].length
      return { seeds: count(/stroke-width="1" stroke-opacity="0\.5"/g), means: count(/stroke-width="2\.25"/g) }
    }
    expect(drawn(chart)).toEqual({ seeds: 2, means: 1 })
    expect(drawn({ ...chart, bands: bandsOf(runs, curves.slice(0, 1), 3, accuracy) })).toEqual({ seeds: 1, means: 0 })
  })
})

it('begins with what decides between agents as it is measured each time, and elsewhere with the loss', () => {
  expect(firstMetric(comparison).name).toBe('trainLoss')
  const of = (preset: string) => firstMetric(comparisonOf(presetNamed(preset)!.experiment, { totalSteps: 9, stepsPerEpoch: 9 })).name
  expect([of('grsn-cart'), of('hunt-ippo')]).toEqual(['testReturn', 'testWinRate'])
})
