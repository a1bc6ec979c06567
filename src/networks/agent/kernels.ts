/** Signatures of what one training step of an agent leaves in the report. */
import { defineKernel } from '../../engine/kernel'

export const agentSummary = defineKernel('probes/agent-summary', {
  reads: {
    totals: 'f32[rows, 8]',
    updated: 'f32[updateCapacity, updateColumns]',
    updateClock: 'u32[1]',
    halted: 'u32[4]',
    fired: 'f32[splits, neurons]',
  },
  writes: { clock: 'u32[1]', report: 'f32[capacity, columns]' },
  params: { updates: 'u32', counted: 'f32' },
  workgroups: () => [1],
})

export const updateSummary = defineKernel('probes/update-summary', {
  reads: { updated: 'f32[updateCapacity, updateColumns]', updateClock: 'u32[1]', clock: 'u32[1]' },
  writes: { report: 'f32[capacity, columns]' },
  params: { updates: 'u32', first: 'u32', count: 'u32', place: 'u32' },
  constants: { WORKGROUP: 64 },
  threads: () => [64],
})
