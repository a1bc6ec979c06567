/** The description of SiLU: the neuron of network parts that are analog by design. Pure. */
import type { NeuronDescription } from '../description'
import { analogRule } from '../lif/rule'
import { SILU_EQUATIONS, type SiluSpec } from './schema'

export const describeSilu = (spec: SiluSpec): NeuronDescription => ({
  kind: spec.kind,
  label: 'SiLU',
  summary: 'SiLU, no spikes',
  term: 'silu',
  outputs: 'analog',
  potential: 'What a SiLU receives: u = x. It has no threshold and no spikes, and gives u / (1 + exp(−u)).',
  threshold: null,
  rule: analogRule(spec.inputGain),
  equations: SILU_EQUATIONS,
  slope: () => ({
    from: 'derivative',
    kernel: 'silu',
    surrogate: null,
    equations: [],
    parameters: {},
    summary: 'no surrogate',
    window: {
      short: 'u > 0, steep',
      long: 'u > 0: where the slope of the SiLU is above one half; below, it fades to 0.',
      above: 'active, u > 0',
    },
  }),
  problems: () => [],
  python: { expression: (input) => `F.silu(${input})` },
  withoutNir: 'NIR has no analog neurons.',
  counterpart: { kind: 'lif', title: 'LIF' },
})
