/** Signature of standard normal numbers. */
import { defineKernel } from '../../engine/kernel'

export const normalNoise = defineKernel('layers/normal-noise', {
  reads: { clock: 'u32[1]', micro: 'u32[1]', start: 'u32[1]' },
  writes: { normals: 'f32[steps, rows, columns]' },
  params: { seed: 'u32', stream: 'u32', size: 'u32' },
  constants: { WORKGROUP: 64 },
  threads: ({ steps, rows, columns }) => [(steps * rows * columns) / 4],
})
