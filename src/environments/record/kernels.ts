/** Signatures of the kernels that process records of any environment. */
import { defineKernel } from '../../engine/kernel'

export const wrapTimeSteps = defineKernel('environments/wrap-time-steps', {
  reads: {},
  writes: { values: 'f32[timeSteps, rows, words]' },
  constants: { WORKGROUP: 64 },
  threads: ({ rows, words }) => [rows * words],
})

/** The number of words in a row of totals, and those of the first episode that ended: its return, its length, and 1 if it was won. */
export const TOTALS = 8
export const FIRST_EPISODE = { RETURN: 5, LENGTH: 6, WON: 7 } as const

export const episodeReturns = defineKernel('environments/episode-returns', {
  reads: { records: 'f32[timeSteps, rows, words]' },
  writes: { totals: 'f32[rows, 8]' },
  params: { reward: 'u32', end: 'u32', wonAbove: 'f32' },
  constants: { WORKGROUP: 64 },
  threads: ({ rows }) => [rows],
})
