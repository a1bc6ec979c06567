/** Signatures of a step of each environment; rules and equations are in the heads of the shaders. */
import { defineKernel, type Scalar } from '../engine/kernel'
import { anEnvironmentEach, givenTensor, stepParams, stepTensors } from './record/step'

const threads = { writes: stepTensors, threads: anEnvironmentEach, scanned: true } as const

/** A kernel that draws no random numbers but those of the start, with its own parameters. */
const drawingNone = <const Own extends Record<string, Scalar>>(name: string, own: Own) =>
  defineKernel(`environments/${name}`, {
    ...threads,
    reads: {},
    params: { ...stepParams, ...own },
    constants: { WORKGROUP: 64 },
  })
/** A kernel that draws random numbers at each step, or takes given ones. */
const drawing = <const Own extends Record<string, Scalar>>(name: string, own: Own) =>
  defineKernel(`environments/${name}`, {
    ...threads,
    reads: { given: givenTensor },
    params: { ...stepParams, ...own },
    constants: { WORKGROUP: 64, GIVEN: 0 },
  })

export const acrobotStep = drawingNone('acrobot', { seen: 'u32' })
export const cartPoleStep = drawingNone('cart-pole', { seen: 'u32' })
export const catchStep = drawingNone('catch', { runs: 'u32' })
export const huntStep = drawing('hunt', { agents: 'u32', size: 'u32', sight: 'u32' })
export const jointRecallStep = drawingNone('joint-recall', { length: 'u32' })
export const keyToDoorStep = drawingNone('key-to-door', {})
export const memoryChainStep = drawingNone('memory-chain', { length: 'u32' })
export const mountainCarStep = drawingNone('mountain-car', { asked: 'u32', seen: 'u32' })
export const pendulumStep = drawingNone('pendulum', { seen: 'u32' })
export const referenceTaskStep = drawingNone('reference', { localRatio: 'f32' })
export const skirmishStep = defineKernel('environments/skirmish', {
  reads: { kinds: 'f32[units, 8]', given: givenTensor },
  writes: stepTensors,
  params: { ...stepParams, allies: 'u32' },
  constants: { GIVEN: 0 },
  workgroups: ({ environments }) => [environments],
  scanned: true,
})
export const speakerListenerStep = drawingNone('speaker-listener', {})
export const spreadStep = defineKernel('environments/spread', {
  ...threads,
  reads: {},
  params: { ...stepParams, agents: 'u32', marks: 'u32', others: 'u32', radius: 'f32', localRatio: 'f32' },
  constants: { WORKGROUP: 64, SEES: 0 },
})
export const switchRiddleStep = drawing('switch-riddle', { agents: 'u32', days: 'u32' })
export const tMazeStep = drawingNone('t-maze', { length: 'u32', lead: 'u32' })
