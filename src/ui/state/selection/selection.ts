/**
 * The selection that all views share: a range of potentials, or neurons of one layer at some steps; a new one replaces the other. Draws
 * nothing; selected-counts.ts counts what lies inside.
 */

import { createSignal } from '../../base/signal'
import type { Group } from '../../base/viewport'
import { store } from '../store/store'

export interface PotentialRange {
  readonly kind: 'potentials'
  /** Inclusive. */
  readonly low: number
  /** Exclusive. */
  readonly high: number
  /** Null for all steps. */
  readonly steps: Group | null
}

export interface NeuronSet {
  readonly kind: 'neurons'
  readonly layer: string
  /** In ascending order. */
  readonly neurons: Uint32Array
  readonly steps: Group
  /** A short description of the neurons: "12 neurons", "channel 3". */
  readonly words: string
}

export type Selection = PotentialRange | NeuronSet | null

export const selection = createSignal<Selection>(null)

export const clearSelection = (): void => selection.set(null)

/** The selected range of potentials, if any. */
export function selectedRange(): PotentialRange | null {
  const now = selection.get()
  return now?.kind === 'potentials' ? now : null
}

/** The selected neurons of a layer, if any. */
export function selectedNeurons(layer: string | null): NeuronSet | null {
  const now = selection.get()
  return now?.kind === 'neurons' && now.layer === layer ? now : null
}

// Neurons are of one layer of one network; a range of potentials outlives both.
store.subscribe((now, before) => {
  if (selection.get()?.kind === 'neurons' && (now.layers !== before.layers || now.layer !== before.layer)) clearSelection()
})
