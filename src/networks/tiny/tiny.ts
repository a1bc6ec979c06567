/**
 * A tiny network that trains on the CPU, in float64: two coordinates of a point as constant currents, one hidden layer of LIF neurons,
 * two outputs averaged over time. It combines the reference implementations of the layers, forward and backward through time. The page
 * trains it if there is no WebGPU; it does not use the engine.
 */
import { normalOf, type PhiloxKey, units } from '../../engine/philox'
import { linearBackward, linearForward } from '../../layers/linear/reference'
import { readoutOf } from '../../layers/readout/reference'
import { lossOf } from '../../losses/reference'
import { type LeakyParams, lifBackward, lifForward } from '../../neurons/lif/reference'
import { lifSchema } from '../../neurons/lif/schema'
import { type SpikeFunction, stepFunction } from '../../neurons/surrogate/reference'
import { type OptimizerState, optimizerStart, optimizerStep } from '../../optimizers/reference'

export const [STEPS, HIDDEN] = [8, 24]
const [CLASSES, BATCH] = [2, 32]
const OPTIMIZER = { kind: 'adam', rate: 0.02, weightDecay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const
const NEURON = lifSchema.parse({ kind: 'lif' })

/** The settings that may change during training. */
export interface TinySettings {
  readonly threshold: number
  /** The width of the rectangular surrogate. */
  readonly width: number
}
export const SETTINGS: TinySettings = { threshold: NEURON.threshold, width: 1 }
export const neuronOf = ({ threshold }: TinySettings): LeakyParams => ({ ...NEURON, threshold })
export const spikesOf = ({ width }: TinySettings): SpikeFunction => stepFunction('rect', width)

const KEY: PhiloxKey = [1, 0]
const STREAMS = { training: 0, test: 1, weights: 2 } as const

export interface Points {
  readonly count: number
  /** [count, 2] */
  readonly at: Float64Array
  readonly labels: Uint8Array
}

/** Points of two spirals of one turn each, alternately from either, with a little noise. */
export function pointsOf(stream: 'training' | 'test', first: number, count: number): Points {
  const at = new Float64Array(2 * count)
  const labels = Uint8Array.from({ length: count }, (_, i) => (first + i) % CLASSES)
  for (let i = 0; i < count; i++) {
    const drawn = (block: number) => units(KEY, first + i, STREAMS[stream], 0, block)
    const part = Math.sqrt(drawn(0)[0])
    const angle = Math.PI * (2 * part + labels[i]!)
    at[2 * i] = (0.15 + 1.25 * part) * Math.cos(angle) + 0.05 * normalOf(drawn(1))
    at[2 * i + 1] = (0.15 + 1.25 * part) * Math.sin(angle) + 0.05 * normalOf(drawn(2))
  }
  return { count, at, labels }
}

/** Weights and biases of both layers, one after the other. */
const SIZES = [2 * HIDDEN, HIDDEN, HIDDEN * CLASSES, CLASSES]
const TOTAL = SIZES.reduce((sum, size) => sum + size, 0)

function partsOf(values: Float64Array): [Float64Array, Float64Array, Float64Array, Float64Array] {
  const [w, b, v] = SIZES.map((_, n) => SIZES.slice(0, n + 1).reduce((sum, size) => sum + size, 0))
  return [values.subarray(0, w), values.subarray(w, b), values.subarray(b, v), values.subarray(v)]
}

export interface Activity {
  /** [steps, points, hidden], before the reset. */
  readonly membrane: Float64Array
  readonly spikes: Float64Array
  /** [steps, points, classes] */
  readonly outputs: Float64Array
}

const layersOf = (count: number) =>
  [
    { rows: count, inputs: 2, outputs: HIDDEN },
    { rows: STEPS * count, inputs: HIDDEN, outputs: CLASSES },
  ] as const

export function activityOf(weights: Float64Array, { count, at }: Points, p: LeakyParams, f: SpikeFunction): Activity {
  const [w, b, v, c] = partsOf(weights)
  const [first, second] = layersOf(count)
  const current = linearForward(first, at, w, b)
  const [membrane, spikes] = [new Float64Array(STEPS * current.length), new Float64Array(STEPS * current.length)]
  current.forEach((x, n) => {
    const trace = lifForward(new Float64Array(STEPS).fill(x), p, f)
    for (let t = 0; t < STEPS; t++) {
      membrane[t * current.length + n] = trace.membrane[t]!
      spikes[t * current.length + n] = trace.spikes[t]!
    }
  })
  return { membrane, spikes, outputs: linearForward(second, spikes, v, c) }
}

/** The gradient of the cross-entropy, by backpropagation through time. */
export function gradientOf(weights: Float64Array, points: Points, p: LeakyParams, f: SpikeFunction) {
  const [w, , v] = partsOf(weights)
  const [first, second] = layersOf(points.count)
  const { membrane, spikes, outputs } = activityOf(weights, points, p, f)
  const { loss, logitsGrad } = lossOf('crossEntropyOfMean', { steps: STEPS, batch: points.count, classes: CLASSES }, outputs, points.labels)
  const after = linearBackward(second, spikes, v, logitsGrad)
  const width = points.count * HIDDEN
  const currentGrad = Float64Array.from({ length: width }, (_, n) => {
    const traceOf = (values: Float64Array) => Float64Array.from({ length: STEPS }, (_, t) => values[t * width + n]!)
    const grads = lifBackward({ membrane: traceOf(membrane), spikes: traceOf(spikes) }, traceOf(after.inputGrad), p, f)
    return grads.currentGrad.reduce((sum, g) => sum + g, 0)
  })
  const before = linearBackward(first, points.at, w, currentGrad)
  return { loss, gradient: Float64Array.from([before, after].flatMap(({ weightGrad, biasGrad }) => [...weightGrad, ...biasGrad])) }
}

/** The predicted class of each point. */
export const predictionsOf = ({ outputs }: Activity, { count }: Points): number[] => {
  const means = readoutOf({ kind: 'mean' }, STEPS, count * CLASSES, outputs)
  return Array.from({ length: count }, (_, i) => Number(means[2 * i + 1]! > means[2 * i]!))
}

export interface Tiny {
  readonly weights: OptimizerState
  /** Measurements of the most recent training steps. */
  readonly measured: readonly Measured[]
}
interface Measured {
  readonly step: number
  /** The loss of the batch, before the step. */
  readonly loss: number
  /** The accuracy on the test points, after the step. */
  readonly accuracy: number
}

/** The number of steps whose measurements are stored. */
export const KEPT = 500
/** The test points, which are never trained on. */
export const TEST = pointsOf('test', 0, 200)

/** Initial weights: uniform within 1/sqrt(inputs) in the second layer, within 1 in the first, which has few inputs. */
export function untrained(): Tiny {
  const bound = (at: number) => (at < SIZES[0]! + SIZES[1]! ? 1 : HIDDEN ** -0.5)
  return {
    weights: optimizerStart(
      Float64Array.from({ length: TOTAL }, (_, at) => bound(at) * (2 * units(KEY, at, STREAMS.weights, 0, 0)[0] - 1)),
    ),
    measured: [],
  }
}

export function accuracyOf(tiny: Tiny, settings: TinySettings): number {
  const predictions = predictionsOf(activityOf(tiny.weights.value, TEST, neuronOf(settings), spikesOf(settings)), TEST)
  return predictions.filter((label, i) => label === TEST.labels[i]).length / TEST.count
}

/** The network after training on one more new batch. */
export function trained({ weights, measured }: Tiny, settings: TinySettings): Tiny {
  const batch = pointsOf('training', BATCH * weights.step, BATCH)
  const { loss, gradient } = gradientOf(weights.value, batch, neuronOf(settings), spikesOf(settings))
  const next = { weights: optimizerStep(weights, gradient, OPTIMIZER), measured }
  return { ...next, measured: [...measured.slice(1 - KEPT), { step: next.weights.step, loss, accuracy: accuracyOf(next, settings) }] }
}
