/** The conformance ops of delays: a linear layer and a convolution that learn them, and those that evaluate with whole steps. */
import type { Gpu } from '../../engine/device'
import { activation } from '../../engine/graph'
import { constant } from '../../engine/tensor'
import { conv2d } from '../../layers/conv2d/layer'
import { delayedChannels } from '../../layers/delay/channels'
import { delayedLinear } from '../../layers/delay/layer'
import { inspect } from '../readable-tensors'
import { delayAttributes, delayedConv2dAttributes } from './attributes'
import type { Computed } from './compare'
import { imageOf, mapBack, mapOf, mapRows } from './images'
import { padRows, transposeWeight, transposeWeightBack, trimRows, windowFirst, windowLast } from './layout'
import { contextFor } from './neurons'
import { fromCase, weightOf } from './products'
import { type Case, need, timeFirst } from './read'

export async function runDelay(gpu: Gpu, c: Case): Promise<Computed> {
  const a = delayAttributes.parse(c.attrs)
  const [x, weight, delay] = [need(c.inputs, 'x'), need(c.inputs, 'weight'), need(c.inputs, 'delay')]
  const { steps, batch, features } = timeFirst(x)
  const { outputs, initialize } = weightOf(weight)
  const perSynapse = a.per === 'synapse'
  const stored = perSynapse ? transposeWeight(delay.data, outputs, features) : padRows(delay.data, delay.data.length)
  const sigma = constant('sigma', [a.kind === 'gaussian' ? a.sigma : 1])
  const inMode = (mode: 'train' | 'evaluate') => {
    const context = contextFor(mode, steps, batch)
    const input = activation('x', [steps, batch, features], 'dense', true)
    const made = delayedLinear(context, 'linear', input, {
      outputs,
      bias: false,
      initialize,
      initializeBias: fromCase(new Float32Array()),
      per: a.per,
      max: a.most,
      learned: { interpolation: a.kind, sigma },
      initializeDelay: fromCase(stored),
    })
    return { input, made, network: context.network, output: made.outputs[0]! }
  }
  const [learning, whole] = [inMode('train'), inMode('evaluate')]
  const { forward, backwardInput, backwardParameters, parameters } = learning.made
  using bench = await inspect(gpu, [...forward, ...backwardInput, ...backwardParameters, ...whole.made.forward])
  for (const { input, network } of [learning, whole]) {
    bench.write(network.values, network.initialValues())
    bench.write(input.value, padRows(x.data, features))
  }
  bench.write(learning.output.grad!, padRows(need(c.cotangents, 'y').data, outputs))
  bench.run()
  const [weights, delays] = parameters
  const delayGrad = await bench.f32(delays!.grad)
  return {
    outputs: {
      y: trimRows(await bench.f32(learning.output.value), outputs),
      rounded: trimRows(await bench.f32(whole.output.value), outputs),
    },
    gradients: {
      x: trimRows(await bench.f32(learning.input.grad!), features),
      weight: transposeWeightBack(await bench.f32(weights!.grad), outputs, features),
      delay: perSynapse ? transposeWeightBack(delayGrad, outputs, features) : delayGrad.subarray(0, delay.data.length),
    },
  }
}

/** Over a feature map: its channels are late, and a convolution without a bias follows. */
export async function runDelayedConv2d(gpu: Gpu, c: Case): Promise<Computed> {
  const a = delayedConv2dAttributes.parse(c.attrs)
  const [x, weight, delay] = [need(c.inputs, 'x'), need(c.inputs, 'weight'), need(c.inputs, 'delay')]
  const from = imageOf(x)
  const [outputs, channels, kernelHeight, kernelWidth] = weight.shape as [number, number, number, number]
  const stored = mapOf(from, 'dense').space!.channels
  const sigma = constant('sigma', [a.kind === 'gaussian' ? a.sigma : 1])
  const inMode = (mode: 'train' | 'evaluate') => {
    const context = contextFor(mode, from.steps, from.batch)
    const input = mapOf(from, 'dense')
    const late = delayedChannels(context, 'conv', input, {
      max: a.most,
      learned: { interpolation: a.kind, sigma },
      initializeDelay: fromCase(padRows(delay.data, channels)),
    })
    const made = conv2d(context, 'conv', late.outputs[0]!, {
      outputs,
      kernel: [kernelHeight, kernelWidth],
      stride: [a.stride, a.stride],
      padding: [a.padding, a.padding],
      bias: false,
      initialize: fromCase(windowLast(weight.data, outputs, channels, stored)),
      initializeBias: fromCase(new Float32Array()),
    })
    return { input, late, made, network: context.network, output: made.outputs[0]! }
  }
  const [learning, whole] = [inMode('train'), inMode('evaluate')]
  const { late, made } = learning
  const { height, width } = learning.output.space!
  const to = { ...from, channels: outputs, positions: height * width }
  const backward = [made, late].flatMap(({ backwardInput, backwardParameters }) => [...backwardInput, ...backwardParameters])
  const ops = [...late.forward, ...made.forward, ...backward, ...whole.late.forward, ...whole.made.forward]
  using bench = await inspect(gpu, ops)
  for (const { input, network } of [learning, whole]) {
    bench.write(network.values, network.initialValues())
    bench.write(input.value, mapRows(x, from))
  }
  bench.write(learning.output.grad!, mapRows(need(c.cotangents, 'y'), to))
  bench.run()
  return {
    outputs: {
      y: mapBack(await bench.f32(learning.output.value), to),
      rounded: mapBack(await bench.f32(whole.output.value), to),
    },
    gradients: {
      x: mapBack(await bench.f32(learning.input.grad!), from),
      weight: windowFirst(await bench.f32(made.parameters[0]!.grad), outputs, channels, stored),
      delay: (await bench.f32(late.parameters[0]!.grad)).subarray(0, channels),
    },
  }
}
