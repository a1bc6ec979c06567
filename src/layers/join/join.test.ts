/** Two streams as one: every value and gradient at its place, padding zero, and what reads it. */
import { describe, expect, test } from 'vitest'
import { type Activation, activation, type Context } from '../../engine/graph'
import { createNetwork } from '../../engine/network'
import { padded, persistent, sizeOf, type Tensor, tensor } from '../../engine/tensor'
import { inspect } from '../../headless/readable-tensors'
import { equalBits, noise } from '../../testing/close'
import { kernelGpu, runOps } from '../../testing/gpu'
import { conv2d } from '../conv2d/layer'
import { linear } from '../linear/layer'
import { linearKey } from '../linear/variants'
import { concat } from './layer'

const gpu = await kernelGpu()
const [STEPS, BATCH, HEIGHT, WIDTH] = [2, 3, 5, 7] as const
const PLACES = HEIGHT * WIDTH
const context: Context = {
  mode: 'train',
  network: createNetwork('n'),
  steps: STEPS,
  batch: BATCH,
  random: { seed: 1, clock: persistent('clock', 'u32', [1]) },
  profile: 'gpu',
  tunedVariants: {},
}
const map = (name: string, channels: number, form: Activation['form'] = 'dense', wantsGrad = true): Activation => ({
  ...activation(name, [STEPS, BATCH * PLACES, channels], form, wantsGrad),
  space: { height: HEIGHT, width: WIDTH, channels: padded(channels) },
})
const image = (name: string, channels: number, form: Activation['form'] = 'dense'): Activation => ({
  ...activation(name, [STEPS, BATCH, PLACES * channels], form, false),
  space: { height: HEIGHT, width: WIDTH, channels },
})
/** Numbers where something is meant, zeros in the padding. */
const draw = ({ shape }: Tensor, meant: number, seed: number, spikes = false) => {
  const random = noise(seed)
  const columns = shape.at(-1)!
  return Float32Array.from({ length: sizeOf(shape) }, (_, i) => {
    const value = spikes ? Number(random() < 0.4) : random() - 0.5
    return i % columns < meant ? value : 0
  })
}
/** Rows with `channels` of each `stored`. */
const rowsOf = (values: ArrayLike<number>, channels: number, stored = padded(channels)): number[][] =>
  Array.from({ length: values.length / stored }, (_, row) => Array.from({ length: channels }, (_, c) => values[row * stored + c]!))
const asRows = (rows: readonly (readonly number[])[], stored: number) =>
  Float32Array.from(rows.flatMap((row) => [...row, ...new Array<number>(stored - row.length).fill(0)]))

