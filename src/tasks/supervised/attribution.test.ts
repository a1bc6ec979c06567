/**
 * The gradient of an output to the input, by one backward pass on the GPU: against float64, against finite differences of the smoothed
 * network, and that a run is to the last bit what it is without having been asked.
 */
import { describe, expect, test } from 'vitest'
import { dataShape } from '../../data/datasets/schema'
import { stepsOf } from '../../data/encoders/schema'
import { layer } from '../../engine/graph'
import { compile } from '../../engine/plan'
import { persistent } from '../../engine/tensor'
import type { Run } from '../../experiments/run'
import { disposable } from '../../headless/disposable'
import { type ConvReference, convBackward, convForward, outSize } from '../../layers/conv2d/reference'
import { linearBackward, linearForward } from '../../layers/linear/reference'
import { readoutWeights } from '../../layers/readout/schema'
import { layerSchema } from '../../layers/schema'
import { attributionReadBack, throughNetwork } from '../../networks/attribution'
import type { WeightLayer } from '../../networks/graph'
import { readPinned, readSample, sampleRanges } from '../../networks/pinned'
import { lifBackward, lifForward } from '../../neurons/lif/reference'
import type { LifSpec } from '../../neurons/lif/schema'
import { recurrenceSchema } from '../../neurons/recurrent-lif/schema'
import { type SurrogateKind, stepFunction } from '../../neurons/surrogate/reference'
import type { Attribution } from '../../readings/attribution'
import recorded from '../../testing/attribution/cases.json'
import { equalBits, expectClose, noise } from '../../testing/close'
import { madeData, madeFrames, madeSequences, SPOKEN_DIGITS, small } from '../../testing/data'
import { testGpu } from '../../testing/gpu'
import { lossesOf, openFor, weightsOf } from '../../testing/open'
import { slopesAlong } from '../../testing/slope'
import { supervisedOf } from '../classification/build'
import type { ClassificationSpec } from '../classification/schema'
import { attributionGraph } from './attribution'
import { sharedParts } from './shared'

const gpu = await testGpu()
const data = madeData(60, 20)

const lif = { kind: 'lif', decay: 0.6, threshold: 0.8, inputGain: 0.9 } as const
const hidden = [13, 24]
const dense = { kind: 'mlp', hidden } as const
const conv = (outputs: number, stride: number) => layerSchema.parse({ kind: 'conv', outputs, stride })
const linear = (outputs: number) => layerSchema.parse({ kind: 'linear', outputs })
const layers = [conv(5, 3), conv(6, 2), linear(9)]
const convolution = { kind: 'layers', layers, normalization: { kind: 'none' }, bias: true } as const
type Change = Parameters<typeof small>[0]

const ask = (run: Run, sample: number | Uint8Array, output?: number): Promise<Attribution> =>
  run.inspect({ ask: 'attribution', sample, ...(output !== undefined && { output }) }, undefined) as Promise<Attribution>

// ---- float64

interface Product {
  forward(x: Float64Array): Float64Array
  backward(x: Float64Array, grad: Float64Array): Float64Array
}

/** A weight layer in float64 over all steps, in the layout of the GPU. */
async function productOf(run: Run, { weight, bias, kind }: WeightLayer, steps: number, size: readonly [number, number], stride: number) {
  const read = async (parameter: typeof weight | undefined) =>
    parameter ? new Float32Array(await run.compiled.read(parameter.value)) : new Float32Array()
  const [w, b] = [await read(weight), await read(bias)]
  const outputs = weight.value.shape.at(-1)!
  const inputs = weight.value.shape.at(-2)!
  if (kind === 'linear') {
    const rows = { rows: steps, inputs, outputs }
    const made: Product = {
      forward: (x) => linearForward(rows, x, w, b),
      backward: (x, grad) => linearBackward(rows, x, w, grad).inputGrad,
    }
    return { product: made, size }
  }
  const c: ConvReference = { images: steps, size, inputs, outputs, kernel: [3, 3], stride: [stride, stride], padding: [1, 1] }
  const made: Product = { forward: (x) => convForward(c, x, w, b), backward: (x, grad) => convBackward(c, x, w, grad).inputGrad }
  return { product: made, size: outSize(c) }
}

