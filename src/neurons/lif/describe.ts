/** The description of LIF, and what PLIF and noisy LIF share with it. Pure. */
import { error, type Problem } from '../../problem'
import type { Equation } from '../../schema'
import type { Around, NeuronDescription } from '../description'
import { surrogateSlope } from '../surrogate/describe'
import { leakyRule } from './rule'
import { LEAKY_EQUATIONS, type LifSpec } from './schema'

/** Removes factors of 1 and terms of 0. */
export const plainEquations = (
  equations: readonly Equation[],
  { inputGain, resetTo }: { readonly inputGain: number; readonly resetTo?: number },
): readonly Equation[] =>
  equations.map(([left, relation, right]) => {
    const gained = inputGain === 1 ? right.replace('{inputGain} · ', '') : right
    return [left, relation, resetTo === 0 ? gained.replace(' + {resetTo} · s[t]', '') : gained]
  })

const resetProblems = ({ reset, resetTo, threshold }: Pick<LifSpec, 'reset' | 'resetTo' | 'threshold'>): Problem[] =>
  reset === 'zero' && resetTo >= threshold
    ? [
        error(
          'neuron.resetTo',
          `The reset value ${resetTo} is not below the threshold ${threshold}: a neuron that fires once would then fire at every step.`,
          { label: 'Reset to 0', path: 'neuron.resetTo', value: 0 },
        ),
      ]
    : []

/** The description of a leaky neuron that spikes at its threshold, by its spec without the decay. */
export const describeLeaky = (
  spec: Omit<LifSpec, 'kind' | 'decay'>,
): Pick<
  NeuronDescription,
  'outputs' | 'term' | 'threshold' | 'equations' | 'slope' | 'problems' | 'python' | 'withoutNir' | 'counterpart'
> => ({
  outputs: 'spikes',
  term: 'lif',
  threshold: spec.threshold,
  equations: plainEquations(LEAKY_EQUATIONS[spec.reset], spec),
  slope: surrogateSlope,
  problems: () => resetProblems(spec),
  python: {},
  withoutNir: null,
  counterpart: { kind: 'relu', title: 'analog network, ReLU' },
})

/** Problems of computing the steps of a neuron without a reset by a scan. */
function scanProblems({ overTime, reset }: LifSpec, { network }: Around): Problem[] {
  if (!overTime || reset !== 'none') return []
  const recurs = network?.recurrence !== undefined && network.recurrence.kind !== 'none'
  const reasons = [
    recurs && 'A neuron that receives its own spikes cannot know them for all steps at once.',
    network?.normalization?.kind === 'tdBatchNorm' && 'A scan over time is not built for neurons that compute the map of tdBN.',
  ]
  return reasons.flatMap((reason) =>
    reason
      ? [
          error('neuron.overTime.kind', `${reason} Compute the steps one after the other.`, {
            label: 'Step by step',
            path: 'neuron.overTime',
            value: undefined,
          }),
        ]
      : [],
  )
}

export const describeLif = (spec: LifSpec): NeuronDescription => ({
  ...describeLeaky(spec),
  problems: (around = {}) => [...resetProblems(spec), ...scanProblems(spec, around)],
  kind: spec.kind,
  label: 'LIF',
  summary: `LIF β ${spec.decay}, θ ${spec.threshold}`,
  rule: leakyRule(spec, spec.decay),
})
