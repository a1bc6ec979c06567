/** Signatures of the kernels that make one stream of two. */
import { defineKernel } from '../../engine/kernel'

export const concatChannels = defineKernel('layers/concat', {
  reads: { a: 'f32[rows, aColumns]', b: 'f32[rows, bColumns]' },
  writes: { output: 'f32[rows, columns]' },
  params: { first: 'u32' },
  constants: { WORKGROUP: 64 },
  threads: ({ rows, columns }) => [(rows * columns) / 4],
})

export const concatBackward = defineKernel('layers/concat-backward', {
  reads: { outputGrad: 'f32[rows, columns]' },
  writes: { aGrad: 'f32[rows, aColumns]', bGrad: 'f32[rows, bColumns]' },
  params: { first: 'u32', second: 'u32' },
  constants: { WORKGROUP: 64 },
  threads: ({ rows, aColumns, bColumns }) => [(rows * (aColumns + bColumns)) / 4],
})

export const concatImages = defineKernel('layers/concat-images', {
  reads: { a: 'f32[samples, aValues]', b: 'f32[samples, bValues]' },
  writes: { output: 'f32[samples, values]' },
  params: { pixels: 'u32', aChannels: 'u32', bChannels: 'u32' },
  constants: { WORKGROUP: 64 },
  threads: ({ samples, values }) => [(samples * values) / 4],
})
