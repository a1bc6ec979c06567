/** Signatures of the kernels of a convolution. Images are rows of pixels, channels last; weights have the outputs last. */
import { defineKernel } from '../../engine/kernel'

const up = (a: number, b: number) => Math.ceil(a / b)
const AXES = ['images', 'outHeight', 'outWidth', 'outputs', 'kernelHeight', 'kernelWidth', 'inputs'] as const
/** A weight meets every output position; those that reach over the border count too. */
const dense = (size: Record<(typeof AXES)[number], number>) => AXES.reduce((product, axis) => product * size[axis], 1)

const INPUT = 'f32[images, values]'
const WEIGHT = 'f32[kernelHeight, kernelWidth, inputs, outputs]'
const OUTPUT = 'f32[images, outHeight, outWidth, outputs]'
const size = { height: 'u32', width: 'u32' } as const
const step = { strideY: 'i32', strideX: 'i32', paddingY: 'i32', paddingX: 'i32' } as const

const groupSizes = [
  { GROUP_COLUMNS: 1, GROUP_ROWS: 64 },
  { GROUP_COLUMNS: 2, GROUP_ROWS: 32 },
  { GROUP_COLUMNS: 4, GROUP_ROWS: 16 },
  { GROUP_COLUMNS: 8, GROUP_ROWS: 8 },
  { GROUP_COLUMNS: 16, GROUP_ROWS: 4 },
  { GROUP_COLUMNS: 64, GROUP_ROWS: 1 },
]

export const conv2dForward = defineKernel('layers/conv2d-forward', {
  reads: { input: INPUT, weight: WEIGHT, bias: 'f32[outputs]' },
  writes: { output: OUTPUT },
  params: { ...size, ...step },
  constants: { GROUP_COLUMNS: 8, GROUP_ROWS: 8, TAPS: 3, SPACING_Y: 1, SPACING_X: 1 },
  candidates: groupSizes,
  workgroups: ({ images, outHeight, outWidth, outputs }, { GROUP_COLUMNS, GROUP_ROWS, SPACING_X }) => [
    up(outHeight * up(outWidth, 8 * SPACING_X) * SPACING_X, GROUP_ROWS),
    images,
    up(outputs / 4, GROUP_COLUMNS),
  ],
  // As the gradient to the input of a convolution with strides, it skips the zeros between.
  multiplyAdds: (size, { SPACING_Y, SPACING_X }) => dense(size) / (SPACING_Y * SPACING_X),
})

export const conv2dForwardTiled = defineKernel('layers/conv2d-forward-tiled', {
  reads: { input: INPUT, weight: WEIGHT, bias: 'f32[outputs]' },
  writes: { output: OUTPUT },
  params: { ...size, ...step },
  constants: { TAPS: 3 },
  workgroups: ({ images, outHeight, outWidth, outputs }) => [up(outputs, 64), up(images * outHeight * outWidth, 64)],
  multiplyAdds: dense,
})

export const conv2dForwardBits = defineKernel('layers/conv2d-forward-bits', {
  reads: { input: INPUT, bits: 'u32[images, height, words, inputs]', weight: WEIGHT, bias: 'f32[outputs]' },
  writes: { output: OUTPUT },
  params: { width: 'u32', ...step },
  constants: { GROUP_COLUMNS: 8, GROUP_ROWS: 8, TAPS: 3, BINARY: 0 },
  candidates: groupSizes,
  workgroups: ({ images, outHeight, outWidth, outputs }, { GROUP_COLUMNS, GROUP_ROWS }) => [
    up(outHeight * up(outWidth, 8), GROUP_ROWS),
    images,
    up(outputs / 4, GROUP_COLUMNS),
  ],
  multiplyAdds: dense,
})

export const conv2dBits = defineKernel('layers/conv2d-bits', {
  reads: { input: INPUT },
  writes: { bits: 'u32[images, height, words, inputs]' },
  params: { width: 'u32' },
  constants: { WORKGROUP: 64 },
  threads: ({ images, height, words, inputs }) => [images * height * words * inputs],
})

export const conv2dFlipWeight = defineKernel('layers/conv2d-flip-weight', {
  reads: { weight: WEIGHT },
  writes: { flipped: 'f32[kernelHeight, kernelWidth, outputs, inputs]' },
  constants: { WORKGROUP: 64 },
  threads: ({ kernelHeight, kernelWidth, inputs, outputs }) => [kernelHeight * kernelWidth * inputs * outputs],
})

export const conv2dBackwardImage = defineKernel('layers/conv2d-backward-image', {
  reads: { outputGrad: OUTPUT, weight: WEIGHT },
  writes: { inputGrad: 'f32[images, values]' },
  params: { ...size, ...step },
  constants: { WORKGROUP: 64 },
  threads: ({ images, values }) => [images * values],
  multiplyAdds: dense,
})

export const conv2dBackwardWeight = defineKernel('layers/conv2d-backward-weight', {
  reads: { input: INPUT, outputGrad: OUTPUT },
  writes: { partial: 'f32[splits, kernelHeight, kernelWidth, inputs, outputs]' },
  params: { ...size, ...step, linesPerSplit: 'u32' },
  constants: { GROUP_COLUMNS: 8, GROUP_ROWS: 8, TAPS: 3, SINGLE: 0, ADD: 0 },
  candidates: groupSizes,
  workgroups: ({ kernelHeight, kernelWidth, inputs, outputs, splits }, { GROUP_COLUMNS, GROUP_ROWS, TAPS, SINGLE }) => [
    up(kernelHeight * up(kernelWidth, TAPS) * (SINGLE ? inputs : inputs / 4), GROUP_ROWS),
    up(outputs / 4, GROUP_COLUMNS),
    splits,
  ],
  multiplyAdds: dense,
})
