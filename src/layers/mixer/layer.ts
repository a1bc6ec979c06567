/**
 * The value of a team from those of its agents: a sum (VDN, Sunehag et al. 2018), or a network that is monotonic in each agent's value,
 * with weights that linear layers compute from the state (QMIX, Rashid et al. 2018).
 */
import { type Activation, activation, type Context, type Layer, layer } from '../../engine/graph'
import { rows } from '../../engine/kernel'
import type { Initialize } from '../../engine/network'
import { arena, onItsOwn, type Places, tensor } from '../../engine/tensor'
import { type Fan, linearFan } from '../initialize'
import { type Given, joinedLinearGradients, joinedLinears, type Linear, linearOf } from '../linear/joined'
import * as kernels from './kernels'
import type { MixerSpec } from './schema'

/** The initial values of a linear layer with these inputs and outputs. */
export type InitializeHypernet = (fan: Fan) => { readonly weight: Initialize; readonly bias: Initialize }

/**
 * The output is [steps, batch, padded 1]. Weights are those of `<name>.hyper1`, `hyper2`, `bias` and `value`, each `.first` and, with two
 * layers, `.second`. Visible: total; for a monotonic mixer also hidden.
 * @param q [steps, batch, padded agents] @param state [steps, batch, padded words], without a gradient
 */
export function mixer(
  context: Context,
  name: string,
  q: Activation,
  state: Activation,
  spec: MixerSpec,
  initialize: InitializeHypernet,
): Layer {
  const [steps, batch] = q.value.shape as [number, number]
  const total = activation(name, [steps, batch, 1], 'dense', q.grad !== undefined)
  return spec.kind === 'sum' ? sumMixer(name, q, total) : monotonicMixer(context, name, q, state, spec, initialize, total)
}

function sumMixer(name: string, q: Activation, total: Activation): Layer {
  const agents = q.features
  return layer(name, {
    outputs: [total],
    forward: [kernels.mixerSum({ q: rows(q.value), total: rows(total.value) }, { agents })],
    backwardInput: q.grad ? [kernels.mixerSumBackward({ totalGrad: rows(total.grad!), qGrad: rows(q.grad) }, { agents })] : [],
    visible: { total: total.value },
  })
}

type Monotonic = Extract<MixerSpec, { readonly kind: 'monotonic' }>

function monotonicMixer(
  context: Context,
  name: string,
  q: Activation,
  state: Activation,
  { embed, hypernetLayers, hypernetHidden }: Monotonic,
  initialize: InitializeHypernet,
  total: Activation,
): Layer {
  const agents = q.features
  const [first, second] = ['first', 'second'].map((depth) => ({ value: arena(`${name}.${depth}`), grad: arena(`${name}.${depth}Grad`) }))
  /** One linear layer, or two with a ReLU between them. */
  const netOf = (part: string, outputs: number, hidden: number | null): readonly Linear[] => {
    const dense = (depth: string, input: Given, made: number, endedBy: Given['endedBy'], places: Places) => {
      const { weight, bias } = initialize(linearFan(input.features, made))
      const spec = { outputs: made, initialize: weight, initializeBias: bias, endedBy }
      return linearOf(context, `${name}.${part}.${depth}`, [input], spec, places)
    }
    const own = dense(
      'first',
      state,
      hidden ?? outputs,
      hidden === null ? undefined : 'relu',
      part === 'bias' ? { ...first!, grad: onItsOwn } : first!,
    )
    return hidden === null ? [own] : [own, dense('second', own.output, outputs, undefined, second!)]
  }
  const deep = hypernetLayers === 2 ? hypernetHidden : null
  const nets = [netOf('hyper1', agents * embed, deep), netOf('hyper2', embed, deep), netOf('bias', embed, null), netOf('value', 1, embed)]
  const layers = [0, 1].flatMap((depth) => joinedLinears(nets.flatMap((net) => net[depth] ?? [])))
  const [w1, w2, b1, v] = nets.map((net) => net.at(-1)!.output) as [Given, Given, Given, Given]
  const hidden = tensor(`${name}.hidden`, 'f32', b1.value.shape)
  const read = { q: q.value, w1: w1.value }
  const backward = () => [
    kernels.mixerBackward(
      { hidden, w2: w2.value, totalGrad: total.grad!, hiddenGrad: b1.grad!, w2Grad: w2.grad!, vGrad: v.grad! },
      { embed },
    ),
    kernels.mixerBackwardAgents({ ...read, hiddenGrad: b1.grad!, qGrad: q.grad!, w1Grad: w1.grad! }, { agents, embed }),
    ...layers.toReversed().flatMap(({ backwardInput }) => backwardInput),
  ]
  return layer(name, {
    outputs: [total],
    parameters: layers.flatMap(({ parameters }) => parameters),
    forward: [
      ...layers.flatMap(({ forward }) => forward),
      kernels.mixerForward({ ...read, b1: b1.value, w2: w2.value, v: v.value, hidden, total: total.value }, { agents, embed }),
    ],
    backwardInput: q.grad ? backward() : [],
    backwardParameters: q.grad ? joinedLinearGradients(name, nets.flat()) : [],
    visible: { total: total.value, hidden },
  })
}
