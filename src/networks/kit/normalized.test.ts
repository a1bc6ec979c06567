/** Neurons that compute the map of a normalization have the bits of those that find it. */
import { expect, test } from 'vitest'
import { type Activation, activation, type Context } from '../../engine/graph'
import { constant, padded } from '../../engine/tensor'
import { contextFor } from '../../headless/conformance/neurons'
import { inspect } from '../../headless/readable-tensors'
import { tdBatchNorm } from '../../layers/td-batch-norm/layer'
import { leaky } from '../../neurons/leaky/layer'
import { equalBits, noise } from '../../testing/close'
import { kernelGpu } from '../../testing/gpu'

const gpu = await kernelGpu()
const spec = { threshold: 0.5, inputGain: 0.75, reset: 'zero', resetTo: -0.125, detachReset: false, initialMembrane: 0.25 } as const

interface Size {
  readonly steps: number
  readonly batch: number
  readonly channels: number
  readonly inputSteps?: number
  /** Whether the decay is learned. */
  readonly learned?: true
}

/** Forward, with the map computed by the neurons or in front of them. */
async function run({ steps, batch, channels, inputSteps = steps, learned }: Size, together: boolean, profile: Context['profile'] = 'gpu') {
  const context = { ...contextFor('train', steps, batch), profile }
  const input = activation('x', [inputSteps, batch, channels], 'dense', true)
  const norm = tdBatchNorm(context, 'norm', input, { alpha: 0.75, epsilon: 1e-3, momentum: 0.25, threshold: spec.threshold })
  const { affine, ...normalized } = norm.outputs[0]!
  const { statistics, ...apart } = affine!
  const random = noise(channels)
  const drawn = (length: number) => Float32Array.from({ length }, () => 2 * random() - 0.5)
  const drive: Activation = { ...normalized, affine: together ? affine! : apart }
  const logit = learned && context.network.parameter('w', [1], 'neuron', () => Float32Array.of(1))
  const options = {
    decay: logit?.value ?? constant('decay', [0.75]),
    ...(logit && { learned: logit }),
    surrogate: 'atan',
    surrogateScale: constant('scale', [2]),
  } as const
  const made = leaky(context, 'neurons', drive, spec, options)
  using bench = await inspect(gpu, made.forward)
  bench.write(context.network.values, context.network.initialValues())
  bench.write(norm.gamma.value, drawn(channels))
  bench.write(norm.beta.value, drawn(channels))
  bench.write(norm.state[0]!, drawn(channels))
  bench.write(input.value, drawn(inputSteps * batch * padded(channels)))
  bench.run()
  const { map, observed } = statistics!.written
  const results = await Promise.all([map, observed, made.visible.membrane!, made.outputs[0]!.value].map(bench.f32))
  return { dispatches: made.forward.length, results }
}

const few: Size[] = [
  { steps: 4, batch: 100, channels: 36 },
  { steps: 2, batch: 1100, channels: 20, learned: true },
  { steps: 1, batch: 8192, channels: 8, inputSteps: 1, learned: true },
  { steps: 4, batch: 70, channels: 8, inputSteps: 1 },
  { steps: 1, batch: 1024, channels: 4 },
]
const many: Size[] = [
  { steps: 3, batch: 2800, channels: 8 },
  { steps: 2, batch: 8300, channels: 12, inputSteps: 1, learned: true },
  { steps: 1, batch: 8300, channels: 40, learned: true },
]
test.each([...few, ...many])('$steps steps of $batch rows, $channels channels', async (size) => {
  const [one, two, small] = [await run(size, true), await run(size, false), await run(size, true, 'swiftshader')]
  expect([one.dispatches, two.dispatches]).toEqual(many.includes(size) ? [2, 3] : [1, 2])
  expect(one.results.map((values, i) => equalBits(values, two.results[i]!))).toEqual([true, true, true, true])
  expect(small.results.map((values, i) => equalBits(values, two.results[i]!))).toEqual([true, true, true, true])
  const spikes = one.results[3]!
  const share = spikes.reduce((a, b) => a + b, 0) / spikes.length
  expect(share).toBeGreaterThan(0.05)
  expect(share).toBeLessThan(0.95)
})
