/** Signature of a step of two swinging links; the rules are in the shader's head. */
import { defineKernel } from '../../engine/kernel'
import { anEnvironmentEach, stepParams, stepTensors } from '../record/step'

export const acrobotStep = defineKernel('environments/acrobot', {
  reads: {},
  writes: stepTensors,
  params: { ...stepParams, seen: 'u32' },
  constants: { WORKGROUP: 64 },
  threads: anEnvironmentEach,
  scanned: true,
})
