/** Which experiments can be written as NIR, and what is lost, in sentences. Pure. */

import type { AnyData } from '../../data/datasets/schema'
import type { EncoderSpec } from '../../data/encoders/schema'
import { type DelaysSpec, synapticDelays } from '../../layers/delay/schema'
import type { ReadoutSpec } from '../../layers/readout/schema'
import type { LayerSpec } from '../../layers/schema'
import { ownNeuron } from '../../layers/schema'
import type { NormalizationSpec } from '../../layers/td-batch-norm/schema'
import { descriptionOf, thresholdScale } from '../../neurons/descriptions'
import { parametersOf, synapticOf } from '../../neurons/equations/synaptic'
import type { Reset } from '../../neurons/lif/schema'
import type { RecurrenceSpec } from '../../neurons/recurrent-lif/schema'
import { recurrenceOf } from '../../neurons/recurrent-lif/schema'
import type { LayerNeuron } from '../../neurons/schema'
import type { SurrogateSpec } from '../../neurons/surrogate/schema'
import { NirRefusal } from './graph'
import { integralNode, type LeakyNeuron, leakyNode, type NirTarget } from './targets'

/** The network settings that an export depends on. */
type Network = { readonly normalization: NormalizationSpec } & (
  | { readonly kind: 'mlp'; readonly hidden: readonly number[]; readonly delays?: DelaysSpec }
  | { readonly kind: 'recurrent'; readonly hidden: readonly number[]; readonly recurrence: RecurrenceSpec }
  | { readonly kind: 'layers'; readonly layers: readonly LayerSpec[]; readonly fusion?: unknown; readonly delays?: DelaysSpec }
)

export interface Exported {
  readonly data: AnyData
  readonly encoder: EncoderSpec
  readonly network: Network
  /** The neuron of the layers that have not learned a decay of their own. */
  readonly neuron: LeakyNeuron & { readonly reset: Reset }
  readonly learnsDecay: boolean
  /** The neuron as equations, if it is given so. */
  readonly typed?: { readonly kind: string; readonly text: string }
  /** The threshold by which a normalization scales. */
  readonly scale: number
  readonly surrogate: SurrogateSpec
  readonly readout: ReadoutSpec
  readonly averaged: boolean
  /** The same as layers with neurons of their own see it, by their index. */
  readonly own: ReadonlyMap<number, Exported>
}

/** The parts of any experiment. */
interface Parts {
  readonly data?: AnyData
  readonly encoder?: EncoderSpec
  readonly network?: { readonly kind: string }
  readonly neuron?: LayerNeuron
  readonly surrogate?: SurrogateSpec
  readonly readout?: ReadoutSpec
  readonly average?: unknown
}

const KINDS: readonly string[] = ['mlp', 'layers', 'recurrent'] satisfies Network['kind'][]

/** How many steps ago a layer's spikes come back to it; null if they do not. */
export const skipOf = (network: Network): number | null => {
  const recurrence = recurrenceOf(network)
  return recurrence?.kind === 'vanilla' ? 1 : recurrence?.kind === 'skip' ? recurrence.span : null
}

function refuseRecurrence(network: Network, target: NirTarget): void {
  const kind = recurrenceOf(network)?.kind
  if (kind === 'adaptive')
    throw new NirRefusal('NIR has no recurrent input that weights several delays by a softmax. Train with vanilla recurrence or a skip.')
  if (kind && target === 'steps')
    throw new NirRefusal(
      'Recurrent networks are not written for Sinabs: it runs a layer over all steps before the next, and no spike comes back. Choose a target in seconds.',
    )
}

/** A Delay has one number for each value that passes it: in front of the weights of a layer, one for each of its inputs. */
function refuseDelays(delays: DelaysSpec, target: NirTarget): void {
  if (target === 'steps') throw new NirRefusal('Delays are not written for Sinabs, which has no Delay. Choose a target in seconds.')
  if (delays.kind === 'fixed' || delays.per === 'axon') return
  throw new NirRefusal(
    delays.per === 'synapse'
      ? 'A Delay of NIR has one delay for each input of a layer, and not for each synapse. Train with one for each axon.'
      : 'A Delay of NIR behind the weights of a layer would delay its bias too, so delays of neurons are not written. Train with one for each axon.',
  )
}

