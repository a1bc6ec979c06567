import { expect, test } from 'vitest'
import { noise } from '../../testing/close'
import { lifBackward, lifForward } from '../lif/reference'
import { analogRule } from '../lif/rule'
import { RELU, reluBackward, reluForward } from './reference'

const STEPS = 12
const H = 1e-6
const GAIN = 0.7
const random = noise(13)
/** No input is closer to the kink than the width of the difference. */
const current = Array.from({ length: STEPS }, () => 2 * random() - 1).map((x) => (Math.abs(x) < 0.01 ? 0.5 : x))
const outputsGrad = current.map(() => random() - 0.5)

test('backward is the derivative', () => {
  const loss = (x: readonly number[]) => reluForward(x, GAIN).outputs.reduce((sum, s, t) => sum + s * outputsGrad[t]!, 0)
  const got = reluBackward(reluForward(current, GAIN).membrane, outputsGrad, GAIN)
  current.forEach((_, i) => {
    const at = (d: number) => loss(current.map((x, j) => (i === j ? x + d : x)))
    expect(Math.abs(got[i]! - (at(H) - at(-H)) / (2 * H))).toBeLessThan(1e-7)
  })
  expect(got.some((g) => g === 0) && got.some((g) => g !== 0)).toBe(true)
})

test('by hand: no step knows of another, and the slope at 0 is 0', () => {
  expect(reluForward([1, -2, 0, 0.5], 2)).toEqual({ membrane: [2, -4, 0, 1], outputs: [2, 0, 0, 1] })
  expect(reluBackward([2, -4, 0, 1], [1, 1, 1, 3], 2)).toEqual([2, 0, 0, 6])
})

test('it is a leaky neuron that keeps nothing, never resets and has its threshold at 0', () => {
  const p = analogRule(GAIN)
  const trajectory = lifForward(current, p, RELU)
  const own = reluForward(current, GAIN)
  expect(trajectory.membrane).toEqual(own.membrane)
  expect(trajectory.spikes).toEqual(own.outputs)
  const grads = lifBackward(trajectory, outputsGrad, p, RELU).currentGrad
  reluBackward(own.membrane, outputsGrad, GAIN).forEach((g, t) => {
    expect(grads[t]).toBeCloseTo(g, 14)
  })
})
