/** Pooling against float64 and finite differences. */
import { describe, expect, test } from 'vitest'
import { type Activation, activation, type Context, type Layer } from '../../engine/graph'
import { createNetwork } from '../../engine/network'
import { persistent } from '../../engine/tensor'
import { equalBits, expectClose, noise } from '../../testing/close'
import { kernelGpu, runOps } from '../../testing/gpu'
import { globalAveragePool, pool2d } from './layer'
import { type PoolReference, poolBackward, poolForward } from './reference'

const gpu = await kernelGpu()
const REASON = 'a few roundings of a sum of values below 1'
const STEPS = 2
const BATCH = 3
const context: Context = {
  mode: 'train',
  network: createNetwork('n'),
  steps: STEPS,
  batch: BATCH,
  random: { seed: 1, clock: persistent('clock', 'u32', [1]) },
  profile: 'gpu',
  tunedVariants: {},
}

type Pair = readonly [number, number]
/** Size, kernel, stride, padding: windows that tile, that leave a rest, that overlap, that leave gaps, and with padding. */
const SETTINGS: readonly (readonly [Pair, Pair, Pair, Pair])[] = [
  [
    [6, 8],
    [2, 2],
    [2, 2],
    [0, 0],
  ],
  [
    [5, 7],
    [2, 2],
    [2, 2],
    [0, 0],
  ],
  [
    [5, 7],
    [3, 3],
    [1, 1],
    [1, 1],
  ],
  [
    [7, 9],
    [3, 2],
    [2, 1],
    [1, 0],
  ],
  [
    [8, 9],
    [2, 2],
    [3, 4],
    [0, 0],
  ],
  [
    [4, 4],
    [4, 4],
    [1, 1],
    [0, 0],
  ],
  [
    [5, 7],
    [5, 5],
    [1, 1],
    [2, 2],
  ],
  [
    [4, 3],
    [13, 13],
    [1, 1],
    [6, 6],
  ],
]
const CHANNELS = 8
const FEATURES = 6

const input = ([height, width]: Pair, form: Activation['form'], wantsGrad = true): Activation => ({
  ...activation('x', [STEPS, BATCH * height * width, FEATURES], form, wantsGrad),
  space: { height, width, channels: CHANNELS },
})

async function run(made: Layer, from: Activation, values: Float32Array<ArrayBuffer>, outputGrad: Float32Array<ArrayBuffer>) {
  const output = made.outputs[0]!
  const writes = [
    [from.value, values],
    [output.grad!, outputGrad],
  ] as const
  const [value, grad] = await runOps(gpu, [...made.forward, ...made.backwardInput], writes, [output.value, from.grad!])
  return { value: value!, grad: grad! }
}

describe.each(['average', 'max'] as const)('%s', (kind) => {
  test.each(SETTINGS)('of %j by %j, stride %j, padding %j', async (size, kernel, stride, padding) => {
    const reference: PoolReference = { kind, images: STEPS * BATCH, size, channels: CHANNELS, kernel, stride, padding }
    const random = noise(size[1])
    const length = STEPS * BATCH * size[0] * size[1] * CHANNELS
    for (const form of ['dense', 'binary'] as const) {
      // Dense values are also negative, so that padding would show; spikes have many equal values.
      const draw = () => (form === 'dense' ? random() - 0.9 : Number(random() < 0.3))
      const values = Float32Array.from({ length }, (_, i) => (i % CHANNELS < FEATURES ? draw() : 0))
      const want = poolForward(reference, values)
      const outputGrad = Float32Array.from(want, (_, i) => (i % CHANNELS < FEATURES ? random() - 0.5 : 0))
      const from = input(size, form)
      const { value, grad } = await run(pool2d(context, 'pool', from, { kind, kernel, stride, padding }), from, values, outputGrad)
      expectClose(value, want, { absolute: 2 ** -22, reason: REASON })
      expectClose(grad, poolBackward(reference, values, outputGrad), { absolute: 2 ** -21, reason: REASON })
      expect([...value, ...grad].every((x, i) => i % CHANNELS < FEATURES || x === 0)).toBe(true)
    }
  })
})

