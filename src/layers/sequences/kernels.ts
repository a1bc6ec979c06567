/** Kernel signatures for a ring of time steps: storing rollouts, selecting sequences to learn from, and reading them. */
import { defineKernel } from '../../engine/kernel'

const constants = { WORKGROUP: 64 } as const

export const keepTimeSteps = defineKernel('layers/keep-time-steps', {
  reads: { source: 'f32[timeSteps, rows, words]', clock: 'u32[1]' },
  writes: { ring: 'f32[capacity, rows, kept]' },
  params: { first: 'u32' },
  constants,
  threads: ({ timeSteps, rows, kept }) => [(timeSteps - 1) * rows * kept],
})

export const drawSequences = defineKernel('layers/draw-sequences', {
  reads: { ring: 'f32[capacity, rows, words]', rolloutClock: 'u32[1]', clock: 'u32[1]' },
  writes: { places: 'u32[sequences, 4]', taken: 'f32[timeSteps, size, words]' },
  params: { steps: 'u32', end: 'u32', seed: 'u32', stream: 'u32' },
  constants,
  workgroups: ({ sequences }) => [sequences],
})

export const takeSequences = defineKernel('layers/take-sequences', {
  reads: { ring: 'f32[capacity, rows, words]', places: 'u32[sequences, 4]', scales: 'f32[count]' },
  writes: { taken: 'f32[timeSteps, size, words]' },
  constants,
  threads: ({ timeSteps, size, words }) => [timeSteps * size * words],
})

/** The numbers of the action that was taken at each time step; zero at the last. */
export const takenActions = defineKernel('layers/taken-actions', {
  reads: { records: 'f32[timeSteps, rows, words]' },
  writes: { taken: 'f32[timeSteps, rows, columns]' },
  params: { action: 'u32', dimensions: 'u32' },
  constants,
  threads: ({ timeSteps, rows, columns }) => [timeSteps * rows * columns],
})
