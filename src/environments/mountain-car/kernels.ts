/** Signature of a step of a car in a valley; the rules are in the shader's head. */
import { defineKernel } from '../../engine/kernel'
import { anEnvironmentEach, stepParams, stepTensors } from '../record/step'

export const mountainCarStep = defineKernel('environments/mountain-car', {
  reads: {},
  writes: stepTensors,
  params: { ...stepParams, asked: 'u32', seen: 'u32' },
  constants: { WORKGROUP: 64 },
  threads: anEnvironmentEach,
  scanned: true,
})
