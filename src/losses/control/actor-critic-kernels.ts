/** Signatures of the kernels that learn from stored transitions: value targets, losses of critics and policies, the temperature. */
import { defineKernel } from '../../engine/kernel'

const RECORDS = 'f32[timeSteps, rows, words]'
const ROWS = 'f32[timeSteps, rows, columns]'
const WEIGHTS = 'f32[timeSteps, rows]'
const PARTS = 'f32[timeSteps, rows, 4]'
const constants = { WORKGROUP: 64 } as const
const ofTimeSteps = ({ timeSteps, rows }: { timeSteps: number; rows: number }) => [timeSteps * rows] as const
const ofValues = ({ timeSteps, rows, columns }: { timeSteps: number; rows: number; columns: number }) =>
  [timeSteps * rows * columns] as const
const entropic = { logProbability: 'f32[entropicSteps, entropicRows]', logAlpha: 'f32[4]' } as const

export const smooth = defineKernel('losses/control-smooth', {
  reads: { normals: ROWS },
  writes: { action: ROWS },
  params: { dimensions: 'u32', noise: 'f32', clip: 'f32' },
  constants,
  threads: ofValues,
})

export const sample = defineKernel('losses/control-sample', {
  reads: { mean: ROWS, logStd: ROWS, normals: ROWS },
  writes: { action: ROWS, logProbability: WEIGHTS },
  params: { dimensions: 'u32' },
  constants,
  threads: ofTimeSteps,
})

export const sampleBackward = defineKernel('losses/control-sample-backward', {
  reads: { mean: ROWS, logStd: ROWS, normals: ROWS, actionGrad: ROWS, weights: WEIGHTS, logAlpha: 'f32[4]' },
  writes: { meanGrad: ROWS, logStdGrad: ROWS },
  params: { dimensions: 'u32' },
  constants,
  threads: ofValues,
})

export const probabilities = defineKernel('losses/control-probabilities', {
  reads: { records: RECORDS, policy: ROWS },
  writes: { probabilities: ROWS },
  params: { choices: 'u32', available: 'u32' },
  constants,
  threads: ofTimeSteps,
})

const ofReturns = { reward: 'u32', end: 'u32', gamma: 'f32', rewardScale: 'f32' } as const

export const softReturns = defineKernel('losses/control-soft-returns', {
  reads: { records: RECORDS, q1: ROWS, q2: ROWS, ...entropic },
  writes: { returns: 'f32[steps, rows]' },
  params: ofReturns,
  constants: { WORKGROUP: 64, ENTROPIC: 0 },
  threads: ({ steps, rows }) => [steps * rows],
})

export const softReturnsDiscrete = defineKernel('losses/control-soft-returns-discrete', {
  reads: { records: RECORDS, probabilities: ROWS, q1: ROWS, q2: ROWS, logAlpha: 'f32[4]' },
  writes: { returns: 'f32[steps, rows]' },
  params: { ...ofReturns, choices: 'u32' },
  constants,
  threads: ({ steps, rows }) => [steps * rows],
})

export const returns = defineKernel('losses/control-returns', {
  reads: { records: RECORDS, value: 'f32[timeSteps, groups, columns]' },
  writes: { returns: 'f32[steps, groups]' },
  params: { reward: 'u32', end: 'u32', gamma: 'f32', lambda: 'f32', rewardScale: 'f32' },
  constants: { WORKGROUP: 64, ONE_STEP: 0 },
  threads: ({ groups }) => [groups],
})

export const criticLoss = defineKernel('losses/control-critic-loss', {
  reads: { records: RECORDS, q1: ROWS, q2: ROWS, returns: 'f32[steps, rows]', weights: WEIGHTS },
  writes: { q1Grad: ROWS, q2Grad: ROWS, parts: PARTS },
  params: { action: 'u32' },
  constants: { WORKGROUP: 64, DISCRETE: 0 },
  threads: ofTimeSteps,
})

export const actorLoss = defineKernel('losses/control-actor-loss', {
  reads: { q1: ROWS, q2: ROWS, ...entropic, weights: WEIGHTS },
  writes: { q1Grad: ROWS, q2Grad: ROWS, parts: PARTS },
  constants: { WORKGROUP: 64, ENTROPIC: 0, FIRST: 0 },
  threads: ofTimeSteps,
})

export const actorLossDiscrete = defineKernel('losses/control-actor-loss-discrete', {
  reads: { probabilities: ROWS, q1: ROWS, q2: ROWS, weights: WEIGHTS, logAlpha: 'f32[4]' },
  writes: { policyGrad: ROWS, parts: PARTS },
  params: { choices: 'u32' },
  constants,
  threads: ofTimeSteps,
})

export const temperature = defineKernel('losses/control-temperature', {
  reads: { parts: PARTS, logAlpha: 'f32[4]' },
  writes: { logAlphaGrad: 'f32[4]', metrics: 'f32[3, stride]' },
  params: { targetEntropy: 'f32' },
  workgroups: () => [1],
})
