/**
 * The gradient of a layer's potentials over time: which part of it came from the layer above, through leak and reset, and through the
 * recurrent weights; the gain of a step; how far it reaches back. Derivatives, weights and gradients are those of the kernels; what is
 * read off them is computed in float64, within a fixed number of operations.
 */
import type { Op } from '../engine/kernel'
import type { Compiled } from '../engine/plan'
import { randomKey, uniform } from '../engine/random'
import { padded, rootOf, type Tensor, tensor } from '../engine/tensor'
import type { Depth, GradientFlow, Hop } from '../readings/gradient-flow'
import { depthOf, gramOf } from './depth-jacobian'
import { type NetworkGraph, positionsOf, type SpikingLayer } from './graph'
import {
  back,
  columnsOf,
  type Linearized,
  largestGain,
  log10Norms,
  lyapunov,
  norm,
  ofSpikes,
  type Parts,
  sumOf,
  typicalGain,
  wholeOf,
} from './step-jacobian'

/** Multiply-adds that each of the three estimates may take: about a tenth of a second. */
const OPERATIONS = 1e8
/** The maximum numbers of random vectors, exponents, steps whose largest gain is computed, and power iterations for each. */
const [PROBES, EXPONENTS, GAINS, ITERATIONS] = [16, 4, 64, 12]
/** Layers of at most so many neurons are looked at through depth. */
const MAX_DEPTH = 512
/** Up to this number of neurons, the norms are exact, from as many unit vectors. */
const UNITS = 64

/** A layer of a graph whose backward pass runs, and the ops and tensors of a look at it. */
interface Watched {
  readonly s: SpikingLayer
  readonly spikesGrad: Tensor<'f32'>
  readonly slope: Tensor<'f32'>
  readonly neuronPart: Tensor<'f32'>
  /** The layer that reads its spikes through one matrix, if there is one. */
  readonly next: SpikingLayer | undefined
  /** Behind the backward pass. */
  readonly ops: readonly Op[]
}

/** @throws where no layer has this name, or where its neurons have states besides their potential */
export function watchFlow({ layers, spiking }: NetworkGraph, layer: string): Watched {
  const s = spiking.find(({ name }) => name === layer)
  if (!s) throw new Error(`${layer} has no neurons. These layers have: ${spiking.map(({ name }) => name).join(', ')}`)
  const spikesGrad = layers.find(({ name }) => name === layer)?.outputs[0]?.grad
  if (!s.stepDerivatives || !spikesGrad)
    throw new Error(`${layer} cannot be looked at: its neurons have states besides their potential, or receive no gradient over time.`)
  const [slope, neuronPart] = ['slope', 'neuronPart'].map((what) => tensor(`${layer}.${what}`, 'f32', s.membrane.shape)) as [
    Tensor<'f32'>,
    Tensor<'f32'>,
  ]
  const next = spiking.find(({ weightLayer: { kind, input, flattened } }) => kind === 'linear' && !flattened && input.value === s.spikes)
  return { s, spikesGrad, slope, neuronPart, next, ops: s.stepDerivatives({ slope, neuronPart }) }
}

/** The tensors with buffers of their own. */
export const flowReadBack = ({ s, spikesGrad, slope, neuronPart, next }: Watched): Set<Tensor> =>
  new Set(
    [
      spikesGrad,
      slope,
      neuronPart,
      ...(s.membraneGrad ? [s.membraneGrad] : []),
      ...(next?.source?.input.affine ? [next.source.input.affine.map] : []),
      ...(s.recurrence ? [s.recurrence.skipWeights.values] : []),
    ].map(rootOf),
  )

/** Reads the only row of a batch. @param run that holds the weights */
export async function readFlow(compiled: Compiled<string>, run: Compiled<string>, watched: Watched): Promise<GradientFlow> {
  const { s } = watched
  const [steps] = s.membrane.shape as readonly [number]
  const neurons = positionsOf(s) * s.features
  const read = async (t: Tensor) => trimmed(new Float32Array(await compiled.read(t)), s.features)
  const [slope, neuronPart, spikesGrad] = await Promise.all([watched.slope, watched.neuronPart, watched.spikesGrad].map(read))
  const depth = watched.next && neurons <= MAX_DEPTH ? await readDepth(compiled, run, watched.next, neurons, slope!) : null
  const stored = s.membraneGrad ? await read(s.membraneGrad) : null
  const l: Linearized = { steps, neurons, slope: slope!, neuronPart: neuronPart!, recurrent: null, spans: [] }
  if (!s.recurrence) return { layer: s.name, depth, ...flowOf(l, spikesGrad!, stored) }
  const { recurrent, skipWeights } = s.recurrence
  const weights = trimmed(new Float32Array(await run.read(recurrent.value)), neurons).slice(0, neurons ** 2)
  const { values } = skipWeights
  const words = compiled.holds(values) ? new Float32Array(await compiled.read(values)) : Float32Array.from(values.initial!)
  const spans = Array.from({ length: words[1]! - words[0]! + 1 }, (_, k) => ({ span: words[0]! + k, weight: words[words[0]! + k + 1]! }))
  return { layer: s.name, depth, ...flowOf({ ...l, recurrent: weights.map((w) => s.spec.inputGain * w), spans }, spikesGrad!, stored) }
}

