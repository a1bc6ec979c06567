/** A whole spiking network (linear, lif, linear) trained step for step, as a page's run trains it. */
import type { Gpu } from '../../engine/device'
import { activation } from '../../engine/graph'
import { constant, tensor, view } from '../../engine/tensor'
import { linear } from '../../layers/linear/layer'
import { lossOp } from '../../losses/loss'
import { leaky } from '../../neurons/leaky/layer'
import { optimizer } from '../../optimizers/optimizer'
import { inspect } from '../readable-tensors'
import { leakySpec, optimizerSpec, surrogateOf, traceAttributes } from './attributes'
import type { Computed } from './compare'
import { padRows, transposeWeightBack, trimRows } from './layout'
import { contextFor } from './neurons'
import { controlFor, fromCase, mean, meanWeights, plainOptions, weightOf } from './products'
import { type Case, need } from './read'

export async function runTrace(gpu: Gpu, c: Case): Promise<Computed> {
  const a = traceAttributes.parse(c.attrs)
  const images = need(c.inputs, 'images')
  const labels = need(c.inputs, 'labels')
  const [count, batch, inputs] = images.shape as [number, number, number]
  const context = contextFor('train', a.timesteps, batch)
  const { network } = context
  const product = (name: string, from: Parameters<typeof linear>[2], n: number) => {
    const { outputs, initialize } = weightOf(need(c.inputs, `weight${n}`))
    return linear(context, name, from, {
      outputs,
      bias: true,
      initialize,
      initializeBias: fromCase(padRows(need(c.inputs, `bias${n}`).data, outputs)),
    })
  }
  // Direct encoding: the image is the same at every step, and no earlier layer learns.
  const input = activation('image', [1, batch, inputs], 'dense', false)
  const first = product('first', input, 1)
  const surrogate = surrogateOf(a.neuron.surrogate, a.timesteps)
  const neuron = leaky(context, 'lif', first.outputs[0]!, leakySpec(a.neuron), {
    decay: constant('decay', [a.neuron.decay]),
    surrogate: surrogate.kind,
    surrogateScale: constant('surrogateScale', surrogate.values),
  })
  const second = product('second', neuron.outputs[0]!, 2)
  const control = controlFor(batch)
  const sampleLoss = view(control.metrics, [batch])
  const labelWords = tensor('labels', 'u32', [batch])
  const layers = [first, neuron, second]
  const loss = lossOp({ kind: a.loss }, second.outputs[0]!, meanWeights(a.timesteps), {
    labels: labelWords,
    micro: control.micro,
    loss: sampleLoss,
    prediction: tensor('prediction', 'u32', [batch]),
    correct: tensor('correct', 'f32', [batch]),
  })
  const backward = [...layers].reverse().flatMap((l) => [...l.backwardInput, ...l.backwardParameters])
  const update = optimizer(network, control, { ...plainOptions, optimizer: optimizerSpec(a.optimiser) })
  using bench = await inspect(gpu, [...layers.flatMap((l) => l.forward), loss, ...backward, ...update.ops])
  bench.write(network.values, network.initialValues())
  const losses: number[] = []
  const rates: number[] = []
  const hidden = neuron.outputs[0]!
  for (let i = 0; i < count; i++) {
    bench.write(input.value, padRows(images.data.slice(i * batch * inputs, (i + 1) * batch * inputs), inputs))
    bench.write(labelWords, Uint32Array.from(labels.data.slice(i * batch, (i + 1) * batch)))
    bench.run()
    losses.push(mean(await bench.f32(sampleLoss)))
    rates.push(mean(trimRows(await bench.f32(hidden.value), hidden.features)))
  }
  const weight = async (layer: typeof first, n: number) => {
    const { outputs, inputs: from } = weightOf(need(c.inputs, `weight${n}`))
    return transposeWeightBack(await bench.f32(layer.parameters[0]!.value), outputs, from)
  }
  return {
    outputs: { loss: losses, firingRate: rates, weight1: await weight(first, 1), weight2: await weight(second, 2) },
    gradients: {},
  }
}
