/** The conformance op of delays: a linear layer that learns them, and the one that evaluates with whole steps. */
import type { Gpu } from '../../engine/device'
import { activation } from '../../engine/graph'
import { constant } from '../../engine/tensor'
import { delayedLinear } from '../../layers/delay/layer'
import { inspected } from '../readable-tensors'
import { delayAttributes } from './attributes'
import type { Computed } from './compare'
import { padRows, transposeWeight, transposeWeightBack, trimRows } from './layout'
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
  return inspected(gpu, [...forward, ...backwardInput, ...backwardParameters, ...whole.made.forward], async (bench) => {
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
  })
}
