/**
 * One neuron over time, forward and backward, in float64: combines the reference implementations as a network combines layers. No GPU;
 * the page shows it.
 */
import { normal, randomKey, streamOf, uniform } from '../../engine/random'
import { adaptiveWidths } from '../../neurons/adaptive-window/reference'
import { descriptionOf } from '../../neurons/descriptions'
import { noisyFunction } from '../../neurons/noisy-lif/reference'
import { softmaxSkipWeights } from '../../neurons/recurrent-lif/reference'
import type { RecurrenceSpec } from '../../neurons/recurrent-lif/schema'
import { referenceOf, type SelfInput } from '../../neurons/references'
import { surrogateScale } from '../../neurons/surrogate/describe'
import { halfWidth, type SpikeFunction, smoothSpike, stepFunction } from '../../neurons/surrogate/reference'
import type { SurrogateSpec } from '../../neurons/surrogate/schema'
import { formulaSpike } from './formula'
import type { CurrentSpec, SingleNeuron } from './schema'

type Numbers = readonly number[]

/** The traces of a simulation, by step. */
export interface NeuronTrace {
  /** The input current. */
  readonly input: Numbers
  /** The input current plus the recurrent input from the neuron's own earlier spikes. */
  readonly received: Numbers
  /** u, before the reset. */
  readonly membrane: Numbers
  readonly spikes: Numbers
  /** v, after the reset. */
  readonly after: Numbers
  /** The probability of a spike of a noisy neuron; null for others. */
  readonly spikeProbability: Numbers | null
  /** The surrogate derivative, or the density of the noise. */
  readonly slope: Numbers
  /** How far from the threshold a gradient counts as available. */
  readonly halfWidth: Numbers
}

export function simulate(spec: SingleNeuron): NeuronTrace {
  const input = currentOf(spec.current, spec.steps)
  const neuron = referenceOf(spec.neuron)
  const { threshold } = spec.neuron
  const { f, halfWidths, probability } = spikingOf(spec)
  const { membrane, spikes, received } = neuron.forward(input, f, selfInputOf(spec))
  return {
    input,
    received,
    membrane,
    spikes,
    after: membrane.map((u, t) => neuron.after(u, spikes[t]!)),
    spikeProbability: probability && membrane.map((u, t) => probability(u - threshold, t)),
    slope: membrane.map((u, t) => f.slope(u - threshold, t)),
    halfWidth: halfWidths,
  }
}

/** The gradient to the input current of each step, by backpropagation through time; null where none is asked for. */
export function currentGradient(spec: SingleNeuron, { membrane, spikes }: NeuronTrace): Numbers | null {
  if (spec.gradient === 'none') return null
  const spikesGrad = membrane.map(() => (spec.gradient === 'spikes' ? 1 : 0))
  const membraneGrad = membrane.map((_, t) => (spec.gradient === 'membrane' && t === membrane.length - 1 ? 1 : 0))
  return referenceOf(spec.neuron).backward({ membrane, spikes }, spikesGrad, membraneGrad, spikingOf(spec).f, selfInputOf(spec))
}

/** When a neuron spikes, and what replaces the derivative of that: its surrogate, or the density of its noise. */
interface Spiking {
  readonly f: SpikeFunction
  /** Half the width of the window at each step. */
  readonly halfWidths: Numbers
  /** The probability of a spike; null unless the neuron is noisy. */
  readonly probability: ((x: number, t: number) => number) | null
}

/** A noisy neuron draws by the seed of its current, if that has one. */
function spikingOf(spec: SingleNeuron): Spiking {
  const { neuron, steps } = spec
  const { from, surrogate } = descriptionOf(neuron).slope(spec.surrogate)
  if (from === 'formula' && spec.surrogate.kind === 'formula') {
    const f = formulaSpike(spec.surrogate.text, steps, referenceOf(neuron).decay)
    return { f, halfWidths: f.halfWidths, probability: null }
  }
  if (!surrogate) throw new Error(`A single neuron spikes, and ${neuron.kind} does not`)
  const { kind } = surrogate
  const parameters = surrogateParameters(spec, surrogate)
  const halfWidths = parameters.map((parameter) => halfWidth(kind, parameter))
  if (from !== 'noise') return { f: stepFunction(kind, parameters), halfWidths, probability: null }
  const key = seedKey(spec.current, 'noise of a single neuron')
  const draws = parameters.map((_, t) => uniform(key, t))
  return { f: noisyFunction(kind, parameters, draws), halfWidths, probability: (x, t) => smoothSpike(kind, parameters[t]!, x) }
}

/** The surrogate's parameter at each step. The adaptive window is that of a normalization before training, whose mean scale is 1. */
function surrogateParameters({ neuron, steps }: SingleNeuron, surrogate: SurrogateSpec): Numbers {
  if (surrogate.kind === 'rect' && surrogate.window === 'adaptive')
    return adaptiveWidths([1], neuron.threshold, referenceOf(neuron).decay, steps).widths
  return Array<number>(steps).fill(surrogateScale(surrogate))
}

function selfInputOf({ recurrence, recurrentWeight }: SingleNeuron): SelfInput | undefined {
  const skipWeights = skipWeightsOf(recurrence)
  return skipWeights && { weight: recurrentWeight, skipWeights }
}

/** The weight of each skip length, before training if it is learned; undefined without recurrence. */
function skipWeightsOf(recurrence: RecurrenceSpec): ArrayLike<number> | undefined {
  switch (recurrence.kind) {
    case 'none':
      return undefined
    case 'vanilla':
      return [1]
    case 'skip':
      return Array.from({ length: recurrence.span }, (_, k) => (k + 1 === recurrence.span ? 1 : 0))
    case 'adaptive':
      return softmaxSkipWeights(new Float64Array(recurrence.spans), 1)
    default:
      return recurrence satisfies never
  }
}

const seedKey = (current: CurrentSpec, stream: string): number => randomKey('seed' in current ? current.seed : 0, streamOf(stream))

export function currentOf(current: CurrentSpec, steps: number): Numbers {
  const made = (value: (t: number) => number) => Array.from({ length: steps }, (_, t) => value(t))
  const key = seedKey(current, 'single neuron')
  switch (current.kind) {
    case 'step':
      return made((t) => (t + 1 >= current.start && t + 1 < current.start + current.length ? current.height : 0))
    case 'noise':
      return made((t) => current.mean + current.deviation * normal(key, t))
    case 'poisson':
      return made((t) => (uniform(key, t) < current.rate ? current.weight : 0))
    case 'regular':
      return made((t) => ((t + 1) % current.period === 0 ? current.weight : 0))
    case 'drawn':
      return made((t) => current.values[t] ?? 0)
    default:
      return current satisfies never
  }
}
