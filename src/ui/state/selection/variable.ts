/** Which variable of the shown layer's neurons the membrane view and the raster show, where neurons as equations have several. */
import { useMemo } from 'react'
import type { LayerInfo } from '../../../readings/layers'
import type { SampleLayer } from '../../../readings/sample'
import { ARGUMENT, readingOf, sampleOf, titledReading, type VariableReading } from '../../../readings/variables'
import { countedFrame, layerOf, sampleLayer } from '../session/frame-hooks'
import { shownMembrane } from '../session/history'
import { type LabState, setLab, store, useLab } from '../store/store'
import { clearSelection, selectedRange } from './selection'

/** The names of a layer's variables, the potential first; empty where there is nothing to choose. */
function variablesOf(layers: readonly LayerInfo[], layer: string | null): readonly string[] {
  const names = layers.find(({ name }) => name === layer)?.variables ?? []
  return names.length > 1 ? names : []
}

/** The variable to show of a layer; null for the potential. */
function variableOf({ layers, variable }: Pick<LabState, 'layers' | 'variable'>, layer: string | null): string | null {
  return variable !== null && variablesOf(layers, layer).indexOf(variable) > 0 ? variable : null
}

/** The same for React components. */
export function useVariables(layer: string | null): readonly string[] {
  const layers = useLab((state) => state.layers)
  return useMemo(() => variablesOf(layers, layer), [layers, layer])
}

export const useVariable = (layer: string | null): string | null => useLab((state) => variableOf(state, layer))
/** The same outside React: of a saved run while the views show one, since frames are then those of its layers. */
export function variableNow(layer: string | null): string | null {
  const state = store.getState()
  return variableOf({ ...state, ...state.viewedRun?.shown }, layer)
}

/** The variable in titles; null for the potential, which the argument of the spike stands for where the threshold is no number. */
export const titledVariable = (names: readonly string[], chosen: string | null): string | null =>
  chosen ?? (names[0] === ARGUMENT ? ARGUMENT : null)

/** The same for what is shown now. */
export function titledNow(layer: string | null): string | null {
  const state = store.getState()
  const { layers } = { ...state, ...state.viewedRun?.shown }
  return titledVariable(variablesOf(layers, layer), variableNow(layer))
}

/** The layer's counts to show now, of the chosen variable. */
export function variableFrame(layer: string | null): VariableReading | undefined {
  const frame = countedFrame(layer)
  return frame && titledReading(readingOf(frame, variableNow(layer)), titledNow(layer))
}

/** The layer's activity in the newest sample, with the chosen variable in the place of the potential. */
export function variableSample(layer: string | null): SampleLayer | undefined {
  const sample = sampleLayer(layer)
  return sample && sampleOf(sample, variableNow(layer), layerOf(shownMembrane(), layer)?.threshold ?? 0)
}

/** Shows a variable; a range of another one means nothing for it. */
export function chooseVariable(variable: string | null): void {
  if (selectedRange()) clearSelection()
  setLab({ variable })
}
