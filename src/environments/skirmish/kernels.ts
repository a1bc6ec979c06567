/** Signature of a step of a skirmish; equations are in the shader's head. */
import { defineKernel } from '../../engine/kernel'
import { givenTensor, stepParams, stepTensors } from '../record/step'

export const skirmishStep = defineKernel('environments/skirmish', {
  reads: { kinds: 'f32[units, 8]', given: givenTensor },
  writes: stepTensors,
  params: { ...stepParams, allies: 'u32' },
  constants: { GIVEN: 0 },
  workgroups: ({ environments }) => [environments],
  scanned: true,
})
