/** Neurons as cases of the leaky update rule: equations in schema, float64 in reference. Pure. */
import type { LeakyRule } from '../description'

export const leakyRule = (
  { threshold, inputGain, reset, resetTo, detachReset, overTime, storedPotentials }: Omit<LeakyRule, 'decay' | 'learnsDecay'>,
  decay: number,
  learnsDecay = false,
): LeakyRule => ({
  decay,
  learnsDecay,
  threshold,
  inputGain,
  reset,
  resetTo,
  detachReset,
  ...(overTime && { overTime }),
  ...(storedPotentials && { storedPotentials }),
})

/** An analog neuron: no leak, no reset, the threshold at 0, and an output that is no spike. */
export const analogRule = (inputGain: number): LeakyRule =>
  leakyRule({ threshold: 0, inputGain, reset: 'none', resetTo: 0, detachReset: false }, 0)
