/** The lens, variables and past snapshots for window.lab: the values on trial with their effect, and what can be shown. Plain data. */

import { stepsOf } from '../../readings/shares'
import { lens, setTrial } from '../state/selection/lens'
import { chooseVariable, variableNow } from '../state/selection/variable'
import { isExact, shownOverall, shownShares, type Trial } from '../state/selection/window-trial'
import { countedFrame } from '../state/session/frame-hooks'
import { setCursor, shownMembrane, snapshotSteps } from '../state/session/history'
import { store } from '../state/store/store'
import { applyTrial } from '../views/membrane/lens-bar'

/** @throws Error if the layer has no counts yet, or a trial value is out of bounds. */
export function tryOut(layer: string, change?: Partial<Trial> | null) {
  const frame = countedFrame(layer)
  if (!frame || frame.layer !== layer) throw new Error(`lens: nothing has been counted of “${layer}” yet. Step or play first.`)
  if (change !== undefined) setTrial(change && trialFrom(change, frame.threshold))
  const trial = lens.get()
  return {
    trial: trial && { ...trial },
    /** The fraction of potentials that would have a gradient, over all steps and for each step. */
    gradientAvailable: shownOverall(frame, trial).inside,
    gradientAvailableBySteps: Array.from({ length: stepsOf(frame) }, (_, step) => shownShares(frame, step, trial).inside),
    exact: isExact(frame, trial),
  }
}

function trialFrom(change: Partial<Trial>, threshold: number): Trial {
  const trial = { threshold, widen: 1, ...lens.get(), ...change }
  if (!Number.isFinite(trial.threshold)) throw new Error(`lens: threshold is a number, not ${trial.threshold}.`)
  if (!(trial.widen >= 0.01 && trial.widen <= 100)) throw new Error(`lens: widen is a factor from 0.01 to 100, not ${trial.widen}.`)
  return { threshold: trial.threshold, widen: trial.widen }
}

export { applyTrial }

/** Built-in neurons have one variable, which is not listed. @throws Error if the layer has no such variable. */
export function variables(layer: string, chosen?: string) {
  const names = store.getState().layers.find(({ name }) => name === layer)?.variables ?? []
  if (chosen !== undefined) {
    if (!names.includes(chosen))
      throw new Error(`variables: “${chosen}” is none of “${layer}”. It has: ${names.join(', ') || 'the potential alone'}.`)
    chooseVariable(chosen === names[0] ? null : chosen)
  }
  return { names: [...names], shown: variableNow(layer) ?? names[0] ?? null }
}

/** Training steps of the saved snapshots, ascending. */
export const moments = (): number[] => [...snapshotSteps()]

/** Shows the newest snapshot at or before a training step; null shows the present. Returns the step that is shown. */
export function lookAt(step: number | null): number | null {
  if (step !== null && !(Number.isInteger(step) && step >= 0)) throw new Error(`lookAt: a training step, from 0, or null; not ${step}.`)
  setCursor(step)
  return shownMembrane()?.step ?? null
}
