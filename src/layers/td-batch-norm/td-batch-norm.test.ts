/** The kernels and the layer of threshold-dependent batch normalization against float64. */
import { describe, expect, test } from 'vitest'
import { activation, type Context } from '../../engine/graph'
import type { Dispatch } from '../../engine/kernel'
import { createNetwork } from '../../engine/network'
import { padded, persistent, sizeOf } from '../../engine/tensor'
import { inspect } from '../../headless/readable-tensors'
import { equalBits, expectClose, noise } from '../../testing/close'
import { kernelGpu, runOps } from '../../testing/gpu'
import { channelSums, tdBatchNormStatistics, tdBatchNormTrain } from './kernels'
import { type TdBatchNormOptions, tdBatchNorm } from './layer'
import { tdBatchNormBackward, tdBatchNormForward } from './reference'

const gpu = await kernelGpu()
const options: TdBatchNormOptions = { alpha: 0.75, epsilon: 1e-5, momentum: 0.25, threshold: 0.5 }

interface Size {
  readonly inputSteps: number
  readonly batch: number
  readonly channels: number
  readonly mode?: 'train' | 'evaluate'
  /** Far from zero, where a sum of squares would lose its digits. */
  readonly offset?: number
}
const STEPS = 3

async function run({ inputSteps, batch, channels, mode = 'train', offset = 0 }: Size) {
  const width = padded(channels)
  const random = noise(channels + batch)
  const draw = (n: number, from: number) => Float32Array.from({ length: n }, () => random() + from)
  const x = Float32Array.from({ length: inputSteps * batch * width }, (_, i) => (i % width < channels ? random() - 0.5 + offset : 0))
  // The values that a neuron's backward pass leaves: the gradient of the normalized current, by step and summed.
  const g = Float32Array.from({ length: inputSteps * batch * width }, (_, i) => (i % width < channels ? random() - 0.5 : 0))
  const [gamma, beta, mean, variance] = [draw(channels, 0.5), draw(channels, -0.5), draw(channels, offset - 0.5), draw(channels, 0.5)]
  const context: Context = {
    mode,
    network: createNetwork('n'),
    steps: STEPS,
    batch,
    random: { seed: 1, clock: persistent('clock', 'u32', [1]) },
    profile: 'gpu',
    tunedVariants: {},
  }
  const input = activation('x', [inputSteps, batch, channels], 'dense', true)
  const made = tdBatchNorm(context, 'norm', input, options)
  const affine = made.outputs[0]!.affine!
  using bench = await inspect(gpu, [...affine.forward, ...affine.reduce()])
  bench.write(context.network.values, context.network.initialValues())
  bench.write(made.gamma.value, padTo(gamma, made.gamma.value.shape[0]!))
  bench.write(made.beta.value, padTo(beta, made.beta.value.shape[0]!))
  for (const [i, data] of [mean, variance].entries()) bench.write(made.state[i]!, padTo(data, made.state[i]!.shape[0]!))
  // In evaluation the batch normalization does not read the input; the neuron does.
  if (mode === 'train') bench.write(input.value, x)
  bench.run()
  // The sums of [partials, 3, channels], with the pivot that the layer gives.
  const rowOf = (all: Float32Array, row: number) => all.slice(row * width, row * width + channels)
  const pivot = rowOf(await bench.f32(affine.map), 2)
  const partials = affine.partial.shape[0]!
  const partial = new Float32Array(partials * 3 * width)
  for (let i = 0; i < g.length; i++) {
    const [b, n] = [Math.floor(i / width) % batch, i % width]
    if (n >= channels) continue
    partial[((b % partials) * 3 + 0) * width + n]! += g[i]!
    partial[((b % partials) * 3 + 1) * width + n]! += g[i]! * (x[i]! - pivot[n]!)
  }
  bench.write(affine.partial, partial)
  bench.write(made.gamma.grad, new Float32Array(made.gamma.grad.shape[0]!))
  bench.write(made.beta.grad, new Float32Array(made.beta.grad.shape[0]!))
  bench.run()
  const read = async (t: Parameters<typeof bench.f32>[0]) => (await bench.f32(t)).slice(0, channels)
  const [coefficients, map] = [await bench.f32(affine.coefficients), await bench.f32(affine.map)]
  const got = {
    scale: rowOf(map, 0),
    shift: rowOf(map, 1),
    gammaGrad: await read(made.gamma.grad),
    betaGrad: await read(made.beta.grad),
    mean: rowOf(map, 2),
    // The statistics of a network stand at borders of 64 values: means, then variances.
    variance: mode === 'train' ? (await bench.f32(context.network.observed)).slice(Math.ceil(channels / 64) * 64).slice(0, channels) : [],
    coefficients: [0, 1, 2, 3, 4, 5].map((row) => rowOf(coefficients, row)),
  }
  const rowsOf = (data: Float32Array) =>
    Array.from({ length: inputSteps * batch * channels }, (_, i) => data[Math.floor(i / channels) * width + (i % channels)]!)
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
  const [a, b, o, m, scale, shift] = got.coefficients as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ]
  expect({ scale: [...scale], shift: [...shift] }).toEqual({ scale: [...got.scale], shift: [...got.shift] })
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
  test('more rows than partials', () => check({ inputSteps: 2, batch: 2500, channels: 3 }, 2e-4))
  test('more partials than one workgroup adds', () => check({ inputSteps: 2, batch: 4500, channels: 3 }, 2e-4))
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
  const product = persistent('product', 'f32', [rows, columns], Float32Array.from({ length: rows * columns }, random))
  const pivot = persistent('pivot', 'f32', [columns], Float32Array.from({ length: columns }, random))
  const affine = persistent('affine', 'f32', [2 * columns])
  const sums = persistent('sums', 'f32', [3 * 2 + 4, columns])
  const values = { rowsPerSplit: 64, betaAt: columns, decayAt: 0 }
  const [first, ...others] = await Promise.all(
    [{}, ...channelSums.candidates].map(
      async (c) => (await runOps(gpu, [channelSums({ product, pivot, affine, sums }, values, c)], [], [sums]))[0]!,
    ),
  )
  expect(others.map((o) => equalBits(o, first!))).toEqual(others.map(() => true))
})

