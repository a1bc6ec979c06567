/** The hidden layers of each network kind: fully connected, a list of layers, recurrent. A new kind is a case here and a schema in schema.ts. */

import type { Activation, Context } from '../engine/graph'
import type { Tensor } from '../engine/tensor'
import { delaysOf } from '../layers/delay/layer'
import { synapticDelays } from '../layers/delay/schema'
import { globalAveragePool, pool2d } from '../layers/pool2d/layer'
import { type LayerSpec, ownNeuron, scaled } from '../layers/schema'
import type { NoiseSpec } from '../neurons/noisy-lif/schema'
import type { LearningRule } from '../neurons/online/schema'
import { recurrenceOf } from '../neurons/recurrent-lif/schema'
import type { NeuronSpec } from '../neurons/schema'
import type { AnySurrogate } from '../neurons/surrogate/schema'
import { twoStreams } from './fusion/two-streams'
import { append, createKit, type Kit, named, withNeuron } from './kit/kit'
import { convLayer, linearLayer, residualBlock } from './kit/layers'
import { recurrence, type SkipClock } from './recurrence'
import type { LayeredSpec } from './schema'

type Layered = Extract<LayeredSpec, { readonly kind: 'layers' }>

export interface NetworkSettings {
  readonly prefix?: string
  readonly network: LayeredSpec
  readonly neuron: NeuronSpec
  readonly surrogate: AnySurrogate
  readonly seed: number
  readonly micro: Tensor<'u32'>
  /** The progress of the run, on which learned skips and delays depend. */
  readonly time: SkipClock
  readonly smooth?: boolean | undefined
  readonly noise?: NoiseSpec | undefined
  /** The rule by which a network of one time step learns forward in time; absent where gradients go back through time. */
  readonly learning?: LearningRule | undefined
  readonly lasting?: boolean | undefined
}

/** A kit for a network of this kind. */
export function kitFor(
  context: Context,
  { prefix = '', network, neuron, surrogate, seed, micro, time, smooth, noise, learning, lasting }: NetworkSettings,
): Kit {
  const spec = recurrenceOf(network)
  const recurrent = spec && recurrence(context, spec, 'hidden' in network ? network.hidden.length : 1, seed, time)
  const delays = synapticDelays(network)
  const delayed = delays && delaysOf(context, delays, seed, time.clock)
  const kit = createKit(context, {
    prefix,
    neuron,
    surrogate,
    normalization: network.normalization,
    bias: network.bias,
    initialization: network.initialization,
    seed,
    micro,
    maxSpiking: maxSpiking(network),
    ...(recurrent && { recurrent }),
    ...(delayed && { delays: delayed.delays }),
    ...(smooth !== undefined && { smooth }),
    ...(noise && { noise }),
    learning,
    lasting,
  })
  kit.prelude.push(...(delayed?.ops ?? []))
  return kit
}

/** Everything between the inputs and the head. @param inputs one for each stream; without a fusion, only the first is used. */
export function hiddenLayers(kit: Kit, network: LayeredSpec, inputs: readonly Activation[]): Activation {
  const input = inputs[0]!
  switch (network.kind) {
    case 'mlp':
      return network.hidden.reduce((x, outputs) => linearLayer(kit, x, outputs, network.dropout), input)
    case 'recurrent':
      return network.hidden.reduce(
        (x, outputs, index) => linearLayer(kit, x, outputs, network.dropout, index === 0 ? network.inputScale : 1),
        input,
      )
    case 'layers':
      return network.fusion
        ? twoStreams(kit, network.fusion, network.layers.length, inputs, (branch, x, from, to) => listed(branch, network, x, from, to))
        : listed(kit, network, input)
    default:
      return network satisfies never
  }
}

/** The layers of a list from one index to another. */
const listed = (kit: Kit, { layers, width }: Layered, input: Activation, from = 0, to = layers.length): Activation =>
  layers.slice(from, to).reduce((x, layer, at) => follow(kitOf(kit, layer, from + at), x, layer, width, from + at), input)

function kitOf(kit: Kit, layer: LayerSpec, item: number): Kit {
  const neuron = ownNeuron(layer)
  // A residual block has up to three layers of neurons.
  return neuron ? withNeuron(kit, named(kit, `layer${item + 1}`), { neuron, item, maxSpiking: 3 }) : kit
}

function follow(kit: Kit, x: Activation, layer: LayerSpec, width: number, index: number): Activation {
  switch (layer.kind) {
    case 'conv':
      return convLayer(kit, x, scaled(layer.outputs, width), layer, layer.dropout)
    case 'pool': {
      const side = [layer.size, layer.size] as const
      return append(
        kit,
        pool2d(kit.context, `${kit.settings.prefix ?? ''}pool${index + 1}`, x, { kind: layer.how, kernel: side, stride: side }),
      ).outputs[0]!
    }
    case 'globalPool':
      return append(kit, globalAveragePool(kit.context, `${kit.settings.prefix ?? ''}pool${index + 1}`, x)).outputs[0]!
    case 'residual':
      return residualBlock(kit, x, scaled(layer.outputs, width), layer.stride)
    case 'linear':
      return linearLayer(kit, x, scaled(layer.outputs, width), layer.dropout)
    default:
      return layer satisfies never
  }
}

/** Whether the output layer has a bias. */
export const headBias = (network: LayeredSpec): boolean => network.kind !== 'layers' || network.outputBias

/** The maximum number of spiking layers of a network: a residual block has two, and one in its shortcut. */
const maxSpiking = (network: LayeredSpec): number =>
  network.kind !== 'layers'
    ? network.hidden.length
    : (network.fusion ? 2 : 1) * network.layers.reduce((n, { kind }) => n + (kind === 'residual' ? 3 : 1), 0)
