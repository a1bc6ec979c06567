/** Mixers against numbers worked out, float64 and central differences; recorded cases of PyTorch run elsewhere. */
import { describe, expect, test } from 'vitest'
import { activation, type Context } from '../../engine/graph'
import { createNetwork, type Initialize } from '../../engine/network'
import { padded, persistent } from '../../engine/tensor'
import { inspect } from '../../headless/readable-tensors'
import { expectClose, noise } from '../../testing/close'
import { kernelGpu } from '../../testing/gpu'
import { mixer } from './layer'
import { type MixerRow, mixerBackwardOf, totalOf } from './reference'
import { type MixerSpec, mixerSchema } from './schema'

const gpu = await kernelGpu()
const contextOf = (steps: number, batch: number): Context => ({
  mode: 'train',
  network: createNetwork('n'),
  steps,
  batch,
  profile: 'gpu',
  tunedVariants: {},
  random: { seed: 1, clock: persistent('clock', 'u32', [1]) },
})
const padRows = (data: ArrayLike<number>, meant: number) => {
  const width = padded(meant)
  const all = new Float32Array((data.length / meant) * width)
  for (let i = 0; i < data.length; i++) all[Math.floor(i / meant) * width + (i % meant)] = data[i]!
  return all
}
const numbers = (length: number, seed: number) => {
  const random = noise(seed)
  return Float32Array.from({ length }, () => 2 * random() - 1)
}
const close = { relative: 2e-5, absolute: 4e-6, reason: 'products of a few dozen terms, and exp' }

const TOY: MixerRow = {
  q: [1, -2],
  w1: [
    [0.5, 1],
    [0.25, 2],
  ],
  b1: [0.1, 0.2],
  w2: [1, 0.5],
  v: 0.3,
}

test('worked example, in float64', () => {
  expect(totalOf(TOY)).toBeCloseTo(-0.06959497, 8)
  expectClose(mixerBackwardOf(TOY).q, [0.53040503, 0.31081006], { absolute: 1e-8, reason: 'the digits given' })
  const negative = { ...TOY, w1: TOY.w1.map((row) => row.map((w) => -w)), w2: [-1, -0.5] }
  expect(totalOf(negative)).toBe(totalOf(TOY))
  expect(mixerBackwardOf(negative).w2).toEqual(mixerBackwardOf(TOY).w2.map((g) => -g))
})

test('the gradients by hand are central differences', () => {
  const random = noise(3)
  const draw = (n: number) => Array.from({ length: n }, () => 2 * random() - 1)
  const row: MixerRow = { q: draw(3), w1: [draw(4), draw(4), draw(4)], b1: draw(4), w2: draw(4), v: 0.3 }
  const want = mixerBackwardOf(row)
  const h = 1e-6
  const slope = (change: (by: number) => MixerRow) => (totalOf(change(h)) - totalOf(change(-h))) / (2 * h)
  const moved = (data: readonly number[], i: number, by: number) => data.map((x, k) => x + (k === i ? by : 0))
  row.q.forEach((_, n) => void expect(slope((by) => ({ ...row, q: moved(row.q, n, by) }))).toBeCloseTo(want.q[n]!, 8))
  row.b1.forEach((_, e) => {
    expect(slope((by) => ({ ...row, b1: moved(row.b1, e, by) }))).toBeCloseTo(want.b1[e]!, 8)
    expect(slope((by) => ({ ...row, w2: moved(row.w2, e, by) }))).toBeCloseTo(want.w2[e]!, 8)
    row.q.forEach((_, n) => {
      const w1 = (by: number) => row.w1.map((weights, k) => (k === n ? moved(weights, e, by) : weights))
      expect(slope((by) => ({ ...row, w1: w1(by) }))).toBeCloseTo(want.w1[n]![e]!, 8)
    })
  })
})

