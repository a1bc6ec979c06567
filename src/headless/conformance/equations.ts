/** The conformance op of neurons as equations: a text through its printed kernels. */
import type { Gpu } from '../../engine/device'
import { activation } from '../../engine/graph'
import type { Network } from '../../engine/network'
import { padded, persistent, type Tensor, tensor } from '../../engine/tensor'
import { faultText, read } from '../../neurons/equations/check'
import { equations, type Stored } from '../../neurons/equations/layer'
import { programOf } from '../../neurons/equations/program'
import { surrogateKind } from '../../neurons/surrogate/describe'
import { inspect } from '../readable-tensors'
import { equationsAttributes, surrogateOf } from './attributes'
import type { Computed } from './compare'
import { padRows, trimRows } from './layout'
import { contextFor } from './neurons'
import { type Case, need, timeFirst } from './read'

/** Parameters that the case gives as tensors: one value, or one a neuron. */
function storedOf(c: Case, network: Network, features: number): Stored[] {
  const names = Object.keys(c.inputs).filter((name) => name !== 'x')
  return names.map((name) => {
    const { data } = c.inputs[name]!
    const shape = [data.length === 1 ? 1 : padded(features)]
    return {
      name,
      per: data.length === 1 ? 'layer' : 'neuron',
      learned: network.parameter(name, shape, 'neuron', () => padRows(data, data.length).slice(0, shape[0])),
    }
  })
}

export async function runEquations(gpu: Gpu, c: Case): Promise<Computed> {
  const a = equationsAttributes.parse(c.attrs)
  const found = read(a.equations)
  if (!found.ok) throw new Error(found.faults.map(faultText).join(' '))
  const program = programOf(found.model)
  const x = need(c.inputs, 'x')
  const { steps, batch, features } = timeFirst(x)
  const width = padded(features)
  const input = activation('x', [steps, batch, features], 'dense', true)
  const lines = Object.keys(c.cotangents)
  const context = contextFor('train', steps, batch)
  const { network } = context
  const stored = storedOf(c, network, features)
  const gradients = persistent('cotangents', 'f32', [lines.length, steps, batch, width])
  const surrogate = a.surrogate && surrogateOf(a.surrogate, steps)
  const made = equations(context, 'neuron', input, found.model, {
    values: a.values,
    stored,
    surrogate: surrogate && { kind: surrogateKind(surrogate), scale: surrogate.values[0]! },
    given: { lines, gradients },
  })
  const squares = tensor('squares', 'f32', [64, padded(steps)])
  using bench = await inspect(gpu, [...made.forward, ...made.backwardInput, ...made.backwardParameters, ...made.gradientSquares(squares)])
  if (stored.length > 0) bench.write(network.values, network.initialValues())
  bench.write(input.value, padRows(x.data, features))
  bench.write(gradients, Float32Array.from(lines.flatMap((line) => [...padRows(c.cotangents[line]!.data, features)])))
  bench.run()
  const trimmed = async (t: Tensor<'f32'>) => trimRows(await bench.f32(t), features)
  const states = made.states && (await bench.f32(made.states.tensor))
  const size = steps * batch * width
  const line = async (name: string) => {
    if (name === 's') return trimmed(made.outputs[0]!.value)
    if (program.names[name] === program.potential) return trimmed(made.visible.membrane as Tensor<'f32'>)
    const at = made.states?.names.indexOf(name) ?? -1
    if (!states || at < 0) throw new Error(`${name} is no state of the text`)
    return trimRows(states.subarray(at * size, (at + 1) * size), features)
  }
  const outputs: Record<string, Awaited<ReturnType<typeof line>>> = {}
  for (const name of Object.keys(c.outputs)) outputs[name] = await line(name)
  const computed: Record<string, Awaited<ReturnType<typeof line>>> = { x: await trimmed(input.grad!) }
  for (const { name, learned } of stored)
    if (name in c.gradients) computed[name] = Float64Array.from((await bench.f32(learned.grad)).slice(0, c.gradients[name]!.data.length))
  return { outputs, gradients: computed }
}
