/** The spikes of one test sample in the selected layer, its feature maps, or the input. */
import { hasMembranes } from '../../state/session/frame-hooks'
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
  watches: ({ layers, layer }) => ({
    layers: layers.filter(({ name, kind }) => kind === 'input' && name === layer).map(({ name }) => name),
  }),
  doc: 'looking.md',
}
