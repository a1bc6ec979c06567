/**
 * The kernels of leaky neurons against float64. Spikes are discontinuous, so the reference is fed the shader's own previous
 * potential, and its own trajectory on the way back; whole trajectories are compared only where every number is exact.
 */
import { describe, expect, test } from 'vitest'
import { equalBits, expectClose, expectWithin } from '../../testing/close'
import { kernelGpu } from '../../testing/gpu'
import {
  drawInputs,
  functionOf,
  type Inputs,
  keptInHalf,
  NORM,
  neuronAt,
  type Results,
  referenceAt,
  runShaders,
  type Setting,
} from '../../testing/leaky'
import { afterReset, type LeakyParams, lifForward } from '../lif/reference'
import { analogRule } from '../lif/rule'
import { RESETS } from '../lif/schema'
import { type SurrogateKind, stepFunction } from '../surrogate/reference'
import { lifForward as lifForwardKernel } from './kernels'
import { SQUARES_SCALE } from './layer'

const gpu = await kernelGpu()
const ULP = 2 ** -23
const base = { decay: 0.75, threshold: 0.5, inputGain: 0.75, resetTo: -0.125, detachReset: false, initialMembrane: 0.25 } as const
const SURROGATES: readonly (readonly [SurrogateKind, number])[] = [
  ['rect', 0.75],
  ['triangle', 1.25],
  ['sigmoid', 4],
  ['atan', 2],
  ['fastSigmoid', 25],
  ['gaussian', 0.375],
]
const NOISES: readonly (readonly [string, SurrogateKind, number])[] = [
  ['normal', 'gaussian', 0.375],
  ['logistic', 'sigmoid', 4],
  ['uniform', 'rect', 1.5],
]
const plain: Setting = { params: { ...base, reset: 'zero' }, surrogate: 'atan', scales: [2], size: [7, 3, 44] }

const analogParams = (inputGain: number): LeakyParams => analogRule(inputGain)

/** A random spike is determined unless its probability is within rounding of the random number. */
const onTheEdge = (s: Setting, h: number, t: number, uniform: number): boolean =>
  s.noisy === true && Math.abs(functionOf({ ...s, noisy: false, smooth: true }).spike(h - s.params.threshold, t) - uniform) < 2e-6

/** Forward step by step from the shader's own state, and backward from its own trajectory. */
async function check(s: Setting) {
  const x = drawInputs(s)
  const r = await runShaders(gpu, s, x)
  const made = s.half ? await runShaders(gpu, { ...s, half: false }, x) : r
  const [steps, batch, neurons] = s.size
  let fired = 0
  for (let i = 0; i < batch * neurons; i++) {
    const { series, current } = neuronAt(s, x, i)
    const [u, spikes] = [series(made.membrane), series(made.spikes)]
    const before = (t: number) => (t === 0 ? (s.params.initialMembrane ?? 0) : afterReset(u[t - 1]!, spikes[t - 1]!, s.params))
    const delayed = (t: number) => (s.params.reset === 'subtractDelayed' && t > 0 ? s.params.threshold * spikes[t - 1]! : 0)
    const want = current.map((c, t) => s.params.decay * before(t) + s.params.inputGain * c - delayed(t))
    // decay * kept + gain * (scale * product + shift): 5 roundings of terms that are each below 2.
    expectWithin(
      u,
      want,
      current.map((c, t) => 8 * ULP * (Math.abs(before(t)) + Math.abs(c) + delayed(t) + 0.5)),
      'five roundings',
    )
    const uniforms = series(x.uniforms)
    const f = functionOf(s, uniforms)
    const smoothError = s.smooth ? 2e-6 : 0
    expectClose(
      spikes,
      u.map((h, t) => (onTheEdge(s, h, t, uniforms[t]!) ? spikes[t]! : f.spike(h - s.params.threshold, t))),
      { absolute: smoothError, reason: 'a spike is exact; a smooth one has exp, atan or an erf good to 1.5e-7' },
    )
    fired += spikes.filter((z) => z > 0.5).length
  }
  const share = fired / (steps * batch * neurons)
  expect(share).toBeGreaterThan(0.05)
  expect(share).toBeLessThan(0.95)
  if (s.half) checkKept(s, made, r)
  checkBackward(s, x, r)
  const again = { absolute: 16 * ULP * steps, reason: 'the same formula in another program: a compiler may fuse it otherwise' }
  expectClose(r.affineGradAgain, r.affineGrad, again)
  expectClose(r.sumsAgain, r.sums, again)
  expectClose(r.gradsAgain, r.grads, { ...again, absolute: again.absolute * batch })
  expect(equalBits(r.affineGradWhole, r.affineGrad) && equalBits(r.gradsWhole, r.grads)).toBe(true)
  const squares = (values: ArrayLike<number>) => Array.from(values, (value) => value / SQUARES_SCALE ** 2)
  expectClose(squares(r.squaresAgain), squares(r.squares), again)
}

