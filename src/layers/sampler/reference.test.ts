/** The gradients by hand of the float64 reference against central differences of the smoothed sampler, whose windows are given. */
import { describe, expect, test } from 'vitest'
import { madeSampler, marginOf } from '../../testing/sampler'
import { type SamplerWeights, sample } from './reference'
import { type FiringSpec, samplerSchema } from './schema'

const SIZE = { batch: 2, height: 3, width: 5 }
const specOf = (fields: Readonly<Record<string, unknown>>): FiringSpec =>
  samplerSchema.parse({ bins: 4, kernel: 3, depth: 1, ...fields }) as FiringSpec

const BOTH = [true, false] as const
const SPECS: readonly (readonly [string, FiringSpec])[] = [
  ...BOTH.flatMap((spikeAwareTraining) =>
    BOTH.flatMap((residualPotentialDropout) =>
      ([1, 2] as const).map((depth) => {
        const fields = { kind: 'arsnn', slices: depth === 1 ? 2 : 1, depth, spikeAwareTraining, residualPotentialDropout }
        const words = `SAT ${spikeAwareTraining}, RPD ${residualPotentialDropout}, depth ${depth}`
        return [words, specOf({ ...fields, readout: depth === 1 ? 'sum' : 'avg' })] as const
      }),
    ),
  ),
  ['a reset to less than 0, another slope', specOf({ kind: 'arsnn', slices: 3, resetTo: -0.25, alpha: 0.75, threshold: 0.5 })],
  ['RSNN', specOf({ kind: 'rsnn', depth: 2 })],
  ['SNN', specOf({ kind: 'snn', depth: 2, resetTo: 0.125 })],
]

describe('the gradient by hand is that of central differences', () => {
  test.each(SPECS)('%s', (_, spec) => {
    const { bins, weights, grad } = madeSampler(spec, SIZE, 3)
    const smooth = { closes: bins }
    const lossOf = (at: SamplerWeights) => sample(spec, SIZE, bins, at, smooth).representation.reduce((sum, r, i) => sum + r * grad[i]!, 0)
    const made = sample(spec, SIZE, bins, weights, smooth)
    const grads = made.backward(grad)
    expect(Object.keys(grads).sort()).toEqual(Object.keys(weights).sort())
    const h = 1e-6
    expect(marginOf(made, spec)).toBeGreaterThan(1e-5)
    const largest = Math.max(...Object.values(grads).flatMap((values) => Array.from(values, Math.abs)))
    for (const [name, values] of Object.entries(weights))
      for (let i = 0; i < values.length; i += Math.ceil(values.length / 7)) {
        const moved = (by: number) => lossOf({ ...weights, [name]: Float64Array.from(values, (w, k) => (k === i ? w + by : w)) })
        const difference = (moved(h) - moved(-h)) / (2 * h)
        expect(Math.abs(grads[name]![i]! - difference) / largest, `${name} ${i}`).toBeLessThan(1e-7)
      }
  })
})

test('spike-aware training changes gradients, never values; dropout changes values, by the residual', () => {
  const spec = specOf({ kind: 'arsnn', slices: 2 }) as Extract<FiringSpec, { kind: 'arsnn' }>
  const { bins, weights, grad } = madeSampler(spec, SIZE, 5)
  const run = (fields: Partial<typeof spec>) => sample({ ...spec, ...fields }, SIZE, bins, weights)
  const [aware, unaware] = [run({}), run({ spikeAwareTraining: false })]
  expect(unaware.representation).toEqual(aware.representation)
  expect(unaware.backward(grad)).not.toEqual(aware.backward(grad))
  const whole = run({ residualPotentialDropout: false })
  const count = SIZE.batch * SIZE.height * SIZE.width * 2
  expect(whole.residual).toEqual(aware.residual)
  for (let i = 0; i < whole.representation.length; i++) {
    const rest = Math.floor(i / count) === aware.counts[i % count] ? aware.residual[i % count]! : 0
    expect(whole.representation[i]).toBeCloseTo(aware.representation[i]! + rest, 12)
  }
})