/** Neurons over [steps, width] in float64. */
function neuronsOf({ neuron, surrogate }: ClassificationSpec, steps: number) {
  const parameter = 'scale' in surrogate ? surrogate.scale : 'width' in surrogate ? surrogate.width : 1
  const f = stepFunction(surrogate.kind as SurrogateKind, parameter)
  const each = (values: Float64Array, of: (column: (t: number) => number) => readonly number[]) => {
    const width = values.length / steps
    const out = new Float64Array(values.length)
    for (let i = 0; i < width; i++) for (const [t, value] of of((at) => at * width + i).entries()) out[t * width + i] = value
    return out
  }
  const times = Array.from({ length: steps }, (_, t) => t)
  const trajectory = (x: Float64Array, at: (t: number) => number) =>
    lifForward(
      times.map((t) => x[at(t)]!),
      neuron as LifSpec,
      f,
    )
  return {
    forward: (x: Float64Array) => each(x, (at) => trajectory(x, at).spikes),
    backward: (x: Float64Array, grad: Float64Array) =>
      each(grad, (at) => {
        const spikesGrad = times.map((t) => grad[at(t)]!)
        return lifBackward(trajectory(x, at), spikesGrad, neuron as LifSpec, f).currentGrad
      }),
  }
}

/** Readout and gradient of an output, from the input that the GPU says it received. */
async function inFloat64(run: Run, e: ClassificationSpec, { input, output }: Attribution) {
  const { spiking, readouts } = run.built.pinned.graph
  const { steps } = input
  const neurons = neuronsOf(e, steps)
  const strides = [3, 2, 1]
  const values: Float64Array[] = [Float64Array.from(input.data)]
  const currents: Float64Array[] = []
  const products: Product[] = []
  let size: readonly [number, number] = [28, 28]
  for (const [at, weightLayer] of [...spiking.map((s) => s.weightLayer), readouts[0]!].entries()) {
    const made = await productOf(run, weightLayer, steps, size, strides[at]!)
    size = made.size
    products.push(made.product)
    const current = made.product.forward(values.at(-1)!)
    currents.push(current)
    if (at < spiking.length) values.push(neurons.forward(current))
  }
  const weights = readoutWeights(e.readout, steps)
  const z = currents.at(-1)!
  const width = z.length / steps
  const readout = Float64Array.from({ length: width }, (_, o) => weights.reduce((sum, w, t) => sum + w * z[t * width + o]!, 0))
  let grad: Float64Array = Float64Array.from({ length: z.length }, (_, i) => (i % width === output ? weights[Math.floor(i / width)]! : 0))
  for (let at = products.length - 1; at >= 0; at--) {
    grad = products[at]!.backward(values[at]!, grad)
    if (at > 0) grad = neurons.backward(currents[at - 1]!, grad)
  }
  return { readout, gradient: grad, fired: values.slice(1).map((s) => s.reduce((sum, x) => sum + x, 0)) }
}

/** Fires in both hidden layers, with first weights. */
const eager = { ...lif, threshold: 0.2, inputGain: 1.5 } as const

const SETTINGS: [string, Change][] = [
  ['dense, the same input at every step', { network: dense, neuron: eager, surrogate: { kind: 'atan', scale: 2 } }],
  [
    'dense, spikes in, leaky readout, a detached reset',
    {
      network: dense,
      neuron: { ...eager, detachReset: true },
      surrogate: { kind: 'triangle', scale: 1 },
      encoder: { kind: 'poisson', steps: 5 },
      readout: { kind: 'leaky', decay: 0.7 },
    },
  ],
  [
    'convolutions, TET, subtracting reset',
    {
      network: convolution,
      neuron: { ...eager, reset: 'subtract' },
      surrogate: { kind: 'sigmoid', scale: 3 },
      loss: { kind: 'meanOfCrossEntropy' },
    },
  ],
  [
    'convolutions, spikes in, sum of currents',
    {
      network: convolution,
      neuron: eager,
      surrogate: { kind: 'fastSigmoid', scale: 2 },
      encoder: { kind: 'latency', steps: 4 },
      readout: { kind: 'sum' },
    },
  ],
]

test.each(SETTINGS)('is the gradient in float64: %s', async (_, change) => {
  const e = small(change)
  using run = await openFor(gpu, e, data)
  for (const output of [2, 7]) {
    const got = await ask(run, 3, output)
    const want = await inFloat64(run, e, got)
    expect(got.output).toBe(output)
    expect(want.fired.every((count) => count > 0)).toBe(true)
    const max = Math.max(...want.gradient.map(Math.abs))
    expect(max).toBeGreaterThan(1e-5)
    expectClose(got.gradient, want.gradient, { absolute: 2e-5 * max, reason: 'some hundred float32 terms a layer, of the largest size' })
    expectClose(got.readout, want.readout.subarray(0, 10), { absolute: 2e-5, reason: 'the same spikes, and float32 sums' })
  }
})

