/**
 * The kit that network kinds are made of: weight layers, normalization, dropout, neurons, residual blocks. A kit is a record of what
 * has been built so far; each function appends to it. Pure: tensors and ops, no GPU.
 */
import type { Activation, Context, Layer } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import type { Tensor } from '../../engine/tensor'
import type { Delays } from '../../layers/delay/layer'
import type { Scheme } from '../../layers/initialize'
import type { NormalizationSpec } from '../../layers/td-batch-norm/schema'
import { createWindows, type Windows } from '../../neurons/adaptive-window/layer'
import { createMeasured, type Measured } from '../../neurons/equations/measured'
import type { Carried, Leaky } from '../../neurons/leaky/layer'
import type { NoiseSpec } from '../../neurons/noisy-lif/schema'
import type { LearningRule } from '../../neurons/online/schema'
import type { LayerNeuron } from '../../neurons/schema'
import type { AnySurrogate } from '../../neurons/surrogate/schema'
import type { ScoresOf, SpikingLayer } from '../graph'
import type { OwnSpikes, Recurrent } from '../recurrence'

export type Branch = 'event' | 'frame'

/** The settings that all layers of a network share. */
export interface KitSettings {
  /** A prefix of every layer's name, if an experiment has several networks: `actor.`. */
  readonly prefix?: string
  readonly neuron: LayerNeuron
  /** The index in the network's list of the layer whose own neuron it is. */
  readonly item?: number
  readonly surrogate: AnySurrogate
  readonly normalization: NormalizationSpec
  readonly bias: boolean
  readonly initialization: Scheme
  readonly seed: number
  /** [1]: the number of the micro-batch, or in an evaluation of the batch, on which dropout and noisy neurons depend. */
  readonly micro: Tensor<'u32'>
  /** Given random numbers for noisy neurons, [steps, batch, padded neurons] in (0, 1). */
  readonly uniforms?: Tensor<'f32'> | undefined
  /** The stream that the layers process, if a sample has several. */
  readonly branch?: Branch
  /** The number of earlier spiking layers that the layers' numbers do not count: those of a parallel stream, or of other parts. */
  readonly uncounted?: number
  /** The initial and final state of the neurons, [2, rows, padded neurons], for consecutive clips; otherwise each clip starts at rest. */
  readonly carried?: Carried | undefined
  /** Builds the layers of one time step, whose gradients are those of this rule; otherwise of all steps. */
  readonly learning?: LearningRule | undefined
  /** Whether its states last from one sequence to the next. */
  readonly lasting?: boolean | undefined
  /** The maximum number of spiking layers behind a normalization. */
  readonly maxSpiking: number
  /** Builds neurons that receive their own spikes, if the network is recurrent. */
  readonly recurrent?: (name: string, input: Activation, make: (own: OwnSpikes) => Leaky) => Recurrent
  /** The delays of the synapses between layers, except those of the output layer; absent if spikes arrive at once. */
  readonly delays?: Delays
  /** Whether the spike function is the smooth one whose derivative is the surrogate. */
  readonly smooth?: boolean
  /** Draws the spikes of LIF neurons, whose surrogate stays. */
  readonly noise?: NoiseSpec
}

export interface Kit {
  readonly context: Context
  readonly settings: KitSettings
  readonly layers: Layer[]
  readonly spiking: SpikingLayer[]
  readonly scores: ScoresOf[]
  readonly prelude: Op[]
  /** What the surrogates of the layer's neurons depend on. */
  readonly followed: Followed
  /** The same of all kits of the network. */
  readonly allFollowed: Followed[]
}

/** What the surrogates of layers with the same neuron depend on. */
interface Followed {
  readonly neuron: LayerNeuron
  readonly windows: Windows
  /** What surrogates that are formulas read. */
  readonly measured: Measured
}

const followedBy = (context: Context, name: string, neuron: LayerNeuron, maxSpiking: number): Followed => ({
  neuron,
  windows: createWindows(name, context.steps, maxSpiking),
  // A readout that spikes has neurons too.
  measured: createMeasured(context, maxSpiking + 1, name),
})

export function createKit(context: Context, settings: KitSettings): Kit {
  const followed = followedBy(context, context.mode, settings.neuron, settings.maxSpiking)
  return { context, settings, layers: [], spiking: [], scores: [], prelude: [], followed, allFollowed: [followed] }
}

/** A kit for layers of the same network that have other neurons. @param name of these layers */
export function withNeuron(
  kit: Kit,
  name: string,
  changed: Partial<KitSettings> & Pick<KitSettings, 'neuron'>,
  context = kit.context,
): Kit {
  const settings = { ...kit.settings, ...changed }
  const followed = followedBy(context, `${context.mode}.${name}`, settings.neuron, settings.maxSpiking)
  kit.allFollowed.push(followed)
  return { ...kit, context, settings, followed }
}

export function append<L extends Layer>({ layers }: Kit, made: L): L {
  layers.push(made)
  return made
}

/** A kit for the layers of one stream, whose names start with that of the stream. */
export const branchOf = (kit: Kit, branch: Branch, uncounted = 0): Kit => ({
  ...kit,
  settings: { ...kit.settings, prefix: `${kit.settings.prefix ?? ''}${branch}.`, branch, uncounted },
})
/** A kit for the layers behind two streams. @param uncounted the number of spiking layers of one stream */
export const behind = (kit: Kit, uncounted: number): Kit => ({ ...kit, settings: { ...kit.settings, uncounted } })

/** The name of a layer, with the network's prefix. */
export const named = ({ settings }: Kit, name: string): string => `${settings.prefix ?? ''}${name}`

/** The number of the next spiking layer, from 1. */
export const nextNumber = ({ spiking, settings: { uncounted = 0 } }: Kit): number => spiking.length - uncounted + 1
