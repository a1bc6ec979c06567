/** The readouts against float64: the answer and its gradient, short and long sequences, padding, an input without time. */
import { describe, expect, test } from 'vitest'
import { activation, type Context } from '../../engine/graph'
import { createNetwork } from '../../engine/network'
import { persistent } from '../../engine/tensor'
import { expectClose, expectWithin, noise, sumBound } from '../../testing/close'
import { kernelGpu, runOps } from '../../testing/gpu'
import { readout } from './layer'
import { readoutBackward, readoutOf } from './reference'
import { type ReadoutSpec, readoutWeights } from './schema'

const gpu = await kernelGpu()
const SPECS: readonly ReadoutSpec[] = [
  { kind: 'mean' },
  { kind: 'spiking' },
  { kind: 'sum' },
  { kind: 'last', steps: 1 },
  { kind: 'last', steps: 3 },
  { kind: 'last', steps: 1000 },
  { kind: 'leaky', decay: 0 },
  { kind: 'leaky', decay: 0.9 },
  { kind: 'leaky', decay: 1 },
]
const contextOf = (steps: number, batch: number): Context => ({
  mode: 'train',
  network: createNetwork('n'),
  steps,
  batch,
  random: { seed: 1, clock: persistent('clock', 'u32', [1]) },
  profile: 'gpu',
  tunedVariants: {},
})
const draw = (length: number, columns: number, features: number, seed: number) => {
  const random = noise(seed)
  return Float32Array.from({ length }, (_, i) => (i % columns < features ? random() - 0.5 : 0))
}

describe.each(SPECS)('$kind $steps $decay', (spec) => {
  test.each([
    [1, 1, 3],
    [7, 35, 10],
    [784, 3, 12],
  ])('%i steps, %i samples, %i classes', async (steps, batch, classes) => {
    const input = activation('z', [steps, batch, classes], 'dense', true)
    const columns = input.value.shape[2]!
    const width = batch * columns
    const made = readout(contextOf(steps, batch), 'readout', input, spec)
    const output = made.outputs[0]!
    const values = draw(steps * width, columns, classes, 3)
    const grad = draw(width, columns, classes, 4)
    const [answer, inputGrad] = await runOps(
      gpu,
      [...made.forward, ...made.backwardInput],
      [
        [input.value, values],
        [output.grad!, grad],
      ],
      [output.value, input.grad!],
    )
    const sizes = readoutOf(spec, steps, width, values.map(Math.abs))
    const want = readoutOf(spec, steps, width, values)
    expectWithin(
      answer!,
      want,
      sizes.map((s) => sumBound(steps, s)),
      '2^-23 (terms + 8) sum|w z|',
    )
    expectClose(inputGrad!, readoutBackward(spec, steps, width, grad), {
      relative: 2 ** -22,
      absolute: 2 ** -126,
      reason: 'a weight and a product, rounded; below the smallest normal number it is 0',
    })
    expect(answer!.filter((_, i) => i % columns >= classes).every((x) => x === 0)).toBe(true)
  })

  test('an input without time is one that is the same at every step', async () => {
    const context = contextOf(5, 2)
    const [still, moving] = [activation('still', [1, 2, 4], 'dense', true), activation('moving', [5, 2, 4], 'dense', true)]
    const [short, long] = [readout(context, 'readout', still, spec), readout(context, 'readout', moving, spec)]
    const values = draw(8, 4, 4, 6)
    const [a, b] = await runOps(
      gpu,
      [...short.forward, ...long.forward],
      [
        [still.value, values],
        [moving.value, Float32Array.from({ length: 40 }, (_, i) => values[i % 8]!)],
      ],
      [short.outputs[0]!.value, long.outputs[0]!.value],
    )
    expectClose(a!, b!, { relative: 5 * 2 ** -23, reason: 'a product, and five terms of one sign' })
  })
})

test('the weights, by hand', () => {
  expect([...readoutWeights({ kind: 'mean' }, 4)]).toEqual([0.25, 0.25, 0.25, 0.25])
  expect([...readoutWeights({ kind: 'last', steps: 2 }, 4)]).toEqual([0, 0, 0.5, 0.5])
  expect([...readoutWeights({ kind: 'last', steps: 9 }, 2)]).toEqual([0.5, 0.5])
  expect([...readoutWeights({ kind: 'leaky', decay: 0.5 }, 3)]).toEqual([0.25, 0.5, 1])
  expect([...readoutWeights({ kind: 'leaky', decay: 0 }, 3)]).toEqual([0, 0, 1])
})

test('contexts of one network share the weights, and without a gradient of the input there is no backward pass', () => {
  const context = contextOf(3, 2)
  const input = activation('z', [3, 2, 4], 'dense', false)
  const [one, other] = [readout(context, 'readout', input, { kind: 'sum' }), readout(context, 'readout', input, { kind: 'sum' })]
  const weightsOf = ({ forward: [op] }: typeof one) => (op?.kind === 'dispatch' ? op.tensors[1] : undefined)
  expect(weightsOf(one)?.name).toBe('readout.weights')
  expect(weightsOf(one)).toBe(weightsOf(other))
  expect(one.backwardInput).toEqual([])
})