/** Runs a mixer; every weight is drawn by its name, those of hypernetworks of one layer so that a state of 1 gives the row that is asked for. */
async function run(spec: MixerSpec, [steps, batch, agents, words]: readonly [number, number, number, number], fixed?: MixerRow) {
  const context = contextOf(steps, batch)
  const q = activation('q', [steps, batch, agents], 'dense', true)
  const state = activation('state', [steps, batch, words], 'dense', false)
  const from = (name: string): readonly number[] | undefined =>
    fixed &&
    {
      'mixer.hyper1.first': fixed.w1.flat(),
      'mixer.hyper2.first': fixed.w2,
      'mixer.bias.first': fixed.b1,
      'mixer.value.second': [fixed.v],
    }[name]
  const initialize =
    (outputs: number, isBias: boolean): Initialize =>
    (shape, name) => {
      const layer = name.replace(/\.\w+$/, '')
      const data = fixed ? (isBias ? (from(layer) ?? []) : []) : [...numbers(outputs * (isBias ? 1 : shape[0]!), name.length + outputs)]
      const all = new Float32Array(shape.reduce((a, b) => a * b, 1))
      data.forEach((x, i) => {
        all[Math.floor(i / outputs) * padded(outputs) + (i % outputs)] = x
      })
      return all
    }
  const made = mixer(context, 'mixer', q, state, spec, ({ outputs }) => ({
    weight: initialize(outputs, false),
    bias: initialize(outputs, true),
  }))
  const total = made.outputs[0]!
  const values = fixed?.q ?? [...numbers(steps * batch * agents, 5)]
  const totalGrad = fixed ? [1] : [...numbers(steps * batch, 6)]
  using bench = await inspect(gpu, [...made.forward, ...made.backwardInput, ...made.backwardParameters])
  if (made.parameters.length > 0) {
    bench.write(context.network.values, context.network.initialValues())
    bench.write(state.value, padRows(numbers(steps * batch * words, 7), words))
  }
  bench.write(q.value, padRows(values, agents))
  bench.write(total.grad!, padRows(totalGrad, 1))
  bench.run()
  const got = { total: await bench.f32(total.value), qGrad: await bench.f32(q.grad!) }
  return { ...got, values, totalGrad, parameters: made.parameters.map(({ name }) => name) }
}

const monotonic = (spec: object) => mixerSchema.parse({ kind: 'monotonic', ...spec })

describe('on the GPU', () => {
  test('worked example', async () => {
    const got = await run(monotonic({ embed: 2, hypernetLayers: 1 }), [1, 1, 2, 1], TOY)
    expectClose([got.total[0]!, ...got.qGrad.subarray(0, 2)], [-0.06959497, 0.53040503, 0.31081006], close)
    expect(got.parameters).toEqual(
      ['hyper1.first', 'hyper2.first', 'bias.first', 'value.first', 'value.second'].flatMap((n) => [
        `mixer.${n}.weight`,
        `mixer.${n}.bias`,
      ]),
    )
  })

  test.each([
    [1, 1, 2, 3],
    [5, 9, 3, 7],
    [2, 3, 6, 4],
  ])('a sum: %i steps, %i groups of %i agents', async (...size) => {
    const [steps, batch, agents] = size
    const got = await run({ kind: 'sum' }, size)
    for (let i = 0; i < steps * batch; i++) {
      const own = got.values.slice(i * agents, (i + 1) * agents)
      expectClose([got.total[i * 4]!], [own.reduce((a, b) => a + b, 0)], close)
      const width = padded(agents)
      const grad = [...got.qGrad.subarray(i * width, (i + 1) * width)]
      expect(grad).toEqual(grad.map((_, n) => (n < agents ? Math.fround(got.totalGrad[i]!) : 0)))
    }
    expect(got.parameters).toEqual([])
  })

  test('more units than threads: a value rises in every agent, and padding is 0', async () => {
    const spec = monotonic({ embed: 70, hypernetHidden: 9 })
    const still = await run(spec, [3, 2, 3, 5])
    expect(still.qGrad.some((g) => g !== 0)).toBe(true)
    still.qGrad.forEach((g, i) => {
      const row = Math.floor(i / 4)
      if (i % 4 === 3) expect(g).toBe(0)
      else expect(g * still.totalGrad[row]!).toBeGreaterThan(0)
    })
    expect(still.total.filter((_, i) => i % 4 > 0).every((v) => v === 0)).toBe(true)
  })

  test('two runs give the same bits', async () => {
    const spec = monotonic({ embed: 33, hypernetHidden: 9 })
    const [one, two] = [await run(spec, [3, 2, 3, 5]), await run(spec, [3, 2, 3, 5])]
    expect({ total: one.total, qGrad: one.qGrad }).toEqual({ total: two.total, qGrad: two.qGrad })
  })
})

test('a mixer without gradients of its inputs has no backward pass', () => {
  const q = activation('q', [2, 3, 4], 'dense', false)
  const state = activation('state', [2, 3, 5], 'dense', false)
  const zeros: Initialize = (shape) => new Float32Array(shape.reduce((a, b) => a * b, 1))
  for (const spec of [monotonic({}), mixerSchema.parse({ kind: 'sum' })]) {
    const made = mixer(contextOf(2, 3), 'mixer', q, state, spec, () => ({ weight: zeros, bias: zeros }))
    expect({ backwardInput: made.backwardInput, backwardParameters: made.backwardParameters }).toEqual({
      backwardInput: [],
      backwardParameters: [],
    })
  }
})
