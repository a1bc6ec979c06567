/** The single neuron that a dialog or a link sets. It has its own store, because it does not belong to the experiment. */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { type SingleNeuron, singleNeuronSchema } from '../../../networks/single/schema'
import { MAX_TEXT } from '../../../neurons/equations/schema'
import { decodeNeuron } from '../../../share/neuron-link'
import { showDialog } from '../selection/select'
import { setLab, store } from '../store/store'
import { readSaved, save } from './storage'

export interface SingleState {
  readonly neuron: SingleNeuron
  /** The equations that were shown last; null if none were. */
  readonly text: string | null
  /** What was missing or not understood in the link. */
  readonly notes: readonly string[]
  /** The link has errors: the neuron differs from the one it describes. */
  readonly faulty: boolean
}

const first: SingleState = { neuron: singleNeuronSchema.parse({}), text: null, notes: [], faulty: false }

export const single = createStore<SingleState>(() => first)
export const useSingle = <T>(select: (state: SingleState) => T): T => useStore(single, select)

const EQUATIONS = 'membrane.equations'
const OWN = 'membrane.equations.own'

/** Sets the neuron, and clears notices about the previous one, such as that its link was copied. The browser keeps the text of equations. */
export function setNeuron(neuron: SingleNeuron): void {
  if (neuron.equations !== undefined) save(EQUATIONS, neuron.equations)
  const text = neuron.equations ?? single.getState().neuron.equations ?? single.getState().text
  single.setState({ neuron, text, notes: [], faulty: false })
  if (store.getState().notice) setLab({ notice: null })
}

/** Sets the text of the equations, at most as long as a link holds. */
export const setEquations = (text: string): void => setNeuron({ ...single.getState().neuron, equations: text.slice(0, MAX_TEXT) })

/** The text that a published model replaced last. */
export const replacedEquations = (): string | null => readSaved(OWN)

/**
 * Takes equations from the shelf.
 * @param own the text that they replace, which the browser keeps; null where it was not typed
 * @param height of the current on which they were drawn. A current of another kind stays.
 */
export function takeEquations(equations: string, own: string | null, height: number | null): void {
  if (own !== null) save(OWN, own)
  const { neuron } = single.getState()
  const { current } = neuron
  setNeuron({ ...neuron, equations, current: height !== null && current.kind === 'step' ? { ...current, height } : current })
}

/**
 * Switches to equations, with the gradient that they are for.
 * @param text the text to begin with where none was typed before. @param again in any case
 */
export function showEquations(text: string | null, again = false): void {
  const { neuron, text: last } = single.getState()
  const equations = (again ? text : (last ?? readSaved(EQUATIONS) ?? text)) ?? ''
  setNeuron({ ...neuron, equations: equations.slice(0, MAX_TEXT), gradient: neuron.gradient === 'none' ? 'spikes' : neuron.gradient })
}

export function showBuiltIn(): void {
  const { equations: _, ...neuron } = single.getState().neuron
  setNeuron(neuron)
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
