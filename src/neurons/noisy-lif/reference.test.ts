import { describe, expect, test } from 'vitest'
import { noise } from '../../testing/close'
import { type LeakyParams, lifBackward, lifForward } from '../lif/reference'
import { RESETS } from '../lif/schema'
import { surrogateScale } from '../surrogate/describe'
import { smoothFunction } from '../surrogate/reference'
import { noisyFunction } from './reference'
import { densityOf, type NoiseSpec } from './schema'

const NOISES: readonly NoiseSpec[] = [
  { kind: 'gaussian', sigma: 0.4 },
  { kind: 'logistic', scale: 0.3 },
  // Wide enough that no potential comes near an end of the interval, where there is no derivative.
  { kind: 'uniform', halfWidth: 3 },
]
const probabilityOf = (spec: NoiseSpec) => {
  const density = densityOf(spec)
  return smoothFunction(density.kind, surrogateScale(density))
}
const H = 1e-6

test('the probability is that noise exceeds what the potential lacks', () => {
  // Tables: Phi(1) and Phi(-1.96).
  expect(probabilityOf({ kind: 'gaussian', sigma: 0.4 }).spike(0.4, 0)).toBeCloseTo(0.8413447460685429, 14)
  expect(probabilityOf({ kind: 'gaussian', sigma: 0.5 }).spike(-0.98, 0)).toBeCloseTo(0.024997895148220435, 14)
  expect(probabilityOf({ kind: 'logistic', scale: 0.4 }).spike(0.2, 0)).toBeCloseTo(1 / (1 + Math.exp(-0.5)), 14)
  const uniform = probabilityOf({ kind: 'uniform', halfWidth: 0.4 })
  expect([-0.5, -0.4, -0.1, 0, 0.3, 0.4, 2].map((x) => uniform.spike(x, 0))).toEqual([0, 0, 0.375, 0.5, 0.875, 1, 1])
})

test.each(NOISES)('the slope is the density of $kind noise', (spec) => {
  const probability = probabilityOf(spec)
  for (const x of [-1.3, -0.4, -0.05, 0.21, 0.9])
    expect(Math.abs(probability.slope(x, 0) - (probability.spike(x + H, 0) - probability.spike(x - H, 0)) / (2 * H))).toBeLessThan(1e-7)
})

test('by hand: a spike where the number is below the probability, and a reset where one was drawn', () => {
  const p: LeakyParams = { decay: 0.5, threshold: 1, inputGain: 1, reset: 'zero', resetTo: 0, detachReset: false }
  const current = [1, 1, 0.5, 2]
  const numbers = [0.49, 0.51, 0.5, 0.99]
  // 1/2 at the threshold, which the number has to be below; at 0.5 over it, 5/6 of noise of half width 3/4.
  const f = noisyFunction('rect', 1.5, numbers)
  expect(lifForward(current, p, f)).toEqual({ membrane: [1, 1, 1, 2.5], spikes: [1, 0, 0, 1] })
  expect(f.slope(0.74, 0)).toBe(1 / 1.5)
  expect(f.slope(0.76, 0)).toBe(0)
})

describe.each(RESETS)('reset %s', (reset) => {
  const p: LeakyParams = { decay: 0.83, threshold: 0.8, inputGain: 0.7, reset, resetTo: 0.15, detachReset: false, initialMembrane: 0.21 }
  const random = noise(17)
  const current = Array.from({ length: 12 }, () => 2 * random() - 0.2)
  const [onSpikes, onMembrane, numbers] = [0, 1, 2].map(() => current.map(() => random())) as [number[], number[], number[]]

  test.each(NOISES)('backward is the derivative if spikes are their probabilities, $kind', (spec) => {
    const f = probabilityOf(spec)
    const loss = (x: readonly number[]) => {
      const { membrane, spikes } = lifForward(x, p, f)
      return spikes.reduce((sum, s, t) => sum + s * onSpikes[t]! + membrane[t]! * onMembrane[t]!, 0)
    }
    const { currentGrad } = lifBackward(lifForward(current, p, f), onSpikes, p, f, onMembrane)
    current.forEach((_, i) => {
      const at = (d: number) => loss(current.map((x, j) => (i === j ? x + d : x)))
      expect(Math.abs(currentGrad[i]! - (at(H) - at(-H)) / (2 * H))).toBeLessThan(1e-7)
    })
  })

  test.each(NOISES)('backward of drawn spikes has them instead of their probabilities, $kind', (spec) => {
    const density = densityOf(spec)
    const f = noisyFunction(density.kind, surrogateScale(density), numbers)
    const weak = current.map((x) => x - 0.7)
    const { membrane, spikes } = lifForward(weak, p, f)
    const { currentGrad } = lifBackward({ membrane, spikes }, onSpikes, p, f)
    // The last two steps, written out.
    const slope = (t: number) => probabilityOf(spec).slope(membrane[t]! - p.threshold, t)
    const last = onSpikes[11]! * slope(11)
    const back = { zero: p.resetTo - membrane[10]!, subtract: -p.threshold, subtractDelayed: -p.threshold / p.decay, none: 0 }[reset]
    const kept = reset === 'zero' ? 1 - spikes[10]! : 1
    expect(currentGrad[11]).toBeCloseTo(p.inputGain * last, 12)
    expect(currentGrad[10]).toBeCloseTo(p.inputGain * ((onSpikes[10]! + back * p.decay * last) * slope(10) + kept * p.decay * last), 12)
    expect(new Set(spikes)).toEqual(new Set([0, 1]))
  })
})
