/** The hidden layers of each network kind: fully connected, a list of layers, recurrent. A new kind is a case here and a schema in schema.ts. */
import type { Activation, Context } from '../engine/graph'
import type { Tensor } from '../engine/tensor'
import { globalAveragePool, pool2d } from '../layers/pool2d/layer'
import { type LayerSpec, scaled } from '../layers/schema'
import type { SurrogateSpec } from '../neurons/surrogate/schema'
import { append, convLayer, createKit, type Kit, linearLayer, residualBlock } from './kit'
import { recurrence, type SkipClock } from './recurrence'
import type { NetworkSpec, NeuronSpec } from './schema'

export interface NetworkSettings {
  readonly prefix?: string
  readonly network: NetworkSpec
  readonly neuron: NeuronSpec
  readonly surrogate: SurrogateSpec
  readonly seed: number
  readonly micro: Tensor<'u32'>
  /** What learned skips need to know of the run. */
  readonly time: SkipClock
  readonly smooth?: boolean | undefined
}

/** A kit for a network of this kind. */
export function kitFor(context: Context, { prefix = '', network, neuron, surrogate, seed, micro, time, smooth }: NetworkSettings): Kit {
  const recurrent =
    network.kind === 'recurrent' && network.recurrence.kind !== 'none' && recurrence(context, network.recurrence, seed, time)
  return createKit(context, {
    prefix,
    neuron,
    surrogate,
    normalization: network.normalization,
    bias: network.bias,
    initialization: network.initialization,
    seed,
    micro,
    mostSpiking: mostSpiking(network),
    ...(recurrent && { recurrent }),
    ...(smooth !== undefined && { smooth }),
  })
}

/** Everything between the input and the head. */
export function hiddenLayers(kit: Kit, network: NetworkSpec, input: Activation): Activation {
  switch (network.kind) {
    case 'mlp':
      return network.hidden.reduce((x, outputs) => linearLayer(kit, x, outputs, network.dropout), input)
    case 'recurrent':
      return network.hidden.reduce(
        (x, outputs, index) => linearLayer(kit, x, outputs, network.dropout, index === 0 ? network.inputScale : 1),
        input,
      )
    case 'layers':
      return network.layers.reduce((x, layer, index) => follow(kit, x, layer, network.width, index), input)
    default:
      return network satisfies never
  }
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
export const headBias = (network: NetworkSpec): boolean => network.kind !== 'layers' || network.outputBias

/** Spiking layers that a network can have at most: a residual block has two, and one in its shortcut. */
const mostSpiking = (network: NetworkSpec): number =>
  network.kind !== 'layers' ? network.hidden.length : network.layers.reduce((n, { kind }) => n + (kind === 'residual' ? 3 : 1), 0)