async function readDepth(
  compiled: Compiled<string>,
  run: Compiled<string>,
  { name, spec, weightLayer, source }: SpikingLayer,
  neurons: number,
  slope: ArrayLike<number>,
): Promise<Depth> {
  const { outputs, weight } = weightLayer
  const weights = trimmed(new Float32Array(await run.read(weight.value)), outputs).slice(0, neurons * outputs)
  const scales = source?.input.affine ? new Float32Array(await compiled.read(source.input.affine.map)) : null
  const scaled = weights.map((value, i) => value * spec.inputGain * (scales?.[i % outputs] ?? 1))
  return { from: name, ...depthOf(gramOf(scaled, neurons), slope) }
}

function trimmed(data: Float32Array, columns: number): Float32Array<ArrayBuffer> {
  const width = padded(columns)
  return Float32Array.from({ length: (data.length / width) * columns }, (_, i) => data[Math.floor(i / columns) * width + (i % columns)]!)
}

/** @param spikesGrad dL/ds from the layer above. @param stored dL/du of the backward pass, whose parts are computed where it stores one */
export function flowOf(
  l: Linearized,
  spikesGrad: ArrayLike<number>,
  stored: ArrayLike<number> | null,
): Omit<GradientFlow, 'layer' | 'depth'> {
  const { steps, neurons } = l
  const affordable = OPERATIONS / (steps * (l.recurrent ? neurons ** 2 : neurons))
  const within = (max: number) => Math.max(1, Math.min(max, Math.floor(affordable)))
  const signs = (count: number) => Array.from({ length: count }, (_, i) => signsOf(neurons, i))
  // Without recurrence J is diagonal, and one vector of random signs gives its exact norm.
  const few = l.recurrent !== null && neurons <= within(UNITS)
  const probes = few ? unitsOf(neurons) : signs(l.recurrent ? within(PROBES) : 1)
  const exact = few || !l.recurrent
  const size = Math.log10(neurons) / 2
  return {
    steps,
    neurons,
    ...partsOf(l, spikesGrad, stored),
    ...gainsOf(l, Math.min(GAINS, Math.ceil((steps * affordable) / (2 * ITERATIONS)))),
    reach: Float32Array.from(log10Norms(l, probes, exact), (log10) => log10 - size),
    probes: exact ? null : probes.length,
    exponents: [...lyapunov(l, signs(Math.min(neurons, within(EXPONENTS))))],
  }
}

/** Random signs, the same for every look. */
function signsOf(neurons: number, index: number): Float64Array {
  const key = randomKey(index, 34)
  return Float64Array.from({ length: neurons }, (_, n) => (uniform(key, n) < 0.5 ? -1 : 1))
}
const unitsOf = (neurons: number): Float64Array[] =>
  Array.from({ length: neurons }, (_, m) => Float64Array.from({ length: neurons }, (_, n) => Number(n === m)))

function partsOf(l: Linearized, spikesGrad: ArrayLike<number>, stored: ArrayLike<number> | null) {
  const { steps, neurons } = l
  const byStep = () => new Float32Array(steps)
  const found = { norm: byStep(), above: byStep(), neuron: byStep() }
  const hops = l.spans.map(({ span }): Hop => ({ span, norm: byStep() }))
  const depth = Math.max(1, ...l.spans.map(({ span }) => span))
  let later: Float64Array | null = null
  let spikes: Float64Array[] = []
  let [apart, size] = [0, 0]
  for (let t = steps - 1; t >= 0; t--) {
    const at = (values: ArrayLike<number>) => Float64Array.from({ length: neurons }, (_, n) => values[t * neurons + n]!)
    const above = at(spikesGrad).map((value, n) => value * l.slope[t * neurons + n]!)
    const parts: Parts = later ? back(l, later, spikes, t) : { neuron: new Float64Array(neurons), hops: [] }
    const sum = sumOf([above, wholeOf(parts)])
    const grad = stored ? at(stored) : sum
    found.norm[t] = norm(grad)
    found.above[t] = norm(above)
    found.neuron[t] = norm(parts.neuron)
    for (const [i, { grad: through }] of parts.hops.entries()) hops[i]!.norm[t] = norm(through)
    apart += norm(sum.map((value, n) => value - grad[n]!)) ** 2
    size += norm(grad) ** 2
    later = grad
    if (l.recurrent) spikes = [ofSpikes(l, grad), ...spikes].slice(0, depth)
  }
  const difference = stored ? Math.sqrt(apart / (size || 1)) : null
  return { ...found, hops, difference }
}

/** @param count the number of steps whose largest gain is found */
function gainsOf(l: Linearized, count: number) {
  const columns = columnsOf(l)
  const last = Math.max(1, l.steps - 1)
  const every = Math.max(1, Math.ceil(last / count))
  return {
    typical: Float32Array.from({ length: l.steps - 1 }, (_, t) => typicalGain(l, columns, t)),
    largest: Float32Array.from({ length: l.steps - 1 }, (_, t) =>
      t % every === 0 ? largestGain(l, signsOf(l.neurons, 0), t, ITERATIONS) : Number.NaN,
    ),
  }
}
