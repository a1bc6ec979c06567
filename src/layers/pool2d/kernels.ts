/** Signatures of the kernels that pool over windows of images, channels last. */
import { defineKernel } from '../../engine/kernel'

const INPUT = 'f32[images, height, width, channels]'
const OUTPUT = 'f32[images, outHeight, outWidth, channels]'
const shared = {
  params: { paddingY: 'u32', paddingX: 'u32' },
  constants: { WORKGROUP: 64, KERNEL_Y: 2, KERNEL_X: 2, STRIDE_Y: 2, STRIDE_X: 2 },
} as const

/** A line of an image, its lines, the images. */
const lines = (width: number, channels: number, workgroup: number) => Math.ceil((width * channels) / 4 / workgroup)

export const poolAverage = defineKernel('layers/pool2d-average', {
  reads: { input: INPUT },
  writes: { output: OUTPUT },
  ...shared,
  workgroups: ({ images, outHeight, outWidth, channels }, { WORKGROUP }) => [lines(outWidth, channels, WORKGROUP), outHeight, images],
})

export const poolAverageBackward = defineKernel('layers/pool2d-average-backward', {
  reads: { outputGrad: OUTPUT },
  writes: { inputGrad: INPUT },
  ...shared,
  workgroups: ({ images, height, width, channels }, { WORKGROUP }) => [lines(width, channels, WORKGROUP), height, images],
})

export const poolMax = defineKernel('layers/pool2d-max', {
  reads: { input: INPUT },
  writes: { output: OUTPUT },
  ...shared,
  workgroups: ({ images, outHeight, outWidth, channels }, { WORKGROUP }) => [lines(outWidth, channels, WORKGROUP), outHeight, images],
})

export const poolMaxBackward = defineKernel('layers/pool2d-max-backward', {
  reads: { input: INPUT, outputGrad: OUTPUT },
  writes: { inputGrad: INPUT },
  ...shared,
  workgroups: ({ images, height, width, channels }, { WORKGROUP }) => [lines(width, channels, WORKGROUP), height, images],
})

export const poolMaxPlaces = defineKernel('layers/pool2d-max-places', {
  reads: { input: INPUT },
  writes: { places: 'u32[images, outHeight, outWidth, channels]' },
  ...shared,
  workgroups: ({ images, outHeight, outWidth, channels }, { WORKGROUP }) => [lines(outWidth, channels, WORKGROUP), outHeight, images],
})

export const poolMaxGather = defineKernel('layers/pool2d-max-gather', {
  reads: { places: 'u32[images, outHeight, outWidth, channels]', outputGrad: OUTPUT },
  writes: { inputGrad: INPUT },
  ...shared,
  workgroups: ({ images, height, width, channels }, { WORKGROUP }) => [lines(width, channels, WORKGROUP), height, images],
})
