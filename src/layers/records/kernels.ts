/**
 * Signatures of the kernels that read inputs from records, at all time steps or at one of them in a scan, of the states of
 * environments for their agents, and of those that select rows for a minibatch.
 */
import { defineKernel } from '../../engine/kernel'

const params = {
  observations: 'u32',
  actions: 'u32',
  action: 'u32',
  reward: 'u32',
  end: 'u32',
  agents: 'u32',
  rewardScale: 'f32',
} as const
const constants = { WORKGROUP: 64, DISCRETE: 0 }

export const recordInput = defineKernel('layers/record-input', {
  reads: { records: 'f32[timeSteps, rows, words]' },
  writes: {
    observation: 'f32[timeSteps, rows, observationColumns]',
    action: 'f32[timeSteps, rows, actionColumns]',
    reward: 'f32[timeSteps, rows, rewardColumns]',
    starts: 'f32[timeSteps, rows]',
  },
  params,
  constants: { ...constants, EMPTY: 0 },
  threads: ({ timeSteps, rows }) => [timeSteps * rows],
})

export const recordInputStep = defineKernel('layers/record-input-step', {
  reads: { records: 'f32[timeSteps, rows, words]', weight: 'f32[weightWords]', table: 'u32[columns, 7]' },
  writes: { output: 'f32[outputWords]', starts: 'f32[steps, rows]' },
  params,
  constants,
  threads: ({ rows, columns }) => [rows * columns],
  scanned: true,
})

export const takeRows = defineKernel('layers/take-rows', {
  reads: { source: 'f32[timeSteps, rows, words]', clock: 'u32[1]' },
  writes: { taken: 'f32[timeSteps, size, words]' },
  params: { members: 'u32', half: 'u32', seed: 'u32', order: 'u32' },
  constants: { WORKGROUP: 64 },
  threads: ({ timeSteps, size, words }) => [timeSteps * size * words],
})

export const takeMinibatch = defineKernel('layers/take-minibatch', {
  reads: {
    records: 'f32[timeSteps, rows, words]',
    transitions: 'f32[steps, rows, transitionWords]',
    memory: 'f32[rows, states]',
    clock: 'u32[1]',
  },
  writes: {
    takenRecords: 'f32[timeSteps, size, words]',
    takenTransitions: 'f32[steps, size, transitionWords]',
    takenMemory: 'f32[size, states]',
  },
  params: { members: 'u32', half: 'u32', seed: 'u32', order: 'u32' },
  constants: { WORKGROUP: 64 },
  threads: ({ timeSteps, size, words, steps, transitionWords, states }) => [size * (timeSteps * words + steps * transitionWords + states)],
})

export const sharedStates = defineKernel('layers/shared-states', {
  reads: { states: 'f32[timeSteps, environments, stateWords]', scales: 'f32[count]' },
  writes: { ofAgents: 'f32[timeSteps, rows, columns]' },
  params: { first: 'u32' },
  constants: { WORKGROUP: 64 },
  threads: ({ timeSteps, rows, columns }) => [timeSteps * rows * columns],
})
