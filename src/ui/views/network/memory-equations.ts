/** The equations of an agent's memory and last layers, with their current numbers. Pure. */
import type { Experiment } from '../../../experiments/schema'
import { fixed } from '../../../format'
import { cellOf, isSpiking, memoryEquations } from '../../../layers/memory/describe'
import type { AgentSpec } from '../../../networks/agent/schema'
import { descriptionOf } from '../../../neurons/descriptions'
import type { LayerInfo } from '../../../readings/layers'
import type { MembraneReading } from '../../../readings/membrane'
import type { Equation } from '../../../schema'

export type AgentDraft = Extract<Experiment, { readonly network: AgentSpec }>

export const isAgent = (draft: Experiment): draft is AgentDraft => draft.network.kind === 'agent'

/** A learned decay, which differs from unit to unit, is shown with the current value of the first unit. */
export function equationsOfMemory({ network, neuron, surrogate }: AgentDraft, frame: MembraneReading | undefined): readonly Equation[] {
  const cell = cellOf(network.memory, descriptionOf(neuron).rule, surrogate)
  if (!cell) return []
  const learned = isSpiking(cell) && cell.learnDecay && frame
  return memoryEquations(cell).map(
    ([left, relation, right]): Equation => [
      left,
      relation,
      learned && left === 'β' ? `${right}: ⟨${fixed(frame.decay, 2)}⟩ of the first` : right,
    ],
  )
}

/** The embedding in front of the memory, and what the last layers compute from the memory and its shortcut at each environment step. */
export function equationsOfAgent({ network }: AgentDraft, layers: readonly LayerInfo[]): readonly Equation[] {
  const given = [
    ...(network.observation ? ['observation'] : []),
    ...(network.action ? ['previous action'] : []),
    ...(network.reward ? ['previous reward'] : []),
  ]
  const said = layers.flatMap(({ name, says }) => (says === undefined ? [] : [name === says ? name : `${name} (${says})`]))
  const seen = network.shortcut > 0 ? 'o[t] and the observation' : 'o[t]'
  return [
    ['x[t]', '=', `ReLU of ${given.join(', ')}`],
    ...(said.length > 0 ? ([['y[t]', '=', `${said.join(', ')}: from ${seen}`]] as const) : []),
  ]
}
