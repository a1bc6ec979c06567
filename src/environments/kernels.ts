/** Signatures of a step of each environment; rules and equations are in the heads of the shaders. */
import { defineKernel } from '../engine/kernel'
import { anEnvironmentEach, givenTensor, stepParams, stepTensors } from './record/step'

const oneThreadEach = { writes: stepTensors, constants: { WORKGROUP: 64 }, threads: anEnvironmentEach, scanned: true } as const

export const acrobotStep = defineKernel('environments/acrobot', {
  ...oneThreadEach,
  reads: {},
  params: { ...stepParams, seen: 'u32' },
})

export const cartPoleStep = defineKernel('environments/cart-pole', {
  ...oneThreadEach,
  reads: {},
  params: { ...stepParams, seen: 'u32' },
})

export const catchStep = defineKernel('environments/catch', {
  ...oneThreadEach,
  reads: {},
  params: { ...stepParams, runs: 'u32' },
})

export const huntStep = defineKernel('environments/hunt', {
  reads: { given: givenTensor },
  writes: stepTensors,
  params: { ...stepParams, agents: 'u32', size: 'u32', sight: 'u32' },
  constants: { WORKGROUP: 64, GIVEN: 0 },
  threads: anEnvironmentEach,
  scanned: true,
})

export const jointRecallStep = defineKernel('environments/joint-recall', {
  ...oneThreadEach,
  reads: {},
  params: { ...stepParams, length: 'u32' },
})

export const keyToDoorStep = defineKernel('environments/key-to-door', {
  ...oneThreadEach,
  reads: {},
  params: stepParams,
})

export const memoryChainStep = defineKernel('environments/memory-chain', {
  ...oneThreadEach,
  reads: {},
  params: { ...stepParams, length: 'u32' },
})

export const mountainCarStep = defineKernel('environments/mountain-car', {
  ...oneThreadEach,
  reads: {},
  params: { ...stepParams, asked: 'u32', seen: 'u32' },
})

export const pendulumStep = defineKernel('environments/pendulum', {
  ...oneThreadEach,
  reads: {},
  params: { ...stepParams, seen: 'u32' },
})

export const referenceTaskStep = defineKernel('environments/reference', {
  ...oneThreadEach,
  reads: {},
  params: { ...stepParams, localRatio: 'f32' },
})

export const skirmishStep = defineKernel('environments/skirmish', {
  reads: { kinds: 'f32[units, 8]', given: givenTensor },
  writes: stepTensors,
  params: { ...stepParams, allies: 'u32' },
  constants: { GIVEN: 0 },
  workgroups: ({ environments }) => [environments],
  scanned: true,
})

export const speakerListenerStep = defineKernel('environments/speaker-listener', {
  ...oneThreadEach,
  reads: {},
  params: stepParams,
})

export const spreadStep = defineKernel('environments/spread', {
  reads: {},
  writes: stepTensors,
  params: { ...stepParams, agents: 'u32', marks: 'u32', others: 'u32', radius: 'f32', localRatio: 'f32' },
  constants: { WORKGROUP: 64, SEES: 0 },
  threads: anEnvironmentEach,
  scanned: true,
})

export const switchRiddleStep = defineKernel('environments/switch-riddle', {
  reads: { given: givenTensor },
  writes: stepTensors,
  params: { ...stepParams, agents: 'u32', days: 'u32' },
  constants: { WORKGROUP: 64, GIVEN: 0 },
  threads: anEnvironmentEach,
  scanned: true,
})

export const tMazeStep = defineKernel('environments/t-maze', {
  ...oneThreadEach,
  reads: {},
  params: { ...stepParams, length: 'u32', lead: 'u32' },
})
