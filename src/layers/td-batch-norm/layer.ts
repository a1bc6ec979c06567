/**
 * Threshold-dependent batch normalization: statistics over batch, time and space per channel, and an affine map that the
 * neuron applies. No normalized copy is stored; the backward pass works on sums that the neuron leaves.
 */
import { type Activation, type Context, type Layer, layer, type Parameter } from '../../engine/graph'
import { rows as asRows, type Op } from '../../engine/kernel'
import { padded, type Tensor, tensor } from '../../engine/tensor'
import * as kernels from './kernels'

export interface TdBatchNormOptions {
  readonly alpha: number
  readonly epsilon: number
  readonly momentum: number
  readonly threshold: number
  /** Channels of the input, where it has space: neurons = channels * spatial. */
  readonly channels?: number
}

export interface TdBatchNorm extends Layer {
  readonly gamma: Parameter
  readonly beta: Parameter
}

const ROWS_PER_SPLIT = 64

export function tdBatchNorm(context: Context, name: string, input: Activation, spec: TdBatchNormOptions): TdBatchNorm {
  const [inputSteps, batch, columns] = input.value.shape as readonly [number, number, number]
  const features = spec.channels ?? input.features
  const channels = spec.channels ?? padded(features)
  const filled = (value: number) => (shape: readonly number[]) => new Float32Array(shape[0]!).fill(value, 0, features)
  const gamma = context.network.parameter(`${name}.weight`, [channels], 'norm', filled(1), features)
  const beta = context.network.parameter(`${name}.bias`, [channels], 'norm', filled(0), features)
  const statistic = (what: string, initial: number) => context.network.statistic(`${name}.${what}`, channels, spec.momentum, initial)
  const runningMean = statistic('running_mean', 0)
  const runningVariance = statistic('running_var', 1)
  const perChannel = (what: string) => tensor(`${name}.${what}`, 'f32', [channels])
  const scale = perChannel('scale')
  const shift = perChannel('shift')
  const gain = spec.alpha * spec.threshold
  const { epsilon } = spec
  const rows = inputSteps * batch
  const copies = inputSteps === 1 ? context.steps : 1
  const training = context.mode === 'train'
  const stats = {
    pivot: trim(runningMean.value, channels),
    mean: trim(training ? runningMean.observed : runningMean.value, channels),
    variance: trim(training ? runningVariance.observed : runningVariance.value, channels),
  }

  const partial = tensor(`${name}.sums`, 'f32', [Math.ceil(rows / ROWS_PER_SPLIT), 2, columns])
  const forward: Op[] = training
    ? [
        kernels.channelSums({ product: asRows(input.value), pivot: stats.pivot, partial }, { rowsPerSplit: ROWS_PER_SPLIT }),
        kernels.tdBatchNormStatistics(
          {
            partial,
            pivot: stats.pivot,
            gamma: gamma.value,
            beta: beta.value,
            scale,
            shift,
            observedMean: stats.mean,
            observedVariance: stats.variance,
          },
          { rows, copies, gain, epsilon },
        ),
      ]
    : [
        kernels.tdBatchNormEvaluate(
          { runningMean: stats.mean, runningVariance: stats.variance, gamma: gamma.value, beta: beta.value, scale, shift },
          { gain, epsilon },
        ),
      ]

  const backPartial = tensor(`${name}.backwardSums`, 'f32', [batch, 3, columns])
  const coefficients = tensor(`${name}.coefficients`, 'f32', [4, channels])
  const reduce = kernels.tdBatchNormBackward(
    {
      partial: backPartial,
      mean: stats.mean,
      variance: stats.variance,
      gamma: gamma.value,
      gammaGrad: gamma.grad,
      betaGrad: beta.grad,
      coefficients,
    },
    { rows, copies, gain, epsilon },
    { TRAINING: Number(training) },
  )
  const output: Activation = { ...input, affine: { scale, shift, pivot: stats.mean, partial: backPartial, coefficients, reduce: [reduce] } }
  return {
    ...layer(name, {
      outputs: [output],
      parameters: [gamma, beta],
      state: [runningMean.value, runningVariance.value],
      forward,
      visible: { product: input.value },
    }),
    gamma,
    beta,
  }
}

/** A statistic is stored padded; with space the number of channels need not be a multiple of 4. */
const trim = (t: Tensor<'f32'>, channels: number): Tensor<'f32'> => ({ ...t, shape: [channels] })
