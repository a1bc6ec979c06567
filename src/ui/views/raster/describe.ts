/** The spikes of one test sample in the selected layer, its feature maps, or the input. */
import { synapticDelays } from '../../../layers/delay/schema'
import { layerBefore } from '../../shared/layer-before'
import { hasMembranes, shownLayer } from '../../state/session/frame-hooks'
import type { ViewDescription } from '../view'
import { RasterPanel } from './spike-raster'

export const rasterView: ViewDescription = {
  id: 'raster',
  title: 'Spike raster',
  term: 'raster',
  Component: RasterPanel,
  region: 'row',
  full: true,
  simple: true,
  hides: 'the spike raster',
  applies: hasMembranes,
  saved: false,
  figure: true,
  watches: ({ layers, layer, open: { network } }) => {
    const before = synapticDelays(network) ? layerBefore(layers, shownLayer(layers, layer)) : undefined
    const input = layers.find(({ name, kind }) => kind === 'input' && name === layer)
    return { layers: [before, input].flatMap((one) => (one ? [one.name] : [])) }
  },
  doc: 'looking.md',
}
