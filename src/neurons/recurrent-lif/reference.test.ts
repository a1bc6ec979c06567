import { describe, expect, test } from 'vitest'
import { noise } from '../../testing/close'
import type { LeakyParams } from '../lif/reference'
import { lifForward } from '../lif/reference'
import { RESETS } from '../lif/schema'
import { smoothFunction, stepFunction } from '../surrogate/reference'
import { recurrentBackward, recurrentForward, softmaxBackward, softmaxSkipWeights } from './reference'

const [STEPS, NEURONS, H] = [9, 5, 1e-5]
const base = { decay: 0.7, threshold: 0.6, inputGain: 0.8, resetTo: 0.15, detachReset: false, initialMembrane: 0.2 }
const central = (f: (d: number) => number) => (f(H) - f(-H)) / (2 * H)
/** x with d added to its i-th value. */
const moved = (x: readonly number[], i: number, d: number) => x.map((v, j) => (i === j ? v + d : v))

describe.each(RESETS)('reset %s', (reset) => {
  // 12 spans are more than there are steps.
  test.each([1, 3, 12])('backward is the derivative of the smoothed model, %i spans', (spans) => {
    const random = noise(spans)
    const draw = (n: number, from: number, to: number) => Array.from({ length: n }, () => from + (to - from) * random())
    const p: LeakyParams = { ...base, reset }
    const f = smoothFunction('sigmoid', 3)
    const current = draw(STEPS * NEURONS, -0.2, 1)
    const recurrent = draw(NEURONS ** 2, -0.5, 0.5)
    const logits = draw(spans, -1, 1)
    const onSpikes = draw(STEPS * NEURONS, -0.5, 0.5)
    const onMembranes = draw(STEPS * NEURONS, -0.5, 0.5)
    const temperature = 0.7
    const loss = (x = current, r = recurrent, w = logits, q = p) => {
      const { membrane, spikes } = recurrentForward(x, r, softmaxSkipWeights(w, temperature), q, f)
      return spikes.reduce((sum, s, i) => sum + s * onSpikes[i]! + membrane[i]! * onMembranes[i]!, 0)
    }
    const skipWeights = softmaxSkipWeights(logits, temperature)
    const trajectory = recurrentForward(current, recurrent, skipWeights, p, f)
    const got = recurrentBackward(trajectory, onSpikes, recurrent, skipWeights, p, f, onMembranes)
    const logitsGrad = softmaxBackward(skipWeights, got.skipWeightsGrad, temperature)
    const near = (grad: number, loss: (d: number) => number): void => expect(Math.abs(grad - central(loss))).toBeLessThan(1e-8)
    for (const i of current.keys()) near(got.currentGrad[i]!, (d) => loss(moved(current, i, d)))
    for (const i of recurrent.keys()) near(got.recurrentGrad[i]!, (d) => loss(current, moved(recurrent, i, d)))
    for (const i of logits.keys()) near(logitsGrad[i]!, (d) => loss(current, recurrent, moved(logits, i, d)))
    near(got.decayGrad, (d) => loss(current, recurrent, logits, { ...p, decay: p.decay + d }))
  })
})

test('a span of one is the vanilla recurrence, by hand', () => {
  const p = { decay: 0.5, threshold: 1, inputGain: 1, reset: 'zero', resetTo: 0, detachReset: false } as const
  const f = stepFunction('rect', 1)
  // The first neuron fires at step 0; the second receives it with 0.75 after the span, the first with -1.
  const recurrent = [-1, 0.75, 0, 0]
  const current = [1, 0, 0, 0.25, 0, 0.25]
  expect([...recurrentForward(current, recurrent, [1], p, f).membrane]).toEqual([1, 0, -1, 1, -0.5, 0.25])
  expect([...recurrentForward(current, recurrent, [0, 1], p, f).membrane]).toEqual([1, 0, 0, 0.25, -1, 1.125])
})

test('without recurrent weights it is the leaky neuron', () => {
  const random = noise(4)
  const p: LeakyParams = { ...base, reset: 'subtract' }
  const f = stepFunction('rect', 1)
  const current = Array.from({ length: 20 }, random)
  expect([...recurrentForward(current, [0], [1], p, f).membrane]).toEqual(lifForward(current, p, f).membrane)
})
