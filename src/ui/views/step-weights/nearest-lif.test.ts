/** The LIF nearest to weights over steps, against exponentials that are known; and the words and rows of the view. */
import { expect, test } from 'vitest'
import type { StepWeights } from '../../../readings/layers'
import { nearestLif, weightsOfLif } from './nearest-lif'
import { stepWeightRows, stepWeightsText } from './step-weights-chart'

const sliding = (...weight: number[]): StepWeights => ({
  layer: 'psn1',
  form: 'sliding',
  order: weight.length,
  weight: Float32Array.from(weight),
})

test('weights that are an exponential are found again, by lag and as a matrix', () => {
  const curve = sliding(...Array.from({ length: 12 }, (_, lag) => -1.5 * 0.73 ** lag))
  const found = nearestLif(curve)
  expect(found.decay).toBe(0.73)
  expect(found.gain).toBeCloseTo(-1.5, 6)
  expect(found.share).toBeCloseTo(1, 6)
  expect(weightsOfLif(curve, found)[3]).toBeCloseTo(curve.weight[3]!, 6)
  const steps = 5
  const weight = Float32Array.from({ length: steps ** 2 }, (_, at) => {
    const lag = Math.floor(at / steps) - (at % steps)
    return lag < 0 ? 0 : 0.8 * 0.4 ** lag
  })
  const matrix: StepWeights = { layer: 'psn1', form: 'full', order: steps, weight }
  const lif = nearestLif(matrix)
  expect(lif.decay).toBe(0.4)
  expect(lif.share).toBeCloseTo(1, 6)
  expect(Array.from(weightsOfLif(matrix, lif))).toEqual(Array.from(weight, (value) => expect.closeTo(value, 6)))
})

test('what no leak does is left over: other signs, and steps that are later', () => {
  // For these weights no decay fits better than 0: the product with the exponential is 1 − β, and the norm of the exponential is at least
  // 1.
  expect(nearestLif(sliding(1, -1))).toEqual({ decay: 0, gain: 1, share: 0.5 })
  const late: StepWeights = { layer: 'psn1', form: 'full', order: 2, weight: Float32Array.of(1, 3, 0, 1) }
  expect(nearestLif(late)).toEqual({ decay: 0, gain: 1, share: 2 / 11 })
  expect(nearestLif(sliding(0, 0))).toEqual({ decay: 0, gain: 0, share: 0 })
})

test('words name the decay and the share, and rows the lag or both steps', () => {
  const curve = sliding(1, 0.5)
  const lif = nearestLif(curve)
  expect(stepWeightsText(curve, lif)).toBe('2 weights; the nearest LIF has β = 0.50 and 100\u00a0% of Σ w²')
  expect(stepWeightRows(curve, weightsOfLif(curve, lif))).toEqual([
    ['stepsAgo', 'weight', 'nearestLif'],
    [0, 1, 1],
    [1, 0.5, 0.5],
  ])
  const matrix: StepWeights = { layer: 'psn1', form: 'masked', order: 1, weight: Float32Array.of(1, 0, 0, 1) }
  expect(stepWeightRows(matrix, matrix.weight)[3]).toEqual([2, 1, 0, 0])
})
