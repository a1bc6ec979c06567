/**
 * Whether the shown layer consists of analog neurons (ReLU or SiLU), which have no spikes, threshold or window; and the words that replace
 * "spikes".
 */

import { grouped } from '../../../format'
import { neuronOfLayer } from '../../../networks/neurons'
import type { NeuronDescription } from '../../../neurons/description'
import { descriptionOf } from '../../../neurons/descriptions'
import type { WindowText } from '../../../neurons/surrogate/describe'
import type { LayerInfo } from '../../../readings/layers'
import { shownLayer } from '../session/frame-hooks'
import { type LabState, store, useLab } from '../store/store'

const shownInfo = ({ layers, layer }: LabState): LayerInfo | undefined => {
  const shown = shownLayer(layers, layer)
  return layers.find(({ name }) => name === shown)
}

const neuronNow = (state: LabState): NeuronDescription => descriptionOf(neuronOfLayer(shownInfo(state), state.open))

/** The neurons of the shown layer. Parts of a network may be analog even if the experiment's neurons spike. */
export interface ShownNeuron {
  readonly neuron: NeuronDescription
  readonly window: WindowText
  readonly analog: boolean
}

export function useShownNeuron(): ShownNeuron {
  const layer = useLab(shownInfo)
  const open = useLab((state) => state.open)
  const neuron = descriptionOf(neuronOfLayer(layer, open))
  return { neuron, window: neuron.slope(open.surrogate).window, analog: neuron.outputs === 'analog' }
}

const isAnalog = (state: LabState): boolean => neuronNow(state).outputs === 'analog'

export const useAnalog = (): boolean => useLab(isAnalog)

/** "28 spikes"; of analog neurons "28 outputs above 0". */
export function marksText(count: number): string {
  const [one, many] = isAnalog(store.getState()) ? ['output above 0', 'outputs above 0'] : ['spike', 'spikes']
  return `${grouped(count)} ${count === 1 ? one : many}`
}
