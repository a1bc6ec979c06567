/** Linear layers that run together give the bits of layers of their own, with concatenations, activations and forks between them. */
import { describe, expect, test } from 'vitest'
import { type Activation, activation, type Context, type Layer } from '../../engine/graph'
import { createNetwork } from '../../engine/network'
import { arena, persistent, sizeOf, type Tensor } from '../../engine/tensor'
import { inspect } from '../../headless/readable-tensors'
import { equalBits, noise } from '../../testing/close'
import { kernelGpu } from '../../testing/gpu'
import { activate } from '../activation/layer'
import { concat } from '../join/layer'
import { fork } from '../residual/layer'
import { type Given, joinedLinearGradients, joinedLinears, linearOf } from './joined'
import { linear } from './layer'

const gpu = await kernelGpu()
const [STEPS, BATCH] = [9, 23]
const drawn = (shape: readonly number[], name: string) => Float32Array.from({ length: sizeOf(shape) }, noise(name.length))
/** Numbers where something is meant, zeros in the padding. */
const filled = ({ shape }: Tensor, features: number, seed: number) => {
  const random = noise(seed)
  return Float32Array.from({ length: sizeOf(shape) }, (_, i) => (i % shape.at(-1)! < features ? random() - 0.5 : 0))
}
const contextOf = (): Context => ({
  mode: 'train',
  network: createNetwork('n'),
  steps: STEPS,
  batch: BATCH,
  random: { seed: 1, clock: persistent('clock', 'u32', [1]) },
  profile: 'gpu',
  tunedVariants: {},
})
/** Weights with zeros in their padding. */
const spec = (inputs: number, outputs: number) => ({
  outputs,
  bias: true,
  initialize: (shape: readonly number[], name: string) =>
    drawn(shape, name).map((w, i) => (i % shape[1]! < outputs && i / shape[1]! < inputs ? w - 0.5 : 0)),
  initializeBias: (shape: readonly number[], name: string) => drawn(shape, name).map((w, i) => (i < outputs ? w - 0.5 : 0)),
})

/** Values that these ops read and write: of the layers' outputs, the inputs' gradients, and the gradients of all weights. */
async function computed(
  context: Context,
  layers: readonly Layer[],
  more: Layer['backwardParameters'],
  given: readonly Activation[],
  outputs: readonly Activation[],
) {
  const backward = layers.toReversed().flatMap((l) => [...l.backwardInput, ...l.backwardParameters])
  using bench = await inspect(gpu, [...layers.flatMap(({ forward }) => forward), ...backward, ...more])
  bench.write(context.network.values, context.network.initialValues())
  for (const [i, { value, features }] of given.entries())
    bench.write(
      value,
      filled(value, features, i).map((x) => (i === 1 ? Math.max(0, x) : x)),
    )
  for (const [i, { grad, features }] of outputs.entries()) bench.write(grad!, filled(grad!, features, 10 + i))
  bench.run()
  const parameters = [...context.network.parameters.values()]
  const read = [...outputs.map(({ value }) => value), ...given.flatMap(({ grad }) => grad ?? []), ...parameters.map(({ grad }) => grad)]
  return await Promise.all(read.map(bench.f32))
}

// The second is what a ReLU wrote, the third has no gradient.
const FEATURES: readonly (readonly [readonly [number, number, number], readonly [number, number]])[] = [
  [
    [32, 8, 8],
    [64, 4],
  ],
  [
    [30, 7, 1],
    [37, 1],
  ],
  [
    [1, 2, 9],
    [5, 70],
  ],
  [
    [5, 13, 4],
    [300, 33],
  ],
]

