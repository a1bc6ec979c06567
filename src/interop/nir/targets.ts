/**
 * Converts leaky neurons with a time step to continuous time, depending on the reader of the file. Here a step is v ← β v + g x, with a
 * spike where v reaches θ; NIR has τ dv/dt = (v_leak − v) + R x, without a time step. Readers choose the step, and some of them ignore R.
 */
import type { NirArray, NirNode } from './graph'
import { alike, NirRefusal } from './graph'

export const NIR_TARGETS = ['euler', 'steps', 'generic'] as const
export type NirTarget = (typeof NIR_TARGETS)[number]

export interface TargetTexts {
  readonly title: string
  readonly help: string
}

export const TARGET_TEXTS: Readonly<Record<NirTarget, TargetTexts>> = {
  euler: {
    title: 'seconds, for Norse, SpikingJelly and snnTorch',
    help: 'A step is 0.1 ms by forward Euler, β = 1 − Δt/τ, and R is 1: the gain that is left is in the weights.',
  },
  steps: {
    title: 'steps, for Sinabs',
    help: 'A step is the unit of time, β = exp(−1/τ). Weights are as they are here, but for sum pooling in the place of averages.',
  },
  generic: {
    title: 'generic, by the equations of NIR',
    help: 'A step is 1 ms by forward Euler, β = 1 − Δt/τ, and R = g / (1 − β). Weights are as they are here. For readers that use R and ask for the step.',
  },
}

/** The duration of one step, in units of time. */
export const STEP_OF: Readonly<Record<NirTarget, number>> = { euler: 1e-4, steps: 1, generic: 1e-3 }

export interface LeakyNeuron {
  readonly decay: number
  readonly gain: number
  readonly threshold: number
  readonly resetTo: number
  /** The decay of the synaptic current, i ← synapse i + x, which the potential receives; 0 where there is none. */
  readonly synapse: number
}

export interface Leaky {
  /** The factor of the weights in front of the neurons. */
  readonly factor: number
  readonly node: (shape: readonly number[]) => NirNode
}

/** @throws NirRefusal if no time constant has this decay. */
export function leakyNode({ decay, gain, threshold, resetTo, synapse }: LeakyNeuron, target: NirTarget): Leaky {
  const dt = STEP_OF[target]
  const fires = (shape: readonly number[]): Record<string, NirArray> => ({
    v_threshold: alike(threshold, shape),
    v_reset: alike(resetTo, shape),
  })
  if (synapse !== 0) return synapticNode({ decay, gain, synapse }, target, fires)
  // Without a leak a step adds R Δt x.
  if (decay === 1) return { factor: gain, node: (shape) => ({ type: 'IF', fields: { r: alike(1 / dt, shape), ...fires(shape) } }) }
  const { tau, r, factor } = constantsOf(decay, gain, target)
  return {
    factor,
    node: (shape) => ({ type: 'LIF', fields: { tau: alike(tau, shape), r: alike(r, shape), v_leak: alike(0, shape), ...fires(shape) } }),
  }
}

/** The gains of current and potential are 1, as readers for PyTorch expect; what is left is in the weights, or where these stay in w_in. */
function synapticNode(
  { decay, gain, synapse }: Pick<LeakyNeuron, 'decay' | 'gain' | 'synapse'>,
  target: NirTarget,
  fires: (shape: readonly number[]) => Record<string, NirArray>,
): Leaky {
  if (target === 'steps') throw new NirRefusal('Sinabs reads no neurons with a synaptic current. Choose a target in seconds.')
  if (!(synapse > 0 && synapse < 1 && decay >= 0 && decay < 1))
    throw new NirRefusal('A neuron with a synaptic current is written where both of its decays have a time constant: from 0 to under 1.')
  const [tauSyn, tauMem] = [synapse, decay].map((kept) => exact(STEP_OF[target] / (1 - kept))) as [number, number]
  const [current, potential] = [synapse, decay].map((kept) => exact(1 / (1 - kept))) as [number, number]
  const folds = target === 'euler'
  const node = (shape: readonly number[]): NirNode => ({
    type: 'CubaLIF',
    fields: {
      tau_syn: alike(tauSyn, shape),
      tau_mem: alike(tauMem, shape),
      r: alike(potential, shape),
      v_leak: alike(0, shape),
      w_in: alike(folds ? current : exact(gain / (1 - synapse)), shape),
      ...fires(shape),
    },
  })
  return { factor: folds ? gain : 1, node }
}

/** A leaky integral that never fires: v ← β v + x. */
export function integralNode(decay: number, target: NirTarget): Leaky {
  if (decay === 1)
    throw new NirRefusal('A readout that never leaks has no node that readers of NIR know. Choose the sum of currents as the readout.')
  const { tau, r, factor } = constantsOf(decay, 1, target)
  return {
    factor,
    node: (shape) => ({ type: 'LI', fields: { tau: alike(tau, shape), r: alike(r, shape), v_leak: alike(0, shape) } }),
  }
}

function constantsOf(decay: number, gain: number, target: NirTarget): { tau: number; r: number; factor: number } {
  if (target === 'steps' && decay === 0)
    throw new NirRefusal('A decay of 0 has no time constant where β is exp(−1/τ). Choose a target in seconds.')
  const tau = target === 'steps' ? -1 / Math.log(decay) : exact(STEP_OF[target] / (1 - decay))
  if (target === 'euler') return { tau, r: 1, factor: exact(gain / (1 - decay)) }
  // Readers in steps take R for 1 and add the weighted input as it is.
  if (target === 'steps') return { tau, r: 1, factor: gain }
  return { tau, r: exact(gain / (1 - decay)), factor: 1 }
}

/** The decimal that a quotient or product stands for: 0.1 / (1 − 0.9) is 1, not 1.0000000000000002, which a reader would multiply by. */
export const exact = (quotient: number): number => Number(quotient.toPrecision(14))
