/** Selects what the views show: layer, time step, sample, channel, neuron, dialog. Does not change the run. */
import { stepsOf } from '../../../data/encoders/schema'
import type { CustomSample } from '../../../readings/sample'
import type { ViewName } from '../../../share/views'
import { createSignal } from '../../base/signal'
import { setLab, store } from '../store/store'

export const selectLayer = (layer: string): void => setLab({ layer, channel: null, neuron: null })
export const selectStep = (step: number | null): void => setLab({ timeStep: step })
export const selectSample = (sample: number): void => setLab({ sample, customSample: null, neuron: null })
/** Shows a sample made by the user; null returns to the selected pinned sample. */
export const showCustomSample = (sample: CustomSample | null): void => setLab({ customSample: sample })
/** Selects the channel of a feature map, null for all, and the neuron whose trace is shown. */
export const selectChannel = (channel: number | null, neuron: number | null = null): void => setLab({ channel, neuron })
/** Shows one view on the whole page; null shows all. */
export const showFull = (full: ViewName | null): void => setLab({ fullView: full })
/** The tab that the Inspector is to show, until it shows it. */
export const askedTab = createSignal<string | null>(null)
/** Shows the Inspector on the whole page, with one of its tabs. */
export function showInspector(tab: string | undefined): void {
  askedTab.set(tab ?? null)
  showFull('inspector')
}
/** Whether the gallery of presets begins with only the small ones. */
export const onlySmall = createSignal(false, (listener) => listener())
export function showSmallPresets(): void {
  onlySmall.set(true)
  showDialog('presets')
}
export const selectNeuron = (neuron: number | null): void => setLab({ neuron })
/** Opens a dialog; null closes it. Informative notices are cleared, because they belong to where they appeared; errors stay. */
export const showDialog = (dialog: string | null): void =>
  setLab({ dialog, ...(store.getState().notice?.kind === 'info' && { notice: null }) })

/** Moves by a number of time steps, cyclically; from all steps to the first or the last. */
export function rotateStep(by: 1 | -1): void {
  const { timeStep: step, open } = store.getState()
  const count = stepsOf(open.data, open.encoder)
  setLab({ timeStep: ((step ?? (by > 0 ? -1 : 0)) + by + count) % count })
}

/** Cycles through all steps together, the first step, the second, and so on. */
export function nextStep(): void {
  const { timeStep: step, open } = store.getState()
  setLab({ timeStep: step === null ? 0 : step + 1 < stepsOf(open.data, open.encoder) ? step + 1 : null })
}
