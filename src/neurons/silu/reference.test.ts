import { expect, test } from 'vitest'
import { lifBackward, lifForward } from '../lif/reference'
import { analogRule } from '../lif/rule'
import { SILU } from './reference'

const H = 1e-5

test('the slope is the derivative, everywhere', () => {
  for (let x = -30; x <= 30; x += 0.37) {
    const numeric = (SILU.spike(x + H, 0) - SILU.spike(x - H, 0)) / (2 * H)
    expect(Math.abs(SILU.slope(x, 0) - numeric)).toBeLessThan(1e-9)
  }
})

test('by hand: 0 at 0 with a slope of 1/2, least near -1.28, the identity far above and nothing far below', () => {
  expect({ spike: SILU.spike(0, 0), slope: SILU.slope(0, 0) }).toEqual({ spike: 0, slope: 0.5 })
  expect(SILU.slope(-1.278464542761074, 0)).toBeCloseTo(0, 14)
  expect(SILU.spike(-1.278464542761074, 0)).toBeCloseTo(-0.27846454, 8)
  expect({ spike: SILU.spike(1000, 0), slope: SILU.slope(1000, 0) }).toEqual({ spike: 1000, slope: 1 })
  expect([SILU.spike(-1000, 0), SILU.slope(-1000, 0)].map(Math.abs)).toEqual([0, 0])
})

test('the slope is above 1/2 where the potential is above 0', () => {
  for (let x = 0.01; x < 40; x += 0.1) {
    expect(SILU.slope(x, 0)).toBeGreaterThan(0.5)
    expect(SILU.slope(-x, 0)).toBeLessThan(0.5)
  }
})

test('it is a leaky neuron that keeps nothing, never resets and has its threshold at 0', () => {
  const current = [1, -2, 0, 0.5, 3]
  const grads = [1, 2, -1, 0.5, 0.25]
  const p = analogRule(0.7)
  const trajectory = lifForward(current, p, SILU)
  expect(trajectory.membrane).toEqual(current.map((x) => 0.7 * x))
  expect(trajectory.spikes).toEqual(current.map((x) => SILU.spike(0.7 * x, 0)))
  const got = lifBackward(trajectory, grads, p, SILU).currentGrad
  current.forEach((x, t) => {
    expect(got[t]).toBeCloseTo(0.7 * grads[t]! * SILU.slope(0.7 * x, 0), 14)
  })
})
