/**
 * Layers that learn forward in time, through the ops of online learning: two of LIF neurons, also with weights that change at every step, and
 * e-prop with its linear outputs.
 */
import type * as z from 'zod'
import type { Gpu } from '../../engine/device'
import { type Activation, activation, type Context, type Layer } from '../../engine/graph'
import type { Dispatch } from '../../engine/kernel'
import type { Parameter } from '../../engine/network'
import { scan } from '../../engine/scan'
import { constant, padded, tensor } from '../../engine/tensor'
import { linear } from '../../layers/linear/layer'
import { stepRecurrence } from '../../networks/recurrence'
import { modelOf } from '../../neurons/equations/check'
import { equationsStep } from '../../neurons/online/equations'
import { onlineInput as stepOf } from '../../neurons/online/kernels'
import { onlineInput, onlineLif } from '../../neurons/online/layer'
import { surrogateKind } from '../../neurons/surrogate/describe'
import { optimizer } from '../../optimizers/optimizer'
import { inspect } from '../readable-tensors'
import { epropAttributes, leakySpec, onlineAttributes, onlineUpdatesAttributes, optimizerSpec, surrogateOf } from './attributes'
import type { Computed } from './compare'
import { padRows, transposeWeightBack, trimRows } from './layout'
import { contextFor } from './neurons'
import { controlFor, fromCase, plainOptions, weightOf } from './products'
import { type Case, need, timeFirst } from './read'

/** A network of one step. */
interface StepNetwork {
  readonly layers: readonly Layer[]
  /** The outputs of a case at this step; the loss is of the last. */
  readonly outputs: Readonly<Record<string, Activation>>
  /** Weights by the names that a case gives them. */
  readonly weights: Readonly<Record<string, Parameter>>
}
type Build = (c: Case, context: Context, x: Activation) => StepNetwork

export const runOnlineLinear = (gpu: Gpu, c: Case) => runSteps(gpu, c, twoLayers)
export const runEprop = (gpu: Gpu, c: Case) => runSteps(gpu, c, epropNetwork)

const neuronsOf = (c: Case, a: Omit<ReturnType<typeof onlineAttributes.parse>, 'rule'>) => {
  const { kind, values } = surrogateOf(a.surrogate, need(c.inputs, 'x').shape.at(-3)!)
  return { decay: constant('decay', [a.decay]), surrogate: kind, surrogateScale: constant('surrogateScale', values) }
}

const withoutBias = { bias: false, initializeBias: fromCase(padRows([], 0)) }

const twoLayers: Build = (c, context, x) => layersOf(c, onlineAttributes.parse(c.attrs), context, x)

function layersOf(c: Case, a: ReturnType<typeof onlineAttributes.parse>, context: Context, x: Activation): StepNetwork {
  const options = neuronsOf(c, a)
  const traced = a.rule === 'ottt'
  const input = onlineInput('step', x, options.decay, { traced })
  const pair = (number: number, from: Layer) => {
    const product = linear(context, `linear${number}`, from.outputs[0]!, { ...weightOf(need(c.inputs, `weight${number}`)), ...withoutBias })
    return [product, onlineLif(context, `lif${number}`, product.outputs[0]!, leakySpec(a), options, { traced })] as const
  }
  const [product1, lif1] = pair(1, input)
  const [product2, lif2] = pair(2, lif1)
  return {
    layers: [input, product1, lif1, product2, lif2],
    outputs: { spikes: lif2.outputs[0]! },
    weights: { weight1: product1.parameters[0]!, weight2: product2.parameters[0]! },
  }
}

function epropNetwork(c: Case, context: Context, x: Activation): StepNetwork {
  const a = epropAttributes.parse(c.attrs)
  const options = neuronsOf(c, a)
  const { network } = context
  const gradientElsewhere = a.adaptation !== undefined
  const input = onlineInput('step', x, options.decay, { traced: !gradientElsewhere })
  const weights = { ...weightOf(need(c.inputs, 'weightIn')), ...withoutBias, gradientElsewhere }
  const product = linear(context, 'linear', input.outputs[0]!, weights)
  const current = product.outputs[0]!
  const recurrent = c.inputs.weightRecurrent && stepRecurrence(context, 'lif', current, 0)
  const lif = a.adaptation
    ? equationsStep(
        'lif',
        current,
        modelOf(alifText(a, a.adaptation)),
        { values: {}, surrogate: { kind: surrogateKind({ kind: options.surrogate }), scale: options.surrogateScale } },
        [{ value: input.outputs[0]!.value, grad: product.parameters[0]!.grad }],
        recurrent,
      )
    : onlineLif(context, 'lif', current, leakySpec(a), options, { traced: true }, recurrent)
  const { trace: _, ...spikes } = lif.outputs[0]!
  const out = weightOf(need(c.inputs, 'weightOut'))
  const shape = [spikes.value.shape[2]!, padded(out.outputs)]
  const broadcast = c.inputs.broadcast && network.parameter('broadcast', shape, 'weight', weightOf(c.inputs.broadcast).initialize)
  const output = linear(context, 'output', spikes, { ...out, ...withoutBias, feedback: broadcast })
  const weightRecurrent = network.parameters.get('lif.recurrent')
  return {
    layers: [input, product, lif, output],
    outputs: { spikes, y: output.outputs[0]! },
    weights: {
      weightIn: product.parameters[0]!,
      weightOut: output.parameters[0]!,
      ...(weightRecurrent && { weightRecurrent }),
      ...(broadcast && { broadcast }),
    },
  }
}

