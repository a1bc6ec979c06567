import { describe, expect, test } from 'vitest'
import { noise } from '../../testing/close'
import { type SurrogateKind, smoothFunction, stepFunction } from '../surrogate/reference'
import { driveBackward, driveForward, type LeakyParams, lifBackward, lifForward } from './reference'
import { RESETS } from './schema'

const STEPS = 12
const H = 1e-6
const SMOOTH: readonly (readonly [SurrogateKind, number | readonly number[]])[] = [
  ['sigmoid', 3],
  ['atan', 2],
  ['fastSigmoid', 5],
  ['gaussian', 0.5],
  ['triangle', 0.9],
  ['rect', Array.from({ length: STEPS }, (_, t) => 1 + 0.1 * t)],
]
const base = { decay: 0.83, threshold: 0.8, inputGain: 0.7, resetTo: 0.15, detachReset: false, initialMembrane: 0.21 }
const central = (f: (d: number) => number) => (f(H) - f(-H)) / (2 * H)

describe.each(RESETS)('reset %s', (reset) => {
  test.each(SMOOTH)('backward is the derivative of the model smoothed by %s', (kind, parameter) => {
    const random = noise(11)
    const p: LeakyParams = { ...base, reset }
    const f = smoothFunction(kind, parameter)
    const current = Array.from({ length: STEPS }, () => 2 * random() - 0.2)
    const onSpikes = current.map(() => random() - 0.5)
    const onMembrane = current.map(() => random() - 0.5)
    const loss = (x: readonly number[], q = p) => {
      const { membrane, spikes } = lifForward(x, q, f)
      return spikes.reduce((sum, s, t) => sum + s * onSpikes[t]! + membrane[t]! * onMembrane[t]!, 0)
    }
    const got = lifBackward(lifForward(current, p, f), onSpikes, p, f, onMembrane)
    current.forEach((_, i) => {
      const numeric = central((d) => loss(current.map((x, j) => (i === j ? x + d : x))))
      expect(Math.abs(got.currentGrad[i]! - numeric)).toBeLessThan(1e-7)
    })
    expect(Math.abs(got.decayGrad - central((d) => loss(current, { ...p, decay: p.decay + d })))).toBeLessThan(1e-7)
    const ofInitial = central((d) => loss(current, { ...p, initialMembrane: base.initialMembrane + d }))
    expect(Math.abs(got.initialMembraneGrad - ofInitial)).toBeLessThan(1e-7)
  })
})

describe('by hand', () => {
  const f = stepFunction('rect', 2)
  const p = { decay: 0.5, threshold: 1, inputGain: 1, resetTo: 0, detachReset: false }

  test('a reset to zero, at the threshold', () => {
    expect(lifForward([1, 0.5, 0.75], { ...p, reset: 'zero' }, f)).toEqual({ membrane: [1, 0.5, 1], spikes: [1, 0, 1] })
  })
  test('a hard reset', () => {
    expect(lifForward([1, 0.5], { ...p, reset: 'zero', resetTo: -1 }, f)).toEqual({ membrane: [1, 0], spikes: [1, 0] })
  })
  test('a reset by the threshold keeps what was above it', () => {
    expect(lifForward([1.5, 0.5], { ...p, reset: 'subtract' }, f)).toEqual({ membrane: [1.5, 0.75], spikes: [1, 0] })
  })
  test('a delayed reset takes the whole threshold one step later', () => {
    expect(lifForward([1.5, 0.5, 1], { ...p, reset: 'subtractDelayed' }, f)).toEqual({ membrane: [1.5, 0.25, 1.125], spikes: [1, 0, 1] })
  })
  test('no reset', () => {
    expect(lifForward([1.5, 0.5], { ...p, reset: 'none' }, f)).toEqual({ membrane: [1.5, 1.25], spikes: [1, 1] })
  })
  test('a detached reset lets no gradient through the spike of the reset', () => {
    const grad = (detachReset: boolean) => {
      const q = { ...p, reset: 'subtract' as const, detachReset }
      return lifBackward(lifForward([1.5, 0.5], q, f), [0, 1], q, f).currentGrad
    }
    // dL/du[1] = 1/2; attached: dL/dv[0] = 1/4 goes to u[0] by 1 - threshold/2, detached by 1.
    expect(grad(false)).toEqual([0.125, 0.5])
    expect(grad(true)).toEqual([0.25, 0.5])
  })
})

describe('drive', () => {
  test.each([1, STEPS])('backward is the derivative, product of %i steps', (inputSteps) => {
    const random = noise(5)
    const product = Array.from({ length: inputSteps }, random)
    const weights = Array.from({ length: STEPS }, () => random() - 0.5)
    const drive = { scale: 1.3, shift: -0.2, mask: 2 }
    const loss = (x: readonly number[], d = drive) => driveForward(x, STEPS, d).reduce((sum, c, t) => sum + c * weights[t]!, 0)
    const got = driveBackward(product, weights, drive)
    product.forEach((_, i) => {
      const numeric = central((d) => loss(product.map((x, j) => (i === j ? x + d : x))))
      expect(Math.abs(got.productGrad[i]! - numeric)).toBeLessThan(1e-8)
    })
    expect(Math.abs(got.scaleGrad - central((d) => loss(product, { ...drive, scale: drive.scale + d })))).toBeLessThan(1e-8)
    expect(Math.abs(got.shiftGrad - central((d) => loss(product, { ...drive, shift: drive.shift + d })))).toBeLessThan(1e-8)
  })
})
