/** Signature of a step of reference; equations are in the shader's head. */
import { defineKernel } from '../../engine/kernel'
import { anEnvironmentEach, stepParams, stepTensors } from '../record/step'

export const referenceTaskStep = defineKernel('environments/reference', {
  reads: {},
  writes: stepTensors,
  params: { ...stepParams, localRatio: 'f32' },
  constants: { WORKGROUP: 64 },
  threads: anEnvironmentEach,
  scanned: true,
})
