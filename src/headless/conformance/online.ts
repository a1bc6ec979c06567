/** Two linear layers of LIF neurons that learn forward in time, through the ops of online learning. */
import type { Gpu } from '../../engine/device'
import { activation } from '../../engine/graph'
import type { Dispatch } from '../../engine/kernel'
import { scan } from '../../engine/scan'
import { constant, tensor } from '../../engine/tensor'
import { linear } from '../../layers/linear/layer'
import { onlineInput as stepOf } from '../../neurons/online/kernels'
import { onlineInput, onlineLif } from '../../neurons/online/layer'
import { inspect } from '../readable-tensors'
import { leakySpec, onlineAttributes, surrogateOf } from './attributes'
import type { Computed } from './compare'
import { padRows, transposeWeightBack, trimRows } from './layout'
import { contextFor } from './neurons'
import { fromCase, weightOf } from './products'
import { type Case, need, timeFirst } from './read'

/** Only the last step of a scan can be read behind it: one scan for each number of steps, the last of which has the gradients. */
export async function runOnlineLinear(gpu: Gpu, c: Case): Promise<Computed> {
  const { steps } = timeFirst(need(c.inputs, 'x'))
  const spikes: number[] = []
  let last: Awaited<ReturnType<typeof scanned>> | undefined
  for (let count = 1; count <= steps; count++) {
    last = await scanned(gpu, c, count)
    spikes.push(...last.spikes)
  }
  return { outputs: { spikes }, gradients: last!.gradients }
}

async function scanned(gpu: Gpu, c: Case, count: number) {
  const a = onlineAttributes.parse(c.attrs)
  const x = need(c.inputs, 'x')
  const { steps, batch, features } = timeFirst(x)
  const context = contextFor('train', 1, batch)
  const traced = a.rule === 'ottt'
  const { kind, values } = surrogateOf(a.surrogate, steps)
  const decay = constant('decay', [a.decay])
  const options = { decay, surrogate: kind, surrogateScale: constant('surrogateScale', values) }
  const all = activation('x', [steps, batch, features], 'dense', false)
  const input = onlineInput('step', all, decay, traced)
  const layersOf = (number: number, from: typeof input) => {
    const { outputs, initialize } = weightOf(need(c.inputs, `weight${number}`))
    const product = linear(context, `linear${number}`, from.outputs[0]!, {
      outputs,
      bias: false,
      initialize,
      initializeBias: fromCase(padRows([], 0)),
    })
    return [product, onlineLif(context, `lif${number}`, product.outputs[0]!, leakySpec(a), options, traced)] as const
  }
  const [product1, lif1] = layersOf(1, input)
  const [product2, lif2] = layersOf(2, lif1)
  const layers = [input, product1, lif1, product2, lif2]
  const output = lif2.outputs[0]!
  const cotangent = activation('cotangent', [steps, batch, output.features], 'dense', false)
  const unused = tensor('unused', 'f32', [1, 1, 4])
  const ops = [
    ...layers.flatMap(({ forward }) => forward),
    stepOf({ input: cotangent.value, decay, value: output.grad!, trace: unused }, {}, { TRACED: 0 }),
    ...layers.reverse().flatMap(({ backwardInput, backwardParameters }) => [...backwardInput, ...backwardParameters]),
  ]
  const bench = await inspect(gpu, [scan(count, ops as Dispatch[])])
  try {
    bench.write(context.network.values, context.network.initialValues())
    bench.write(all.value, padRows(x.data, features))
    bench.write(cotangent.value, padRows(need(c.cotangents, 'spikes').data, output.features))
    bench.run()
    const gradient = async ({ parameters: [weight] }: typeof product1, inputs: number, outputs: number) =>
      transposeWeightBack(await bench.f32(weight!.grad), outputs, inputs)
    const hidden = lif1.outputs[0]!.features
    return {
      spikes: trimRows(await bench.f32(output.value), output.features),
      gradients: { weight1: await gradient(product1, features, hidden), weight2: await gradient(product2, hidden, output.features) },
    }
  } finally {
    bench.destroy()
  }
}