describe.each(FEATURES)('inputs of %j, outputs of %j', (features, outputs) => {
  async function together() {
    const context = contextOf()
    const [value, grad, outValue, outGrad] = ['in', 'inGrad', 'out', 'outGrad'].map(arena)
    const given = features.map((count, i): Given => {
      const { value: like } = activation('x', [STEPS, BATCH, count], 'dense', false)
      const made = {
        value: value!(`x${i}`, like.shape),
        form: 'dense' as const,
        features: count,
        ...(i === 1 && { endedBy: 'relu' as const }),
      }
      return i === 2 ? made : { ...made, grad: grad!(`x${i}Grad`, like.shape) }
    })
    const all = features.reduce((a, b) => a + b)
    const places = { value: outValue!, grad: outGrad! }
    const linears = [
      linearOf(context, 'both', given, { ...spec(all, outputs[0]), endedBy: 'relu' }, places),
      linearOf(context, 'second', given.slice(0, 2), spec(features[0] + features[1], outputs[1]), places),
    ]
    return computed(
      context,
      joinedLinears(linears),
      joinedLinearGradients('n', linears),
      given,
      linears.map(({ output }) => output),
    )
  }

  async function apart() {
    const context = contextOf()
    const given = features.map((count, i) => activation(`x${i}`, [STEPS, BATCH, count], 'dense', i < 2))
    const layers: Layer[] = []
    const through = (made: Layer) => {
      layers.push(made)
      return made.outputs
    }
    // The slope of the ReLU in front of the second layer is 1 or 0, so a second ReLU has the same gradient.
    const [rectified] = through(activate(context, 'again', given[1]!, 'relu')) as readonly [Activation]
    const [first, other] = through(fork(context, 'fork', through(concat(context, 'two', given[0]!, rectified))[0]!, 2)) as readonly [
      Activation,
      Activation,
    ]
    const three = through(concat(context, 'three', first, given[2]!))[0]!
    const [raw] = through(linear(context, 'both', three, spec(three.features, outputs[0]))) as readonly [Activation]
    const [second] = through(linear(context, 'second', other, spec(other.features, outputs[1]))) as readonly [Activation]
    const [value, ...others] = await computed(context, layers, [], given, [raw, second])
    return [value!.map((x) => Math.max(0, x)), ...others]
  }

  test('values and gradients of layers of their own, to the bit', async () => {
    const [own, others] = [await together(), await apart()]
    expect(own).toHaveLength(others.length)
    expect(own.every((values) => values.some((x) => x !== 0))).toBe(true)
    expect(own.map((values, i) => equalBits(values, others[i]!))).toEqual(own.map(() => true))
  })
})

test.each(['relu', 'tanh'] as const)(
  'a layer that ends with %s, and one that reads it: the bits of a separate activation',
  async (kind) => {
    const [own, others] = [contextOf(), contextOf()]
    const [from, to] = [0, 1].map((i) => ({ value: arena(`values${i}`), grad: arena(`grads${i}`) }))
    const like = activation('x', [STEPS, BATCH, 7], 'dense', true)
    const given = { ...like, value: from!.value('x', like.value.shape), grad: from!.grad('xGrad', like.value.shape) }
    const first = linearOf(own, 'first', [given], { ...spec(7, 6), endedBy: kind }, to!)
    const second = linearOf(own, 'second', [first.output], spec(6, 3), from!)
    const joined = await computed(
      own,
      [...joinedLinears([first]), ...joinedLinears([second])],
      joinedLinearGradients('n', [first, second]),
      [given],
      [second.output],
    )
    const raw = linear(others, 'first', like, spec(7, 6))
    const ended = activate(others, 'ended', raw.outputs[0]!, kind)
    const last = linear(others, 'second', ended.outputs[0]!, spec(6, 3))
    const apart = await computed(others, [raw, ended, last], [], [like], last.outputs)
    expect(joined.every((values) => values.some((x) => x !== 0))).toBe(true)
    expect(joined.map((values, i) => equalBits(values, apart[i]!))).toEqual(joined.map(() => true))
  },
)

test('refuses tensors that do not lie together', () => {
  const context = contextOf()
  const places = { value: arena('out'), grad: arena('outGrad') }
  const given = ['a', 'b'].map((name) => activation(name, [STEPS, BATCH, 4], 'dense', false))
  expect(() => joinedLinears([linearOf(context, 'both', given, spec(8, 4), places)])).toThrow('a, b do not lie in one tensor')
})
