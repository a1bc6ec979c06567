/** The layer whose spikes reach another one: where synapses have delays, layers follow one another. Pure. */
import type { LayerInfo } from '../../readings/layers'

export const layerBefore = (layers: readonly LayerInfo[], name: string | null): LayerInfo | undefined =>
  layers[layers.findIndex((layer) => layer.name === name) - 1]
