/** Neurons that average their spikes over squares of pixels have the bits of a pooling behind them, forward and backward. */
import { expect, test } from 'vitest'
import { type Activation, activation, type Context } from '../engine/graph'
import type { Op } from '../engine/kernel'
import { constant, persistent } from '../engine/tensor'
import { contextFor } from '../headless/conformance/neurons'
import { inspect } from '../headless/readable-tensors'
import { pool2d } from '../layers/pool2d/layer'
import { tdBatchNorm } from '../layers/td-batch-norm/layer'
import { leaky } from '../neurons/leaky/layer'
import { equalBits, noise } from '../testing/close'
import { kernelGpu } from '../testing/gpu'
import { pooledByNeurons } from './pooled'

const gpu = await kernelGpu()
const spec = { threshold: 0.5, inputGain: 0.75, reset: 'zero', resetTo: 0, detachReset: false } as const
const CHANNELS = 8
const shaders = (ops: readonly Op[]) => ops.map((op) => (op.kind === 'dispatch' ? op.kernel.shader.replace(/^\w+\//, '') : op.kind))

interface Setting {
  readonly steps: number
  readonly samples: number
  readonly height: number
  readonly width: number
  readonly side: number
  readonly stride?: number
}

/** Normalized neurons over images, and a pooling behind them. */
function network({ steps, samples, height, width, side, stride = side }: Setting, profile: Context['profile'] = 'gpu') {
  const context = { ...contextFor('train', steps, samples), profile }
  const input: Activation = {
    ...activation('x', [steps, samples * height * width, CHANNELS], 'dense', true),
    space: { height, width, channels: CHANNELS },
  }
  const norm = tdBatchNorm(context, 'norm', input, { alpha: 0.75, epsilon: 1e-3, momentum: 0.25, threshold: spec.threshold })
  const learned = context.network.parameter('w', [1], 'neuron', () => Float32Array.of(1))
  const neurons = leaky(context, 'neurons', norm.outputs[0]!, spec, {
    decay: learned.value,
    learned,
    surrogate: 'atan',
    surrogateScale: constant('scale', [2]),
  })
  const pool = pool2d(context, 'pool', neurons.outputs[0]!, { kind: 'average', kernel: [side, side], stride: [stride, stride] })
  const ops = [...neurons.forward, ...pool.forward, ...pool.backwardInput, ...neurons.backwardInput]
  return { context, input, neurons, pool: pool.outputs[0]!, ops }
}

async function run({ context, input, neurons, pool }: ReturnType<typeof network>, ops: readonly Op[]) {
  const random = noise(5)
  using bench = await inspect(gpu, ops)
  bench.write(context.network.values, context.network.initialValues())
  for (const t of [input.value, pool.grad!])
    bench.write(
      t,
      Float32Array.from({ length: t.shape.reduce((a, b) => a * b, 1) }, () => 2 * random() - 0.5),
    )
  bench.run()
  return await Promise.all([neurons.outputs[0]!.value, pool.value, input.grad!, context.network.grads].map(bench.f32))
}

test.each([
  [{ steps: 2, samples: 3, height: 32, width: 48, side: 2 }, 'gpu'],
  [{ steps: 3, samples: 7, height: 20, width: 20, side: 4 }, 'swiftshader'],
] as const)('%j on %s', async (setting, profile) => {
  const made = network(setting, profile)
  const together = pooledByNeurons(made.ops, new Set())
  expect(shaders(together)).toEqual(['channel-sums', 'lif-forward-summed', 'lif-backward-sums', 'lif-backward-affine'])
  const [apart, one] = [await run(made, made.ops), await run(made, together)]
  expect(one.map((values, i) => equalBits(values, apart[i]!))).toEqual([true, true, true, true])
  for (const values of apart) expect(new Set(values).size).toBeGreaterThan(1)
})

const setting = { steps: 2, samples: 3, height: 32, width: 48, side: 2 }
const pooling = ['pool2d-average', 'pool2d-average-backward']
const left = (made: ReturnType<typeof network>, more: readonly Op[] = []) =>
  shaders(pooledByNeurons([...made.ops, ...more], new Set())).filter((name) => pooling.includes(name))

test('windows that overlap or leave a rest, and maps of few rows, are pooled by an op of their own', () => {
  expect(left(network(setting))).toEqual([])
  expect(left(network({ ...setting, side: 3, stride: 2 }))).toEqual(pooling)
  expect(left(network({ ...setting, width: 49 }))).toEqual(pooling)
  // The neurons of few rows have no binding left for the means.
  expect(left(network({ ...setting, samples: 1 }))).toEqual(['pool2d-average'])
})

test('a probe of the gradient has it of each neuron, in watched steps', () => {
  const made = network(setting)
  const probe = made.neurons.gradientSquares(persistent('squares', 'f32', [64, 4]))
  const ops = pooledByNeurons([...made.ops.slice(0, 4), ...probe, ...made.ops.slice(4)], new Set())
  expect(ops.filter((op) => op.watch).map((op) => shaders([op])[0])).toEqual(['pool2d-average-backward', 'lif-gradient-squares'])
  expect(
    left(
      made,
      made.neurons.gradientSquares(persistent('squares', 'f32', [64, 4])).map((op) => ({ ...op, watch: false })),
    ),
  ).toEqual(['pool2d-average-backward'])
})
