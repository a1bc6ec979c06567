/** Signatures of the kernels that double the size of a feature map, and of their gradient. */
import { defineKernel } from '../../engine/kernel'

const INPUT = 'f32[rows, width, channels]'
const OUTPUT = 'f32[outRows, outWidth, channels]'
const constants = { WORKGROUP: 64 } as const

export const upsampleForward = defineKernel('layers/upsample', {
  reads: { input: INPUT },
  writes: { output: OUTPUT },
  constants,
  threads: ({ outRows, outWidth, channels }) => [(outRows * outWidth * channels) / 4],
})

export const upsampleBackward = defineKernel('layers/upsample-backward', {
  reads: { outputGrad: OUTPUT },
  writes: { inputGrad: INPUT },
  constants,
  threads: ({ rows, width, channels }) => [(rows * width * channels) / 4],
})
