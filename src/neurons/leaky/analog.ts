/** An analog neuron as the leaky kernels know it: no leak, no reset, the threshold at 0, and an output that is no spike. */
import type { LeakySpec } from './layer'

export const analogAsLeaky = (inputGain: number): LeakySpec => ({
  threshold: 0,
  inputGain,
  reset: 'none',
  resetTo: 0,
  detachReset: false,
})