/** What is kept in half precision is that of float64, to the bit, and changes no spike. */
function checkKept({ params: { threshold } }: Setting, made: Results, kept: Results) {
  expect(equalBits(kept.spikes, made.spikes)).toBe(true)
  expect(Array.from(kept.membrane)).toEqual(Array.from(made.membrane, (u) => keptInHalf(u, threshold)))
  expect(equalBits(kept.membrane, made.membrane)).toBe(false)
  expect(Array.from(kept.membrane, (u) => Number(u >= threshold))).toEqual(Array.from(kept.spikes))
}

function checkBackward(s: Setting, x: ReturnType<typeof drawInputs>, r: Awaited<ReturnType<typeof runShaders>>) {
  const [steps, batch, neurons] = s.size
  const wants = Array.from({ length: batch * neurons }, (_, i) => referenceAt(s, x, r, i))
  const largest = Math.max(...wants.flatMap((w) => w.currentGrad.map(Math.abs)))
  expect(largest).toBeGreaterThan(0.01)
  // Each step back adds some 8 roundings and a slope good to some 16 ulp; a sum over steps adds its own.
  const reason = 'ulp * (24 a step) * the largest gradient'
  const factors = Array.from({ length: neurons }, (_, channel) => factorsOf(s, x, channel, wants))
  const absolute = ULP * 24 * steps * largest * (s.inputSteps === 1 ? steps : 1)
  wants.forEach((want, i) => {
    const { series } = neuronAt(s, x, i)
    expectClose(series(r.productGrad), want.productGrad, { absolute, reason })
    const one = { relative: 32 * ULP, absolute: 8 * ULP, reason: 'a slope good to some 16 ulp, and one step back' }
    expectClose(series(r.slope), want.slope, one)
    expectClose(series(r.neuronPart), want.neuronPart, one)
    const row = (k: number) => r.sums[(Math.floor(i / neurons) * 3 + k) * neurons + (i % neurons)]!
    if (s.normalized) {
      const { a, b, o } = factors[want.channel]!
      const affine = want.product.map((p, t) => a * want.productGrad[t]! + b * (p - x.pivot[want.channel]!) + o)
      expectClose(series(r.affineGrad), affine, { absolute: 8 * (absolute + 8 * ULP), reason: `${reason} * factors below 8` })
      const pivoted = want.currentGrad.reduce(
        (sum, g, t) =>
          sum +
          g *
            (x.mask[i]! * Number(s.masked ?? false) + Number(!s.masked)) *
            (want.product[Math.min(t, want.product.length - 1)]! - x.pivot[want.channel]!),
        0,
      )
      expectClose([row(0), row(1)], [want.productGrad.reduce((p, q) => p + q, 0), pivoted], { absolute: absolute * steps, reason })
    }
    if (s.logit !== undefined) expectClose([r.decayPartial[i]!], [want.decayGrad], { absolute: absolute * steps * 2, reason })
    if (s.logit !== undefined && s.normalized) expectClose([row(2)], [want.decayGrad], { absolute: absolute * steps * 2, reason })
  })
  if (!s.normalized) return
  const sums = { absolute: 8 * absolute * steps * batch, reason: `${reason} * the terms of a sum` }
  const rowOf = (k: number) => r.grads.slice(k * neurons, (k + 1) * neurons)
  expectClose(
    rowOf(0),
    factors.map(({ gammaGrad }) => gammaGrad),
    sums,
  )
  expectClose(
    rowOf(1),
    factors.map(({ betaGrad }) => betaGrad),
    sums,
  )
  const decayGrad = wants.reduce((sum, want) => sum + want.decayGrad, 0) * s.params.decay * (1 - s.params.decay)
  expectClose([r.grads[2 * neurons]!], [s.logit === undefined ? 0 : decayGrad], { ...sums, absolute: sums.absolute * neurons })
}

/** What a normalization in front of a channel needs, from the gradients of all its rows. */
function factorsOf(s: Setting, x: Inputs, channel: number, wants: readonly ReturnType<typeof referenceAt>[]) {
  const [steps, batch] = s.size
  const own = wants.filter((want) => want.channel === channel)
  const sum = (of: (want: (typeof own)[number]) => number) => own.reduce((total, want) => total + of(want), 0)
  const first = sum(({ productGrad }) => productGrad.reduce((p, q) => p + q, 0))
  const second = sum(({ productGrad, product }) => productGrad.reduce((p, g, t) => p + g * (product[t]! - x.pivot[channel]!), 0))
  const rows = steps * batch
  const counted = rows * NORM.copies
  const r = 1 / Math.sqrt((x.variance[channel]! * (counted - 1)) / counted + NORM.epsilon)
  const a = x.gamma[channel]! * NORM.gain * r
  return { a, b: (-a * r * r * second) / rows, o: (-a * first) / rows, gammaGrad: NORM.gain * r * second, betaGrad: first }
}

