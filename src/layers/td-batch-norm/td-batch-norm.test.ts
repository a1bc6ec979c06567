/** The kernels and the layer of threshold-dependent batch normalization against float64. */
import { describe, expect, test } from 'vitest'
import { activation, type Context } from '../../engine/graph'
import { createNetwork } from '../../engine/network'
import { kept, padded } from '../../engine/tensor'
import { inspect } from '../../headless/inspect'
import { equalBits, expectClose, noise } from '../../testing/close'
import { runOps, testGpu } from '../../testing/gpu'
import { channelSums } from './kernels'
import { type TdBatchNormOptions, tdBatchNorm } from './layer'
import { tdBatchNormBackward, tdBatchNormForward } from './reference'

const gpu = await testGpu()
const options: TdBatchNormOptions = { alpha: 0.75, epsilon: 1e-5, momentum: 0.25, threshold: 0.5 }

interface Size {
  readonly inputSteps: number
  readonly batch: number
  readonly channels: number
  /** Places of a channel; above 1 the layer is told the number of channels. */
  readonly spatial?: number
  readonly mode?: 'train' | 'evaluate'
  /** Far from zero, where a sum of squares would lose its digits. */
  readonly offset?: number
}
const STEPS = 3

async function run({ inputSteps, batch, channels, spatial = 1, mode = 'train', offset = 0 }: Size) {
  const features = channels * spatial
  const width = padded(features)
  const random = noise(features + batch)
  const draw = (n: number, from: number) => Float32Array.from({ length: n }, () => random() + from)
  const x = Float32Array.from({ length: inputSteps * batch * width }, (_, i) => (i % width < features ? random() - 0.5 + offset : 0))
  // What a neuron would leave: the gradient on the normalized current, by step and then summed.
  const g = Float32Array.from({ length: inputSteps * batch * width }, (_, i) => (i % width < features ? random() - 0.5 : 0))
  const [gamma, beta, mean, variance] = [draw(channels, 0.5), draw(channels, -0.5), draw(channels, offset - 0.5), draw(channels, 0.5)]
  const context: Context = {
    mode,
    network: createNetwork('n'),
    steps: STEPS,
    batch,
    random: { seed: 1, clock: kept('clock', 'u32', [1]) },
    profile: 'gpu',
    choices: {},
  }
  const input = activation('x', [inputSteps, batch, features], 'dense', true)
  const made = tdBatchNorm(context, 'norm', input, { ...options, ...(spatial > 1 && { channels }) })
  const affine = made.outputs[0]!.affine!
  const bench = await inspect(gpu, [...made.forward, ...affine.reduce])
  bench.write(context.network.values, context.network.initialValues())
  bench.write(made.gamma.value, padTo(gamma, made.gamma.value.shape[0]!))
  bench.write(made.beta.value, padTo(beta, made.beta.value.shape[0]!))
  for (const [i, data] of [mean, variance].entries()) bench.write(made.state[i]!, padTo(data, made.state[i]!.shape[0]!))
  // In evaluation nothing looks at the input: the neuron alone reads it.
  if (mode === 'train') bench.write(input.value, x)
  bench.run()
  // The sums of [batch, 3, neurons], with the pivot that the layer gives.
  const pivot = await bench.f32(affine.pivot)
  const partial = new Float32Array(batch * 3 * width)
  for (let i = 0; i < g.length; i++) {
    const [b, n] = [Math.floor(i / width) % batch, i % width]
    if (n >= features) continue
    partial[(b * 3 + 0) * width + n]! += g[i]!
    partial[(b * 3 + 1) * width + n]! += g[i]! * (x[i]! - pivot[Math.floor(n / spatial)]!)
  }
  bench.write(affine.partial, partial)
  bench.write(made.gamma.grad, new Float32Array(made.gamma.grad.shape[0]!))
  bench.write(made.beta.grad, new Float32Array(made.beta.grad.shape[0]!))
  bench.run()
  const read = async (t: Parameters<typeof bench.f32>[0]) => (await bench.f32(t)).slice(0, channels)
  const coefficients = await bench.f32(affine.coefficients)
  const stride = coefficients.length / 4
  const got = {
    scale: await read(affine.scale),
    shift: await read(affine.shift),
    gammaGrad: await read(made.gamma.grad),
    betaGrad: await read(made.beta.grad),
    mean: await read(affine.pivot),
    // The statistics of a network stand at borders of 64 values: means, then variances.
    variance: mode === 'train' ? (await bench.f32(context.network.observed)).slice(Math.ceil(channels / 64) * 64).slice(0, channels) : [],
    coefficients: [0, 1, 2, 3].map((row) => coefficients.slice(row * stride, row * stride + channels)),
  }
  bench.destroy()
  // The reference takes rows of channels: a place is a row.
  const rowsOf = (data: Float32Array) =>
    Array.from(
      { length: inputSteps * batch * spatial * channels },
      (_, i) => data[Math.floor(i / (spatial * channels)) * width + (i % channels) * spatial + (Math.floor(i / channels) % spatial)]!,
    )
  const inputs = { input: rowsOf(x), gamma, beta, runningMean: mean, runningVar: variance }
  const params = { ...options, training: mode === 'train', copies: inputSteps === 1 ? STEPS : 1 }
  return {
    got,
    want: tdBatchNormForward(inputs, params),
    back: tdBatchNormBackward(inputs, rowsOf(g), params),
    input: rowsOf(x),
    grad: rowsOf(g),
    channels,
  }
}

