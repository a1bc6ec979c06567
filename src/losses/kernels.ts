/** Signatures of the losses: the gradient of the mean over the whole batch. One sees the outputs of every step, the others those of a readout. */
import { defineKernel } from '../engine/kernel'

const reads = { labels: 'u32[batch]', micro: 'u32[1]' } as const
const writes = { loss: 'f32[total]', prediction: 'u32[total]' } as const
const params = { classes: 'u32' } as const

/** One invocation per sample. */
const ofReadout = {
  reads: { logits: 'f32[1, batch, columns]', ...reads },
  writes: { logitsGrad: 'f32[1, batch, columns]', ...writes },
  params,
  constants: { WORKGROUP: 64 },
  threads: ({ batch }: { batch: number }) => [batch] as const,
} as const

export const crossEntropy = defineKernel('losses/cross-entropy', ofReadout)
export const squaredError = defineKernel('losses/squared-error', ofReadout)

/** One workgroup per sample. */
export const meanOfCrossEntropy = defineKernel('losses/mean-of-cross-entropy', {
  reads: { logits: 'f32[steps, batch, columns]', ...reads },
  writes: { logitsGrad: 'f32[steps, batch, columns]', ...writes },
  params,
  workgroups: ({ batch }) => [batch],
})

export const markCorrect = defineKernel('losses/mark-correct', {
  reads: { prediction: 'u32[total]', labels: 'u32[batch]' },
  writes: { correct: 'f32[total]', micro: 'u32[1]' },
  constants: { WORKGROUP: 64 },
  workgroups: () => [1],
})

/** The error of targets that are numbers instead of classes. */
export const valueError = defineKernel('losses/value-error', {
  reads: { prediction: 'f32[1, batch, columns]', targets: 'u32[batch, outputs]', samples: 'u32[batch]', micro: 'u32[1]' },
  writes: { predictionGrad: 'f32[1, batch, columns]', loss: 'f32[total]', absoluteError: 'f32[total]' },
  params: { count: 'u32' },
  constants: { WORKGROUP: 64, ABSOLUTE: 0 },
  threads: ({ batch }) => [batch],
})

export const nextMicroBatch = defineKernel('losses/next-micro-batch', {
  reads: {},
  writes: { micro: 'u32[1]' },
  workgroups: () => [1],
})
