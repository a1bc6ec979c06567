/** The state of the lab that both plots of the membrane view read. */

import type { MembraneReading } from '../../../readings/membrane'
import type { VariableReading } from '../../../readings/variables'
import { useSettled } from '../../base/signal'
import { lens } from '../../state/selection/lens'
import { overlayNow, pinned } from '../../state/selection/pinned'
import { roundedPotential } from '../../state/selection/selected-counts'
import { selectedNeurons, selection } from '../../state/selection/selection'
import { useVariable, variableFrame, variableSample } from '../../state/selection/variable'
import type { Trial } from '../../state/selection/window-trial'
import { countedNow, useFrames } from '../../state/session/frame-hooks'
import { cursorStep } from '../../state/session/history'
import { useLab } from '../../state/store/store'
import { comparisonSentence, sentence } from './membrane-text'

export interface MembranePlotProps {
  readonly layer: string | null
  readonly step: number | null
  readonly log: boolean
  readonly canvas: { current: HTMLCanvasElement | null }
}

/** Selected neurons with the sample's potentials; none while the view shows an earlier snapshot. */
export function markedOf(layer: string | null) {
  const set = selectedNeurons(layer)
  const sample = set && cursorStep() === null ? variableSample(layer) : undefined
  return set && sample ? { set, sample } : null
}

/** The window on trial, which is one of the potential. */
export const trialOf = ({ variable }: VariableReading): Trial | null => (variable === undefined ? lens.get() : null)

/** A description of the plot, and of what it counts. */
export function useSummary(layer: string | null) {
  const counted = useLab((state) => state.counted)
  useFrames(['membrane', 'sample'], 5000)
  useSettled(lens)
  useSettled(pinned)
  useVariable(layer)
  const frame = variableFrame(layer)
  const trial = frame ? trialOf(frame) : null
  return { counted, summary: `${sentence(frame, countedNow(counted))}${comparisonSentence(frame, trial, overlayNow(frame))}` }
}

/** Selects the potentials between two, at some steps; null: at all. */
export function selectBetween(a: number, b: number, frame: MembraneReading, steps: { from: number; to: number } | null): void {
  const [low, high] = [Math.min(a, b), Math.max(a, b)].map((u) => roundedPotential(u, frame)) as [number, number]
  if (high > low) selection.set({ kind: 'potentials', low, high, steps })
}

/** The range from the lower of two steps to the end of the higher one. */
export const stepsBetween = (a: number, b: number) => ({ from: Math.min(a, b), to: Math.max(a, b) + 1 })