test('says what its output is', () => {
  const made = (kind: 'average' | 'max', form: Activation['form'], wantsGrad = true) =>
    pool2d(context, 'pool', input([5, 7], form, wantsGrad), { kind, kernel: [2, 2], stride: [2, 2] })
  const output = made('average', 'binary').outputs[0]!
  expect(output.value.shape).toEqual([STEPS, BATCH * 2 * 3, CHANNELS])
  expect(output).toMatchObject({ form: 'sparse', features: FEATURES, space: { height: 2, width: 3, channels: CHANNELS } })
  const forms = (kind: 'average' | 'max') => (['binary', 'sparse', 'dense'] as const).map((form) => made(kind, form).outputs[0]!.form)
  expect([forms('average'), forms('max')]).toEqual([
    ['sparse', 'sparse', 'dense'],
    ['binary', 'sparse', 'dense'],
  ])
  const still = made('max', 'binary', false)
  expect({ grad: still.outputs[0]!.grad, backwardInput: still.backwardInput }).toEqual({ grad: undefined, backwardInput: [] })
})

test('the global average is the mean of all pixels, without space', async () => {
  const from = input([5, 7], 'binary')
  const random = noise(3)
  const values = Float32Array.from({ length: STEPS * BATCH * 35 * CHANNELS }, () => Number(random() < 0.3))
  const outputGrad = Float32Array.from({ length: STEPS * BATCH * CHANNELS }, () => random() - 0.5)
  const made = globalAveragePool(context, 'pool', from)
  expect(made.outputs[0]!.value.shape).toEqual([STEPS, BATCH, CHANNELS])
  expect(made.outputs[0]).toMatchObject({ form: 'sparse', features: FEATURES })
  expect(made.outputs[0]!.space).toBeUndefined()
  const { value, grad } = await run(made, from, values, outputGrad)
  const image = (i: number) => Math.floor(i / (35 * CHANNELS))
  const want = new Float64Array(STEPS * BATCH * CHANNELS)
  values.forEach((x, i) => {
    want[image(i) * CHANNELS + (i % CHANNELS)]! += x / 35
  })
  expectClose(value, want, { relative: 2 ** -22, reason: 'a count, divided' })
  const spread = Float32Array.from(values, (_, i) => outputGrad[image(i) * CHANNELS + (i % CHANNELS)]! / 35)
  expectClose(grad, spread, { relative: 2 ** -22, reason: 'one division' })
})

test('an input that is the same at every step is pooled once', async () => {
  const from: Activation = { ...input([4, 4], 'dense'), ...activation('x', [1, BATCH * 16, FEATURES], 'dense', true) }
  const made = pool2d(context, 'pool', from, { kind: 'max', kernel: [2, 2], stride: [2, 2] })
  const values = Float32Array.from({ length: BATCH * 16 * CHANNELS }, noise(4))
  const { value } = await run(made, from, values, new Float32Array(BATCH * 4 * CHANNELS))
  const want = poolForward(
    { kind: 'max', images: BATCH, size: [4, 4], channels: CHANNELS, kernel: [2, 2], stride: [2, 2], padding: [0, 0] },
    values,
  )
  expect(equalBits(value, Float32Array.from(want))).toBe(true)
})

test('refuses what it cannot pool', () => {
  const spec = { kind: 'max', kernel: [2, 2], stride: [2, 2] } as const
  expect(() => pool2d(context, 'pool', activation('x', [1, BATCH, 8], 'dense', true), spec)).toThrow('needs an input with space')
  const image = { ...activation('x', [1, BATCH, 16], 'dense', true), space: { height: 4, width: 4, channels: 1 } }
  expect(() => pool2d(context, 'pool', image, spec)).toThrow('pixels are not rows')
  expect(() => pool2d(context, 'pool', input([4, 4], 'dense'), { ...spec, padding: [2, 0] })).toThrow('more than half')
})

test('the reference’s gradients are those of finite differences', () => {
  for (const kind of ['average', 'max'] as const) {
    const p: PoolReference = { kind, images: 1, size: [5, 6], channels: 2, kernel: [3, 2], stride: [2, 1], padding: [1, 1] }
    const random = noise(8)
    const values = Float64Array.from({ length: 60 }, (_, i) => ((i * 37) % 60) / 60)
    const outputGrad = Float64Array.from(poolForward(p, values), () => random() - 0.5)
    const loss = () => poolForward(p, values).reduce((sum, y, i) => sum + y * outputGrad[i]!, 0)
    // Values lie 1/60 apart, so this step changes no order.
    const step = 1 / 256
    const differences = values.map((held, i) => {
      values[i] = held + step
      const above = loss()
      values[i] = held - step
      const below = loss()
      values[i] = held
      return (above - below) / (2 * step)
    })
    expectClose(poolBackward(p, values, outputGrad), differences, { absolute: 1e-11, reason: 'the loss is linear where no order changes' })
  }
})
