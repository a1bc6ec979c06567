/** Signature of a step of a corridor with a fork; the rules are in the shader's head. */
import { defineKernel } from '../../engine/kernel'
import { anEnvironmentEach, stepParams, stepTensors } from '../record/step'

export const tMazeStep = defineKernel('environments/t-maze', {
  reads: {},
  writes: stepTensors,
  params: { ...stepParams, length: 'u32', lead: 'u32' },
  constants: { WORKGROUP: 64 },
  threads: anEnvironmentEach,
  scanned: true,
})
