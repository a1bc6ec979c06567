/** Signature of a step of spread; equations are in the shader's head. */
import { defineKernel } from '../../engine/kernel'
import { anEnvironmentEach, stepParams, stepTensors } from '../record/step'

export const spreadStep = defineKernel('environments/spread', {
  reads: {},
  writes: stepTensors,
  params: { ...stepParams, agents: 'u32', marks: 'u32', others: 'u32', radius: 'f32', localRatio: 'f32' },
  constants: { WORKGROUP: 64, SEES: 0 },
  threads: anEnvironmentEach,
  scanned: true,
})
