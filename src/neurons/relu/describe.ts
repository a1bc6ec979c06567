/** The description of ReLU: the analog neuron that a spiking network is compared with. Pure. */
import { error, type Problem } from '../../problem'
import type { Around, NeuronDescription } from '../description'
import { plainEquations } from '../lif/describe'
import { analogRule } from '../lif/rule'
import { recurrenceOf } from '../recurrent-lif/schema'
import { RELU_EQUATIONS, type ReluSpec } from './schema'

export const describeRelu = (spec: ReluSpec): NeuronDescription => ({
  kind: spec.kind,
  label: 'ReLU',
  summary: 'ReLU, no spikes',
  term: 'relu',
  outputs: 'analog',
  potential: 'What a ReLU receives at step t: u[t] = x[t]. It keeps nothing from step to step, and gives u[t] where that is above 0.',
  threshold: null,
  rule: analogRule(spec.inputGain),
  equations: plainEquations(RELU_EQUATIONS, spec),
  slope: () => ({
    from: 'derivative',
    kernel: 'relu',
    surrogate: null,
    equations: [],
    parameters: {},
    summary: 'no surrogate',
    window: {
      short: 'u > 0, where a gradient passes',
      long: 'u > 0: where the slope of the ReLU is 1; elsewhere it is 0.',
      above: 'active, u > 0',
    },
  }),
  problems: (around = {}) => [...recurrenceProblems(around), ...readoutProblems(around)],
  python: { expression: (input) => `F.relu(${input})` },
  withoutNir: 'NIR has no analog neurons.',
  counterpart: { kind: 'lif', title: 'LIF' },
})

function recurrenceProblems({ network }: Around): Problem[] {
  if (!recurrenceOf(network)) return []
  return [
    error('neuron.kind', 'A recurrent network sends spikes back to itself, and a ReLU has none. Use a spiking neuron.', {
      label: 'Use LIF',
      path: 'neuron.kind',
      value: 'lif',
    }),
  ]
}

function readoutProblems({ readout }: Around): Problem[] {
  if (readout?.kind !== 'spiking') return []
  return [
    error('readout.kind', 'A spiking readout counts spikes, and a ReLU has none: use its currents instead.', {
      label: 'Use currents',
      path: 'readout',
      value: { kind: 'mean' },
    }),
  ]
}
