/** The delays of a layer's synapses, and the spikes that they carry from layer to layer. */
import { synapticDelays } from '../../../layers/delay/schema'
import { askedPart } from '../../base/later'
import { layerBefore } from '../../shared/layer-before'
import { shownLayer } from '../../state/session/frame-hooks'
import type { ViewDescription } from '../view'

export const delaysView: ViewDescription = {
  id: 'delays',
  title: 'Delays',
  term: 'delay',
  Component: askedPart(async () => (await import('./delays')).DelaysPanel),
  region: 'history',
  full: true,
  simple: false,
  hides: 'the delays',
  applies: ({ open: { network } }) => synapticDelays(network) !== undefined,
  saved: false,
  figure: true,
  watches: ({ layers, layer, open: { network } }) => {
    const before = synapticDelays(network) ? layerBefore(layers, shownLayer(layers, layer)) : undefined
    return before ? { layers: [before.name] } : {}
  },
  doc: 'looking.md#delays',
}
