/** Moves settings between the single neuron and the open experiment, and writes them as equations. */

import { check } from '../../../experiments/check'
import { withEdit } from '../../../experiments/edit'
import type { Experiment } from '../../../experiments/schema'
import type { SingleNeuron } from '../../../networks/single/schema'
import { descriptionOf, isSpiking } from '../../../neurons/descriptions'
import { leakyText } from '../../../neurons/equations/leaky'
import { equationsSpec } from '../../../neurons/equations/schema'
import { recurrenceOf } from '../../../neurons/recurrent-lif/schema'
import { errorsOf } from '../../../problem'
import { equal } from '../../../share/json'

const recurrenceIn = ({ network }: Pick<Experiment, 'network'>): SingleNeuron['recurrence'] => recurrenceOf(network) ?? { kind: 'none' }

/** The neuron as a text with the same spikes, without recurrence; null for one that draws its spikes or has none. */
export function asEquations(neuron: Experiment['neuron']): string | null {
  if ('text' in neuron) return neuron.text
  const { outputs, rule } = descriptionOf(neuron)
  return outputs === 'spikes' ? leakyText(rule) : null
}

/** Takes an experiment's neuron and leaves the input as it is. An analog neuron has no dynamics and is not taken. */
export const takenFrom = ({ neuron, surrogate, ...experiment }: Experiment, now: SingleNeuron): SingleNeuron =>
  isSpiking(neuron) ? { ...now, neuron, surrogate, recurrence: recurrenceIn(experiment) } : now

type Change = readonly [path: string, value: unknown]

/** Whether a network has layers that may receive their own spikes: those of a recurrent one, and the linear layers of a list. */
const takesOwnSpikes = (network: Experiment['network']): boolean =>
  network.kind === 'recurrent' || (network.kind === 'layers' && network.layers.some(({ kind }) => kind === 'linear'))

function recurrenceEdits(network: Experiment['network'], recurrence: SingleNeuron['recurrence']): Change[] {
  if (!takesOwnSpikes(network)) return []
  // In a list of layers, the kind none removes the recurrence.
  return network.kind === 'layers' && recurrence.kind === 'none'
    ? [['network.recurrence.kind', 'none']]
    : [['network.recurrence', recurrence]]
}

/** The changes to an experiment that would use the neuron, or the reason why it does not fit. */
export interface Usage {
  readonly changes: readonly Change[]
  readonly refused: string | null
  /** What is not taken over. */
  readonly note: string | null
}

export function usedIn(experiment: Experiment, { neuron: builtIn, surrogate, recurrence, equations }: SingleNeuron): Usage {
  const neuron = equations === undefined ? builtIn : equationsSpec(equations)
  const wanted: Change[] = [['neuron', neuron], ['surrogate', surrogate], ...recurrenceEdits(experiment.network, recurrence)]
  const now: Readonly<Record<string, unknown>> = {
    neuron: experiment.neuron,
    surrogate: experiment.surrogate,
    'network.recurrence': recurrenceIn(experiment),
    'network.recurrence.kind': recurrenceIn(experiment).kind,
  }
  const changes = wanted.filter(([path, value]) => !equal(value, now[path]))
  let draft = experiment
  for (const [path, value] of changes) {
    const edited = withEdit(draft, path, value)
    if (!edited.ok) return { changes, refused: edited.problems[0]?.message ?? 'It does not fit.', note: null }
    draft = edited.experiment
  }
  const known = new Set(errorsOf(check(experiment)).map(({ message }) => message))
  const refused = errorsOf(check(draft)).find(({ message }) => !known.has(message))?.message ?? null
  const note =
    !takesOwnSpikes(experiment.network) && recurrence.kind !== 'none'
      ? 'The open network is not recurrent: it would use the neuron without its own earlier spikes.'
      : null
  return { changes, refused, note }
}
