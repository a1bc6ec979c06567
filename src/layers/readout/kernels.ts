/** Signatures of the weighted sum over time, and of its gradient. */
import { defineKernel } from '../../engine/kernel'

const INPUT = 'f32[steps, batch, columns]'
const OUTPUT = 'f32[1, batch, columns]'
const WEIGHTS = 'f32[steps]'
const constants = { WORKGROUP: 64 } as const

export const readoutForward = defineKernel('layers/readout', {
  reads: { input: INPUT, weights: WEIGHTS },
  writes: { output: OUTPUT },
  constants,
  threads: ({ batch, columns }) => [(batch * columns) / 4],
})

export const readoutBackward = defineKernel('layers/readout-backward', {
  reads: { outputGrad: OUTPUT, weights: WEIGHTS },
  writes: { inputGrad: INPUT },
  constants,
  threads: ({ steps, batch, columns }) => [(steps * batch * columns) / 4],
})

export const swapAxes = defineKernel('layers/swap-axes', {
  reads: { input: 'f32[first, second, width]' },
  writes: { swapped: 'f32[second, first, width]' },
  constants: { WORKGROUP: 64 },
  threads: ({ first, second, width }) => [(first * second * width) / 4],
})
