/** Signature of a step of a key, apples and a door; the rules are in the shader's head. */
import { defineKernel } from '../../engine/kernel'
import { anEnvironmentEach, stepParams, stepTensors } from '../record/step'

export const keyToDoorStep = defineKernel('environments/key-to-door', {
  reads: {},
  writes: stepTensors,
  params: stepParams,
  constants: { WORKGROUP: 64 },
  threads: anEnvironmentEach,
  scanned: true,
})
