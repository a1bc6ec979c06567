/** Kernel signatures for the work between a gradient and the next step. */
import { defineKernel } from '../engine/kernel'

const workgroup = { constants: { WORKGROUP: 64 } } as const

export const gradientNorm = defineKernel('optimizers/gradient-norm', {
  reads: { grad: 'f32[count]' },
  writes: { partial: 'f32[threads]' },
  ...workgroup,
  threads: ({ threads }) => [threads],
})

export const stepControl = defineKernel('optimizers/step-control', {
  reads: { partial: 'f32[threads]', metrics: 'f32[measured, stride]' },
  writes: { halted: 'u32[4]', clock: 'u32[1]', micro: 'u32[1]', control: 'f32[words]', report: 'f32[capacity, columns]' },
  params: {
    total: 'u32',
    rate: 'f32',
    clipNorm: 'f32',
    warmUpSteps: 'f32',
    totalSteps: 'f32',
    samples: 'u32',
    every: 'f32',
    factor: 'f32',
    riseFraction: 'f32',
    divide: 'f32',
    finalDivide: 'f32',
    lnBeta2: 'f32',
    updates: 'u32',
  },
  constants: { SCHEDULE: 0, PART: 0 },
  workgroups: () => [1],
})

export const adam = defineKernel('optimizers/adam', {
  reads: { halted: 'u32[4]', control: 'f32[8]', groupOf: 'u32[blocks]', groupTable: 'f32[groups, 4]' },
  writes: { value: 'f32[count]', grad: 'f32[count]', mean: 'f32[count]', square: 'f32[count]' },
  params: { beta2: 'f32', epsilon: 'f32' },
  ...workgroup,
  threads: ({ count }) => [count / 4],
})

export const sgd = defineKernel('optimizers/sgd', {
  reads: { halted: 'u32[4]', control: 'f32[8]', groupOf: 'u32[blocks]', groupTable: 'f32[groups, 4]' },
  writes: { value: 'f32[count]', grad: 'f32[count]', velocity: 'f32[count]' },
  ...workgroup,
  threads: ({ count }) => [count / 4],
})

export const movingAverage = defineKernel('optimizers/moving-average', {
  reads: { halted: 'u32[4]', momentum: 'f32[blocks]', observed: 'f32[count]' },
  writes: { average: 'f32[count]' },
  ...workgroup,
  threads: ({ count }) => [count],
})

export const averageWeights = defineKernel('optimizers/average-weights', {
  reads: { halted: 'u32[4]', clock: 'u32[1]', value: 'f32[count]' },
  writes: { average: 'f32[count]' },
  params: { decay: 'f32', complement: 'f32' },
  ...workgroup,
  threads: ({ count }) => [count / 4],
})

export const targetWeights = defineKernel('optimizers/target-weights', {
  reads: { halted: 'u32[4]', clock: 'u32[1]', value: 'f32[count]' },
  writes: { targetValue: 'f32[count]' },
  params: { rate: 'f32', every: 'u32' },
  ...workgroup,
  threads: ({ count }) => [count / 4],
})

export const wait = defineKernel('optimizers/wait', {
  reads: { clock: 'u32[1]' },
  writes: { halted: 'u32[4]' },
  params: { until: 'u32' },
  workgroups: () => [1],
})

export const parameterRanges = defineKernel('optimizers/parameter-ranges', {
  reads: { ranges: 'f32[ranges, 4]' },
  writes: { value: 'f32[values]' },
  workgroups: ({ ranges }) => [ranges],
})