function padTo(data: Float32Array, length: number): Float32Array<ArrayBuffer> {
  const out = new Float32Array(length)
  out.set(data)
  return out
}

const reason = 'sums of some hundred numbers below 1 and a square root: a few dozen ulp'

async function check(size: Size, tolerance = 2e-5) {
  const { got, want, back, input, grad, channels } = await run(size)
  expectClose(got.scale, want.scale, { relative: tolerance, reason })
  expectClose(got.shift, want.shift, { absolute: tolerance * (1 + Math.abs(size.offset ?? 0)), reason })
  expectClose(got.gammaGrad, back.gammaGrad, { absolute: tolerance * 10, reason })
  expectClose(got.betaGrad, back.betaGrad, { absolute: tolerance * 10, reason })
  const [a, b, o, m] = got.coefficients as [Float32Array, Float32Array, Float32Array, Float32Array]
  const inputGrad = input.map((x, i) => a[i % channels]! * grad[i]! + b[i % channels]! * (x - m[i % channels]!) + o[i % channels]!)
  expectClose(inputGrad, back.inputGrad, { absolute: tolerance * 10, reason })
}

describe('against the reference', () => {
  test.each([
    { inputSteps: 1, batch: 2, channels: 1 },
    { inputSteps: 3, batch: 7, channels: 6 },
    { inputSteps: 3, batch: 43, channels: 68 },
    { inputSteps: 2, batch: 33, channels: 260 },
  ])('$inputSteps steps of $batch samples, $channels channels', async (size) => {
    await check(size)
    await check({ ...size, mode: 'evaluate' })
  })
  test('channels with space', () => check({ inputSteps: 2, batch: 5, channels: 3, spatial: 12 }))
  test('far from zero the pivot keeps the digits', () => check({ inputSteps: 3, batch: 21, channels: 8, offset: 30 }, 2e-4))
})

test('the running statistics move towards the mean and the unbiased variance, counting every step of a constant input', async () => {
  for (const inputSteps of [1, STEPS]) {
    const { got, want } = await run({ inputSteps, batch: 6, channels: 5 })
    const count = STEPS * 6
    expectClose(got.mean, want.mean, { absolute: 1e-6, reason })
    expectClose(
      got.variance,
      want.variance.map((v) => (v * count) / (count - 1)),
      { relative: 1e-5, reason },
    )
  }
})

test('sums have the same bits in every group size', async () => {
  const [rows, columns] = [130, 132]
  const random = noise(8)
  const product = kept('product', 'f32', [rows, columns], Float32Array.from({ length: rows * columns }, random))
  const pivot = kept('pivot', 'f32', [33], Float32Array.from({ length: 33 }, random))
  const partial = kept('partial', 'f32', [3, 2, columns])
  const [first, ...others] = await Promise.all(
    [{}, ...channelSums.candidates].map(
      async (c) => (await runOps(gpu, [channelSums({ product, pivot, partial }, { rowsPerSplit: 64 }, c)], [], [partial]))[0]!,
    ),
  )
  expect(others.map((o) => equalBits(o, first!))).toEqual(others.map(() => true))
})
