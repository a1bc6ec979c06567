/**
 * Converts NIR neurons to a single one for the whole network, as in an experiment, and adjusts the weights to it. Potentials have no
 * unit: a layer with other thresholds behaves the same with scaled weights. If layers leak differently, each has its own decay, as
 * learned by PLIF.
 */
import type { ReadoutSpec } from '../../layers/readout/schema'
import { neuronOf } from '../../neurons/descriptions'
import { equationsSpec } from '../../neurons/equations/schema'
import { synapticText } from '../../neurons/equations/synaptic'
import type { Reset } from '../../neurons/lif/schema'
import { refuse } from './graph'
import { type Neurons, near, short } from './neurons'
import type { ReadLoop } from './recurrence'
import type { ReadProduct } from './shapes'

interface SettledLayer {
  readonly node: string
  readonly shape: readonly number[]
  readonly weight: Float32Array
  readonly bias: Float32Array
  /** The delays of its inputs in steps, if the network has any and the layer is hidden. */
  readonly delays?: Float32Array
  /** The logit of its decay, if each layer has its own. */
  readonly w?: number
  /** [to, from], if the network is recurrent and the layer hidden. */
  readonly recurrent?: Float32Array
  /** The learned parameters of its neurons as equations, by name. */
  readonly parameters: Readonly<Record<string, number>>
}

export interface Settled {
  readonly layers: readonly SettledLayer[]
  readonly neuron: object
  readonly readout: ReadoutSpec
  /** Whether any hidden layer has a bias. */
  readonly bias: boolean
  readonly outputBias: boolean
  readonly notes: readonly string[]
}

interface Layer {
  readonly product: ReadProduct
  readonly neurons: Neurons | undefined
  readonly loop?: ReadLoop | undefined
  readonly delays?: Float32Array | undefined
}

const CURRENT =
  'Neurons with a synaptic current are equations here. A step of the potential receives the current of the same step, as in Norse and snnTorch.'
/** The limits of an experiment's thresholds and gains. */
const [MIN_THRESHOLD, MAX_THRESHOLD, MIN_GAIN, MAX_GAIN] = [0.05, 20, 0.001, 10]
const DEFAULT_DECAY = 0.5

export function settled(layers: readonly Layer[], reset: Reset, ends: ReadoutSpec): Settled {
  const firing = layers.flatMap(({ neurons }) => (neurons?.threshold ? [neurons as Firing] : []))
  const threshold = commonThreshold(firing)
  const gain = commonGain(firing, threshold)
  const currents = firing.some(({ synapse }) => synapse !== 0)
  const { neuron, decays, parameters } = (currents ? synapticFor : neuronFor)(firing, {
    threshold,
    inputGain: gain ?? 1,
    reset,
    resetTo: resetOf(firing, threshold),
  })
  const recurrent = layers.some(({ loop }) => loop)
  const delayed = layers.some(({ delays }) => delays)
  const made = layers.map((layer, i) => {
    const hidden = i < layers.length - 1
    return layerFor(layer, { threshold, gain: gain ?? 1, decays, parameters, recurrent: recurrent && hidden, delayed: delayed && hidden })
  })
  const last = layers.at(-1)!.neurons
  const hasBias = (some: readonly SettledLayer[]) => some.some(({ bias }) => bias.some((b) => b !== 0))
  const [bias, outputBias] = [hasBias(made.slice(0, -1)), hasBias(made.slice(-1))]
  return {
    layers: made,
    neuron,
    readout: !last ? ends : last.threshold ? { kind: 'spiking' } : { kind: 'leaky', decay: last.decay },
    bias,
    outputBias,
    notes: [
      ...(gain === null ? ['Weights are scaled, since its neurons have different thresholds or gains.'] : []),
      ...(decays ? ['Its layers leak differently: each has a decay of its own, which training here would learn (PLIF).'] : []),
      ...(currents ? [CURRENT] : []),
      ...(parameters.length > 0
        ? ['The decays of currents or potentials differ by layer: each has its own, which training here would learn.']
        : []),
      ...(firing.some(({ leak }) => leak.some((v) => v !== 0)) ? ['Neurons that leak to a value other than 0 get that as a bias.'] : []),
      ...(layers.some(({ product }) => product.pending !== 1)
        ? ['Sum pooling is average pooling here, with the weights behind it multiplied.']
        : []),
    ],
  }
}

type Firing = Neurons & { readonly threshold: Float64Array }

function commonThreshold(firing: readonly Firing[]): number {
  const first = firing[0]?.threshold[0] ?? 1
  const same = firing.every(({ threshold }) => threshold.every((value) => near(value, first)))
  return same && first >= MIN_THRESHOLD && first <= MAX_THRESHOLD ? short(first) : 1
}

/** The factor that converts potentials of this neuron to those of the common threshold. */
const ratio = ({ threshold }: Firing, o: number, common: number): number => (near(threshold[o]!, common) ? 1 : common / threshold[o]!)

