/**
 * The two attention scores of a stream, after CBAM and MA-SNN: one for each step, one for each place, both for each sample. A score has
 * forward ops, and backward ops from the stream that it multiplies to the stream that it was computed from.
 */
import type { Context } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import type { Parameter } from '../../engine/network'
import { type Tensor, tensor } from '../../engine/tensor'
import { convFan, initializeWeight, linearFan } from '../initialize'
import * as kernels from './kernels'
import { unitsFor } from './schema'

/** A stream as the kernels see it. */
export interface StreamMap {
  /** [steps, samples, places, columns] */
  readonly x: Tensor<'f32'>
  readonly channels: number
  readonly height: number
  readonly width: number
}

/** A stream that a score multiplies. */
interface Multiplied {
  readonly x: Tensor<'f32'>
  /** [steps, samples, places, outputs]; the stream's channels begin at `first`. */
  readonly outputGrad: Tensor<'f32'>
  readonly first: number
  /** The score of the other kind that multiplies the stream too, or ones. */
  readonly other: Tensor<'f32'>
}

export interface Score {
  /** Temporal: [steps, samples]. Spatial: [samples, places]. */
  readonly scores: Tensor<'f32'>
  readonly parameters: readonly Parameter[]
  readonly forward: readonly Op[]
  /** Writes `pooledGrad`. */
  readonly backward: (by: Multiplied) => readonly Op[]
  /** Adds to the gradients of the parameters; runs after `backward`. */
  readonly backwardParameters: readonly Op[]
  /** [2, ...scores]: the gradient of the mean, divided by its number of terms, and that of the largest value. */
  readonly pooledGrad: Tensor<'f32'>
  /** The index of the largest value, shaped as the scores. */
  readonly largestAt: Tensor<'u32'>
}

const tensorsFor = (name: string, shape: readonly number[]) => ({
  pooled: tensor(`${name}Pooled`, 'f32', [2, ...shape]),
  largestAt: tensor(`${name}LargestAt`, 'u32', shape),
  scores: tensor(name, 'f32', shape),
  logitGrad: tensor(`${name}LogitGrad`, 'f32', shape),
  pooledGrad: tensor(`${name}PooledGrad`, 'f32', [2, ...shape]),
})

/** A two-layer net over the mean and the maximum of every step, without bias: `name`1 is [steps, units], `name`2 [units, steps]. */
export function temporalScore({ network }: Context, name: string, { x, channels }: StreamMap, ratio: number, seed: number): Score {
  const [steps, samples, places] = x.shape as readonly [number, number, number, number]
  const units = unitsFor(steps, ratio)
  const weights = (layer: 1 | 2, inputs: number, outputs: number) =>
    network.parameter(`${name}${layer}`, [inputs, outputs], 'weight', initializeWeight('pytorch', linearFan(inputs, outputs), seed))
  const first = weights(1, steps, units)
  const second = weights(2, units, steps)
  const { pooled, largestAt, scores, logitGrad, pooledGrad } = tensorsFor(name, [steps, samples])
  const hidden = tensor(`${name}Hidden`, 'f32', [2, samples, units])
  const hiddenGrad = tensor(`${name}HiddenGrad`, 'f32', [2, samples, units])
  const values = { first: first.value, second: second.value }
  return {
    scores,
    parameters: [first, second],
    forward: [
      kernels.temporalPool({ x, pooled, largestAt }, { channels }),
      kernels.temporalScore({ pooled, ...values, hidden, scores }, {}),
    ],
    backward: (by) => [
      kernels.temporalLogitGrad({ x: by.x, outputGrad: by.outputGrad, scores, spatial: by.other, logitGrad }, { first: by.first }),
      kernels.temporalBackward({ logitGrad, hidden, ...values, hiddenGrad, pooledGrad }, { terms: channels * places }),
    ],
    backwardParameters: [
      kernels.temporalWeights({ pooled, hidden, logitGrad, hiddenGrad, firstGrad: first.grad, secondGrad: second.grad }, {}),
    ],
    pooledGrad,
    largestAt,
  }
}

/** A convolution over the mean and the maximum of every place, without bias: `name` is [kernel, kernel, 2, 1]. */
export function spatialScore({ network }: Context, name: string, map: StreamMap, kernel: number, seed: number): Score {
  const { x, channels, height, width } = map
  const [steps, samples, places, columns] = x.shape as readonly [number, number, number, number]
  const initialize = initializeWeight('pytorch', convFan(2, 1, kernel * kernel, 2), seed)
  const weight = network.parameter(name, [kernel, kernel, 2, 1], 'weight', initialize)
  const { pooled, largestAt, scores, logitGrad, pooledGrad } = tensorsFor(`${name}Scores`, [samples, places])
  const threads = { THREADS: kernels.threadsFor(columns) }
  return {
    scores,
    parameters: [weight],
    forward: [
      kernels.spatialPool({ x, pooled, largestAt }, { channels }, threads),
      kernels.spatialScore({ pooled, weight: weight.value, scores }, { height, width }),
    ],
    backward: (by) => [
      kernels.spatialLogitGrad(
        { x: by.x, outputGrad: by.outputGrad, scores, temporal: by.other, logitGrad },
        { first: by.first },
        { THREADS: kernels.threadsFor(by.x.shape[3]!) },
      ),
      kernels.spatialBackward({ logitGrad, weight: weight.value, pooledGrad }, { height, width, terms: steps * channels }),
    ],
    backwardParameters: [kernels.spatialWeights({ pooled, logitGrad, weightGrad: weight.grad }, { height, width })],
    pooledGrad,
    largestAt,
  }
}
