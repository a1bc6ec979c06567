/** The weights of parallel neurons over the steps that they see, next to the exponential of a LIF. */
import { neuronOfLayer } from '../../../networks/neurons'
import { descriptionOf } from '../../../neurons/descriptions'
import { askedPart } from '../../base/later'
import { shownLayer } from '../../state/session/frame-hooks'
import type { ViewDescription } from '../view'

export const stepWeightsView: ViewDescription = {
  id: 'step-weights',
  title: 'Weights over steps',
  term: 'parallelNeuron',
  Component: askedPart(async () => (await import('./step-weights')).StepWeightsPanel),
  region: 'history',
  full: true,
  simple: false,
  hides: 'the weights over steps',
  applies: ({ layers, layer, open }) => {
    const shown = layers.find(({ name }) => name === shownLayer(layers, layer))
    return descriptionOf(neuronOfLayer(shown, open)).parallel !== undefined
  },
  saved: false,
  figure: true,
  doc: 'looking.md#weights-over-steps',
}
