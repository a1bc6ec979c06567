/** Signatures of the kernels that turn neighboring pixels into channels, and of their gradient. */
import { defineKernel } from '../../engine/kernel'

const INPUT = 'f32[images, height, width, inputs]'
const OUTPUT = 'f32[images, outHeight, outWidth, outputs]'
const shared = { params: { channels: 'u32' }, constants: { WORKGROUP: 64 } } as const

export const spaceToDepthForward = defineKernel('layers/space-to-depth', {
  reads: { input: INPUT },
  writes: { output: OUTPUT },
  ...shared,
  threads: ({ images, outHeight, outWidth, outputs }) => [(images * outHeight * outWidth * outputs) / 4],
})

export const spaceToDepthBackward = defineKernel('layers/space-to-depth-backward', {
  reads: { outputGrad: OUTPUT },
  writes: { inputGrad: INPUT },
  ...shared,
  threads: ({ images, height, width, inputs }) => [(images * height * width * inputs) / 4],
})
