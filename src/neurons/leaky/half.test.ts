/**
 * Potentials stored in half precision: how far gradients are from those of float64 differences and of torch.autograd. That kernels compute
 * what a reference with the same rounding computes is in leaky.test.ts.
 */
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { lifAttributes, surrogateOf } from '../../headless/conformance/attributes'
import { caseFiles, readCase, timeFirst } from '../../headless/conformance/read'
import { noise, relativeError } from '../../testing/close'
import { keptInHalf } from '../../testing/leaky'
import { lifBackward, lifForward } from '../lif/reference'
import { RESETS } from '../lif/schema'
import { type SurrogateKind, smoothFunction, stepFunction } from '../surrogate/reference'

/** A slope, and what a reset passes on, of a distance that is off by 2^-12 of itself, over some steps. */
const BOUND = 2 ** -10
const STEPS = 12
const H = 1e-6
const SURROGATES: readonly (readonly [SurrogateKind, number])[] = [
  ['sigmoid', 3],
  ['atan', 2],
  ['fastSigmoid', 5],
  ['gaussian', 0.5],
]

describe.each(RESETS)('reset %s', (reset) => {
  test.each(SURROGATES)('differences of the model smoothed by %s are near', (kind, scale) => {
    const random = noise(7)
    const p = { decay: 0.8, threshold: 0.7, inputGain: 1, reset, resetTo: 0.1, detachReset: false }
    const f = smoothFunction(kind, scale)
    const [got, want]: [number[], number[]] = [[], []]
    for (let neuron = 0; neuron < 20; neuron++) {
      const current = Array.from({ length: STEPS }, () => 1.5 * random() - 0.2)
      const weights = current.map(() => random() - 0.5)
      const loss = (x: readonly number[]) => lifForward(x, p, f).spikes.reduce((sum, s, t) => sum + s * weights[t]!, 0)
      const { membrane, spikes } = lifForward(current, p, f)
      got.push(...lifBackward({ membrane: membrane.map((u) => keptInHalf(u, p.threshold)), spikes }, weights, p, f).currentGrad)
      const moved = (i: number, by: number) => loss(current.with(i, current[i]! + by))
      want.push(...current.map((_, i) => (moved(i, H) - moved(i, -H)) / (2 * H)))
    }
    const error = relativeError(got, want)
    expect(error).toBeLessThan(BOUND)
    expect(error).toBeGreaterThan(1e-7)
  })
})

const CASES = caseFiles(fileURLToPath(new URL('../../testing/cases/lif', import.meta.url))).map(readCase)
test.each(CASES.map((c) => [c.name, c] as const))('the gradients of torch.autograd in %s are near', (_, c) => {
  const { surrogate, ...a } = lifAttributes.parse(c.attrs)
  const { steps, batch, features } = timeFirst(c.outputs.membrane!)
  const { kind, values } = surrogateOf(surrogate, steps)
  const f = stepFunction(kind, values.length > 1 ? values : values[0]!)
  const [got, want]: [number[], number[]] = [[], []]
  for (let i = 0; i < batch * features; i++) {
    const series = (data: ArrayLike<number> | undefined) => Array.from({ length: steps }, (_, t) => data?.[t * batch * features + i] ?? 0)
    const membrane = series(c.outputs.membrane!.data).map((u) => keptInHalf(u, a.threshold))
    const trajectory = { membrane, spikes: series(c.outputs.spikes!.data) }
    const { currentGrad } = lifBackward(trajectory, series(c.cotangents.spikes?.data), a, f, series(c.cotangents.membrane?.data))
    got.push(...currentGrad)
    want.push(...series(c.gradients.x!.data))
  }
  expect(relativeError(got, want)).toBeLessThan(BOUND)
})
