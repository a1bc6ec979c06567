/** Signatures of the losses: the gradient of the mean over the whole batch. */
import { defineKernel } from '../engine/kernel'

const LOGITS = 'f32[steps, batch, columns]'
const reads = { labels: 'u32[batch]', micro: 'u32[1]' } as const
const writes = { logitsGrad: LOGITS, loss: 'f32[total]', prediction: 'u32[total]', correct: 'f32[total]' } as const

/** One workgroup per sample. */
const perSample = { params: { classes: 'u32' }, workgroups: ({ batch }: { batch: number }) => [batch] as const } as const
/** The weights are those of a readout over time. */
const ofReadout = { reads: { logits: LOGITS, weights: 'f32[steps]', ...reads }, writes, ...perSample } as const

export const crossEntropy = defineKernel('losses/cross-entropy', ofReadout)
export const squaredError = defineKernel('losses/squared-error', ofReadout)
export const meanOfCrossEntropy = defineKernel('losses/mean-of-cross-entropy', {
  reads: { logits: LOGITS, ...reads },
  writes,
  ...perSample,
  params: { ...perSample.params, lambda: 'f32', targetValue: 'f32' },
  constants: { REGULARIZED: 0 },
})

/** One step of `meanOfCrossEntropy`, inside a scan. */
export const crossEntropyStep = defineKernel('losses/cross-entropy-step', {
  reads: { logits: 'f32[1, batch, columns]', ...reads },
  writes: {
    logitsGrad: 'f32[1, batch, columns]',
    sums: 'f32[1, batch, columns]',
    loss: 'f32[total]',
    prediction: 'u32[total]',
    correct: 'f32[total]',
  },
  params: { steps: 'u32', classes: 'u32', lambda: 'f32', targetValue: 'f32' },
  constants: { WORKGROUP: 64, REGULARIZED: 0 },
  threads: ({ batch }) => [batch],
  scanned: true,
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