describe('channels of two', () => {
  test.each([
    [6, 5],
    [8, 4],
    [7, 9],
    [1, 2],
    [5, 13],
    [4, 3],
  ])('%i and %i lie behind each other, and each gets its own gradient', async (first, second) => {
    const [a, b] = [map('a', first), map('b', second)]
    const made = concat(context, 'concat', a, b)
    const output = made.outputs[0]!
    expect({ forwardLength: made.forward.length, backwardInputLength: made.backwardInput.length }).toEqual({
      forwardLength: 1,
      backwardInputLength: 1,
    })
    expect(output).toMatchObject({ features: first + second, space: { height: HEIGHT, width: WIDTH, channels: padded(first + second) } })
    const [left, right] = [draw(a.value, first, 1), draw(b.value, second, 2)]
    const grad = draw(output.grad!, first + second, 3)
    using bench = await inspect(gpu, [...made.forward, ...made.backwardInput])
    bench.write(a.value, left)
    bench.write(b.value, right)
    bench.write(output.grad!, grad)
    bench.run()
    const [value, aGrad, bGrad] = await Promise.all([output.value, a.grad!, b.grad!].map(bench.f32))
    const rows = rowsOf(left, first).map((row, i) => [...row, ...rowsOf(right, second)[i]!])
    expect(equalBits(value!, asRows(rows, padded(first + second)))).toBe(true)
    const grads = rowsOf(grad, first + second)
    const cut = (from: number, count: number) =>
      asRows(
        grads.map((row) => row.slice(from, from + count)),
        padded(count),
      )
    expect(equalBits(aGrad!, cut(0, first))).toBe(true)
    expect(equalBits(bGrad!, cut(first, second))).toBe(true)
  })

  test('one without a gradient: the other still gets its gradient', async () => {
    const [a, b] = [map('a', 6, 'dense', false), map('b', 5)]
    const made = concat(context, 'concat', a, b)
    const output = made.outputs[0]!
    const grad = draw(output.grad!, 11, 3)
    const [bGrad] = await runOps(gpu, made.backwardInput, [[output.grad!, grad]], [b.grad!])
    const want = asRows(
      rowsOf(grad, 11).map((row) => row.slice(6)),
      8,
    )
    expect(equalBits(bGrad!, want)).toBe(true)
    const still = concat(context, 'concat', a, map('b', 5, 'dense', false))
    expect({ grad: still.outputs[0]!.grad, backwardInput: still.backwardInput }).toEqual({ grad: undefined, backwardInput: [] })
  })

  test('are spikes where both are, and zeros mostly where neither is dense', () => {
    const forms = ['binary', 'sparse', 'dense'] as const
    expect(
      forms.map((form) => forms.map((other) => concat(context, 'concat', map('a', 3, form), map('b', 3, other)).outputs[0]!.form)),
    ).toEqual([
      ['binary', 'sparse', 'dense'],
      ['sparse', 'sparse', 'dense'],
      ['dense', 'dense', 'dense'],
    ])
  })

  test('of features without places', () => {
    const made = concat(context, 'concat', activation('a', [2, 3, 5], 'binary', true), activation('b', [2, 3, 6], 'binary', true))
    expect(made.outputs[0]).toMatchObject({ features: 11, form: 'binary' })
    expect(made.outputs[0]!.value.shape).toEqual([2, 3, 12])
    expect(made.outputs[0]!.space).toBeUndefined()
  })

  test('spikes without their bits are packed by who reads bits', async () => {
    const [a, b] = [activation('a', [STEPS, BATCH, 40], 'binary', true), activation('b', [STEPS, BATCH, 33], 'binary', true)]
    const bits = { byRow: tensor('r', 'u32', [6, 2]), byInput: tensor('c', 'u32', [1, 40]) }
    const made = concat(context, 'concat', { ...a, bits }, b)
    const joined = made.outputs[0]!
    expect(joined.bits).toBeUndefined()
    const answers = await Promise.all(
      ['dense', 'bits'].map(async (form) => {
        const own = { ...context, network: createNetwork('own'), tunedVariants: { [linearKey('forward', 6, 76, 8, 'binary')]: form } }
        const read = linear(own, 'linear', joined, {
          outputs: 8,
          bias: false,
          initialize: (shape) => Float32Array.from({ length: sizeOf(shape) }, noise(4)),
          initializeBias: (shape) => new Float32Array(shape[0]!),
        })
        expect(read.forward).toHaveLength(form === 'bits' ? 2 : 1)
        const [answer] = await runOps(
          gpu,
          [...made.forward, ...read.forward],
          [
            [a.value, draw(a.value, 40, 1, true)],
            [b.value, draw(b.value, 33, 2, true)],
            [own.network.values, own.network.initialValues()],
          ],
          [read.outputs[0]!.value],
        )
        return answer!
      }),
    )
    expect(answers[0]!.some((x) => x > 0)).toBe(true)
    expect(equalBits(answers[0]!, answers[1]!)).toBe(true)
  })

  test('refuses what does not lie on the same places', () => {
    const small = { ...activation('b', [STEPS, BATCH * PLACES, 4], 'dense', true), space: { height: WIDTH, width: HEIGHT, channels: 4 } }
    expect(() => concat(context, 'concat', map('a', 4), small)).toThrow('5 x 7 and')
    expect(() => concat(context, 'concat', map('a', 4), activation('b', [STEPS, BATCH, 4], 'dense', true))).toThrow('cannot be joined')
    expect(() => concat(context, 'concat', activation('a', [1, 3, 4], 'dense', true), activation('b', [2, 3, 4], 'dense', true))).toThrow(
      'cannot be joined',
    )
  })
})

