/** The conformance ops that end in spikes, through the neurons' own layers. */
import type { Gpu } from '../../engine/device'
import { type Activation, activation, type Context } from '../../engine/graph'
import { createNetwork } from '../../engine/network'
import { constant, padded, persistent, tensor, view } from '../../engine/tensor'
import { tdBatchNorm } from '../../layers/td-batch-norm/layer'
import { CELL, CELLS, membraneHistogram } from '../../networks/probe-kernels'
import { createWindows } from '../../neurons/adaptive-window/layer'
import { type LeakyOptions, type LeakySpec, leaky } from '../../neurons/leaky/layer'
import { movingAverage } from '../../optimizers/kernels'
import { inspect } from '../readable-tensors'
import { leakySpec, lifAttributes, mpdAglAttributes, noisyLifAttributes, surrogateOf } from './attributes'
import type { Computed } from './compare'
import { channelsFirst, channelsLast, padRows, trimRows } from './layout'
import { type Case, need, timeFirst } from './read'

export const contextFor = (mode: Context['mode'], steps: number, batch: number): Context => ({
  mode,
  network: createNetwork('case'),
  steps,
  batch,
  random: { seed: 0, clock: persistent('clock', 'u32', [1]) },
  profile: 'gpu',
  tunedVariants: {},
})

export function runLif(gpu: Gpu, c: Case): Promise<Computed> {
  const a = lifAttributes.parse(c.attrs)
  const { kind, values } = surrogateOf(a.surrogate, timeFirst(need(c.inputs, 'x')).steps)
  return runLeaky(gpu, c, leakySpec(a), {
    decay: constant('decay', [a.decay]),
    surrogate: kind,
    surrogateScale: constant('surrogateScale', values),
  })
}

/** A noisy LIF whose draws are given. */
export function runNoisyLif(gpu: Gpu, c: Case): Promise<Computed> {
  const a = noisyLifAttributes.parse(c.attrs)
  const uniforms = need(c.inputs, 'uniforms')
  const { steps, batch, features } = timeFirst(uniforms)
  return runLeaky(gpu, c, leakySpec(a), {
    decay: constant('decay', [a.decay]),
    surrogate: 'gaussian',
    surrogateScale: constant('surrogateScale', [a.sigma]),
    noise: { uniforms: persistent('uniforms', 'f32', [steps, batch, padded(features)], padRows(uniforms.data, features)) },
  })
}

async function runLeaky(gpu: Gpu, c: Case, spec: LeakySpec, options: Omit<LeakyOptions, 'membraneGrad'>): Promise<Computed> {
  const x = need(c.inputs, 'x')
  const { steps, batch, features } = timeFirst(x)
  const input = activation('x', [steps, batch, features], 'dense', true)
  const outer = c.cotangents.membrane
  const membraneGrad = outer && tensor('membraneGrad', 'f32', [steps, batch, padded(features)])
  const made = leaky(contextFor('train', steps, batch), 'neuron', input, spec, { ...options, ...(membraneGrad && { membraneGrad }) })
  const output = made.outputs[0]!
  using bench = await inspect(gpu, [...made.forward, ...made.backwardInput])
  bench.write(input.value, padRows(x.data, features))
  if (c.cotangents.spikes) bench.write(output.grad!, padRows(c.cotangents.spikes.data, features))
  if (membraneGrad) bench.write(membraneGrad, padRows(outer.data, features))
  bench.run()
  const read = async (t: Parameters<typeof bench.f32>[0]) => trimRows(await bench.f32(t), features)
  return {
    outputs: { spikes: await read(output.value), membrane: await read(made.visible.membrane!) },
    gradients: { x: await read(input.grad!) },
  }
}

