/**
 * Threshold-dependent batch normalization: statistics over batch, time and space per channel, and an affine map that the
 * neuron applies. No normalized copy is stored; the backward pass works on sums that the neuron leaves.
 */
import { invocationsFor } from '../../engine/device'
import { type Activation, type Context, type Layer, layer, type Reduction, type Statistics } from '../../engine/graph'
import { rows as asRows, type Op } from '../../engine/kernel'
import type { Parameter } from '../../engine/network'
import { padded, tensor, view } from '../../engine/tensor'
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

export function tdBatchNorm(context: Context, name: string, input: Activation, spec: TdBatchNormOptions): TdBatchNorm {
  const [inputSteps, batch, channels] = input.value.shape as readonly [number, number, number]
  const { features } = input
  const filled = (value: number) => (shape: readonly number[]) => new Float32Array(shape[0]!).fill(value, 0, features)
  const gamma = context.network.parameter(`${name}.weight`, [channels], 'norm', filled(1), features)
  const beta = context.network.parameter(`${name}.bias`, [channels], 'norm', filled(0), features)
  const statistic = (what: string, initial: number) => context.network.statistic(`${name}.${what}`, channels, spec.momentum, initial)
  const runningMean = statistic('running_mean', 0)
  const runningVariance = statistic('running_var', 1)
  const map = tensor(`${name}.map`, 'f32', [5, channels])
  const gain = spec.alpha * spec.threshold
  const { epsilon } = spec
  const rows = inputSteps * batch
  const copies = inputSteps === 1 ? context.steps : 1
  const training = context.mode === 'train'
  const values = { copies, gain, epsilon }
  // Gamma and beta follow each other, each from a border on, and so do their gradients and the two statistics.
  const betaAt = beta.value.offset! - gamma.value.offset!
  const varianceAt = runningVariance.value.offset! - runningMean.value.offset!

  const product = asRows(input.value)
  const each = rowsPerSplit(rows)
  const splits = Math.ceil(rows / each)
  const pivot = runningMean.value
  const distance = ({ value }: Parameter) => value.offset! - gamma.value.offset!
  const affineTo = (last: Parameter) => view(context.network.values, [distance(last) + padded(last.value.shape[0]!)], gamma.value.offset)
  const written = { map, observed: view(context.network.observed, [varianceAt + channels], runningMean.observed.offset) }
  const numbers = { ...values, varianceAt }
  const whole = (decay = beta) => ({
    given: { pivot, affine: affineTo(decay) },
    split: { rowsPerSplit: each, betaAt, decayAt: distance(decay) },
  })
  const addRows = (decay?: Parameter) => {
    const sums = tensor(`${name}.sums`, 'f32', [2 * splits + 4, channels])
    const { given, split } = whole(decay)
    return { sums, op: kernels.channelSums({ product, ...given, sums }, split) }
  }
  const train = (): Op[] => {
    if (splits <= MAX_TOGETHER)
      return [
        kernels.tdBatchNormTrain(
          { product, pivot, affine: affineTo(beta), ...written },
          { ...numbers, betaAt, rowsPerSplit: each },
          { INVOCATIONS: invocationsFor(context.profile) },
        ),
      ]
    const { op, sums } = addRows()
    return [op, kernels.tdBatchNormStatistics({ sums, ...written }, { ...numbers, rows })]
  }
  const evaluate = (): Op[] => [
    kernels.tdBatchNormEvaluate(
      { runningMean: runningMean.value, runningVariance: runningVariance.value, gamma: gamma.value, beta: beta.value, map },
      { gain, epsilon },
    ),
  ]

  const backPartial = tensor(`${name}.backwardSums`, 'f32', [Math.min(batch, 1024), 3, channels])
  const coefficients = tensor(`${name}.coefficients`, 'f32', [6, channels])
  const grads = (length: number, shape = [length]) => view(context.network.grads, shape, gamma.grad.offset)
  const reduce = (): Op[] => [
    kernels.tdBatchNormBackward(
      { partial: backPartial, map, grads: grads(2 * betaAt, [2, betaAt]), coefficients },
      { ...values, rows },
      { TRAINING: Number(training) },
    ),
  ]
  const reduction: Reduction = (decay = beta) => {
    const decayAt = distance(decay)
    return { map, grads: grads(decayAt + decay.grad.shape[0]!), values: { ...values, rows, betaAt, decayAt }, training }
  }
  const statistics: Statistics = {
    written,
    values: numbers,
    whole,
    ...(splits > MAX_TOGETHER && { addRows }),
  }
  const output: Activation = {
    ...input,
    affine: {
      map: view(map, [3, channels]),
      forward: training ? train() : evaluate(),
      ...(training && { statistics }),
      partial: backPartial,
      coefficients,
      reduce,
      reduction,
    },
  }
  return {
    ...layer(name, {
      outputs: [output],
      parameters: [gamma, beta],
      state: [runningMean.value, runningVariance.value],
      visible: { product: input.value },
    }),
    gamma,
    beta,
  }
}
