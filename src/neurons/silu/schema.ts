/**
 * The neuron of networks that do not spike, such as detectors: x times the logistic function of x (Elfwing et al., 2018), independently
 * at every step. It is not a choice of its own: a network determines which of its parts are analog. Equations; data, no code.
 */
import type { Equation } from '../../schema'

export interface SiluSpec {
  readonly kind: 'silu'
  readonly inputGain: number
}

export const SILU_SPEC: SiluSpec = { kind: 'silu', inputGain: 1 }

export const SILU_EQUATIONS: readonly Equation[] = [
  ['u', '=', 'x'],
  ['s', '=', 'u · q,  q = 1/(1 + exp(−u))'],
  ['∂s/∂u', '=', 'q + u · q (1 − q)'],
]
