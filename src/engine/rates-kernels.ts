/** Signatures of the kernels that measure a device: a copy, multiply-adds in registers, and a call that does next to nothing. */
import { defineKernel } from './kernel'

export const copy = defineKernel('device/copy', {
  reads: { source: 'f32[count]' },
  writes: { copied: 'f32[count]' },
  constants: { WORKGROUP: 64 },
  threads: ({ count }) => [count / 4],
})

export const multiplyAdd = defineKernel('device/multiply-add', {
  reads: {},
  writes: { sums: 'f32[count]' },
  params: { rounds: 'u32', factor: 'f32', addend: 'f32' },
  constants: { WORKGROUP: 64 },
  threads: ({ count }) => [count / 4],
  // Four registers of four numbers a thread, and a thread for each four sums.
  multiplyAdds: ({ count }, _, { rounds }) => 4 * count * rounds,
})

export const countCalls = defineKernel('device/count-calls', {
  reads: {},
  writes: { calls: 'u32[1]' },
  workgroups: () => [1],
})
