/** Signature of a step of a pole on a cart; equations are in the shader's head. */
import { defineKernel } from '../../engine/kernel'
import { anEnvironmentEach, stepParams, stepTensors } from '../record/step'

export const cartPoleStep = defineKernel('environments/cart-pole', {
  reads: {},
  writes: stepTensors,
  params: { ...stepParams, seen: 'u32' },
  constants: { WORKGROUP: 64 },
  threads: anEnvironmentEach,
  scanned: true,
})
