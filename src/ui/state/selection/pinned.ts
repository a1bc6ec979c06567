/**
 * A second moment, A, that the views lay over the one they show: one of this run that was pinned, or another run that was kept, followed
 * at the same training step. It stays when the experiment changes: before and after an edit can be compared.
 */

import type { MembraneReading } from '../../../readings/membrane'
import { stepsOf } from '../../../readings/shares'
import type { Snapshot } from '../../../runs/compact'
import { newestFrame } from '../../base/frames'
import { createSignal } from '../../base/signal'
import { timeUnitOf, timeWords } from '../labels/time-label'
import { shownMembrane } from '../session/history'
import { trainingTime } from '../session/training-time'
import { store } from '../store/store'
import type { CurveOverlay } from './curve-overlay'

export interface Pinned {
  /** Of a saved run its name and id; null: a moment of a run of this page. */
  readonly run: { readonly id: string; readonly name: string } | null
  /** The run that a moment is of. */
  readonly of: string
  readonly stepsPerEpoch: number
  /** The moment to lay over one at a training step. */
  readonly at: (step: number) => Snapshot | undefined
  /** Its curves, where it is a run. */
  readonly ghost?: CurveOverlay
  /** What else ends when it is taken away. */
  readonly end?: () => void
}

export const pinned = createSignal<Pinned | null>(null)

export function unpin(): void {
  const now = pinned.get()
  pinned.set(null)
  now?.end?.()
}

const runNow = (): string => (newestFrame('state')?.progress ?? store.getState().progress)?.id ?? ''

/** Pins the moment that is shown; what is pinned already goes. */
function pinMoment(): void {
  const frame = shownMembrane()
  if (!frame) return
  unpin()
  pinned.set({ run: null, of: runNow(), stepsPerEpoch: trainingTime().stepsPerEpoch, at: () => frame })
}

export const pinOrUnpin = (): void => (pinned.get() ? unpin() : pinMoment())

/** "epoch 0.53, batch 320". */
const momentWords = (step: number, stepsPerEpoch: number): string =>
  `${timeWords(step / stepsPerEpoch, timeUnitOf(store.getState().open))}, batch ${step.toLocaleString('en-US')}`

export type Overlay = {
  readonly words: string /** The same without when it was, where that is when the views are. */
  readonly short: string
} & (
  | { readonly ok: true; readonly frame: MembraneReading }
  /** Why nothing can be laid over. */
  | { readonly ok: false; readonly why: string }
)

/** What is laid over a layer's frame; null where nothing is pinned. */
export function overlayOf(now: Pinned | null, layer: string, steps: number, step: number, run = runNow()): Overlay | null {
  if (!now) return null
  const moment = now.at(step)
  const name = now.run?.name ?? 'A'
  if (!moment) return { ok: false, why: 'Nothing was kept of it.', words: name, short: name }
  const at = momentWords(moment.step, now.stepsPerEpoch)
  const words = now.run ? `${now.run.name}, ${at}` : now.of === run ? at : `${at} of the run before`
  const said = { words, short: now.run && moment.step === step ? name : words }
  const found = moment.layers.find((other) => other.layer === layer)
  if (!found) {
    const names = moment.layers.map((other) => other.layer).join(', ')
    return { ok: false, why: `It has no layer ${layer}; its layers are ${names}.`, ...said }
  }
  if (stepsOf(found) !== steps) return { ok: false, why: `Its layers have ${stepsOf(found)} steps, these ${steps}.`, ...said }
  return { ok: true, frame: found, ...said }
}

/** The same of a layer as it is shown now. */
export function overlayNow(frame: MembraneReading | undefined): Overlay | null {
  return frame ? overlayOf(pinned.get(), frame.layer, stepsOf(frame), shownMembrane()?.step ?? 0) : null
}

/** The frame that is laid over another, if any can be. */
export function overlayFrame(frame: MembraneReading): MembraneReading | null {
  const overlay = overlayNow(frame)
  return overlay?.ok ? overlay.frame : null
}
