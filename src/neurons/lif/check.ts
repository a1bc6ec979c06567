/** Checks the parameters of a leaky neuron. */
import { error, type Problem } from '../../problem'
import type { LifSpec } from './schema'

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
