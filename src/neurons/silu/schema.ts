/**
 * The neuron of networks that do not spike, as detectors have it: x times the logistic function of x (Elfwing et al., 2018), anew at
 * every step. Nobody chooses it by itself: a network says which of its parts are analog. Data, no code.
 */
export interface SiluSpec {
  readonly kind: 'silu'
  readonly inputGain: number
}

export const SILU_SPEC: SiluSpec = { kind: 'silu', inputGain: 1 }
