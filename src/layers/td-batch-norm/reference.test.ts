import { describe, expect, test } from 'vitest'
import { expectClose, noise } from '../../testing/close'
import { type TdBatchNormInputs, tdBatchNormBackward, tdBatchNormForward } from './reference'

const random = noise(4)
const draw = (n: number, from = -0.5) => Array.from({ length: n }, () => random() + from)
const CHANNELS = 3
const inputs: TdBatchNormInputs = {
  input: draw(21),
  gamma: draw(CHANNELS, 0.5),
  beta: draw(CHANNELS),
  runningMean: draw(CHANNELS),
  runningVar: draw(CHANNELS, 0.5),
}
const params = { alpha: 0.8, threshold: 0.5, epsilon: 1e-5, momentum: 0.1 }

describe.each([true, false])('training %s', (training) => {
  const p = { ...params, training }

  test('backward is the derivative', () => {
    const outputGrad = draw(21)
    const got = tdBatchNormBackward(inputs, outputGrad, p)
    const loss = (x: TdBatchNormInputs) => tdBatchNormForward(x, p).output.reduce((sum, y, i) => sum + y * outputGrad[i]!, 0)
    const h = 1e-5
    const derivative = (key: 'input' | 'gamma' | 'beta') => {
      const at = Array.from(inputs[key])
      return at.map((_, i) => {
        const moved = (d: number) => loss({ ...inputs, [key]: at.map((x, j) => (i === j ? x + d : x)) })
        return (moved(h) - moved(-h)) / (2 * h)
      })
    }
    const tolerance = { absolute: 1e-8, reason: 'h squared and the rounding of the loss over h' }
    expectClose(got.inputGrad, derivative('input'), tolerance)
    expectClose(got.gammaGrad, derivative('gamma'), tolerance)
    expectClose(got.betaGrad, derivative('beta'), tolerance)
  })

  test('the output is the affine map that it says', () => {
    const { output, scale, shift } = tdBatchNormForward(inputs, p)
    const want = Array.from(inputs.input, (x, i) => scale[i % CHANNELS]! * x + shift[i % CHANNELS]!)
    expectClose(output, want, { absolute: 1e-14, reason: 'the same sum' })
  })
})

test('a normalized channel has mean beta and standard deviation gamma * alpha * threshold', () => {
  const { output } = tdBatchNormForward(inputs, { ...params, epsilon: 0, training: true })
  for (let c = 0; c < CHANNELS; c++) {
    const column = output.filter((_, i) => i % CHANNELS === c)
    const mean = column.reduce((a, b) => a + b) / column.length
    const standardDeviation = Math.sqrt(column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / column.length)
    expect(mean).toBeCloseTo(inputs.beta[c]!, 12)
    expect(standardDeviation).toBeCloseTo(inputs.gamma[c]! * 0.4, 12)
  }
})

test('running statistics: the mean, the unbiased variance, and copies that count', () => {
  const x = { input: [1, 3], gamma: [1], beta: [0], runningMean: [0], runningVar: [1] }
  const once = tdBatchNormForward(x, { ...params, training: true })
  expect({ mean: once.runningMean[0], variance: once.runningVar[0] }).toEqual({ mean: 0.2, variance: 1.1 })
  const copied = tdBatchNormForward(x, { ...params, training: true, copies: 4 })
  const written = tdBatchNormForward({ ...x, input: [1, 1, 1, 1, 3, 3, 3, 3] }, { ...params, training: true })
  expect(copied.runningVar[0]).toBeCloseTo(written.runningVar[0]!, 14)
  expect(copied.runningVar[0]).toBeCloseTo(0.9 + 0.1 * (8 / 7), 14)
  const evaluated = tdBatchNormForward(x, { ...params, training: false })
  expect([...evaluated.runningMean, ...evaluated.runningVar]).toEqual([0, 1])
})
