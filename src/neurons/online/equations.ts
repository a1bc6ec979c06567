/**
 * A neuron as equations that learns forward in time: one step of its layer, whose synapses keep an eligibility vector each, with a number
 * for every state (e-prop, Bellec et al. 2020). The derivatives are those of the text. What is not here: the scan, the loss, the weights.
 */
import { type Activation, activation, type Context, type Layer, layer } from '../../engine/graph'
import { type Op, watched } from '../../engine/kernel'
import { constant, type Tensor, tensor, view } from '../../engine/tensor'
import { jacobian } from '../equations/derivative'
import { printedKernel } from '../equations/kernels'
import { type EquationsOptions, perNeuron, printedOf } from '../equations/layer'
import { derivativesOf, stepSource } from '../equations/step-shader'
import type { Model } from '../equations/tree'
import type { Leaky } from '../leaky/layer'
import { recurrentSquares } from '../recurrent-lif/kernels'
import * as kernels from './kernels'
import { onlineInput } from './layer'

/** Weights [inputs, neurons] with what they multiply, [1, batch, inputs]. */
export interface Synapses {
  readonly value: Tensor<'f32'>
  readonly grad: Tensor<'f32'>
}

/** The synapses of a bias: an input that is always 1. */
export const biasSynapses = ({ batch, network }: Context, grad: Tensor<'f32'>): Synapses => ({
  value: view(
    network.shared(`ones ${batch}`, () => constant('ones', new Float32Array(batch).fill(1))),
    [1, batch, 1],
  ),
  grad: view(grad, [1, grad.shape[0]!]),
})

/**
 * One step of neurons as equations, whose parameters are all fixed. Visible: membrane, spikes.
 * @param incoming the synapses of their input @param recurrent what they receive for their spikes of the step before, with its one parameter
 */
export function equationsStep(
  name: string,
  input: Activation,
  model: Model,
  options: Pick<EquationsOptions, 'values' | 'surrogate' | 'smooth'>,
  incoming: readonly Synapses[],
  recurrent?: (before: Activation) => Layer,
): Leaky {
  const [, batch, neurons] = input.value.shape as readonly [number, number, number]
  const { affine: _, mask: __, ...plain } = input
  const printed = printedOf(model, plain, { ...options, stored: [] })
  const { surrogate } = options
  const derived = jacobian(printed.program)
  const { states, argument } = printed.program
  const output: Activation = {
    ...activation(`${name}.spikes`, [1, batch, neurons], argument !== null && !printed.smooth ? 'binary' : 'dense', true),
    features: input.features,
  }
  const spikes = output.value
  const spikesGrad = output.grad!
  const membrane = tensor(`${name}.membrane`, 'f32', [1, batch, neurons])
  const kept = states.length > 0 ? tensor(`${name}.states`, 'f32', [states.length, 1, batch, neurons]) : null
  const derivatives = tensor(`${name}.derivatives`, 'f32', [derivativesOf(states.length), batch, neurons])
  const before = recurrent && onlineInput(`${name}.before`, output, constant('unused', [0]), { traced: false }, true)
  const own = before && recurrent(before.outputs[0]!)
  const source = stepSource(printed, derived, own !== undefined)
  const forward = printedKernel(
    'step',
    source,
    perNeuron(printed.lanes),
    true,
  )(
    {
      product: input.value,
      ...(typeof surrogate?.scale === 'object' && { surrogateScale: surrogate.scale }),
      ...(own && { recurrent: own.outputs[0]!.value }),
      spikes,
      membrane,
      ...(kept && { states: kept }),
      derivatives,
    },
    {
      features: input.features,
      ...Object.fromEntries(printed.uniform.map((parameter, at) => [`p${at}`, options.values[parameter]!])),
      ...(typeof surrogate?.scale === 'number' && { surrogateScale: surrogate.scale }),
    },
  )
  const synapses = [...incoming, ...(before && own ? [{ value: before.outputs[0]!.value, grad: own.parameters[0]!.grad }] : [])]
  const learn = ({ value, grad }: Synapses, at: number): Op => {
    const vectors = tensor(`${name}.eligibility${at}`, 'f32', [Math.max(1, states.length), batch, value.shape[2]!, neurons])
    return kernels.onlineEligibility({ value, derivatives, spikesGrad, vectors, weightGrad: grad }, {}, { STATES: states.length })
  }
  return {
    ...layer(name, {
      outputs: [output],
      forward: [...(before && own ? [...before.forward, ...own.forward] : []), forward],
      backwardParameters: synapses.map(learn),
      visible: { membrane, spikes },
    }),
    states: kept && { names: states, tensor: kept },
    gradientSquares: (squares) => {
      const membraneGrad = tensor(`${name}.membraneGrad`, 'f32', [1, batch, neurons])
      return watched([
        kernels.onlinePotentialGrad({ derivatives, spikesGrad, membraneGrad }, {}),
        recurrentSquares({ membraneGrad, squares }, {}),
      ])
    },
  }
}
