/** Signatures of the elementwise functions, and of their gradient. */
import { defineKernel } from '../../engine/kernel'

const VALUES = 'f32[rows, columns]'
const constants = { WORKGROUP: 64, KIND: 0 } as const
const threads = ({ rows, columns }: { rows: number; columns: number }) => [(rows * columns) / 4] as const

export const activationForward = defineKernel('layers/activation', {
  reads: { input: VALUES },
  writes: { output: VALUES },
  params: { features: 'u32' },
  constants,
  threads,
})

export const activationBackward = defineKernel('layers/activation-backward', {
  reads: { output: VALUES, outputGrad: VALUES },
  writes: { inputGrad: VALUES },
  constants,
  threads,
})