test('sees what the views see: input, readout and the largest of its outputs', async () => {
  using run = await openFor(gpu, small({ network: dense, neuron: lif, encoder: { kind: 'poisson', steps: 4 } }), data)
  const { compiled, built } = run
  const parts = { layers: [], input: true }
  const shown = readSample(built.pinned, await readPinned(gpu, compiled, sampleRanges(compiled, built.pinned, 5, parts)), parts)
  const got = await ask(run, 5)
  expect(equalBits(got.input.data, shown.input!.data)).toBe(true)
  expect(equalBits(got.readout, shown.readout.slice(30))).toBe(true)
  expect(got.output).toBe(got.predicted)
  expect(got.readout[got.predicted]).toBe(Math.max(...got.readout))
  // The same sample as one of the user’s has the same image; its spikes are drawn by the row in which it lies.
  const image = data.test.streams.images!.values.slice(5 * 784, 6 * 784) as Uint8Array
  expect((await ask(run, image)).input.data.length).toBe(4 * 784)
})

test('an image of the user’s is looked at like the pinned sample with the same bytes', async () => {
  using run = await openFor(gpu, small({ network: dense, neuron: lif }), data)
  const image = data.test.streams.images!.values.slice(5 * 784, 6 * 784) as Uint8Array
  expect(await ask(run, image, 4)).toEqual(await ask(run, 5, 4))
  await expect(ask(run, new Uint8Array(9))).rejects.toThrow('another size')
  await expect(ask(run, 99)).rejects.toThrow('A sample is a number from 0 to')
  await expect(ask(run, 1, 10)).rejects.toThrow('An output is a number from 0 to 9, not 10.')
})

test.each([
  ['frames of a recording, an event set', { kind: 'nMnist' as const, batch: 4 }, { kind: 'frames' as const }, 34 * 34 * 2],
  ['rows of a sequence', { kind: 'shd' as const, batch: 4 }, { kind: 'rows' as const }, 140],
  ['pixels one after the other', { kind: 'mnist' as const, batch: 4 }, { kind: 'pixels' as const, pool: 7 }, 1],
])('is there for %s', async (_, dataSpec, encoder, features) => {
  const e = small({ data: dataSpec, encoder, network: dense, neuron: { ...eager, threshold: 0.05 }, surrogate: { kind: 'atan', scale: 2 } })
  const shape = dataShape(e.data)
  const made = shape.frame
    ? { train: madeFrames(shape, 20), test: madeFrames(shape, 20, 2) }
    : shape.sequence
      ? madeSequences(SPOKEN_DIGITS, 20, 20)
      : data
  using run = await openFor(gpu, e, made)
  const { gradient, input } = await ask(run, 2)
  expect(input.steps).toBe(stepsOf(e.data, e.encoder))
  expect({ dataLength: input.data.length, gradientLength: gradient.length }).toEqual({
    dataLength: input.steps * features,
    gradientLength: input.steps * features,
  })
  expect(gradient.some((value) => value !== 0)).toBe(true)
  expect(input.data.some((value) => value !== 0)).toBe(true)
})

test('a run that ends while it is asked refuses, and leaves the device without an error', async () => {
  const run = await openFor(gpu, small({ network: dense, neuron: lif }), data)
  const asked = expect(ask(run, 1)).rejects.toThrow('The run has ended.')
  run.destroy()
  await asked
})

test('is zero where no potential lies in the window, and says of which layer', async () => {
  const rect = { kind: 'rect', window: 'fixed', width: 0.5 } as const
  using run = await openFor(gpu, small({ network: dense, neuron: { ...lif, threshold: 20 }, surrogate: rect }), data)
  const { gradient, layers } = await ask(run, 2)
  expect(gradient.every((value) => value === 0)).toBe(true)
  expect(layers.map(({ layer }) => layer)).toEqual(['lif1', 'lif2'])
  expect(layers.flatMap(({ available }) => [...available])).toEqual(new Array(6).fill(0))
})

test('steps that the readout does not see have no gradient behind them, and past steps do through the leak', async () => {
  const analog = { kind: 'relu', inputGain: 0.9 } as const
  using run = await openFor(gpu, small({ network: dense, neuron: analog, readout: { kind: 'last', steps: 1 } }), data)
  const { gradient } = await ask(run, 1, 0)
  // Analog neurons remember nothing: of three steps the last alone matters.
  expect(gradient.subarray(0, 2 * 784).every((value) => value === 0)).toBe(true)
  expect(gradient.subarray(2 * 784).some((value) => value !== 0)).toBe(true)
})

