/** The distribution of the selected layer’s weights, and the filters or receptive fields of the first layer. */

import { laterView } from '../../shared/later-view'
import { shownLayer } from '../../state/session/frame-hooks'
import type { LabState } from '../../state/store/store'
import type { ViewDescription } from '../view'

/** The layer whose weights are counted: the selected one or, if it has none or is a sampler, the one that the views show. */
function countedWeights({ layers, layer, weights }: LabState): string | null {
  const name =
    layers.find(({ name, kind, parameters }) => name === layer && parameters > 0 && kind !== 'sampler')?.name ?? shownLayer(layers, layer)
  const found = layers.find((layer) => layer.name === name)
  if (weights === 'R') return found?.recurrent ? `${name}.recurrent` : name
  const parameter = weights.replace(/^neuron\./, '')
  return weights !== 'W' && found?.learned?.includes(parameter) ? `${name}.${parameter}` : name
}

export const weightsView: ViewDescription = {
  id: 'weights',
  title: 'Weights',
  term: 'weights',
  Component: laterView(async () => (await import('./weights-panel')).WeightsPanel),
  region: 'side',
  full: true,
  simple: false,
  hides: 'the view of weights',
  saved: false,
  figure: true,
  watches: (state) => ({ weights: countedWeights(state) }),
  doc: 'looking.md',
}
