/** The single neuron that a dialog or a link sets. It has its own store, because it does not belong to the experiment. */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { type SingleNeuron, singleNeuronSchema } from '../../../networks/single/schema'
import { decodeNeuron } from '../../../share/neuron-link'
import { showDialog } from '../selection/select'
import { setLab, store } from '../store/store'

export interface SingleState {
  readonly neuron: SingleNeuron
  /** What in the link was missing or not understood. */
  readonly notes: readonly string[]
  /** The link has errors: the neuron differs from the one it describes. */
  readonly faulty: boolean
}

const first: SingleState = { neuron: singleNeuronSchema.parse({}), notes: [], faulty: false }

export const single = createStore<SingleState>(() => first)
export const useSingle = <T>(select: (state: SingleState) => T): T => useStore(single, select)

/** Sets the neuron, and clears notices about the previous one, such as that its link was copied. */
export function setNeuron(neuron: SingleNeuron): void {
  single.setState({ neuron, notes: [], faulty: false })
  if (store.getState().notice) setLab({ notice: null })
}

/** Opens a link; from a link with errors, opens the valid part and says what is wrong. */
export async function openNeuronLink(text: string): Promise<void> {
  const decoded = await decodeNeuron(text)
  if (!decoded) return
  if (decoded.ok) single.setState({ neuron: decoded.experiment, notes: decoded.notes, faulty: false })
  else {
    const said = decoded.faults.length > 0 ? decoded.faults.map(({ message }) => message) : [decoded.message]
    const notes = [...said, ...(decoded.instead?.notes ?? [])]
    single.setState({ neuron: decoded.instead?.experiment ?? first.neuron, notes, faulty: true })
  }
  showDialog('neuron')
}