describe.each(RESETS)('reset %s', (reset) => {
  test.each(SURROGATES)('surrogate %s', async (surrogate, scale) => {
    for (const detachReset of [false, true])
      await check({ ...plain, params: { ...base, reset, detachReset }, surrogate, scales: [scale], membraneGrad: true })
  })
  test.each([false, true])('in front of a normalization, detached %s', async (detachReset) => {
    await check({ ...plain, params: { ...base, reset, detachReset }, normalized: true })
  })
  test('smooth spikes', async () => {
    await check({ ...plain, params: { ...base, reset }, smooth: true })
  })
  test.each(NOISES)('spikes drawn by %s noise', async (_, surrogate, scale) => {
    for (const detachReset of [false, true])
      await check({ ...plain, params: { ...base, reset, detachReset }, surrogate, scales: [scale], noisy: true, membraneGrad: true })
  })
  test('a learned decay', async () => {
    await check({ ...plain, params: { ...base, reset, decay: 1 / (1 + Math.exp(1)) }, logit: -1, normalized: true })
  })
})

describe('variants', () => {
  test.each(SURROGATES)('smooth %s', (surrogate, scale) => check({ ...plain, surrogate, scales: [scale], smooth: true }))
  test('a width a step', () => check({ ...plain, surrogate: 'rect', scales: Array.from({ length: 7 }, (_, t) => 0.5 + t / 4) }))
  test('an affine and a mask', () => check({ ...plain, affine: true, masked: true, normalized: true }))
  test('a product that is the same at every step', () => check({ ...plain, inputSteps: 1, affine: true, masked: true, normalized: true }))
  test.each(NOISES)('spikes drawn by %s noise, an affine, a mask and a normalization', (_, surrogate, scale) =>
    check({ ...plain, surrogate, scales: [scale], noisy: true, affine: true, masked: true, normalized: true }),
  )
  test.each([
    [1, 1, 4],
    [3, 5, 52],
    [11, 13, 20],
  ] as const)('%i steps, %i samples, %i neurons', (...size) => check({ ...plain, size, normalized: true }))
})

describe('potentials in half precision', () => {
  const half: Setting = { ...plain, half: true }
  test.each(RESETS)('reset %s', async (reset) => {
    for (const detachReset of [false, true]) await check({ ...half, params: { ...base, reset, detachReset }, normalized: true })
  })
  test.each(SURROGATES)('surrogate %s', (surrogate, scale) => check({ ...half, surrogate, scales: [scale], membraneGrad: true }))
  test('a learned decay', () =>
    check({ ...half, params: { ...base, reset: 'subtract', decay: 1 / (1 + Math.exp(1)) }, logit: -1, normalized: true }))
  test('a width a step, an affine and a mask', () =>
    check({ ...half, surrogate: 'rect', scales: [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2], affine: true, masked: true, normalized: true }))
  test.each([
    [1, 1, 4],
    [2, 3, 8],
    [11, 13, 20],
  ] as const)('%i steps, %i samples, %i neurons', (...size) => check({ ...half, size, normalized: true }))

  test('far from the threshold, at it and beside it', async () => {
    const params: LeakyParams = { decay: 0, threshold: 0.3, inputGain: 1, reset: 'none', resetTo: 0, detachReset: false }
    const theta = Math.fround(0.3)
    const values = [theta, 0.29999998, 0.30000004, theta + 2 ** -15, theta - 2 ** -15, 1e30, -1e30, 65000, -65519, 65521, 0.30014655, 0]
    const s: Setting = { params, surrogate: 'atan', scales: [2], size: [3, 1, 4], half: true }
    const x = { ...drawInputs(s), product: Float32Array.from(values) }
    const { membrane, spikes } = await runShaders(gpu, s, x)
    expect([...spikes]).toEqual([...x.product].map((u) => Number(u >= theta)))
    expect([...membrane]).toEqual([...x.product].map((u) => keptInHalf(u, theta)))
    expect(membrane[5]).toBe(Math.fround(65504 + theta))
  })

  test('what is not finite passes no finite gradient, as in single precision', async () => {
    const s: Setting = { ...half, size: [3, 1, 4] }
    const drawn = drawInputs(s)
    const x = { ...drawn, product: drawn.product.with(5, Number.NaN).with(6, Number.POSITIVE_INFINITY) }
    for (const half of [true, false]) {
      const { productGrad } = await runShaders(gpu, { ...s, half }, x)
      expect([1, 2].map((neuron) => Number.isFinite(productGrad[neuron]!))).toEqual([false, false])
      expect([0, 3].map((neuron) => Number.isFinite(productGrad[neuron]!))).toEqual([true, true])
    }
  })
})

