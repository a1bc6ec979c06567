/** Signature of the dropout mask. */
import { defineKernel } from '../../engine/kernel'

export const dropoutMask = defineKernel('layers/dropout-mask', {
  reads: { clock: 'u32[1]', micro: 'u32[1]' },
  writes: { mask: 'f32[batch, neurons]' },
  params: { seed: 'u32', stream: 'u32', rate: 'f32' },
  constants: { WORKGROUP: 64 },
  threads: ({ batch, neurons }) => [batch * neurons],
})