/** The common gain of all neurons; null if gains are folded into the weights. */
function commonGain(firing: readonly Firing[], threshold: number): number | null {
  const gains = firing.flatMap((neurons) => Array.from(neurons.gain, (gain, o) => gain * ratio(neurons, o, threshold)))
  const first = gains[0] ?? 1
  return first >= MIN_GAIN && first <= MAX_GAIN && gains.every((gain) => near(gain, first)) ? short(first) : null
}

function resetOf(firing: readonly Firing[], threshold: number): number {
  const resets = firing.flatMap((neurons) => Array.from(neurons.resetTo, (to, o) => ({ neurons, to: to * ratio(neurons, o, threshold) })))
  const resetTo = resets[0]?.to ?? 0
  const other = resets.find(({ to }) => !near(to, resetTo))
  if (other)
    refuse(
      other.neurons.name,
      other.neurons.type,
      'its neurons are reset to other values than those before them; neurons here are reset alike.',
    )
  return resetTo
}

interface Alike {
  readonly threshold: number
  readonly inputGain: number
  readonly reset: Reset
  readonly resetTo: number
}

interface Made {
  readonly neuron: object
  /** Whether each layer has a logit of its decay. */
  readonly decays: boolean
  /** The parameters that a layer's neurons as equations have. */
  readonly parameters: readonly ('alpha' | 'beta')[]
}

function neuronFor(firing: readonly Firing[], { resetTo, ...alike }: Alike): Made {
  const decays = firing.some(({ decay }) => !near(decay, firing[0]!.decay))
  const still = decays && firing.find(({ decay }) => decay <= 0 || decay >= 1)
  if (still)
    refuse(
      still.name,
      still.type,
      'it does not leak, or keeps nothing, and other layers leak otherwise. Layers here leak alike, or each by a decay between 0 and 1.',
    )
  const fields = { ...alike, resetTo: alike.reset === 'zero' ? short(resetTo) : 0, detachReset: false }
  const decay = firing[0]?.decay ?? DEFAULT_DECAY
  return {
    neuron: neuronOf({ decay: decays ? Math.min(0.99, Math.max(0.01, decay)) : decay, learnsDecay: decays, ...fields }),
    decays,
    parameters: [],
  }
}

/** Neurons with a synaptic current are equations; a decay that differs from layer to layer is a parameter that each layer has. */
function synapticFor(firing: readonly Firing[], { resetTo, reset, ...alike }: Alike): Made {
  const [{ synapse, decay }] = firing as readonly [Firing]
  const learned = {
    alpha: firing.some((other) => !near(other.synapse, synapse)),
    beta: firing.some((other) => !near(other.decay, decay)),
  }
  const resets = reset === 'subtract' ? { reset, resetTo: 0 } : { reset: 'zero' as const, resetTo: short(resetTo) }
  return {
    neuron: equationsSpec(synapticText({ synapse, decay, ...alike, ...resets }, learned)),
    decays: false,
    parameters: (['alpha', 'beta'] as const).filter((name) => learned[name]),
  }
}

interface Common {
  readonly threshold: number
  readonly gain: number
  readonly decays: boolean
  readonly parameters: Made['parameters']
  readonly recurrent: boolean
  readonly delayed: boolean
}

function layerFor(
  { product, neurons, loop, delays }: Layer,
  { threshold, gain: common, decays, parameters, recurrent, delayed }: Common,
): SettledLayer {
  const { name, outputs, weightShape, weight, bias, pending } = product
  const inputs = weight.length / outputs
  const potential = (o: number) => (neurons?.threshold ? ratio(neurons as Firing, o, threshold) : 1)
  // The network's gain applies only to layers with spiking neurons.
  const gain = neurons?.threshold ? common : 1
  const factors = Float64Array.from({ length: outputs }, (_, o) => {
    const factor = ((neurons?.gain[o] ?? 1) * potential(o)) / gain
    return near(factor, 1) ? 1 : factor
  })
  const leak = (o: number) => (neurons ? ((1 - neurons.decay) * neurons.leak[o]! * potential(o)) / gain : 0)
  return {
    node: name,
    shape: weightShape,
    weight: Float32Array.from({ length: weight.length }, (_, i) => weight[i]! * factors[Math.floor(i / inputs)]! * pending),
    bias: Float32Array.from({ length: outputs }, (_, o) => ((bias?.[o] ?? 0) + (loop?.bias?.[o] ?? 0)) * factors[o]! + leak(o)),
    ...(delayed && { delays: delays ?? new Float32Array(weightShape[1]!) }),
    ...(recurrent && {
      recurrent: Float32Array.from({ length: outputs ** 2 }, (_, i) => (loop?.weight[i] ?? 0) * factors[Math.floor(i / outputs)]!),
    }),
    parameters: neurons?.threshold
      ? Object.fromEntries(parameters.map((name) => [name, name === 'alpha' ? neurons.synapse : neurons.decay]))
      : {},
    ...(decays && neurons?.threshold && { w: Math.log(neurons.decay / (1 - neurons.decay)) }),
  }
}
