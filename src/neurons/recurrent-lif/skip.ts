/**
 * The earlier spikes that a layer receives, and their weights, as a small tensor for its kernels: constants, or the softmax of learned
 * logits once per pass, which sharpens from epoch to epoch (ASRC-SNN, Xu et al., arXiv 2505.11455).
 */
import type { Context } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import type { Parameter } from '../../engine/network'
import { BORDER, constant, padded, persistent, type Tensor, tensor, view } from '../../engine/tensor'
import * as kernels from './kernels'
import type { OwnRecurrence } from './schema'

export interface SkipWeights {
  /**
   * [words]: the first span, the last, then the weight of span k at k + 1, zeros to the end. Of learned spans the last two
   * words are the most probable span and the temperature; where they are mixed, the weights are their probabilities.
   */
  readonly values: Tensor<'f32'>
  /** The ops that compute the values of all layers, once per pass; of the last layer alone. */
  readonly forward: readonly Op[]
  /** The logits of the spans 1 to K, if they are learned. */
  readonly logits?: Parameter
  /** Ops that add one layer's gradient to that of the logits, from its dL/d membrane and its recurrent input. */
  gradient(name: string, layer: { membraneGrad: Tensor<'f32'>; recurrentInput: Tensor<'f32'>; inputGain: number }): Op[]
}

export interface SkipOptions {
  /** Samples of a batch, and of an epoch. */
  readonly batch: number
  readonly samples: number
  readonly clock: Tensor<'u32'>
  /** [1]: not 0 where evaluation mixes spans as training does. */
  readonly soft?: Tensor<'u32'>
}

/** The number of words: two before and two after the skips, padded. */
const wordsFor = (spans: number): number => padded(spans + 4)
/** The maximum number of partial sums for the gradient of the skip weights. */
const MAX_PARTIALS = 1024

const fixed = (span: number): SkipWeights => {
  const words = new Float32Array(wordsFor(span))
  words.set([span, span])
  words[span + 1] = 1
  return { values: constant(`skip weights ${span}`, words), forward: [], gradient: () => [] }
}

type Four<T> = [T, T, T, T]

/** The skip weights of a single layer, or of all layers together. */
export const createSkipWeights = (context: Context, name: string, recurrence: OwnRecurrence, options: SkipOptions): SkipWeights =>
  skipWeightsOf(context, 1, recurrence, options)(name)

/** Makes the skip weights of as many layers, one after the other, in their order; the last has the ops for all of them. */
export function skipWeightsOf(
  context: Context,
  layers: number,
  recurrence: OwnRecurrence,
  options: SkipOptions,
): (name: string) => SkipWeights {
  switch (recurrence.kind) {
    case 'vanilla':
      return () => fixed(1)
    case 'skip':
      return () => fixed(recurrence.span)
    case 'adaptive':
      return learned(context, layers, recurrence, options)
    default:
      return recurrence satisfies never
  }
}

function learned(
  context: Context,
  layers: number,
  { spans, temperatureFactor, leastTemperature }: Extract<OwnRecurrence, { kind: 'adaptive' }>,
  { batch, samples, clock, soft }: SkipOptions,
): (name: string) => SkipWeights {
  const words = wordsFor(spans)
  const stride = Math.ceil(words / BORDER) * BORDER
  const values = tensor('skipWeights', 'f32', [layers, stride])
  const hard = context.network.shared('hard', () => persistent('hard', 'u32', [1]))
  const params = { words, spans, batch, samples, factor: temperatureFactor, minTemperature: leastTemperature }
  const made: Parameter[] = []
  /** The weights of up to four layers are one op, as many as it binds. */
  const forward = () =>
    Array.from({ length: Math.ceil(layers / 4) }, (_, i) => {
      const logits = made.slice(4 * i, 4 * i + 4).map(({ value }) => value)
      const [first, second, third, fourth] = [0, 1, 2, 3].map((at) => logits[at] ?? view(logits[0]!, [1])) as Four<Tensor<'f32'>>
      const rows = view(values, [(logits.length - 1) * stride + words], 4 * i * stride)
      return kernels.skipWeights(
        { clock, soft: soft ?? hard, first, second, third, fourth, skipWeights: rows },
        { layers: logits.length, stride, ...params },
        { HARD: Number(context.mode !== 'train') },
      )
    })
  return (name) => {
    const logits = context.network.parameter(name, [padded(spans)], 'skip', (shape) => new Float32Array(shape[0]!), spans)
    const own = view(values, [words], made.length * stride)
    made.push(logits)
    return {
      values: own,
      forward: made.length === layers ? forward() : [],
      logits,
      gradient: (layer, { membraneGrad, recurrentInput, inputGain }) => {
        const [, rows, neurons] = recurrentInput.shape as readonly [number, number, number]
        const paddedSpans = kernels.SPANS_EACH * Math.ceil(spans / kernels.SPANS_EACH)
        const partial = tensor(`${layer}.skipWeightsPartial`, 'f32', [Math.min(MAX_PARTIALS, (rows * neurons) / 4), paddedSpans])
        return [
          kernels.skipWeightsSums({ membraneGrad, recurrentInput, partial }, {}),
          kernels.skipWeightsBackward({ partial, skipWeights: own, logitsGrad: logits.grad }, { spans, inputGain }),
        ]
      },
    }
  }
}
