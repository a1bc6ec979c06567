/** Signatures of mixers of agents' values, and of their gradients. */
import { defineKernel } from '../../engine/kernel'

const AGENTS = 'f32[steps, batch, agentColumns]'
const WEIGHTS = 'f32[steps, batch, weightColumns]'
const UNITS = 'f32[steps, batch, columns]'
const TOTAL = 'f32[steps, batch, totalColumns]'
const constants = { WORKGROUP: 64 } as const

export const mixerForward = defineKernel('layers/mixer-forward', {
  reads: { q: AGENTS, w1: WEIGHTS, b1: UNITS, w2: UNITS, v: TOTAL },
  writes: { hidden: UNITS, total: TOTAL },
  params: { agents: 'u32', embed: 'u32' },
  workgroups: ({ steps, batch }) => [batch, steps],
})

export const mixerBackward = defineKernel('layers/mixer-backward', {
  reads: { hidden: UNITS, w2: UNITS, totalGrad: TOTAL },
  writes: { hiddenGrad: UNITS, w2Grad: UNITS, vGrad: TOTAL },
  params: { embed: 'u32' },
  constants,
  threads: ({ steps, batch, columns }) => [steps * batch * columns],
})

export const mixerBackwardAgents = defineKernel('layers/mixer-backward-agents', {
  reads: { q: AGENTS, w1: WEIGHTS, hiddenGrad: UNITS },
  writes: { qGrad: AGENTS, w1Grad: WEIGHTS },
  params: { agents: 'u32', embed: 'u32' },
  constants,
  threads: ({ steps, batch, weightColumns }) => [steps * batch * weightColumns],
})

export const mixerSum = defineKernel('layers/mixer-sum', {
  reads: { q: 'f32[rows, agentColumns]' },
  writes: { total: 'f32[rows, totalColumns]' },
  params: { agents: 'u32' },
  constants,
  threads: ({ rows }) => [rows],
})

export const mixerSumBackward = defineKernel('layers/mixer-sum-backward', {
  reads: { totalGrad: 'f32[rows, totalColumns]' },
  writes: { qGrad: 'f32[rows, agentColumns]' },
  params: { agents: 'u32' },
  constants,
  threads: ({ rows, agentColumns }) => [rows * agentColumns],
})