/** @throws NirRefusal that says what NIR cannot express. */
export function exportable(experiment: unknown, target: NirTarget): Exported {
  const { data, encoder, network, neuron, surrogate, readout, average } = experiment as Parts
  if (!data || !encoder || !network || !neuron || !surrogate || !readout)
    throw new NirRefusal('Only networks of layers that spike and end in a readout are written as NIR; this kind of experiment has another.')
  if (!KINDS.includes(network.kind)) throw new NirRefusal('This kind of network is not written as NIR.')
  const layered = network as Network
  refuseRecurrence(layered, target)
  const delays = synapticDelays(layered)
  if (delays) refuseDelays(delays, target)
  if (layered.kind === 'layers' && layered.fusion) throw new NirRefusal('NIR has no node for two streams that meet by attention or fusion.')
  if (layered.kind === 'layers' && layered.layers.some(({ kind }) => kind === 'residual'))
    throw new NirRefusal('Residual blocks are not written as NIR: few of its readers add spikes of two nodes.')
  if (layered.kind === 'layers' && layered.layers.some((layer) => layer.kind === 'pool' && layer.how === 'max'))
    throw new NirRefusal('NIR has no maximum pooling. Train with average pooling instead.')
  if (readout.kind === 'perStep')
    throw new NirRefusal('NIR has no weights that differ by step, as this readout has. Choose another readout.')
  const shared = { data, encoder, network: layered, surrogate, readout, averaged: average !== undefined && average !== null }
  const of = (one: LayerNeuron): Exported => ({ ...shared, ...neuronPart(one, target), own: new Map() })
  const layers = layered.kind === 'layers' ? layered.layers : []
  const own = new Map(
    layers.flatMap((layer, index) => {
      const neuron = ownNeuron(layer)
      return neuron ? [[index, of(neuron)] as const] : []
    }),
  )
  if (readout.kind === 'leaky') integralNode(readout.decay, target)
  // A neuron that no layer has is not looked at.
  const isUsed =
    own.size === 0 ||
    readout.kind === 'spiking' ||
    layers.some((layer) => (layer.kind === 'conv' || layer.kind === 'linear') && !ownNeuron(layer))
  return { ...(isUsed ? of(neuron) : [...own.values()][0]!), own }
}

/** @throws NirRefusal for a neuron that NIR has not. */
function neuronPart(neuron: LayerNeuron, target: NirTarget): Pick<Exported, 'neuron' | 'learnsDecay' | 'typed' | 'scale'> {
  const { text, withoutNir } = descriptionOf(neuron)
  if (withoutNir) throw new NirRefusal(withoutNir)
  const { learnsDecay, ...rule } = text === undefined ? builtIn(neuron) : typedNeuron(text)
  // Throws for a decay that has no time constant.
  leakyNode(rule, target)
  return { neuron: rule, learnsDecay, ...(text !== undefined && { typed: { kind: neuron.kind, text } }), scale: thresholdScale(neuron) }
}

type Rule = Exported['neuron'] & Pick<Exported, 'learnsDecay'>

function builtIn(neuron: LayerNeuron): Rule {
  const { decay, learnsDecay, threshold, inputGain: gain, reset, resetTo } = descriptionOf(neuron).rule
  if (reset === 'none') throw new NirRefusal('Every neuron of NIR is reset by its spike: one without a reset cannot be written.')
  return { decay, learnsDecay, gain, threshold, reset, resetTo: reset === 'zero' ? resetTo : 0, synapse: 0 }
}

/**
 * The neurons of a text that NIR has. @param learned what a layer has learned
 * @throws NirRefusal
 */
export function typedNeuron(text: string, learned: Readonly<Record<string, number>> = {}): Rule {
  const parameters = parametersOf(text)
  const each = parameters.find((one) => one.learned !== null && one.learned !== 'layer')
  if (each)
    throw new NirRefusal(`A neuron of equations is written where a layer has one value of each parameter: ${each.name} has several.`)
  const rule = synapticOf(text, learned)
  if (!rule)
    throw new NirRefusal(
      'NIR has no neurons that are given as equations, but for LIF, alone or with a synaptic current, that a spike resets: u = β v[t−1] + i with i = α i[t−1] + x.',
    )
  const { inputGain: gain, ...rest } = rule
  if (!(rest.decay >= 0 && rest.decay <= 1 && rest.synapse >= 0 && rest.threshold > 0))
    throw new NirRefusal('These equations have a decay that no time constant has, or a threshold that is not above 0.')
  return { ...rest, gain, learnsDecay: parameters.some((one) => one.learned !== null) }
}

/** What the file omits or states differently from the network. */
export const exportWarnings = (from: Exported, target: NirTarget): string[] => [
  ...new Set([from, ...from.own.values()].flatMap((one) => warningsOf(one, target))),
]

