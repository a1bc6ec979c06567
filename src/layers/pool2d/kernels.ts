/** Signatures of the kernels that pool over windows of images, channels last. */
import { defineKernel } from '../../engine/kernel'

const INPUT = 'f32[images, height, width, channels]'
const OUTPUT = 'f32[images, outHeight, outWidth, channels]'
const shared = {
  params: { paddingY: 'u32', paddingX: 'u32' },
  constants: { WORKGROUP: 64, KERNEL_Y: 2, KERNEL_X: 2, STRIDE_Y: 2, STRIDE_X: 2 },
} as const

type Images = Readonly<Record<'images' | 'height' | 'width' | 'outHeight' | 'outWidth' | 'channels', number>>
type Constants = Readonly<Record<keyof typeof shared.constants, number>>

/** Workgroups along a line of an image; the other dimensions are the lines and the images. */
const groupsPerLine = (width: number, channels: number, workgroup: number) => Math.ceil((width * channels) / 4 / workgroup)
const perOutput = {
  ...shared,
  workgroups: ({ images, outHeight, outWidth, channels }: Images, { WORKGROUP }: Constants) =>
    [groupsPerLine(outWidth, channels, WORKGROUP), outHeight, images] as const,
}
const perInput = {
  ...shared,
  workgroups: ({ images, height, width, channels }: Images, { WORKGROUP }: Constants) =>
    [groupsPerLine(width, channels, WORKGROUP), height, images] as const,
}

export const poolAverage = defineKernel('layers/pool2d-average', {
  reads: { input: INPUT },
  writes: { output: OUTPUT },
  ...perOutput,
})

export const poolAverageBackward = defineKernel('layers/pool2d-average-backward', {
  reads: { outputGrad: OUTPUT },
  writes: { inputGrad: INPUT },
  ...perInput,
})

export const poolMax = defineKernel('layers/pool2d-max', {
  reads: { input: INPUT },
  writes: { output: OUTPUT },
  ...perOutput,
})

export const poolMaxBackward = defineKernel('layers/pool2d-max-backward', {
  reads: { outputGrad: OUTPUT, input: INPUT },
  writes: { inputGrad: INPUT },
  ...perInput,
})

export const poolMaxIndex = defineKernel('layers/pool2d-max-index', {
  reads: { input: INPUT },
  writes: { indices: 'u32[images, outHeight, outWidth, channels]' },
  ...perOutput,
})

export const poolMaxGather = defineKernel('layers/pool2d-max-gather', {
  reads: { outputGrad: OUTPUT, indices: 'u32[images, outHeight, outWidth, channels]' },
  writes: { inputGrad: INPUT },
  ...perInput,
})
