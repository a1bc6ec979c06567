/** Kernel signatures of acting, of counting transitions, and of PPO's losses. Records are as in `schema.ts`. */
import { defineKernel } from '../../engine/kernel'

const RECORDS = 'f32[timeSteps, rows, words]'
const ROWS = 'f32[timeSteps, rows, columns]'
const TRANSITIONS = 'f32[steps, rows, 4]'
const PARTS = 'f32[timeSteps, rows, 8]'
const constants = { WORKGROUP: 64 } as const
const ofTransitions = ({ steps, rows }: { steps: number; rows: number }) => [steps * rows] as const
const ofTimeSteps = ({ timeSteps, rows }: { timeSteps: number; rows: number }) => [timeSteps * rows] as const

export const weights = defineKernel('losses/control-weights', {
  reads: { records: RECORDS },
  writes: { weights: 'f32[timeSteps, groups]' },
  params: { end: 'u32' },
  workgroups: () => [1],
})

export const advantages = defineKernel('losses/control-advantages', {
  reads: { records: RECORDS, value: ROWS, logProbability: 'f32[steps, rows]' },
  writes: { transitions: TRANSITIONS },
  params: { reward: 'u32', end: 'u32', gamma: 'f32', lambda: 'f32', rewardScale: 'f32' },
  constants,
  threads: ({ rows }) => [rows],
})

export const normalize = defineKernel('losses/control-normalize', {
  reads: { records: RECORDS, transitions: TRANSITIONS },
  writes: { weights: 'f32[timeSteps, rows]', normalized: TRANSITIONS },
  params: { end: 'u32' },
  workgroups: () => [1],
})

export const choose = defineKernel('losses/control-choose', {
  reads: { policy: 'f32[1, rows, columns]', logStd: 'f32[stdRows, columns]', clock: 'u32[1]' },
  writes: { records: RECORDS },
  params: {
    choices: 'u32',
    action: 'u32',
    available: 'u32',
    seed: 'u32',
    stream: 'u32',
    warmUp: 'u32',
    noiseStart: 'f32',
    noiseEnd: 'f32',
    noiseOver: 'f32',
  },
  constants: { WORKGROUP: 64, KIND: 0, GREEDY: 0 },
  threads: ({ rows }) => [rows],
  scanned: true,
})

export const categoricalLogProbability = defineKernel('losses/control-categorical-log-probability', {
  reads: { records: RECORDS, policy: ROWS },
  writes: { logProbability: 'f32[steps, rows]', entropy: 'f32[steps, rows]' },
  params: { choices: 'u32', action: 'u32', available: 'u32' },
  constants,
  threads: ofTransitions,
})

export const gaussianLogProbability = defineKernel('losses/control-gaussian-log-probability', {
  reads: { records: RECORDS, policy: ROWS, logStd: 'f32[columns]' },
  writes: { logProbability: 'f32[steps, rows]', entropy: 'f32[steps, rows]' },
  params: { dimensions: 'u32', action: 'u32' },
  constants,
  threads: ofTransitions,
})

export const categoricalLoss = defineKernel('losses/control-categorical-loss', {
  reads: { records: RECORDS, policy: ROWS, transitions: TRANSITIONS, weights: 'f32[timeSteps, rows]' },
  writes: { policyGrad: ROWS, parts: PARTS },
  params: { choices: 'u32', action: 'u32', available: 'u32', clip: 'f32', entropyWeight: 'f32' },
  constants,
  threads: ofTimeSteps,
})

export const gaussianLoss = defineKernel('losses/control-gaussian-loss', {
  reads: { records: RECORDS, policy: ROWS, logStd: 'f32[columns]', transitions: TRANSITIONS, weights: 'f32[timeSteps, rows]' },
  writes: { policyGrad: ROWS, stdTerms: ROWS, parts: PARTS },
  params: { dimensions: 'u32', action: 'u32', clip: 'f32', entropyWeight: 'f32' },
  constants,
  threads: ofTimeSteps,
})

export const valueLoss = defineKernel('losses/control-value-loss', {
  reads: { value: ROWS, transitions: TRANSITIONS, weights: 'f32[timeSteps, rows]' },
  writes: { valueGrad: ROWS, parts: PARTS },
  params: { clip: 'f32', valueWeight: 'f32' },
  constants: { WORKGROUP: 64, CLIPPED: 1 },
  threads: ofTimeSteps,
})

export const stdGrad = defineKernel('losses/control-std-grad', {
  reads: { stdTerms: ROWS },
  writes: { logStdGrad: 'f32[columns]' },
  workgroups: ({ columns }) => [columns],
})

export const metrics = defineKernel('losses/control-metrics', {
  reads: { parts: ROWS },
  writes: { metrics: 'f32[measured, stride]' },
  constants,
  threads: ({ measured, rows }) => [measured * rows],
})
