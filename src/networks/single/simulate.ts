/**
 * One neuron over time, forward and backward, in float64: the references of the slices put together as a network puts their layers
 * together. No GPU; the page shows it.
 */
import { normal, randomKey, streamOf, uniform } from '../../engine/random'
import { adaptiveWidths } from '../../neurons/adaptive-window/reference'
import { afterReset, type LeakyParams, lifBackward, lifForward } from '../../neurons/lif/reference'
import { noisyFunction } from '../../neurons/noisy-lif/reference'
import { plifBackward, plifForward, wOfDecay } from '../../neurons/plif/reference'
import { mixAt, recurrentBackward, recurrentForward, softmaxSkipWeights } from '../../neurons/recurrent-lif/reference'
import type { RecurrenceSpec } from '../../neurons/recurrent-lif/schema'
import { surrogateScale } from '../../neurons/surrogate'
import { halfWidth, type SpikeFunction, sigmoid, smoothSpike, stepFunction } from '../../neurons/surrogate/reference'
import { slopeOf } from '../schema'
import type { CurrentSpec, SingleNeuron } from './schema'

type Numbers = readonly number[]

/** What happens at each step. */
export interface Course {
  /** The input current. */
  readonly input: Numbers
  /** The same with what the neuron receives of its own earlier spikes. */
  readonly received: Numbers
  /** u, before the reset. */
  readonly membrane: Numbers
  readonly spikes: Numbers
  /** v, after the reset. */
  readonly after: Numbers
  /** Of a noisy neuron: the chance of a spike. */
  readonly chance: Numbers | null
  /** The surrogate derivative, or the density of the noise. */
  readonly slope: Numbers
  /** How far from the threshold a gradient counts as available. */
  readonly halfWidth: Numbers
}

export function simulate(spec: SingleNeuron): Course {
  const input = currentOf(spec.current, spec.steps)
  const { membrane, spikes, received } = forward(spec, input)
  const { threshold } = spec.neuron
  const p = paramsOf(spec)
  const f = spikeFunction(spec)
  const parameters = surrogateParameters(spec)
  const { kind } = slopeOf(spec)!
  return {
    input,
    received,
    membrane,
    spikes,
    after: membrane.map((u, t) => afterReset(u, spikes[t]!, p)),
    chance: spec.neuron.kind === 'noisyLif' ? membrane.map((u, t) => smoothSpike(kind, parameters[t]!, u - threshold)) : null,
    slope: membrane.map((u, t) => f.slope(u - threshold, t)),
    halfWidth: parameters.map((parameter) => halfWidth(kind, parameter)),
  }
}

/** The gradient to the input current of each step, by backpropagation through time; null where none is asked for. */
export function currentGradient(spec: SingleNeuron, { membrane, spikes }: Course): Numbers | null {
  if (spec.gradient === 'none') return null
  const f = spikeFunction(spec)
  const p = paramsOf(spec)
  const spikesGrad = membrane.map(() => (spec.gradient === 'spikes' ? 1 : 0))
  const directGrad = membrane.map((_, t) => (spec.gradient === 'membrane' && t === membrane.length - 1 ? 1 : 0))
  const trajectory = { membrane, spikes }
  const skipWeights = skipWeightsOf(spec.recurrence)
  if (skipWeights)
    return Array.from(recurrentBackward(trajectory, spikesGrad, [spec.recurrentWeight], skipWeights, p, f, directGrad).currentGrad)
  if (spec.neuron.kind === 'plif')
    return plifBackward(trajectory, spikesGrad, { ...p, w: wOfDecay(spec.neuron.initialDecay) }, f, directGrad).currentGrad
  return lifBackward(trajectory, spikesGrad, p, f, directGrad).currentGrad
}

function forward(spec: SingleNeuron, input: Numbers): Pick<Course, 'membrane' | 'spikes' | 'received'> {
  const f = spikeFunction(spec)
  const p = paramsOf(spec)
  const skipWeights = skipWeightsOf(spec.recurrence)
  if (skipWeights) {
    const { membrane, spikes, recurrentInput } = recurrentForward(input, [spec.recurrentWeight], skipWeights, p, f)
    const received = input.map((x, t) => x + mixAt(recurrentInput, skipWeights, t, 0, 1))
    return { membrane: Array.from(membrane), spikes: Array.from(spikes), received }
  }
  if (spec.neuron.kind === 'plif') return { ...plifForward(input, { ...p, w: wOfDecay(spec.neuron.initialDecay) }, f), received: input }
  return { ...lifForward(input, p, f), received: input }
}

/** PLIF's decay goes through its w, as it does in training. */
function paramsOf({ neuron }: SingleNeuron): LeakyParams {
  const { threshold, inputGain, reset, resetTo, detachReset } = neuron
  const decay = neuron.kind === 'plif' ? sigmoid(wOfDecay(neuron.initialDecay)) : neuron.decay
  return { decay, threshold, inputGain, reset, resetTo, detachReset }
}

/** A noisy neuron draws, by the seed of its current where that has one. */
function spikeFunction(spec: SingleNeuron): SpikeFunction {
  const parameters = surrogateParameters(spec)
  const { kind } = slopeOf(spec)!
  if (spec.neuron.kind !== 'noisyLif') return stepFunction(kind, parameters)
  const key = seedKey(spec.current, 'noise of a single neuron')
  return noisyFunction(
    kind,
    parameters,
    parameters.map((_, t) => uniform(key, t)),
  )
}

/** By step. The adaptive window is that of a normalization before training: its mean scale is 1. */
function surrogateParameters(spec: SingleNeuron): Numbers {
  const { neuron, steps } = spec
  const slope = slopeOf(spec)!
  if (slope.kind === 'rect' && slope.window === 'adaptive') return adaptiveWidths([1], neuron.threshold, paramsOf(spec).decay, steps).widths
  return Array<number>(steps).fill(surrogateScale(slope))
}

/** The weight of each skip length; of those that are learned, as they are before training. None without recurrence. */
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

function currentOf(current: CurrentSpec, steps: number): Numbers {
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
