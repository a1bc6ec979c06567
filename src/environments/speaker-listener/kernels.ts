/** Signature of a step of speaker and listener; equations are in the shader's head. */
import { defineKernel } from '../../engine/kernel'
import { anEnvironmentEach, stepParams, stepTensors } from '../record/step'

export const speakerListenerStep = defineKernel('environments/speaker-listener', {
  reads: {},
  writes: stepTensors,
  params: stepParams,
  constants: { WORKGROUP: 64 },
  threads: anEnvironmentEach,
  scanned: true,
})
