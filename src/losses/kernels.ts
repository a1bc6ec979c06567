/** Signatures of the losses: one sample an invocation, the gradient of the mean over the whole batch. */
import { defineKernel } from '../engine/kernel'

const signature = {
  reads: { logits: 'f32[steps, batch, columns]', labels: 'u32[batch]', micro: 'u32[1]' },
  writes: { logitsGrad: 'f32[steps, batch, columns]', loss: 'f32[total]', answer: 'u32[total]' },
  params: { classes: 'u32' },
  constants: { WORKGROUP: 64 },
  threads: ({ batch }: { batch: number }) => [batch] as const,
} as const

export const crossEntropyOfMean = defineKernel('losses/cross-entropy-of-mean', signature)
export const meanOfCrossEntropy = defineKernel('losses/mean-of-cross-entropy', signature)
export const mseOfRate = defineKernel('losses/mse-of-rate', signature)

export const markRight = defineKernel('losses/mark-right', {
  reads: { answer: 'u32[total]', labels: 'u32[batch]' },
  writes: { right: 'u32[total]', micro: 'u32[1]' },
  constants: { WORKGROUP: 64 },
  workgroups: () => [1],
})
