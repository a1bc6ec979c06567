/** Signature of a step of a pendulum that a motor turns; the rules are in the shader's head. */
import { defineKernel } from '../../engine/kernel'
import { anEnvironmentEach, stepParams, stepTensors } from '../record/step'

export const pendulumStep = defineKernel('environments/pendulum', {
  reads: {},
  writes: stepTensors,
  params: { ...stepParams, seen: 'u32' },
  constants: { WORKGROUP: 64 },
  threads: anEnvironmentEach,
  scanned: true,
})
