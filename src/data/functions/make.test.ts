/** Samples with numbers as targets: their values, that they depend on the seed alone, and how they become currents. */
import { describe, expect, test } from 'vitest'
import { persistent } from '../../engine/tensor'
import { runOps, testGpu } from '../../testing/gpu'
import { encodeValues } from './encode'
import { makeFunctionSet, valueAt } from './make'
import { type FunctionOf, functionShape } from './schema'

const gpu = await testGpu()
const of: FunctionOf<'function'> = {
  kind: 'function',
  batch: 10,
  train: 4000,
  test: 300,
  seed: 5,
  shape: 'sine',
  cycles: 1.5,
  noise: 0.2,
}
const adding: FunctionOf<'addingNumbers'> = { kind: 'addingNumbers', batch: 10, train: 300, test: 100, seed: 5, steps: 11 }
const floats = (values: ArrayLike<number>) => Array.from(values)
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length

describe('a function of x', () => {
  const { train, test: tested } = makeFunctionSet(of)

  test('has noise of the given deviation in training and none in the test', () => {
    const errors = (set: typeof train) => floats(set.streams.targets!.values).map((y, i) => y - valueAt(of, set.streams.inputs!.values[i]!))
    const noisy = errors(train)
    expect(Math.abs(mean(noisy))).toBeLessThan(5 * (0.2 / Math.sqrt(4000)))
    expect(Math.sqrt(mean(noisy.map((e) => e * e)))).toBeCloseTo(0.2, 1)
    expect(Math.max(...errors(tested).map(Math.abs))).toBeLessThan(1e-6)
  })

  test('is asked for over the whole of its range', () => {
    const x = floats(train.streams.inputs!.values)
    expect(Math.min(...x)).toBeLessThan(-0.99)
    expect(Math.max(...x)).toBeGreaterThan(0.99)
    expect(Math.abs(mean(x))).toBeLessThan(0.05)
  })

  test.each(['sine', 'chirp', 'bumps', 'steps'] as const)('%s stays between -1 and 1', (shape) => {
    for (let i = 0; i <= 100; i++) expect(Math.abs(valueAt({ shape, cycles: 3 }, i / 50 - 1))).toBeLessThanOrEqual(1)
  })
})

describe('the adding problem', () => {
  test('marks one number in each half, and their sum is the target', () => {
    const { count, streams } = makeFunctionSet(adding).train
    for (let sample = 0; sample < count; sample++) {
      const rows = Array.from({ length: 11 }, (_, t) =>
        floats(streams.inputs!.values.slice((sample * 11 + t) * 2, (sample * 11 + t) * 2 + 2)),
      )
      const marked = rows.flatMap(([, mark], t) => (mark === 1 ? [t] : []))
      expect(marked).toHaveLength(2)
      expect(marked[0]).toBeLessThan(5)
      expect(marked[1]).toBeGreaterThanOrEqual(5)
      expect(streams.targets!.values[sample]).toBeCloseTo(rows[marked[0]!]![0]! + rows[marked[1]!]![0]!, 6)
    }
  })
})

test.each([of, adding])('$kind: a sample depends on the seed, its split and its number alone', (spec) => {
  const one = makeFunctionSet(spec)
  const more = makeFunctionSet({ ...spec, train: spec.train + 50 })
  const size = one.train.streams.inputs!.values.length
  expect(more.train.streams.inputs!.values.slice(0, size)).toEqual(one.train.streams.inputs!.values)
  expect(makeFunctionSet({ ...spec, seed: 6 }).train).not.toEqual(one.train)
  expect(one.test.streams.inputs!.values.slice(0, 2)).not.toEqual(one.train.streams.inputs!.values.slice(0, 2))
})

test.each([of, adding])('$kind: numbers become currents, a row at each step, padding zero', async (spec) => {
  const { steps, inputs } = functionShape(spec)
  const batch = 7
  const values = Float32Array.from({ length: batch * steps * inputs }, (_, i) => i + 1)
  const made = encodeValues(persistent('values', 'u32', [batch, steps * inputs], new Uint32Array(values.buffer)), { steps, inputs })
  const [output] = made.outputs
  const got = (await runOps(gpu, made.forward, [], [output!.value]))[0]!
  expect(output!.value.shape).toEqual([steps, batch, 4])
  for (let t = 0; t < steps; t++)
    for (let b = 0; b < batch; b++)
      for (let i = 0; i < 4; i++) expect(got[(t * batch + b) * 4 + i]).toBe(i < inputs ? values[b * steps * inputs + t * inputs + i] : 0)
})
