/** Signatures of the kernels between the maps of a detector's levels and the rows of all its cells. */
import { defineKernel } from '../../engine/kernel'

const RAW = 'f32[batch, cells, columns]'
const FIRST = 'f32[steps, rows, firstColumns]'
const SECOND = 'f32[steps, rows, secondColumns]'
const shared = { params: { firsts: 'u32', seconds: 'u32', offset: 'u32' }, constants: { WORKGROUP: 64 } } as const

export const cellsPack = defineKernel('layers/cells-pack', {
  reads: { first: FIRST, second: SECOND },
  writes: { raw: RAW },
  ...shared,
  threads: ({ rows, columns }) => [(rows * columns) / 4],
})

export const cellsUnpack = defineKernel('layers/cells-unpack', {
  reads: { rawGrad: RAW },
  writes: { firstGrad: FIRST, secondGrad: SECOND },
  ...shared,
  threads: ({ rows, firstColumns, secondColumns }) => [(rows * (firstColumns + secondColumns)) / 4],
})
