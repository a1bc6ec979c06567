/** The spike whose ways to other layers the views show, where synapses have delays. */
import { createSignal } from '../../base/signal'

export interface PickedSpike {
  readonly layer: string
  readonly neuron: number
  readonly step: number
}

export const pickedSpike = createSignal<PickedSpike | null>(null)
