/** Signature of the likelihood of recorded spikes. One workgroup per row. */
import { defineKernel } from '../../engine/kernel'

const ROWS = 'f32[steps, rows, columns]'

export const likelihood = defineKernel('losses/likelihood', {
  reads: { prediction: ROWS, recorded: ROWS, micro: 'u32[1]' },
  writes: { predictionGrad: ROWS, loss: 'f32[total]' },
  params: { cells: 'u32', first: 'u32' },
  constants: { BERNOULLI: 0 },
  workgroups: ({ rows }) => [rows],
})
