/** Signatures of the kernels where paths through a network meet. */
import { defineKernel } from '../../engine/kernel'

export const addValues = defineKernel('layers/add', {
  reads: { a: 'f32[count]', b: 'f32[count]' },
  writes: { sum: 'f32[count]' },
  constants: { WORKGROUP: 64 },
  threads: ({ count }) => [count / 4],
})

export const addBackward = defineKernel('layers/add-backward', {
  reads: { outputGrad: 'f32[count]' },
  writes: { inputGrad: 'f32[count]' },
  constants: { WORKGROUP: 64 },
  threads: ({ count }) => [count / 4],
})
