/**
 * The description of a neuron for all code but its kernels: labels, numbers, equations, incompatibilities, and its equivalents in other
 * frameworks. Types only. Each kind describes itself in its folder's `describe.ts`, as a function of its spec; `descriptions.ts` lists
 * them.
 */
import type { Problem } from '../problem'
import type { Equation } from '../schema'
import type { LayerNeuron, NeuronSpec } from './schema'
import type { Slope } from './surrogate/describe'
import type { AnySurrogate } from './surrogate/schema'

export interface NeuronDescription {
  readonly kind: LayerNeuron['kind']
  /** Its name within a sentence: “noisy LIF”. */
  readonly label: string
  /** Its parameters in a phrase: “LIF β 0.5, θ 1”. */
  readonly summary: string
  /** Its name in the glossary. */
  readonly term: string
  /** Spikes, random spikes, or numbers that are not spikes. */
  readonly outputs: 'spikes' | 'drawn' | 'analog'
  /** The name of its potential, if it is not a membrane potential. */
  readonly potential?: string
  /** The potential at which it spikes; null for an analog neuron. */
  readonly threshold: number | null
  /** Its parameters in the leaky update rule: what kernels, other frameworks and the reference implementation take. */
  readonly rule: LeakyRule
  /** The text of a neuron as equations: it has kernels of its own, and `rule` only names its threshold. */
  readonly text?: string
  /** The weights over steps of a neuron that sees several steps at once: it has kernels of its own, and `rule` only names its threshold. */
  readonly parallel?: OverSteps
  /** The update rule, without factors of 1 and terms of 0. */
  readonly equations: readonly Equation[]
  /** The derivative of its outputs in the backward pass. @param surrogate the one that the experiment has, which only some neurons use */
  slope(surrogate: AnySurrogate): Slope
  /** Problems of its parameters, alone and together with the rest of the network. */
  problems(around?: Around): Problem[]
  /** Whether it brings its surrogate along, so that the experiment's has no effect on it. */
  readonly ownSurrogate?: boolean
  readonly python: PythonNeuron
  /** Why NIR has no such neuron, in a sentence; null if it has one, or if that depends on its text. */
  readonly withoutNir: string | null
  /** The neuron of the network of equal size for comparisons: spiking for an analog one, and vice versa. */
  readonly counterpart: { readonly kind: NeuronSpec['kind']; readonly title: string }
}

/** The parameters of the leaky update rule, which every neuron so far is a case of; lif/schema has its equations. */
export interface LeakyRule {
  /** The decay, or its initial value if it is learned. */
  readonly decay: number
  readonly learnsDecay: boolean
  readonly threshold: number
  readonly inputGain: number
  readonly reset: 'zero' | 'subtract' | 'subtractDelayed' | 'none'
  readonly resetTo: number
  /** No gradient passes through the reset. */
  readonly detachReset: boolean
  /** How the steps of a neuron without a reset are computed; absent where one after the other. */
  readonly overTime?: { readonly kind: 'scan' } | undefined
  /** How potentials are stored for the backward pass; absent where in single precision. */
  readonly storedPotentials?: { readonly kind: 'half' } | undefined
}

/** How a parallel neuron sees several steps; parallel/schema has its equations. */
export interface OverSteps {
  readonly form: 'full' | 'masked' | 'sliding'
  readonly order: number
  readonly masking: number
}

/** The rest of the network, with which a neuron may be incompatible. */
export interface Around {
  readonly network?: {
    readonly kind: string
    readonly recurrence?: { readonly kind: string } | undefined
    readonly normalization?: { readonly kind: string }
    readonly dropout?: number
    /** The layers that have the neuron. */
    readonly layers?: readonly { readonly kind: string }[]
  }
  readonly surrogate?: AnySurrogate
  readonly readout?: { readonly kind: string }
}

/** How the neuron appears in exported PyTorch code, besides its update rule. */
interface PythonNeuron {
  /** Why no framework has it, following “no neurons with”; absent if that depends on the rule. */
  readonly without?: string
  /** Its outputs as an expression of its input, if it has no state. */
  readonly expression?: (input: string) => string
}
