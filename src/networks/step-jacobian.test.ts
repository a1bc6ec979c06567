/** Products with a step's Jacobian against central differences of the smoothed model, and what is read off them against whole matrices. */
import { describe, expect, test } from 'vitest'
import { afterReset, type LeakyParams, resetOnSpike } from '../neurons/lif/reference'
import { RESETS } from '../neurons/lif/schema'
import { mixAt, recurrentForward, recurrentInputOf } from '../neurons/recurrent-lif/reference'
import { smoothFunction } from '../neurons/surrogate/reference'
import { noise } from '../testing/close'
import {
  ahead,
  back,
  columnsOf,
  type Linearized,
  largestGain,
  log10Norms,
  lyapunov,
  norm,
  ofSpikes,
  typicalGain,
  wholeOf,
} from './step-jacobian'

const [STEPS, NEURONS] = [9, 5]
const base = { decay: 0.7, threshold: 0.6, inputGain: 0.8, resetTo: 0.15, detachReset: false, initialMembrane: 0.2 }
const f = smoothFunction('sigmoid', 3)

function made(reset: LeakyParams['reset'], spans: number) {
  const random = noise(spans)
  const draw = (n: number, from: number, to: number) => Float64Array.from({ length: n }, () => from + (to - from) * random())
  const p: LeakyParams = { ...base, reset }
  const weights = draw(NEURONS ** 2, -0.5, 0.5)
  const skip = draw(spans, 0.1, 1)
  const current = draw(STEPS * NEURONS, -0.2, 1)
  const { membrane, spikes } = recurrentForward(current, weights, skip, p, f)
  const slope = membrane.map((u) => f.slope(u - p.threshold, 0))
  const neuronPart = membrane.map((u, i) => {
    const kept = reset === 'zero' ? 1 - spikes[i]! : 1
    return kept * p.decay + slope[i]! * resetOnSpike(u, p.decay, 1, p)
  })
  const l: Linearized = {
    steps: STEPS,
    neurons: NEURONS,
    slope,
    neuronPart,
    recurrent: weights.map((w) => p.inputGain * w),
    spans: Array.from(skip, (weight, k) => ({ span: k + 1, weight })),
  }
  return { p, weights, skip, current, membrane, l, draw }
}

/** The last potentials of the smoothed model, whose potentials up to a step are moved by hand. */
function lastOf({ p, weights, skip, current, membrane }: ReturnType<typeof made>, at: number, by: Float64Array): Float64Array {
  const u = Float64Array.from(membrane)
  for (let n = 0; n < NEURONS; n++) u[at * NEURONS + n]! += by[n]!
  const inputs = new Float64Array(u.length)
  const spikes = new Float64Array(u.length)
  for (let t = 0; t < STEPS; t++) {
    for (let n = 0; n < NEURONS; n++) {
      const i = t * NEURONS + n
      if (t > at) {
        const delayed = p.reset === 'subtractDelayed' ? p.threshold * spikes[i - NEURONS]! : 0
        const before = afterReset(u[i - NEURONS]!, spikes[i - NEURONS]!, p)
        u[i] = p.decay * before + p.inputGain * (current[i]! + mixAt(inputs, skip, t, n, NEURONS)) - delayed
      }
      spikes[i] = f.spike(u[i]! - p.threshold, t)
    }
    inputs.set(recurrentInputOf(spikes, weights, t), t * NEURONS)
  }
  return u.slice(-NEURONS)
}

const unit = (n: number) => Float64Array.from({ length: NEURONS }, (_, i) => Number(i === n))
const units = Array.from({ length: NEURONS }, (_, n) => unit(n))

/** du[T-1] of a perturbation at one step. */
function carried(l: Linearized, at: number, du: Float64Array): Float64Array {
  const byStep: Float64Array[] = []
  byStep[at] = du
  for (let t = at; t < l.steps - 1; t++) byStep[t + 1] = ahead(l, byStep, t)
  return byStep[l.steps - 1]!
}