/** LIF whose threshold rises with each spike (ALIF, Bellec et al. 2020), and whose reset passes no gradient. */
const alifText = (
  { decay, threshold }: z.infer<typeof epropAttributes>,
  adaptation: { readonly decay: number; readonly strength: number },
) =>
  [
    `a = ${adaptation.decay}*a[t-1] + s[t-1]`,
    `v = ${decay}*v[t-1] + x - ${threshold}*detach(s[t-1])`,
    `s = spike(v - ${threshold} - ${adaptation.strength}*a)`,
  ].join('\n')

/** Only the last step of a scan can be read afterwards, so there is a scan for each number of steps. The last scan has the gradients. */
async function runSteps(gpu: Gpu, c: Case, build: Build): Promise<Computed> {
  const { steps } = timeFirst(need(c.inputs, 'x'))
  const rows: Awaited<ReturnType<typeof scanned>>[] = []
  for (let count = 1; count <= steps; count++) rows.push(await scanned(gpu, c, count, build))
  const names = Object.keys(rows[0]!.outputs)
  return {
    outputs: Object.fromEntries(names.map((name) => [name, rows.flatMap(({ outputs }) => [...outputs[name]!])])),
    gradients: rows.at(-1)!.gradients,
  }
}

/** Sequences one after the other: the spikes of their last step, and the weights after each. */
export async function runOnlineUpdates(gpu: Gpu, c: Case): Promise<Computed> {
  const a = onlineUpdatesAttributes.parse(c.attrs)
  const [x, cotangent] = [need(c.inputs, 'x'), need(c.inputs, 'cotangent')]
  const [sequences, steps, batch, features] = x.shape as [number, number, number, number]
  const context = contextFor('train', 1, batch)
  const { network } = context
  const input = activation('x', [steps, batch, features], 'dense', false)
  const made = layersOf(c, a, context, input)
  const error = activation('cotangent', [steps, batch, made.outputs.spikes!.features], 'dense', false)
  const { ops, within } = optimizer(network, controlFor(batch), { ...plainOptions, optimizer: optimizerSpec(a.optimiser), updates: steps })
  using bench = await inspect(gpu, [scan(steps, [...opsOfStep(made, error), ...within] as Dispatch[]), ...ops])
  bench.write(network.values, network.initialValues())
  const read: Record<'spikes' | 'weights1' | 'weights2', number[]> = { spikes: [], weights1: [], weights2: [] }
  const part = ({ data }: typeof x, q: number) => data.slice((q * data.length) / sequences, ((q + 1) * data.length) / sequences)
  for (let q = 0; q < sequences; q++) {
    bench.write(input.value, padRows(part(x, q), features))
    bench.write(error.value, padRows(part(cotangent, q), error.features))
    bench.run()
    const { value, features: fired } = made.outputs.spikes!
    read.spikes.push(...trimRows(await bench.f32(value), fired))
    for (const number of [1, 2] as const) {
      const { outputs, inputs } = weightOf(need(c.inputs, `weight${number}`))
      read[`weights${number}`].push(...transposeWeightBack(await bench.f32(made.weights[`weight${number}`]!.value), outputs, inputs))
    }
  }
  return { outputs: read, gradients: {} }
}

/** Forward and backward of one step, the gradient of whose outputs is that of the step in `cotangent`. */
function opsOfStep({ layers, outputs }: StepNetwork, cotangent: Activation) {
  const unused = { decay: constant('unused', [0]), trace: tensor('unused.trace', 'f32', [1, 1, 4]) }
  return [
    ...layers.flatMap(({ forward }) => forward),
    stepOf({ input: cotangent.value, value: Object.values(outputs).at(-1)!.grad!, ...unused }, {}, { TRACED: 0 }),
    ...[...layers].reverse().flatMap(({ backwardInput, backwardParameters }) => [...backwardInput, ...backwardParameters]),
  ]
}

async function scanned(gpu: Gpu, c: Case, count: number, build: Build) {
  const { steps, batch, features } = timeFirst(need(c.inputs, 'x'))
  const context = contextFor('train', 1, batch)
  const x = activation('x', [steps, batch, features], 'dense', false)
  const made = build(c, context, x)
  const { outputs, weights } = made
  const output = Object.values(outputs).at(-1)!
  const cotangent = activation('cotangent', [steps, batch, output.features], 'dense', false)
  using bench = await inspect(gpu, [scan(count, opsOfStep(made, cotangent) as Dispatch[])])
  const values = context.network.initialValues()
  for (const [name, { value }] of Object.entries(weights)) values.set(weightOf(need(c.inputs, name)).initialize(), value.offset)
  bench.write(context.network.values, values)
  bench.write(x.value, padRows(need(c.inputs, 'x').data, features))
  bench.write(cotangent.value, padRows(Object.values(c.cotangents)[0]!.data, output.features))
  bench.run()
  const read: Record<string, Float64Array> = {}
  for (const [name, { value, features }] of Object.entries(outputs)) read[name] = trimRows(await bench.f32(value), features)
  const gradients: Record<string, Float64Array> = {}
  for (const [name, { grad }] of Object.entries(weights)) {
    const { outputs: outs, inputs: ins } = weightOf(need(c.inputs, name))
    gradients[name] = transposeWeightBack(await bench.f32(grad), outs, ins)
  }
  return { outputs: read, gradients }
}
