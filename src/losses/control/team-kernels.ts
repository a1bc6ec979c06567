/** Kernel signatures for learning the value of a team from those of its agents' actions. */
import { defineKernel } from '../../engine/kernel'

const RECORDS = 'f32[timeSteps, rows, words]'
const ROWS = 'f32[timeSteps, rows, columns]'
const AGENTS = 'f32[timeSteps, groups, agentColumns]'
const constants = { WORKGROUP: 64 } as const
const ofAgents = ({ timeSteps, groups, agentColumns }: { timeSteps: number; groups: number; agentColumns: number }) =>
  [timeSteps * groups * agentColumns] as const
const ofTimeSteps = ({ timeSteps, rows }: { timeSteps: number; rows: number }) => [timeSteps * rows] as const

export const taken = defineKernel('losses/control-taken', {
  reads: { records: RECORDS, q: ROWS },
  writes: { taken: AGENTS },
  params: { action: 'u32' },
  constants,
  threads: ofAgents,
})

export const takenBackward = defineKernel('losses/control-taken-backward', {
  reads: { records: RECORDS, takenGrad: AGENTS },
  writes: { qGrad: ROWS },
  params: { action: 'u32' },
  constants,
  threads: ofTimeSteps,
})

export const best = defineKernel('losses/control-best', {
  reads: { records: RECORDS, policy: ROWS, q: ROWS },
  writes: { best: AGENTS },
  params: { choices: 'u32', available: 'u32' },
  constants,
  threads: ofAgents,
})

/** The loss of a team; its rows are groups of agents. */
export const teamLoss = defineKernel('losses/control-team-loss', {
  reads: { total: ROWS, returns: 'f32[steps, rows]', weights: 'f32[timeSteps, rows]' },
  writes: { totalGrad: ROWS, parts: 'f32[timeSteps, rows, 4]' },
  params: { scale: 'f32' },
  constants,
  threads: ofTimeSteps,
})

export const exploration = defineKernel('losses/control-exploration', {
  reads: { clock: 'u32[1]' },
  writes: { metrics: 'f32[measured, stride]' },
  params: { row: 'u32', noiseStart: 'f32', noiseEnd: 'f32', noiseOver: 'f32' },
  constants,
  threads: ({ stride }) => [stride],
})
