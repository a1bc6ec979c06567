/** Whether the layer that the views show is one of ReLUs or SiLUs, which has no spikes, no threshold and no window; and what is said in the place of spikes. */
import { grouped } from '../../../format'
import { type WindowKind, windowKindOf } from '../../../networks/schema'
import type { LayerInfo } from '../../../readings/layers'
import { shownLayer } from '../session/frame-hooks'
import { type LabState, store, useLab } from '../store/store'

const shownKind = ({ layers, layer }: LabState): LayerInfo['kind'] | undefined => {
  const shown = shownLayer(layers, layer)
  return layers.find(({ name }) => name === shown)?.kind
}

/** A network says which of its parts are SiLUs, whatever the neuron of the experiment is. */
const windowKindNow = (state: LabState): WindowKind => (shownKind(state) === 'silu' ? 'silu' : windowKindOf(state.open))

/** What decides where a gradient passes the layer that is shown. */
export const useWindowKind = (): WindowKind => useLab(windowKindNow)

export const isAnalogKind = (kind: WindowKind): boolean => kind === 'relu' || kind === 'silu'
const isAnalog = (state: LabState): boolean => isAnalogKind(windowKindNow(state))

export const useAnalog = (): boolean => useLab(isAnalog)

/** "28 spikes"; of analog neurons "28 outputs above 0". */
export function marksWords(count: number): string {
  const [one, many] = isAnalog(store.getState()) ? ['output above 0', 'outputs above 0'] : ['spike', 'spikes']
  return `${grouped(count)} ${count === 1 ? one : many}`
}