/** tdBN and a neuron with the adaptive window. Pixels of a feature map are rows: channels are what is normalized. */
export async function runMpdAgl(gpu: Gpu, c: Case): Promise<Computed> {
  const a = mpdAglAttributes.parse(c.attrs)
  const x = need(c.inputs, 'x')
  const [steps, batch, channels, height, width] = x.shape as [number, number, number, number?, number?]
  const positions = (height ?? 1) * (width ?? 1)
  const context = contextFor(a.training ? 'train' : 'evaluate', steps, batch)
  const input: Activation = {
    ...activation('x', [steps, batch * positions, channels], 'dense', true),
    ...(height && width && { space: { height, width, channels: padded(channels) } }),
  }
  const norm = tdBatchNorm(context, 'norm', input, { alpha: a.alpha, epsilon: a.eps, momentum: a.momentum, threshold: a.threshold })
  const [runningMean, runningVar] = norm.state
  const learned =
    a.neuron === 'plif' ? context.network.parameter('w', [1], 'neuron', () => Float32Array.from(need(c.inputs, 'w').data)) : undefined
  const decay = a.neuron === 'plif' ? learned!.value : constant('decay', [a.decay])
  const windows = createWindows('windows', steps, 1)
  const { widths } = windows.row({ gamma: norm.gamma, beta: norm.beta, ...(learned && { logit: learned }), features: channels })
  const prelude = windows.op(context.network, { threshold: a.threshold, decay: a.neuron === 'lif' ? a.decay : 0 })
  const spec = { threshold: a.threshold, inputGain: 1, reset: 'zero' as const, resetTo: 0, detachReset: false }
  const made = leaky(context, 'neuron', norm.outputs[0]!, spec, {
    decay,
    ...(learned && { learned }),
    surrogate: 'rect',
    surrogateScale: widths,
  })
  const output = made.outputs[0]!
  const membrane = made.visible.membrane!
  const counts = tensor('counts', 'u32', [steps, CELLS])
  const probe = membraneHistogram(
    {
      membrane: membrane as typeof output.value,
      surrogateScale: widths,
      range: view(constant('range', [-1, 1]), [1, 2]),
      counts,
      moments: tensor('moments', 'f32', [steps, 1, 2]),
    },
    { features: channels, threshold: a.threshold, halfFactor: 0.5 },
  )
  const { network } = context
  const average = movingAverage(
    {
      halted: persistent('halted', 'u32', [4]),
      momentum: persistent('momentum', 'f32', [network.momenta().length], network.momenta()),
      observed: network.observed,
      average: network.statistics,
    },
    {},
  )
  const ops = [
    ...norm.forward,
    ...prelude,
    ...made.forward,
    probe,
    ...made.backwardInput,
    ...made.backwardParameters,
    ...(a.training ? [average] : []),
  ]
  using bench = await inspect(gpu, ops)
  const rows = (data: readonly number[]) => padRows(channelsLast(data, channels, positions), channels)
  bench.write(network.values, network.initialValues())
  bench.write(norm.gamma.value, padRows(need(c.inputs, 'gamma').data, channels))
  bench.write(norm.beta.value, padRows(need(c.inputs, 'beta').data, channels))
  bench.write(runningMean!, padRows(need(c.inputs, 'runningMean').data, channels))
  bench.write(runningVar!, padRows(need(c.inputs, 'runningVar').data, channels))
  bench.write(input.value, rows(x.data))
  if (c.cotangents.spikes) bench.write(output.grad!, rows(c.cotangents.spikes.data))
  bench.run()
  const whole = async (t: Parameters<typeof bench.f32>[0]) => channelsFirst(trimRows(await bench.f32(t), channels), channels, positions)
  const perChannel = async (t: Parameters<typeof bench.f32>[0]) => trimRows(await bench.f32(t), channels)
  const cells = await bench.u32(counts)
  return {
    outputs: {
      spikes: await whole(output.value),
      membrane: await whole(membrane),
      widths: await bench.f32(widths),
      gradientAvailable: Array.from({ length: steps }, (_, t) => cells[t * CELLS + CELL.AVAILABLE]! / (batch * positions * channels)),
      runningMean: await perChannel(runningMean!),
      runningVar: await perChannel(runningVar!),
    },
    gradients: {
      x: await whole(input.grad!),
      gamma: await perChannel(norm.gamma.grad),
      beta: await perChannel(norm.beta.grad),
      ...(learned && { w: await bench.f32(learned.grad) }),
    },
  }
}
