/** Signature of a step of remembering a bit; the rules are in the shader's head. */
import { defineKernel } from '../../engine/kernel'
import { anEnvironmentEach, stepParams, stepTensors } from '../record/step'

export const memoryChainStep = defineKernel('environments/memory-chain', {
  reads: {},
  writes: stepTensors,
  params: { ...stepParams, length: 'u32' },
  constants: { WORKGROUP: 64 },
  threads: anEnvironmentEach,
  scanned: true,
})