function warningsOf(from: Exported, target: NirTarget): string[] {
  const { neuron, network, readout, averaged } = from
  const pools = network.kind === 'layers' && network.layers.some(({ kind }) => kind === 'pool' || kind === 'globalPool')
  const flattens = network.kind === 'layers'
  const maps = network.kind === 'layers' && network.layers.some(({ kind }) => kind === 'conv')
  const integrates = neuron.decay === 1 && !from.learnsDecay
  return [
    ...(target === 'steps' ? [SINABS, ...sinabsWarnings(neuron.reset)] : resetWarnings(neuron.reset)),
    ...(neuron.resetTo !== 0 ? [RESET_TO] : []),
    TIES,
    ...(integrates && target !== 'steps' ? [INTEGRATE] : []),
    ...(neuron.decay === 0 && !from.learnsDecay && target === 'euler' ? [NO_MEMORY] : []),
    ...(readout.kind === 'leaky' && target === 'euler' ? [LEAKY_END] : []),
    ...(readout.kind === 'spiking' ? [] : [`The readout over time is not in it: ${READOUTS[readout.kind]}`]),
    ...(network.normalization.kind === 'none' ? [] : [FOLDED]),
    ...(averaged ? ['The weights are the averages that evaluations use.'] : []),
    ...(pools && target === 'steps' ? ['Average pooling is written as sum pooling, with the weights behind it divided.'] : []),
    ...(flattens && target !== 'steps' ? [FLATTEN] : []),
    ...(maps && target === 'steps' && !integrates ? [SINABS_MAPS] : []),
    ...(from.learnsDecay && target === 'euler' ? [PER_LAYER] : []),
    ...recurrenceWarnings(skipOf(network), target),
    ...(synapticDelays(network) ? [WHOLE, ...(target === 'euler' ? [NO_DELAYS] : [])] : []),
    ...(neuron.synapse === 0 ? [] : [CURRENT, ...(target === 'euler' ? [NO_CURRENT] : [])]),
    NOT_IN_IT,
  ]
}

const resetWarnings = (reset: Reset): string[] => {
  if (reset === 'zero' || reset === 'none') return []
  const soft =
    'NIR resets a neuron to a fixed value: what the soft reset leaves above the threshold is lost, and the network that is read fires otherwise. Sinabs subtracts by itself: choose steps for it.'
  return reset === 'subtract' ? [soft] : [soft, DELAYED]
}

const recurrenceWarnings = (skip: number | null, target: NirTarget): string[] => {
  if (skip === null) return []
  const euler = target === 'euler'
  if (skip === 1) return [CYCLE, ...(euler ? [STATE, SNNTORCH_CYCLE] : [])]
  const delay = `The skip is a Delay of ${skip} Δt, from a spike to its current. A reader that adds a step for the cycle is one step late.`
  return [delay, ...(euler ? [NO_DELAY] : [])]
}

const CYCLE = 'NIR does not say when a spike comes back through recurrent weights: here, and in its readers for PyTorch, at the next step.'
const STATE = 'Norse and SpikingJelly receive spikes of the step before only where a call is given the state that the last one returned.'
const SNNTORCH_CYCLE = 'snnTorch (0.9.4) sends the input of a recurrent layer through its recurrent weights, and fires otherwise.'
const WHOLE = 'Delays are Delay nodes of whole steps, as evaluations here use them.'
const NO_DELAYS = 'Norse, SpikingJelly and snnTorch refuse the file: they have no Delay.'
const NO_DELAY = 'Norse, SpikingJelly and snnTorch refuse the file: they have no Delay. Vanilla recurrence needs none.'

const CURRENT =
  'Neurons are CubaLIF. A step of the potential receives the current of the same step, as in Norse and snnTorch; readers by strict forward Euler take that of the step before.'
const NO_CURRENT = 'SpikingJelly refuses the file: it has no CubaLIF.'

const SINABS =
  'Sinabs subtracts the threshold and fires several times in a step, whatever the file says. As it is here, with layers of spike_fn=SingleSpike and, where the reset is hard, reset_fn=MembraneReset(); of integrators with min_v_mem=None as well.'
const SINABS_MAPS = 'Sinabs fails over LIF nodes of maps: it reads integrators there (a decay of 1), and LIF nodes behind linear layers.'
const sinabsWarnings = (reset: Reset): string[] => (reset === 'subtractDelayed' ? [DELAYED] : [])
const DELAYED = 'That the reset comes one step later is lost.'

const TIES =
  'NIR fires above the threshold, this lab at it: they differ only where a potential is exactly the threshold, as it can be with weights that are round numbers.'
const RESET_TO = 'Neurons are reset to a value other than 0. snnTorch and Norse reset to 0 whatever the file says; SpikingJelly refuses it.'
const INTEGRATE = 'Neurons without a leak are IF nodes with R = 1/Δt. Norse takes R for 1, which comes to the same; snnTorch refuses them.'
const NO_MEMORY = 'SpikingJelly refuses the file: neurons with a decay of 0 have a time constant of one step. Norse and snnTorch read it.'
const LEAKY_END =
  'SpikingJelly and snnTorch refuse the file: its last node is an LI, which only Norse reads. Choose another readout for them.'
const FOLDED = 'Normalizations are folded into the weights, as they act in evaluation. They cannot be trained further.'
const FLATTEN =
  'Flatten does not count the batch, as in the files of Sinabs and SpikingJelly. Norse and snnTorch count it: give those one sample at a time.'
const PER_LAYER = 'Each layer has a time constant of its own.'
const NOT_IN_IT = 'Surrogate, encoder, loss, dropout and the number of steps are not in it.'

const READOUTS: Readonly<Record<Exclude<ReadoutSpec['kind'], 'spiking'>, string>> = {
  mean: 'take the mean of the outputs of all steps.',
  sum: 'take the sum of the outputs of all steps.',
  last: 'take the mean of the outputs of the last steps.',
  leaky: 'the last node is a leaky integral, whose value after the last step is the prediction.',
  perStep: '',
}
