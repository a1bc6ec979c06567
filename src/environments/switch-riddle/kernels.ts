/** Signature of a day of the switch riddle; equations are in the shader's head. */
import { defineKernel } from '../../engine/kernel'
import { anEnvironmentEach, givenTensor, stepParams, stepTensors } from '../record/step'

export const switchRiddleStep = defineKernel('environments/switch-riddle', {
  reads: { given: givenTensor },
  writes: stepTensors,
  params: { ...stepParams, agents: 'u32', days: 'u32' },
  constants: { WORKGROUP: 64, GIVEN: 0 },
  threads: anEnvironmentEach,
  scanned: true,
})
