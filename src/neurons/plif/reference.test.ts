import { expect, test } from 'vitest'
import { noise } from '../../testing/close'
import { RESETS } from '../lif/schema'
import { sigmoid, smoothFunction } from '../surrogate/reference'
import { plifBackward, plifForward, wOfDecay } from './reference'

test.each(RESETS)('the gradient of w is the derivative of the smoothed model, reset %s', (reset) => {
  const random = noise(3)
  const f = smoothFunction('atan', 2)
  const p = { w: -1.1, threshold: 0.6, inputGain: 1, reset, resetTo: 0.1, detachReset: false, initialMembrane: 0.2 }
  const current = Array.from({ length: 9 }, () => 1.5 * random())
  const weights = current.map(() => random() - 0.5)
  const loss = (w: number) => plifForward(current, { ...p, w }, f).spikes.reduce((sum, s, t) => sum + s * weights[t]!, 0)
  const h = 1e-6
  const numeric = (loss(p.w + h) - loss(p.w - h)) / (2 * h)
  expect(Math.abs(plifBackward(plifForward(current, p, f), weights, p, f).wGrad - numeric)).toBeLessThan(1e-8)
  expect(Math.abs(numeric)).toBeGreaterThan(1e-4)
})

test('w and the decay are each other’s inverse', () => {
  expect(sigmoid(wOfDecay(0.2))).toBeCloseTo(0.2, 14)
  // The papers’ init_a = 5: w = -ln(5 - 1).
  expect(wOfDecay(0.2)).toBeCloseTo(-Math.log(4), 14)
})
