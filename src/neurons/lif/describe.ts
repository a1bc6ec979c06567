/** The description of LIF, and what PLIF and noisy LIF share with it. Pure. */
import { error, type Problem, warning } from '../../problem'
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

export const resetProblems = ({ reset, resetTo, threshold }: Pick<LifSpec, 'reset' | 'resetTo' | 'threshold'>): Problem[] =>
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

/** Problems of storing potentials in half precision: where none are stored, or by other kernels. */
export function storageProblems({ storedPotentials }: Pick<LifSpec, 'storedPotentials'>, { network, surrogate }: Around): Problem[] {
  if (!storedPotentials) return []
  const path = 'neuron.storedPotentials.kind'
  const remedy = { label: 'Single precision', path: 'neuron.storedPotentials', value: undefined }
  const recurs = network?.recurrence !== undefined && network.recurrence.kind !== 'none'
  const reasons = [
    !network && 'The neurons of this network carry a state on, and their potentials are stored in single precision.',
    recurs && 'Half precision is not built for neurons that receive their own spikes.',
    surrogate?.kind === 'formula' && 'A surrogate that is a formula may measure the potentials, and is built for single precision.',
  ]
  return [
    ...reasons.flatMap((reason) => (reason ? [error(path, reason, remedy)] : [])),
    ...(network?.normalization?.kind === 'tdBatchNorm'
      ? [
          warning(
            path,
            'Behind tdBN, potentials of up to 16 steps are computed again instead of stored: half precision then changes nothing.',
          ),
        ]
      : []),
  ]
}

/** Problems of computing the steps of a neuron without a reset by a scan. */
function scanProblems({ overTime, reset, storedPotentials }: LifSpec, { network }: Around): Problem[] {
  if (!overTime || reset !== 'none') return []
  const recurs = network?.recurrence !== undefined && network.recurrence.kind !== 'none'
  const reasons = [
    recurs && 'A neuron that receives its own spikes cannot know them for all steps at once.',
    network?.normalization?.kind === 'tdBatchNorm' && 'A scan over time is not built for neurons that compute the map of tdBN.',
    storedPotentials && 'A scan over time stores potentials in single precision.',
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
  problems: (around = {}) => [...resetProblems(spec), ...scanProblems(spec, around), ...storageProblems(spec, around)],
  kind: spec.kind,
  label: 'LIF',
  summary: `LIF β ${spec.decay}, θ ${spec.threshold}`,
  rule: leakyRule(spec, spec.decay),
})
