/** Checks the settings of a memory. */
import { error, type Problem, warning } from '../../problem'
import { isBlind, isSpiking } from './describe'
import type { MemorySpec } from './schema'

/** @param path of the memory in the experiment: `network.memory` */
export function memoryProblems(spec: MemorySpec, path: string): Problem[] {
  const problems: Problem[] = []
  if (isBlind(spec))
    problems.push(
      error(
        `${path}.projection`,
        'These gates see only the neurons’ own spikes, and there is no input projection: nothing of what the agent observes would arrive. Switch the projection on, or let the gates see the input.',
        { label: 'Add an input projection', path: `${path}.projection`, value: true },
      ),
    )
  if (isSpiking(spec) && spec.surrogate.kind === 'rect' && spec.surrogate.window === 'adaptive')
    problems.push(
      error(
        `${path}.surrogate.window`,
        'The adaptive window needs a tdBN before the neuron, and there is none in front of a memory. Set the window to fixed.',
        { label: 'Use a fixed window', path: `${path}.surrogate.window`, value: 'fixed' },
      ),
    )
  if (isSpiking(spec) && spec.innerState === 'zeroed')
    problems.push(
      warning(
        `${path}.innerState`,
        'The state is zeroed at each step of the environment: the agent remembers nothing. That is a comparison, not a memory.',
        {
          label: 'Carry the state',
          path: `${path}.innerState`,
          value: 'carried',
        },
      ),
    )
  return problems
}
