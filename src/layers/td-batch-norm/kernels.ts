/** Signatures of the kernels of threshold-dependent batch normalization. */
import { defineKernel } from '../../engine/kernel'

export const channelSums = defineKernel('layers/channel-sums', {
  reads: { product: 'f32[rows, channels]', pivot: 'f32[channels]' },
  writes: { partial: 'f32[splits, 2, channels]' },
  params: { rowsPerSplit: 'u32' },
  constants: { WORKGROUP: 64 },
  candidates: [{ WORKGROUP: 16 }, { WORKGROUP: 64 }],
  workgroups: ({ channels, splits }, { WORKGROUP }) => [Math.ceil(channels / 4 / WORKGROUP), splits],
})

const parameters = { pivot: 'f32[channels]', gamma: 'f32[channels]', beta: 'f32[channels]' } as const
const normalized = { map: 'f32[3, channels]', observedMean: 'f32[channels]', observedVariance: 'f32[channels]' } as const

export const tdBatchNormTrain = defineKernel('layers/td-batch-norm-train', {
  reads: { product: 'f32[rows, channels]', ...parameters },
  writes: normalized,
  params: { rowsPerSplit: 'u32', copies: 'u32', gain: 'f32', epsilon: 'f32' },
  constants: { THREADS: 256 },
  candidates: [{ THREADS: 16 }, { THREADS: 64 }],
  workgroups: ({ channels }) => [Math.ceil(channels / 16)],
})

export const tdBatchNormStatistics = defineKernel('layers/td-batch-norm-statistics', {
  reads: { partial: 'f32[splits, 2, channels]', ...parameters },
  writes: normalized,
  params: { rows: 'u32', copies: 'u32', gain: 'f32', epsilon: 'f32' },
  constants: { WORKGROUP: 64 },
  threads: ({ channels }) => [channels],
})

export const tdBatchNormEvaluate = defineKernel('layers/td-batch-norm-evaluate', {
  reads: { runningMean: 'f32[channels]', runningVariance: 'f32[channels]', gamma: 'f32[channels]', beta: 'f32[channels]' },
  writes: { map: 'f32[3, channels]' },
  params: { gain: 'f32', epsilon: 'f32' },
  constants: { WORKGROUP: 64 },
  threads: ({ channels }) => [channels],
})

export const tdBatchNormBackward = defineKernel('layers/td-batch-norm-backward', {
  reads: {
    partial: 'f32[partials, 3, channels]',
    variance: 'f32[channels]',
    gamma: 'f32[channels]',
    map: 'f32[3, channels]',
    logit: 'f32[1]',
  },
  writes: { grads: 'f32[2, stride]', coefficients: 'f32[6, channels]', logitGrad: 'f32[1]' },
  params: { rows: 'u32', copies: 'u32', gain: 'f32', epsilon: 'f32' },
  constants: { TRAINING: 1, LEARNED: 0 },
  workgroups: ({ channels }, { LEARNED }) => [Math.ceil(channels / 64) + LEARNED],
})