// ---- finite differences

const smooth = { kind: 'sigmoid', scale: 3 } as const
const normed = { normalization: { kind: 'tdBatchNorm' }, bias: false } as const
const stem = [conv(5, 3), layerSchema.parse({ kind: 'residual', outputs: 8, stride: 2 }), layerSchema.parse({ kind: 'globalPool' })]

test.each<[string, Change]>([
  ['dense', { network: dense, neuron: lif, surrogate: smooth }],
  ['dense, tdBN with running statistics', { network: { ...dense, ...normed }, neuron: lif, surrogate: smooth }],
  ['convolutions', { network: convolution, neuron: lif, surrogate: smooth }],
  ['a small ResNet, tdBN', { network: { kind: 'layers', layers: stem, ...normed }, neuron: lif, surrogate: smooth }],
  [
    'skip recurrence, the last steps',
    {
      network: { kind: 'recurrent', hidden, recurrence: recurrenceSchema.parse({ kind: 'skip', span: 2 }) },
      neuron: lif,
      surrogate: smooth,
      readout: { kind: 'last', steps: 2 },
    },
  ],
])('is the derivative of the smoothed network, in each direction of its input: %s', async (_, change) => {
  const spec = small({ ...change, encoder: { kind: 'direct', steps: 4 } })
  const [steps, rows, features] = [4, 2, 784]
  const value = persistent('given', 'f32', [steps, rows, features])
  const space = { height: 28, width: 28, channels: 1 }
  const input = () => layer('input', { outputs: [{ value, form: 'dense' as const, features, space }] })
  const shared = sharedParts({ ...supervisedOf(spec), input }, { smooth: true })
  const graph = attributionGraph(shared, { size: rows, streams: {}, samples: persistent('samples', 'u32', [rows]) })
  using compiled = disposable(
    await compile(gpu, { all: throughNetwork(graph) }, { readBack: new Set([...attributionReadBack(graph), graph.output.value]) }),
  )
  compiled.write(shared.network.values, shared.network.initialValues())
  if (compiled.holds(shared.network.statistics)) compiled.write(shared.network.statistics, shared.network.initialStatistics())
  // The second sample, its fourth output.
  const place = graph.output.value.shape[2]! + 3
  const seed = new Float32Array(rows * graph.output.value.shape[2]!)
  seed[place] = 1
  compiled.write(graph.output.grad!, seed)
  const run = async (values: Float32Array<ArrayBuffer>) => {
    compiled.write(value, values)
    const encoder = gpu.device.createCommandEncoder()
    compiled.programs.all.encode(encoder)
    gpu.device.queue.submit([encoder.finish()])
    return new Float32Array(await compiled.read(graph.output.value))[place]!
  }
  const random = noise(7)
  const values = Float32Array.from({ length: steps * rows * features }, () => random())
  await run(values)
  const gradient = new Float32Array(await compiled.read(graph.layers[0]!.outputs[0]!.grad!))
  // The other sample has no part in it.
  for (let t = 0; t < steps; t++) expect(gradient.subarray(t * rows * features, (t * rows + 1) * features).every((g) => g === 0)).toBe(true)
  const { numeric, analytic } = await slopesAlong(values, gradient, run, 0.1)
  expect(Math.abs(numeric)).toBeGreaterThan(1e-3)
  expect(Math.abs(analytic - numeric)).toBeLessThan(1e-3 * Math.abs(numeric))
})

// ---- what it leaves behind

describe('nothing of a run changes where it is asked', () => {
  test.each<[string, Change]>([
    ['tdBN, dropout, an adaptive window', { network: { ...dense, ...normed, dropout: 0.3 } }],
    ['noisy neurons, spikes drawn in', { network: dense, neuron: { ...lif, kind: 'noisyLif' }, encoder: { kind: 'poisson', steps: 4 } }],
  ])('%s', async (_, change) => {
    const e = small(change)
    const runs = await Promise.all([openFor(gpu, e, data), openFor(gpu, e, data)])
    const [asked, other] = runs as [Run, Run]
    const before = gpu.allocated()
    for (let turn = 0; turn < 3; turn++) {
      asked.submit(2)
      other.submit(2)
      const [one, two] = [await ask(asked, turn), await ask(asked, turn)]
      expect(one).toEqual(two)
      expect(one.gradient.some((value) => value !== 0)).toBe(true)
    }
    expect(gpu.allocated()).toEqual(before)
    expect(await weightsOf(asked)).toEqual(await weightsOf(other))
    expect(await lossesOf(asked)).toEqual(await lossesOf(other))
    for (const t of asked.built.persistent) {
      const same = other.built.persistent.find(({ name }) => name === t.name)!
      expect(new Uint32Array(await asked.read(t)), t.name).toEqual(new Uint32Array(await other.read(same)))
    }
    for (const run of runs) run.destroy()
  })
})

