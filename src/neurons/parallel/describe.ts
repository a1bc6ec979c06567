/** The description of parallel spiking neurons: what sees several steps at once, and what it cannot be part of. Pure. */
import { error, type Problem } from '../../problem'
import type { Around, NeuronDescription } from '../description'
import { leakyRule } from '../lif/rule'
import { recurrenceOf } from '../recurrent-lif/schema'
import { surrogateSlope } from '../surrogate/describe'
import { type Form, PARALLEL_EQUATIONS, type ParallelSpec } from './schema'

const LABELS: Readonly<Record<Form, string>> = { full: 'PSN', masked: 'masked PSN', sliding: 'sliding PSN' }

export const describeParallel = (spec: ParallelSpec): NeuronDescription => ({
  kind: spec.kind,
  label: LABELS[spec.form],
  summary: spec.form === 'full' ? 'PSN' : `${LABELS[spec.form]}, order ${spec.order}`,
  term: 'parallelNeuron',
  outputs: 'spikes',
  potential: 'The weighted sum of a parallel neuron at step t, over the inputs of all steps that it sees, and its bias. It is never reset.',
  threshold: 0,
  rule: leakyRule({ threshold: 0, inputGain: 1, reset: 'none', resetTo: 0, detachReset: false }, 0),
  parallel: spec,
  equations: PARALLEL_EQUATIONS[spec.form],
  slope: surrogateSlope,
  problems: (around = {}) => [...recurrenceProblems(around), ...detectorProblems(around)],
  python: { without: 'weights over time' },
  withoutNir: 'NIR has no neurons that see several steps at once.',
  counterpart: { kind: 'relu', title: 'analog network, ReLU' },
})

function recurrenceProblems({ network }: Around): Problem[] {
  if (!recurrenceOf(network)) return []
  return [
    error(
      'neuron.kind',
      'A parallel neuron computes all steps at once, so it cannot receive its own spikes of earlier steps. Use a network without recurrence, or LIF.',
      { label: 'Use LIF', path: 'neuron.kind', value: 'lif' },
    ),
  ]
}

function detectorProblems({ network }: Around): Problem[] {
  if (network?.kind !== 'detector') return []
  return [
    error('neuron.kind', 'A detector carries potentials from clip to clip, and a parallel neuron has none to carry. Use LIF.', {
      label: 'Use LIF',
      path: 'neuron.kind',
      value: 'lif',
    }),
  ]
}
