/** Signatures of the kernels that several kinds of layers share: sums over partials. */
import { defineKernel } from '../engine/kernel'

export const sumSplits = defineKernel('layers/sum-splits', {
  reads: { partial: 'f32[splits, count]' },
  writes: { total: 'f32[count]' },
  constants: { WORKGROUP: 64 },
  threads: ({ count }) => [count / 4],
})

export const columnSum = defineKernel('layers/column-sum', {
  reads: { input: 'f32[rows, columns]' },
  writes: { partial: 'f32[splits, columns]' },
  params: { rowsPerSplit: 'u32' },
  constants: { WORKGROUP: 64 },
  workgroups: ({ columns, splits }, { WORKGROUP }) => [Math.ceil(columns / 4 / WORKGROUP), splits],
})

export const carry = defineKernel('layers/carry', {
  reads: { source: 'f32[groups, rows, columns]', begins: 'u32[rows]' },
  writes: { carried: 'f32[groups, rows, columns]' },
  constants: { WORKGROUP: 64 },
  threads: ({ groups, rows, columns }) => [groups * rows * columns],
})