test.each([
  [1, 4, 64],
  [130, 20, 64],
  [4167, 36, 64],
  [5, 68, 2],
])(
  '%i rows of %i channels have the same bits in one dispatch and in two, whatever the size of a workgroup',
  async (rows, channels, rowsPerSplit) => {
    const random = noise(rows)
    const drawn = (name: string, shape: readonly number[]) =>
      persistent(
        name,
        'f32',
        shape,
        Float32Array.from({ length: sizeOf(shape) }, () => random() - 0.3),
      )
    const product = drawn('product', [rows, channels])
    const pivot = drawn('pivot', [channels])
    const given = { pivot, affine: drawn('affine', [2 * channels]) }
    const written = {
      map: persistent('map', 'f32', [5, channels]),
      observed: persistent('observed', 'f32', [2 * channels]),
    }
    const sums = persistent('sums', 'f32', [2 * Math.ceil(rows / rowsPerSplit) + 4, channels])
    const values = { varianceAt: channels, copies: 3, gain: 0.75, epsilon: 1e-5 }
    const split = { rowsPerSplit, betaAt: channels }
    const run = (ops: Dispatch[]) => runOps(gpu, ops, [], Object.values(written))
    const [one, ...others] = await Promise.all(
      [{}, ...tdBatchNormTrain.candidates].map((size) =>
        run([tdBatchNormTrain({ product, ...given, ...written }, { ...split, ...values }, size)]),
      ),
    )
    const two = await run([
      channelSums({ product, ...given, sums }, { ...split, decayAt: 0 }),
      tdBatchNormStatistics({ sums, ...written }, { rows, ...values }),
    ])
    expect(one).toEqual(two)
    expect(others).toEqual(others.map(() => two))
    expect(new Set(two[0]).size).toBeGreaterThan(channels)
  },
)
