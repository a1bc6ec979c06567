/**
 * The ops of loss terms: each adds its gradient to that of the spikes or weights it is about, and writes its value for each sample. The
 * layers, and the place of the ops in a backward pass, are in tasks/supervised/terms.
 */
import type { Op } from '../../engine/kernel'
import { persistent, sizeOf, type Tensor, tensor, view } from '../../engine/tensor'
import * as kernels from './kernels'
import { ofLayer, type TermName, type Terms, termsIn } from './schema'

/** Spikes over time, and the gradient that the terms add to, both [steps, rows, columns]; some rows of neighbors are a sample. */
export interface Spikes {
  readonly value: Tensor<'f32'>
  readonly grad: Tensor<'f32'>
  /** The columns that are no padding. */
  readonly features: number
}

/** Spikes that are the input of weights. */
export interface Met extends Spikes {
  /** For each position, the number of output positions that it contributes to. */
  readonly reach: readonly number[]
  /** The number of weights that a spike meets at each of these. */
  readonly fanOut: number
  /** The number of connections of one step. */
  readonly connections: number
}

/** The tensors into which terms write their values. */
export interface TermTensors {
  /** [metrics, stride]: those of the terms of `termsIn` begin at `row`. */
  readonly metrics: Tensor<'f32'>
  readonly row: number
  readonly micro: Tensor<'u32'>
  /** Samples of a micro-batch, and of the whole batch. */
  readonly size: number
  readonly total: number
}

const RATES = ['rateTarget', 'rateLower', 'rateUpper'] as const satisfies readonly TermName[]
/** The kinds of a term on rates, as the kernel counts them; 0 where a term is absent. */
export const KINDS = { neurons: 1, population: 2 } as const

const rowOf = (terms: Terms, to: TermTensors, name: TermName): number => to.row + termsIn(terms).indexOf(name)
const bySample = (t: Tensor<'f32'>, size: number): Tensor<'f32'> => view(t, [t.shape[0]!, size, sizeOf(t.shape) / (t.shape[0]! * size)])

/**
 * Ops for the firing rates of layers of neurons, which run in this order: the first writes its part of a term, the others add theirs.
 * @param layers each with its number from the input on
 */
export function rateOps(terms: Terms, layers: readonly (Spikes & { readonly number: number })[], to: TermTensors): Op[][] {
  const present = RATES.filter((name) => terms[name])
  if (present.length === 0) return layers.map(() => [])
  const [target, lower, upper] = RATES.map((name) => terms[name])
  const kindOf = (term: typeof target) => (term ? KINDS[term.kind] : 0)
  return layers.map(({ value, grad, features, number }, i) => [
    kernels.firingRates(
      { spikes: bySample(value, to.size), spikesGrad: bySample(grad, to.size), micro: to.micro, metrics: to.metrics },
      {
        columns: value.shape[2]!,
        features,
        total: to.total,
        row: rowOf(terms, to, present[0]!),
        targetWeight: target?.weight ?? 0,
        targetRate: target ? ofLayer(target.rates, number) : 0,
        lowerWeight: lower?.weight ?? 0,
        lowerRate: lower ? ofLayer(lower.rates, number) : 0,
        upperWeight: upper?.weight ?? 0,
        upperRate: upper ? ofLayer(upper.rates, number) : 0,
      },
      { TARGET: kindOf(target), LOWER: kindOf(lower), UPPER: kindOf(upper), FIRST: Number(i === 0) },
    ),
  ])
}

/** Ops for the synaptic operations of products with spikes, which run in this order. */
export function operationOps(terms: Terms, products: readonly Met[], to: TermTensors): Op[][] {
  const term = terms.synapticOperations
  if (!term) return products.map(() => [])
  const possible = products.reduce((sum, { value, connections }) => sum + value.shape[0]! * connections, 0)
  return products.map(({ value, grad, features, reach, fanOut }, i) => [
    kernels.synapticOperations(
      {
        spikes: bySample(value, to.size),
        spikesGrad: bySample(grad, to.size),
        reach: persistent(`${value.name}.termReach`, 'u32', [reach.length], Uint32Array.from(reach)),
        micro: to.micro,
        metrics: to.metrics,
      },
      {
        stored: value.shape[2]!,
        features,
        total: to.total,
        row: rowOf(terms, to, 'synapticOperations'),
        fanOut,
        possible,
        weight: term.weight,
      },
      { FIRST: Number(i === 0) },
    ),
  ])
}

/** Partial sums of a layer. */
const DECAY_THREADS = 1024

interface Weights {
  readonly value: Tensor<'f32'>
  readonly grad: Tensor<'f32'>
}

/** Ops for the weights of each layer, which may be several tensors, in order from the input. */
export function decayOps(terms: Terms, layers: readonly (readonly Weights[])[], to: TermTensors): Op[] {
  const term = terms.layerDecay
  if (!term) return []
  const weights = layers.flatMap((all, layer) => all.map((one) => ({ ...one, factor: ofLayer(term.layers, layer) })))
  const partial = tensor('layerDecay.partial', 'f32', [weights.length * DECAY_THREADS])
  const flat = (t: Tensor<'f32'>) => view(t, [sizeOf(t.shape)])
  return [
    ...weights.map(({ value, grad, factor }, i) =>
      kernels.layerDecay(
        { value: flat(value), valueGrad: flat(grad), partial: view(partial, [DECAY_THREADS], i * DECAY_THREADS) },
        { weight: term.weight, factor, parts: to.total / to.size },
      ),
    ),
    kernels.layerDecaySum({ partial, micro: to.micro, metrics: to.metrics }, { samples: to.size, row: rowOf(terms, to, 'layerDecay') }),
  ]
}
