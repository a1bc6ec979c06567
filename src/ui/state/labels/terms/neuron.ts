/** Terms of a single neuron. Data; base/glossary.ts says how it is read. */

import { LEAKY_EQUATIONS, leakyFields, lifSchema } from '../../../../neurons/lif/schema'
import { DENSITY_EQUATIONS } from '../../../../neurons/noisy-lif/schema'
import { PARALLEL_EQUATIONS } from '../../../../neurons/parallel/schema'
import { RELU_EQUATIONS } from '../../../../neurons/relu/schema'
import { SILU_EQUATIONS } from '../../../../neurons/silu/schema'
import type { Equation } from '../../../../schema'
import type { Glossary } from '../../../base/glossary'
import { definitionOf } from './definition-of'

const [UPDATE, FIRING, AFTER] = LEAKY_EQUATIONS.zero as readonly [Equation, Equation, Equation]
const [SOFT] = LEAKY_EQUATIONS.subtract.slice(2)

export const NEURON: Glossary = {
  membrane: {
    term: 'Membrane potential',
    symbol: 'u',
    definition:
      'What a neuron has integrated at step t, before it fires and is reset: what remains from the previous step, plus the new current.',
    equations: [UPDATE],
    also: ['membrane voltage', 'V'],
    see: 'model.md#neurons',
  },
  current: {
    term: 'Input current',
    symbol: 'x',
    definition: 'What a neuron receives at a step: the weighted sum of the spikes, or numbers, of the previous layer.',
    equations: [['x[t]', '=', 'W · s[t] + b']],
    see: 'model.md#neurons',
  },
  spike: {
    term: 'Spike',
    symbol: 's',
    definition: 'The output of a neuron at a step: 1 if its potential reaches the threshold, else 0. Its derivative is zero or infinite.',
    equations: [FIRING],
    also: ['firing', 'event'],
    see: 'model.md#neurons',
  },
  threshold: {
    term: 'Threshold',
    symbol: 'θ',
    definition: definitionOf(leakyFields.threshold),
    equations: [FIRING],
    see: 'model.md#neurons',
  },
  decay: {
    term: 'Decay',
    symbol: 'β',
    definition: definitionOf(lifSchema.shape.decay),
    equations: [UPDATE],
    also: ['leak', 'time constant', 'τ'],
    see: 'model.md#neurons',
  },
  reset: {
    term: 'Reset',
    symbol: 'v',
    definition: definitionOf(leakyFields.reset),
    equations: [AFTER, ...(SOFT ? [SOFT] : [])],
    also: ['hard reset', 'soft reset'],
    see: 'model.md#neurons',
  },
  lif: {
    term: 'LIF neuron',
    definition:
      'Leaky integrate-and-fire: the potential leaks by the decay, adds up the input current, and is reset by a spike. PLIF learns the decay of each layer.',
    equations: [UPDATE, FIRING, AFTER],
    also: ['leaky integrate-and-fire', 'PLIF'],
    see: 'model.md#neurons',
  },
  relu: {
    term: 'Analog network',
    definition: 'The same network with ReLUs instead of spiking neurons: a control without memory from step to step.',
    equations: [...RELU_EQUATIONS],
    also: ['ReLU', 'ANN'],
    see: 'model.md#neurons',
  },
  silu: {
    term: 'SiLU',
    definition: 'The analog neuron of the parts of a detector that do not spike: a smooth ReLU without memory from step to step.',
    equations: [...SILU_EQUATIONS],
    also: ['swish'],
    see: 'model.md#neurons',
  },
  timeStep: {
    term: 'Time step',
    symbol: 't, T',
    definition:
      'A neuron is computed T times for each sample, at t = 1 to T; its potential carries over from step to step. Memory and time grow with T.',
    also: ['steps', 'T'],
    see: 'model.md#encoders',
  },
  noisyLif: {
    term: 'Noisy LIF neuron',
    definition:
      'A stochastic LIF neuron: it fires if its potential plus noise, drawn at every step, reaches the threshold. The density of the noise replaces a surrogate.',
    equations: [
      ['p[t]', '=', 'P(noise > θ − u[t])'],
      ['s[t]', '=', '1 if drawn, with probability p[t], else 0'],
      ...DENSITY_EQUATIONS.gaussian,
    ],
    also: ['stochastic neuron'],
    see: 'model.md#neurons',
  },
  parallelNeuron: {
    term: 'Parallel spiking neuron',
    definition:
      'A neuron whose potential is a learned weighted sum of its inputs at several steps, without leak and reset. No step waits for another, so all are computed at once.',
    equations: [...PARALLEL_EQUATIONS.full],
    also: ['PSN', 'masked PSN', 'sliding PSN'],
    see: 'model.md#neurons',
  },
  parallelOrder: {
    term: 'Order of a parallel neuron',
    symbol: 'k',
    definition: 'The number of newest steps that it sees, the present one included. A masked PSN may count other steps too, by 1 − λ.',
    equations: [['u[t]', '=', 'Σ w[j] · x[t − k + j] + b, over j = 1 … k']],
    also: ['masking', 'λ'],
    see: 'model.md#neurons',
  },
  inputGain: {
    term: 'Input gain',
    symbol: 'g',
    definition: definitionOf(leakyFields.inputGain),
    equations: [['u[t]', '=', 'β · v[t−1] + g · x[t]']],
    see: 'model.md#neurons',
  },
  detachedReset: {
    term: 'Detached reset',
    definition:
      'Whether the gradient takes into account that a spike changes the potential after it; if detached, that change counts as constant.',
    equations: [['∂v/∂s', '=', 'u₀ − u[t] for a hard reset, −θ for a soft one; 0 if detached']],
    see: 'model.md#neurons',
  },
  equations: {
    term: 'Neuron as equations',
    definition:
      'A neuron that is typed as a text: parameters, and lines that are evaluated from top to bottom once a step. s is its output, x its input current.',
    equations: [
      ['v[t]', '=', 'β · v[t−1] + x[t]'],
      ['s[t]', '=', '1 if v[t] − θ ≥ 0, else 0'],
    ],
    also: ['custom neuron', 'own neuron model', 'text'],
    see: 'equations.md',
  },
  state: {
    term: 'State of a neuron',
    definition:
      'What a neuron carries from one step to the next, such as its potential or an adaptation. In equations: a name that is read with [t-1].',
    also: ['state variable', 'hidden state'],
    see: 'equations.md#lines-and-states',
  },
  fiCurve: {
    term: 'f–I curve',
    symbol: 'f, I',
    definition: 'How often a neuron fires, as a function of a constant input current.',
    also: ['firing rate curve', 'gain function', 'transfer function', 'F-I'],
    see: 'equations.md#what-is-shown',
  },
  phasePlane: {
    term: 'Phase plane',
    definition:
      'Two states of a neuron against each other, step by step: the trajectory of its dynamics. A nullcline is where one of them does not change.',
    also: ['phase portrait', 'trajectory', 'nullcline'],
    see: 'equations.md#what-is-shown',
  },
}
