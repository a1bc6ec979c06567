/** Signatures of the kernels that do for all layers what each has a small op for. */
import { defineKernel } from '../../engine/kernel'

/** The values of a row of the kernels' tables. Parameters begin at multiples of it, and so may a binding. */
export const BLOCK = 64

export const joinedSums = defineKernel('layers/joined-sums', {
  reads: { partial: 'f32[terms]', table: 'u32[blocks, 5]' },
  writes: { total: 'f32[values]', micro: 'u32[1]' },
  constants: { WORKGROUP: 64, NEXT: 0 },
  threads: ({ blocks }) => [(blocks * BLOCK) / 4],
})

export const joinedFlips = defineKernel('layers/joined-flips', {
  reads: { weights: 'f32[values]', table: 'u32[blocks, 6]' },
  writes: { flipped: 'f32[size]' },
  constants: { WORKGROUP: 64 },
  threads: ({ blocks }) => [blocks * BLOCK],
})

export const joinedSumsNorm = defineKernel('layers/joined-sums-norm', {
  reads: { partial: 'f32[terms]', table: 'u32[rows, 5]', rowOf: 'u32[blocks]' },
  writes: { total: 'f32[values]', norm: 'f32[threads]' },
  constants: { WORKGROUP: 64 },
  threads: ({ threads }) => [threads],
})
