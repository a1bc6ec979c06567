/** Whether the open network is one of ReLUs, which has no spikes, no threshold and no window; and what is said in the place of spikes. */
import { grouped } from '../../format'
import { type LabState, store, useLab } from './store'

const isAnalog = ({ open }: LabState): boolean => open.neuron.kind === 'relu'

export const useAnalog = (): boolean => useLab(isAnalog)

/** "28 spikes"; of a network of ReLUs "28 outputs above 0". */
export function marksWords(count: number): string {
  const [one, many] = isAnalog(store.getState()) ? ['output above 0', 'outputs above 0'] : ['spike', 'spikes']
  return `${grouped(count)} ${count === 1 ? one : many}`
}
