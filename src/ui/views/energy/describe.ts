/** The metric of training batches against the energy of a sample, over training, where a loss term measures synaptic operations. */
import { askedPart } from '../../base/later'
import type { ViewDescription } from '../view'

export const energyView: ViewDescription = {
  id: 'energy',
  title: 'Energy while training',
  term: 'energy',
  Component: askedPart(async () => (await import('./energy')).EnergyPanel),
  region: 'history',
  full: true,
  simple: false,
  hides: 'the energy while training',
  applies: ({ open }) => 'synapticOperations' in open && open.synapticOperations !== undefined,
  saved: false,
  figure: true,
  doc: 'looking.md#energy-while-training',
}
