/**
 * Threshold-dependent batch normalization: statistics over batch, time and space per channel, and an affine map that the
 * neuron applies. No normalized copy is stored; the backward pass works on sums that the neuron leaves.
 */
import type { Profile } from '../../engine/device'
import { type Activation, type Context, type Layer, layer } from '../../engine/graph'
import { rows as asRows, type Op } from '../../engine/kernel'
import type { Parameter } from '../../engine/network'
import { tensor, view } from '../../engine/tensor'
import * as kernels from './kernels'

export interface TdBatchNormOptions {
  readonly alpha: number
  readonly epsilon: number
  readonly momentum: number
  readonly threshold: number
}

export interface TdBatchNorm extends Layer {
  readonly gamma: Parameter
  readonly beta: Parameter
}

/** The number of rows that one invocation sums: 64, or more if that would give over a thousand partials. */
const rowsPerSplit = (rows: number): number => Math.max(64, Math.ceil(rows / 1024))
/** The most partials that one workgroup adds itself; more of them take two dispatches, the first with a workgroup for each. */
const MAX_TOGETHER = 128
/** SwiftShader compiles an instruction for each word of workgroup memory that starts at zero: 8 KiB take it longer than all other kernels of a layer. */
const threadsFor = (profile: Profile) => (profile === 'swiftshader' ? 16 : undefined)

export function tdBatchNorm(context: Context, name: string, input: Activation, spec: TdBatchNormOptions): TdBatchNorm {
  const [inputSteps, batch, channels] = input.value.shape as readonly [number, number, number]
  const { features } = input
  const filled = (value: number) => (shape: readonly number[]) => new Float32Array(shape[0]!).fill(value, 0, features)
  const gamma = context.network.parameter(`${name}.weight`, [channels], 'norm', filled(1), features)
  const beta = context.network.parameter(`${name}.bias`, [channels], 'norm', filled(0), features)
  const statistic = (what: string, initial: number) => context.network.statistic(`${name}.${what}`, channels, spec.momentum, initial)
  const runningMean = statistic('running_mean', 0)
  const runningVariance = statistic('running_var', 1)
  const map = tensor(`${name}.map`, 'f32', [3, channels])
  const gain = spec.alpha * spec.threshold
  const { epsilon } = spec
  const rows = inputSteps * batch
  const copies = inputSteps === 1 ? context.steps : 1
  const training = context.mode === 'train'
  const stats = {
    pivot: runningMean.value,
    mean: training ? runningMean.observed : runningMean.value,
    variance: training ? runningVariance.observed : runningVariance.value,
  }

  const product = asRows(input.value)
  const each = rowsPerSplit(rows)
  const partial = tensor(`${name}.sums`, 'f32', [Math.ceil(rows / each), 2, channels])
  const normalized = {
    pivot: stats.pivot,
    gamma: gamma.value,
    beta: beta.value,
    map,
    observedMean: stats.mean,
    observedVariance: stats.variance,
  }
  const train = (): Op[] =>
    partial.shape[0]! <= MAX_TOGETHER
      ? [
          kernels.tdBatchNormTrain(
            { product, ...normalized },
            { rowsPerSplit: each, copies, gain, epsilon },
            { THREADS: threadsFor(context.profile) },
          ),
        ]
      : [
          kernels.channelSums({ product, pivot: stats.pivot, partial }, { rowsPerSplit: each }),
          kernels.tdBatchNormStatistics({ partial, ...normalized }, { rows, copies, gain, epsilon }),
        ]
  const evaluate = (): Op[] => [
    kernels.tdBatchNormEvaluate(
      { runningMean: stats.mean, runningVariance: stats.variance, gamma: gamma.value, beta: beta.value, map },
      { gain, epsilon },
    ),
  ]

  const backPartial = tensor(`${name}.backwardSums`, 'f32', [Math.min(batch, 1024), 3, channels])
  const coefficients = tensor(`${name}.coefficients`, 'f32', [6, channels])
  // The gradients of gamma and beta follow each other, each from a border on.
  const stride = beta.grad.offset! - gamma.grad.offset!
  const grads = view(context.network.grads, [2, stride], gamma.grad.offset)
  const reduce = (decay?: Parameter): Op[] => [
    kernels.tdBatchNormBackward(
      {
        partial: backPartial,
        variance: stats.variance,
        gamma: gamma.value,
        map,
        grads,
        coefficients,
        logit: decay?.value ?? view(gamma.value, [1]),
        logitGrad: decay?.grad ?? tensor(`${name}.noDecay`, 'f32', [1]),
      },
      { rows, copies, gain, epsilon },
      { TRAINING: Number(training), LEARNED: Number(decay !== undefined) },
    ),
  ]
  const output: Activation = { ...input, affine: { map, partial: backPartial, coefficients, reduce } }
  return {
    ...layer(name, {
      outputs: [output],
      parameters: [gamma, beta],
      state: [runningMean.value, runningVariance.value],
      forward: training ? train() : evaluate(),
      visible: { product: input.value },
    }),
    gamma,
    beta,
  }
}
