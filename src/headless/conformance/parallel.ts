/** The conformance op of parallel spiking neurons, through their layer. */
import type { Gpu } from '../../engine/device'
import { activation } from '../../engine/graph'
import { constant, type Tensor } from '../../engine/tensor'
import { parallel } from '../../neurons/parallel/layer'
import { inspect } from '../readable-tensors'
import { parallelAttributes, surrogateOf } from './attributes'
import type { Computed } from './compare'
import { padRows, trimRows } from './layout'
import { contextFor } from './neurons'
import { type Case, need, timeFirst } from './read'

/** Weights [step, seen step] as [seen step, step], and back. */
const swapped = (data: ArrayLike<number>, steps: number) =>
  Float32Array.from({ length: steps * steps }, (_, i) => data[(i % steps) * steps + Math.floor(i / steps)]!)

export async function runParallelNeuron(gpu: Gpu, c: Case): Promise<Computed> {
  const a = parallelAttributes.parse(c.attrs)
  const [x, weight, bias] = [need(c.inputs, 'x'), need(c.inputs, 'weight'), need(c.inputs, 'bias')]
  const { steps, batch, features } = timeFirst(x)
  const input = activation('x', [steps, batch, features], 'dense', true)
  const { kind, values } = surrogateOf(a.surrogate, steps)
  const spec = {
    form: a.kind === 'psn' ? 'full' : a.kind,
    order: 'order' in a ? a.order : steps,
    masking: 'masked' in a ? a.masked : 1,
  } as const
  const context = contextFor('train', steps, batch)
  const made = parallel(context, 'neuron', input, spec, { surrogate: kind, surrogateScale: constant('surrogateScale', values) })
  const [weights, biases] = made.parameters
  using bench = await inspect(gpu, [...made.forward, ...made.backwardInput, ...made.backwardParameters])
  bench.write(weights!.value, a.kind === 'sliding' ? padRows(weight.data, weight.data.length) : swapped(weight.data, steps))
  bench.write(biases!.value, Float32Array.from(bias.data))
  bench.write(input.value, padRows(x.data, features))
  bench.write(made.outputs[0]!.grad!, padRows(need(c.cotangents, 'spikes').data, features))
  bench.run()
  const weightGrad = await bench.f32(weights!.grad)
  const read = async (t: Tensor<'f32'>) => trimRows(await bench.f32(t), features)
  return {
    outputs: { spikes: await read(made.outputs[0]!.value), potential: await read(made.visible.membrane as Tensor<'f32'>) },
    gradients: {
      x: await read(input.grad!),
      weight: a.kind === 'sliding' ? weightGrad.subarray(0, weight.data.length) : swapped(weightGrad, steps),
      bias: (await bench.f32(biases!.grad)).subarray(0, bias.data.length),
    },
  }
}