describe('two images', () => {
  test.each([
    [2, 1],
    [2, 3],
    [1, 1],
    [1, 3],
    [2, 2],
  ])('of %i and %i channels have those of both at each pixel', async (first, second) => {
    const [a, b] = [image('a', first), image('b', second)]
    const made = concat(context, 'concat', a, b)
    const output = made.outputs[0]!
    const channels = first + second
    expect(output.space).toEqual({ height: HEIGHT, width: WIDTH, channels })
    // The form in which an encoder gives it: without padding between pixels it is a feature map.
    expect([output.value.shape, output.features]).toEqual(
      channels === 4 ? [[STEPS, BATCH * PLACES, 4], 4] : [[STEPS, BATCH, padded(PLACES * channels)], PLACES * channels],
    )
    const [left, right] = [draw(a.value, PLACES * first, 1), draw(b.value, PLACES * second, 2)]
    const [value] = await runOps(
      gpu,
      made.forward,
      [
        [a.value, left],
        [b.value, right],
      ],
      [output.value],
    )
    const [lefts, rights] = [rowsOf(left, PLACES * first), rowsOf(right, PLACES * second)]
    const want = lefts.map((row, i) =>
      Array.from({ length: PLACES }, (_, p) => [
        ...row.slice(p * first, (p + 1) * first),
        ...rights[i]!.slice(p * second, (p + 1) * second),
      ]).flat(),
    )
    expect(equalBits(value!, asRows(want, padded(PLACES * channels)))).toBe(true)
  })

  test.each([
    [2, 1],
    [1, 3],
  ])('of %i and %i channels are convolved like one', async (first, second) => {
    const [a, b] = [image('a', first), image('b', second)]
    const made = concat(context, 'concat', a, b)
    const own = { ...context, network: createNetwork('own') }
    const window = { kernel: [1, 1], stride: [1, 1], padding: [0, 0] } as const
    const read = conv2d(own, 'conv', made.outputs[0]!, {
      outputs: 1,
      ...window,
      bias: false,
      initialize: (shape) => Float32Array.from({ length: sizeOf(shape) }, (_, i) => (i % 4 === 0 ? 1 + i : 0)),
      initializeBias: (shape) => new Float32Array(shape[0]!),
    })
    const channels = first + second
    expect(read.parameters[0]!.count).toBe(channels)
    const [left, right] = [draw(a.value, PLACES * first, 1, true), draw(b.value, PLACES * second, 2, true)]
    const [answer] = await runOps(
      gpu,
      [...made.forward, ...read.forward],
      [
        [a.value, left],
        [b.value, right],
        [own.network.values, own.network.initialValues()],
      ],
      [read.outputs[0]!.value],
    )
    const [lefts, rights] = [rowsOf(left, PLACES * first), rowsOf(right, PLACES * second)]
    const want = lefts.flatMap((row, i) =>
      Array.from({ length: PLACES }, (_, p) =>
        [...row.slice(p * first, (p + 1) * first), ...rights[i]!.slice(p * second, (p + 1) * second)].reduce(
          (s, x, c) => s + x * (1 + 4 * c),
          0,
        ),
      ),
    )
    expect(rowsOf(answer!, 1).flat()).toEqual(want)
  })

  test('refuses an image and a feature map, and an image with a gradient', () => {
    expect(() => concat(context, 'concat', image('a', 2), map('b', 4))).toThrow('cannot be joined')
    const learning = { ...image('a', 2), grad: tensor('aGrad', 'f32', [STEPS, BATCH, padded(PLACES * 2)]) }
    expect(() => concat(context, 'concat', learning, image('b', 1))).toThrow('nothing can learn')
  })
})
