/** The description of PLIF: a LIF whose decay is learned. Pure. */
import type { NeuronDescription } from '../description'
import { describeLeaky, resetProblems, storageProblems } from '../lif/describe'
import { leakyRule } from '../lif/rule'
import type { PlifSpec } from './schema'

export const describePlif = (spec: PlifSpec): NeuronDescription => ({
  ...describeLeaky(spec),
  problems: (around = {}) => [...resetProblems(spec), ...storageProblems(spec, around)],
  kind: spec.kind,
  label: 'PLIF',
  summary: `PLIF β₀ ${spec.initialDecay}, θ ${spec.threshold}`,
  rule: leakyRule(spec, spec.initialDecay, true),
})
