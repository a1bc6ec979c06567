/** LIF and PLIF as equations: a text with the same potentials and spikes as the built-in neuron. Pure. */
import type { LeakyRule } from '../description'
import { wOfDecay } from '../plif/reference'
import type { EquationsSpec } from './schema'

/**
 * Factors of 1 and terms of 0 are left out. A learned decay is the sigmoid of a learned w, as in PLIF.
 * @param initial v[-1], or u[-1] where the reset leaves u as it is
 */
export function leakyText(rule: LeakyRule, initial = 0): string {
  const { decay, learnsDecay, threshold, inputGain, reset, resetTo, detachReset } = rule
  const resetsTo = reset === 'zero' && resetTo !== 0
  const detached = (spike: string) => (detachReset ? `detach(${spike})` : spike)
  const s = detached('s')
  const after = { zero: `u*(1 - ${s})${resetsTo ? ` + u0*${s}` : ''}`, subtract: `u - theta*${s}`, subtractDelayed: null, none: null }[
    reset
  ]
  const state = after ? 'v' : 'u'
  const delayed = reset === 'subtractDelayed' ? ` - theta*${detached('s[t-1]')}` : ''
  return [
    ...(learnsDecay ? ['# PLIF', `param w = ${wOfDecay(decay)} learned`] : ['# LIF', `param beta = ${decay} in 0..1`]),
    `param theta = ${threshold} in 0.05..20`,
    ...(inputGain === 1 ? [] : [`param g = ${inputGain} in 0.001..10`]),
    ...(resetsTo ? [`param u0 = ${resetTo} in -10..10`] : []),
    ...(initial === 0 ? [] : [`init ${state} = ${initial}`]),
    ...(learnsDecay ? ['beta = sigmoid(w)'] : []),
    `u = beta*${state}[t-1] + ${inputGain === 1 ? '' : 'g*'}x${delayed}`,
    's = spike(u - theta)',
    ...(after ? [`v = ${after}`] : []),
  ].join('\n')
}

/**
 * The same neuron, with widths of its window that are learned: one per layer and step, from `width` on. By the argument (u − θ)/κ, and a
 * rectangle of width 1 over it, the gradient passes to u as through a window of width κ, and to κ as where a spike is a ramp of this width.
 */
export function learningWidths(rule: LeakyRule, width: number): EquationsSpec {
  const text = leakyText(rule).replace('s = spike(u - theta)', 's = spike((u - theta)/kappa)')
  return { kind: 'equations', text: `param kappa = ${width} in 0.01..100 learned per step\n${text}\nsurrogate(z) = abs(z) < 0.5` }
}

/**
 * A text whose states carry no gradient from one block of steps to the next, as in backpropagation through time that is truncated: each
 * state of the step before is detached in a block's first step. Potentials and spikes are those of the text.
 */
export const inBlocks = (text: string, steps: number): EquationsSpec => ({
  kind: 'equations',
  // Half a step more, because a device may round a quotient down.
  text: text.replace(/\b\w+\[t-1\]/g, (before) => `where(t - ${steps}*floor((t + 0.5)/${steps}) > 0.5, ${before}, detach(${before}))`),
})