// ---- PyTorch

interface Recorded {
  readonly name: string
  readonly shape: readonly number[]
  readonly input: readonly number[]
  readonly weights: readonly { readonly shape: readonly number[]; readonly weight: readonly number[]; readonly bias: readonly number[] }[]
  readonly output: readonly number[]
  readonly gradients: readonly (readonly number[])[]
}

const three = [conv(3, 1), conv(2, 2)]
const RECORDED: Readonly<Record<string, Change>> = {
  dense: {
    network: { kind: 'mlp', hidden: [7, 6] },
    neuron: { kind: 'lif', decay: 0.6, threshold: 0.4 },
    surrogate: { kind: 'atan', scale: 2 },
  },
  convolutional: {
    network: { kind: 'layers', layers: three, normalization: { kind: 'none' }, bias: true },
    neuron: { kind: 'lif', decay: 0.5, threshold: 0.3, reset: 'subtract', detachReset: true },
    surrogate: { kind: 'sigmoid', scale: 4 },
    readout: { kind: 'leaky', decay: 0.8 },
  },
}

/** PyTorch's weights in the place and layout of a layer's. */
function putWeights(
  values: Float32Array,
  { weight, bias, stored, channels }: WeightLayer,
  { shape, ...of }: Recorded['weights'][number],
): void {
  const outputs = weight.value.shape.at(-1)!
  const [count, inputs, height, width] = [shape[0]!, shape[1]!, shape[2] ?? 1, shape[3] ?? 1]
  const [at, of0] = [weight.value.offset ?? 0, bias!.value.offset ?? 0]
  // After a map, a linear layer has the channels of each position together.
  const places = inputs / channels
  for (let o = 0; o < count; o++) {
    values[of0 + o] = of.bias[o]!
    for (let i = 0; i < inputs; i++)
      for (let k = 0; k < height * width; k++) {
        const row = shape.length === 4 ? k * stored + i : (i % places) * stored + Math.floor(i / places)
        values[at + row * outputs + o] = of.weight[(o * inputs + i) * height * width + k]!
      }
  }
}

test.each((recorded.cases as Recorded[]).map((c) => [c.name, c] as const))('is what torch.autograd says: %s', async (name, c) => {
  const [steps, ...size] = c.shape as [number, ...number[]]
  const features = size.reduce((a, b) => a * b, 1)
  const spec = small({ ...RECORDED[name]!, encoder: { kind: 'direct', steps } })
  const value = persistent('given', 'f32', [steps, 1, features])
  const space = size.length === 3 && { space: { height: size[1]!, width: size[2]!, channels: 1 } }
  const input = () => layer('input', { outputs: [{ value, form: 'dense' as const, features, ...space }] })
  const shared = sharedParts({ ...supervisedOf(spec), input, outputs: c.output.length }, {})
  const graph = attributionGraph(shared, { size: 1, streams: {}, samples: persistent('samples', 'u32', [1]) })
  using compiled = disposable(
    await compile(gpu, { all: throughNetwork(graph) }, { readBack: new Set([...attributionReadBack(graph), graph.output.value]) }),
  )
  const values = shared.network.initialValues().fill(0)
  for (const [at, weightLayer] of [...graph.spiking.map((s) => s.weightLayer), graph.readouts[0]!].entries())
    putWeights(values, weightLayer, c.weights[at]!)
  compiled.write(shared.network.values, values)
  compiled.write(value, Float32Array.from(c.input))
  for (const [output, want] of c.gradients.entries()) {
    compiled.write(
      graph.output.grad!,
      Float32Array.from({ length: graph.output.value.shape[2]! }, (_, o) => Number(o === output)),
    )
    const encoder = gpu.device.createCommandEncoder()
    compiled.programs.all.encode(encoder)
    gpu.device.queue.submit([encoder.finish()])
    const tolerance = { absolute: 2e-6, reason: 'some ten float32 terms a layer, of about 1' }
    expectClose(new Float32Array(await compiled.read(graph.output.value)).subarray(0, c.output.length), c.output, tolerance)
    expectClose(new Float32Array(await compiled.read(graph.layers[0]!.outputs[0]!.grad!)), want, tolerance)
  }
})
