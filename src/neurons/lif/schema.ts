/** Leaky integrate-and-fire: parameters, ranges, equations. Data, no code. Layer and kernels, which PLIF shares, are in neurons/leaky. */
import * as z from 'zod'
import { choice, type Equation, flag, number } from '../../schema'

export const RESETS = ['zero', 'subtract', 'subtractDelayed', 'none'] as const
export type Reset = (typeof RESETS)[number]

/** The parameters that LIF and PLIF share: all but the decay. */
export const leakyFields = {
  threshold: number(0.05, 20, 1, {
    label: 'Threshold',
    term: 'threshold',
    symbol: 'θ',
    help: 'A neuron fires when its membrane potential reaches the threshold.',
    control: 'slider',
    step: 0.05,
  }),
  inputGain: number(0.001, 10, 1, {
    label: 'Input gain',
    term: 'inputGain',
    symbol: 'g',
    help: 'Multiplies the input current. 1 − β in frameworks that scale the input with the leak; 1 in most.',
    rare: true,
  }),
  reset: choice(RESETS, 'zero', {
    label: 'Reset',
    term: 'reset',
    help: 'What a spike does to the potential. Hard: sets it to a fixed value. Soft: subtracts the threshold θ. Delayed: subtracts θ one step later (snnTorch’s default).',
    choices: { zero: 'hard reset', subtract: 'soft reset (subtract θ)', subtractDelayed: 'soft reset, delayed', none: 'none' },
  }),
  resetTo: number(-10, 10, 0, {
    label: 'Reset to',
    term: 'reset',
    symbol: 'u₀',
    help: 'The potential after a spike with a hard reset.',
    when: [{ reset: 'zero' }],
  }),
  detachReset: flag(false, {
    label: 'Detach reset',
    term: 'detachedReset',
    help: 'When on, no gradient passes through the reset.',
    rare: true,
  }),
}

const overTime = z
  .discriminatedUnion('kind', [z.strictObject({ kind: z.literal('scan') })])
  .meta({
    label: 'Over time',
    term: 'lif',
    help: 'How the steps of a sequence are computed. Without a reset a potential is a weighted sum of all inputs so far, which an associative scan finds for many steps at once: for long sequences in small batches. It is the same neuron, up to the last digits of its potentials.',
    choices: { scan: 'all steps at once, by a scan' },
    absent: 'step by step',
    when: [
      { reset: 'none', '/network.kind': 'mlp' },
      { reset: 'none', '/network.kind': 'layers' },
    ],
    rare: true,
  })
  .optional()

export const storedPotentials = z
  .discriminatedUnion('kind', [z.strictObject({ kind: z.literal('half') })])
  .meta({
    label: 'Stored potentials',
    term: 'membrane',
    help: 'How precisely potentials are stored from the forward to the backward pass. Half precision takes half the memory: potentials and spikes stay the same, and gradients differ in their fourth digit.',
    choices: { half: 'half (16 bits)' },
    absent: 'single (32 bits)',
    when: [{ '/network.kind': 'mlp' }, { '/network.kind': 'layers' }, { '/network.kind': 'detector' }],
    rare: true,
  })
  .optional()

export const lifSchema = z.strictObject({
  kind: z.literal('lif'),
  decay: number(0, 1, 0.5, {
    label: 'Decay',
    term: 'decay',
    symbol: 'β',
    help: 'The fraction of the potential that remains after one step, β = exp(−Δt/τ). MPD-AGL writes it τ. 1 never leaks; 0 forgets at once.',
    control: 'slider',
    step: 0.01,
  }),
  ...leakyFields,
  overTime,
  storedPotentials,
})
export type LifSpec = z.infer<typeof lifSchema>

/** The update rule by reset; `v` is the potential after the reset. */
export const LEAKY_EQUATIONS: Readonly<Record<Reset, readonly Equation[]>> = {
  zero: [
    ['u[t]', '=', '{decay} · v[t−1] + {inputGain} · x[t]'],
    ['s[t]', '=', '1 if u[t] ≥ {threshold}, else 0'],
    ['v[t]', '=', 'u[t] · (1 − s[t]) + {resetTo} · s[t]'],
  ],
  subtract: [
    ['u[t]', '=', '{decay} · v[t−1] + {inputGain} · x[t]'],
    ['s[t]', '=', '1 if u[t] ≥ {threshold}, else 0'],
    ['v[t]', '=', 'u[t] − {threshold} · s[t]'],
  ],
  subtractDelayed: [
    ['u[t]', '=', '{decay} · u[t−1] + {inputGain} · x[t] − {threshold} · s[t−1]'],
    ['s[t]', '=', '1 if u[t] ≥ {threshold}, else 0'],
  ],
  none: [
    ['u[t]', '=', '{decay} · u[t−1] + {inputGain} · x[t]'],
    ['s[t]', '=', '1 if u[t] ≥ {threshold}, else 0'],
  ],
}
