/** Signature of what one training step of an agent leaves in the report. */
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