/** The gradient of du[t] by each step, from one at the last step. */
function pulled(l: Linearized, last: Float64Array): Float64Array[] {
  const g: Float64Array[] = []
  g[l.steps - 1] = last
  for (let t = l.steps - 2; t >= 0; t--) {
    const spikes = g.slice(t + 1).map((later) => ofSpikes(l, later))
    g[t] = wholeOf(back(l, g[t + 1]!, spikes, t))
  }
  return g
}

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0)

describe.each(RESETS)('reset %s', (reset) => {
  // 12 spans are more than there are steps.
  test.each([1, 3, 12])('steps ahead are the derivative of the smoothed model, and steps back their transpose: %i spans', (spans) => {
    const model = made(reset, spans)
    const last = model.draw(NEURONS, -1, 1)
    const gradients = pulled(model.l, last)
    for (let at = 0; at < STEPS - 1; at++)
      for (const du of units) {
        const H = 1e-5
        const [more, less] = [1, -1].map((sign) =>
          lastOf(
            model,
            at,
            du.map((value) => sign * H * value),
          ),
        )
        const want = more!.map((value, n) => (value - less![n]!) / (2 * H))
        const got = carried(model.l, at, du)
        for (let n = 0; n < NEURONS; n++) expect(Math.abs(got[n]! - want[n]!)).toBeLessThan(1e-8)
        expect(dot(gradients[at]!, du)).toBeCloseTo(dot(last, got), 12)
      }
  })

  test.each([1, 3])('the norm of the product over the last steps, exactly and from random signs: %i spans', (spans) => {
    const { l } = made(reset, spans)
    const exact = log10Norms(l, units, true)
    const random = noise(7)
    const signs = Array.from({ length: 4000 }, () => Float64Array.from({ length: NEURONS }, () => Math.sign(random() - 0.5)))
    const estimated = log10Norms(l, signs, false)
    for (let t = 0; t < STEPS - 1; t++) {
      const squares = units.map((du) => norm(carried(l, t, du)) ** 2)
      expect(exact[t]).toBeCloseTo(Math.log10(squares.reduce((a, b) => a + b)) / 2, 12)
      expect(Math.abs(estimated[t]! - exact[t]!)).toBeLessThan(0.05)
    }
  })
})

test('gains of a step: exact root mean square, and the largest singular value', () => {
  const { l } = made('zero', 1)
  const columns = columnsOf(l)
  for (let t = 0; t < STEPS - 1; t++) {
    const window: Float64Array[] = []
    const images = units.map((du) => {
      window[t] = du
      return ahead(l, window, t)
    })
    const rms = Math.sqrt(images.reduce((sum, image) => sum + norm(image) ** 2, 0) / NEURONS)
    expect(typicalGain(l, columns, t)).toBeCloseTo(rms, 12)
    const largest = largestGain(
      l,
      Float64Array.from({ length: NEURONS }, (_, n) => 1 + n / 7),
      t,
      400,
    )
    expect(largest).toBeGreaterThanOrEqual(rms)
    const random = noise(t + 1)
    for (let i = 0; i < 200; i++) {
      window[t] = Float64Array.from({ length: NEURONS }, () => random() - 0.5)
      expect(norm(ahead(l, window, t))).toBeLessThanOrEqual(largest * norm(window[t]!) * (1 + 1e-6))
    }
  }
})

test('exponents and norms of hundreds of steps of a leak alone stay in range', () => {
  const [steps, neurons] = [800, 3]
  const neuronPart = Float64Array.from({ length: steps * neurons }, (_, i) => [1.5, 0.5, 0.001][i % 3]!)
  const slope = new Float64Array(steps * neurons)
  const l: Linearized = { steps, neurons, neuronPart, slope, recurrent: null, spans: [] }
  const exponents = lyapunov(
    l,
    units.slice(0, 3).map((du) => du.slice(0, 3)),
  )
  for (const [i, rate] of [1.5, 0.5, 0.001].entries()) expect(exponents[i]).toBeCloseTo(Math.log(rate), 9)
  const vanishing = log10Norms(l, [Float64Array.of(0, 0, 1)], true)
  expect(vanishing[0]).toBeCloseTo(-3 * (steps - 1), 6)
  const exploding = log10Norms(l, [Float64Array.of(1, 0, 0)], true)
  expect(exploding[0]).toBeCloseTo(Math.log10(1.5) * (steps - 1), 6)
})