describe('the ReLU', () => {
  const relu: Setting = { ...plain, params: analogParams(0.75), surrogate: 'relu', scales: [1], smooth: true }
  test('outputs and gradients', () => check({ ...relu, membraneGrad: true }))
  test('in front of a normalization, with a mask', () => check({ ...relu, affine: true, masked: true, normalized: true }))
  test('a product that is the same at every step', () => check({ ...relu, inputSteps: 1, affine: true, normalized: true }))
  test('remembers nothing, and at 0 gives 0 and passes no gradient', async () => {
    const s = { ...relu, params: analogParams(1), size: [3, 1, 4] } as const
    const x = { ...drawInputs(s), product: Float32Array.of(-1, 0, 0, 2, 3, 3, 0, 0, 1, -5, 7, 0), spikesGrad: new Float32Array(12).fill(2) }
    const r = await runShaders(gpu, s, x)
    expect(r.membrane).toEqual(x.product)
    expect([...r.spikes]).toEqual([0, 0, 0, 2, 3, 3, 0, 0, 1, 0, 7, 0])
    expect([...r.productGrad].map(Math.abs)).toEqual([0, 0, 0, 2, 2, 2, 0, 0, 2, 0, 2, 0])
  })
})

describe('the SiLU', () => {
  const silu: Setting = { ...plain, params: analogParams(2), surrogate: 'silu', scales: [1], smooth: true }
  test('outputs and gradients', () => check({ ...silu, membraneGrad: true }))
  test('in front of a normalization, with a mask', () => check({ ...silu, affine: true, masked: true, normalized: true }))
  test('a product that is the same at every step', () => check({ ...silu, inputSteps: 1, affine: true, normalized: true }))
  test.each([
    [1, 1, 4],
    [1, 13, 52],
  ] as const)('%i steps, %i samples, %i neurons', (...size) => check({ ...silu, size, affine: true, normalized: true }))
  test('is finite far from 0, and its gradient too', async () => {
    const s = { ...silu, params: analogParams(1), size: [1, 1, 8] } as const
    const x = {
      ...drawInputs(s),
      product: Float32Array.of(0, 1e30, -1e30, 100, -100, 89, -89, -1),
      spikesGrad: new Float32Array(8).fill(1),
    }
    const r = await runShaders(gpu, s, x)
    expectClose(r.spikes, [0, Math.fround(1e30), 0, 100, 0, 89, 0, -1 / (1 + Math.E)], {
      relative: 4 * ULP,
      absolute: 1e-35,
      reason: 'an exp',
    })
    expectClose(r.productGrad, [0.5, 1, 0, 1, 0, 1, 0, 0.072329], { absolute: 1e-6, reason: 'an exp and a few roundings' })
  })
})

describe.each(lifForwardKernel.candidates.map(({ WORKGROUP }) => WORKGROUP!))('workgroups of %i', (workgroup) => {
  test('give the same bits', async () => {
    const s: Setting = { ...plain, size: [5, 5, 52], affine: true, masked: true, logit: -1, normalized: true }
    const x = drawInputs(s)
    const [want, got] = [await runShaders(gpu, s, x), await runShaders(gpu, s, x, workgroup)]
    for (const name of Object.keys(want) as (keyof typeof want)[]) expect(equalBits(got[name], want[name])).toBe(true)
  })
})

describe('exact trajectories', () => {
  // Multiples of 1/8 with a decay of 1/2 stay exact over 12 steps, and land on the threshold itself again and again.
  const f = stepFunction('rect', 1)
  test.each(RESETS)('reset %s', async (reset) => {
    const params: LeakyParams = { decay: 0.5, threshold: 0.75, inputGain: 1, reset, resetTo: 0.25, detachReset: false }
    const s: Setting = { params, surrogate: 'rect', scales: [1], size: [12, 4, 32] }
    const drawn = drawInputs(s)
    const x = {
      ...drawn,
      product: drawn.product.map((v) => Math.round(v * 8) / 8),
      spikesGrad: drawn.spikesGrad.map((v) => Math.round(v * 8) / 8),
    }
    const r = await runShaders(gpu, s, x)
    let onThreshold = 0
    for (let i = 0; i < 128; i++) {
      const { series, current } = neuronAt(s, x, i)
      const want = lifForward(current, params, f)
      expect(series(r.membrane)).toEqual(want.membrane)
      expect(series(r.spikes)).toEqual(want.spikes)
      onThreshold += want.membrane.filter((u) => u === params.threshold).length
    }
    expect(onThreshold).toBeGreaterThan(0)
  })
})
