/** Signatures of what learns the value of a team from those of its agents' actions. */
import { defineKernel } from '../../engine/kernel'

const RECORDS = 'f32[moments, rows, words]'
const ROWS = 'f32[moments, rows, columns]'
const AGENTS = 'f32[moments, groups, agentColumns]'
const constants = { WORKGROUP: 64 } as const
const ofAgents = ({ moments, groups, agentColumns }: { moments: number; groups: number; agentColumns: number }) =>
  [moments * groups * agentColumns] as const
const ofMoments = ({ moments, rows }: { moments: number; rows: number }) => [moments * rows] as const

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
  threads: ofMoments,
})

export const best = defineKernel('losses/control-best', {
  reads: { records: RECORDS, policy: ROWS, q: ROWS },
  writes: { best: AGENTS },
  params: { choices: 'u32', available: 'u32' },
  constants,
  threads: ofAgents,
})

/** Rows are groups. */
export const teamLoss = defineKernel('losses/control-team-loss', {
  reads: { total: ROWS, returns: 'f32[steps, rows]', weights: 'f32[moments, rows]' },
  writes: { totalGrad: ROWS, parts: 'f32[moments, rows, 4]' },
  params: { scale: 'f32' },
  constants,
  threads: ofMoments,
})

export const exploration = defineKernel('losses/control-exploration', {
  reads: { clock: 'u32[1]' },
  writes: { figures: 'f32[measured, stride]' },
  params: { row: 'u32', noiseStart: 'f32', noiseEnd: 'f32', noiseOver: 'f32' },
  constants,
  threads: ({ stride }) => [stride],
})
