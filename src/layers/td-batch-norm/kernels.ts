/** Signatures of the kernels of threshold-dependent batch normalization. */
import { defineKernel } from '../../engine/kernel'

const given = { pivot: 'f32[channels]', affine: 'f32[words]' } as const

export const channelSums = defineKernel('layers/channel-sums', {
  reads: { product: 'f32[rows, channels]', ...given },
  writes: { sums: 'f32[sumRows, channels]' },
  params: { rowsPerSplit: 'u32', betaAt: 'u32', decayAt: 'u32' },
  constants: { WORKGROUP: 64 },
  candidates: [{ WORKGROUP: 16 }, { WORKGROUP: 64 }],
  workgroups: ({ channels, sumRows }, { WORKGROUP }) => [Math.ceil(channels / 4 / WORKGROUP), (sumRows - 4) / 2],
})

const normalized = { map: 'f32[5, channels]', observed: 'f32[observedWords]' } as const
const numbers = { varianceAt: 'u32', copies: 'u32', gain: 'f32', epsilon: 'f32' } as const

export const tdBatchNormTrain = defineKernel('layers/td-batch-norm-train', {
  reads: { product: 'f32[rows, channels]', ...given },
  writes: normalized,
  params: { rowsPerSplit: 'u32', betaAt: 'u32', ...numbers },
  constants: { INVOCATIONS: 256 },
  candidates: [{ INVOCATIONS: 16 }, { INVOCATIONS: 64 }],
  workgroups: ({ channels }) => [Math.ceil(channels / 16)],
})

export const tdBatchNormStatistics = defineKernel('layers/td-batch-norm-statistics', {
  reads: { sums: 'f32[sumRows, channels]' },
  writes: normalized,
  params: { rows: 'u32', ...numbers },
  constants: { WORKGROUP: 64 },
  threads: ({ channels }) => [channels],
})

export const tdBatchNormEvaluate = defineKernel('layers/td-batch-norm-evaluate', {
  reads: { runningMean: 'f32[channels]', runningVariance: 'f32[channels]', gamma: 'f32[channels]', beta: 'f32[channels]' },
  writes: { map: 'f32[5, channels]' },
  params: { gain: 'f32', epsilon: 'f32' },
  constants: { WORKGROUP: 64 },
  threads: ({ channels }) => [channels],
})

export const tdBatchNormBackward = defineKernel('layers/td-batch-norm-backward', {
  reads: { partial: 'f32[partials, 3, channels]', map: 'f32[5, channels]' },
  writes: { grads: 'f32[2, stride]', coefficients: 'f32[6, channels]' },
  params: { rows: 'u32', copies: 'u32', gain: 'f32', epsilon: 'f32' },
  constants: { WORKGROUP: 64, TRAINING: 1 },
  threads: ({ channels }) => [channels],
})
