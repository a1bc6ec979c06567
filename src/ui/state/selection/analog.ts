/**
 * Whether the shown layer consists of analog neurons (ReLU or SiLU), which have no spikes, threshold or window; and the words that replace
 * "spikes".
 */
import { grouped } from '../../../format'
import type { NeuronDescription } from '../../../neurons/description'
import { descriptionOf, neuronOfLayer } from '../../../neurons/descriptions'
import type { WindowText } from '../../../neurons/surrogate/describe'
import type { LayerInfo } from '../../../readings/layers'
import { shownLayer } from '../session/frame-hooks'
import { type LabState, store, useLab } from '../store/store'

const shownKind = ({ layers, layer }: LabState): LayerInfo['kind'] | undefined => {
  const shown = shownLayer(layers, layer)
  return layers.find(({ name }) => name === shown)?.kind
}

const neuronNow = (state: LabState): NeuronDescription => descriptionOf(neuronOfLayer(shownKind(state), state.open.neuron))

/** The neurons of the shown layer. Parts of a network may be analog even if the experiment's neurons spike. */
export interface ShownNeuron {
  readonly neuron: NeuronDescription
  readonly window: WindowText
  readonly analog: boolean
}

export function useShownNeuron(): ShownNeuron {
  const kind = useLab(shownKind)
  const open = useLab((state) => state.open)
  const neuron = descriptionOf(neuronOfLayer(kind, open.neuron))
  return { neuron, window: neuron.slope(open.surrogate).window, analog: neuron.outputs === 'analog' }
}

const isAnalog = (state: LabState): boolean => neuronNow(state).outputs === 'analog'

export const useAnalog = (): boolean => useLab(isAnalog)

/** "28 spikes"; of analog neurons "28 outputs above 0". */
export function marksText(count: number): string {
  const [one, many] = isAnalog(store.getState()) ? ['output above 0', 'outputs above 0'] : ['spike', 'spikes']
  return `${grouped(count)} ${count === 1 ? one : many}`
}
