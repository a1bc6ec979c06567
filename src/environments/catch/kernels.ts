/** Signature of a step of catching fruit; the rules are in the shader's head. */
import { defineKernel } from '../../engine/kernel'
import { anEnvironmentEach, stepParams, stepTensors } from '../record/step'

export const catchStep = defineKernel('environments/catch', {
  reads: {},
  writes: stepTensors,
  params: { ...stepParams, runs: 'u32' },
  constants: { WORKGROUP: 64 },
  threads: anEnvironmentEach,
  scanned: true,
})
