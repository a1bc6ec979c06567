/** What is shown, as a person chooses it: layer, time step, sample, channel, neuron, dialog. Nothing of the run changes. */
import { stepsOf } from '../../../data/encoders/schema'
import type { CustomSample } from '../../../readings/sample'
import type { ViewName } from '../../../share/views'
import { setLab, store } from '../store/store'

export const selectLayer = (layer: string): void => setLab({ layer, channel: null, neuron: null })
export const selectStep = (step: number | null): void => setLab({ timeStep: step })
export const selectSample = (sample: number): void => setLab({ sample, customSample: null, neuron: null })
/** Shows what the network makes of a sample that the user makes; null: of the pinned one that was chosen. */
export const showCustomSample = (sample: CustomSample | null): void => setLab({ customSample: sample })
/** Of a feature map; null: all channels. `neuron`: the one of it whose trace is shown. */
export const selectChannel = (channel: number | null, neuron: number | null = null): void => setLab({ channel, neuron })
/** Null: all views share the page. */
export const showFull = (full: ViewName | null): void => setLab({ fullView: full })
export const selectNeuron = (neuron: number | null): void => setLab({ neuron })
/** A message is of the place where it was said: what the page has said is not said again in a dialog, nor the other way round. What went wrong is. */
export const showDialog = (dialog: string | null): void =>
  setLab({ dialog, ...(store.getState().notice?.kind === 'info' && { notice: null }) })

/** So many steps on, round and round; from all steps to the first or the last. */
export function rotateStep(by: 1 | -1): void {
  const { timeStep: step, open } = store.getState()
  const count = stepsOf(open.data, open.encoder)
  setLab({ timeStep: ((step ?? (by > 0 ? -1 : 0)) + by + count) % count })
}

/** All steps, then the first, and so on round. */
export function nextStep(): void {
  const { timeStep: step, open } = store.getState()
  setLab({ timeStep: step === null ? 0 : step + 1 < stepsOf(open.data, open.encoder) ? step + 1 : null })
}
