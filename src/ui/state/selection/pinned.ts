/**
 * A second snapshot, A, that the views draw over the shown one: a pinned snapshot of this run, or another run at the same training step.
 * It stays when the experiment changes, so that the state before and after an edit can be compared.
 */

import type { MembraneReading } from '../../../readings/membrane'
import { stepsOf } from '../../../readings/shares'
import { readingOf, type VariableReading, variableText } from '../../../readings/variables'
import type { Snapshot } from '../../../runs/compact'
import { newestFrame } from '../../base/frames'
import { createSignal } from '../../base/signal'
import { timeLabel, timeUnitOf } from '../labels/time-label'
import { shownMembrane } from '../session/history'
import { trainingTime } from '../session/training-time'
import { store } from '../store/store'
import type { CurveOverlay } from './curve-overlay'

export interface Pinned {
  /** The pinned saved run; null where a snapshot of the current page is pinned. */
  readonly run: { readonly id: string; readonly name: string } | null
  /** The id of the run that was pinned or that the snapshot belongs to. */
  readonly runId: string
  readonly stepsPerEpoch: number
  /** The snapshot to draw over the views at a training step. */
  readonly at: (step: number) => Snapshot | undefined
  /** The curves, where a whole run is pinned. */
  readonly curves?: CurveOverlay
  /** Called when it is unpinned. */
  readonly end?: () => void
}

export const pinned = createSignal<Pinned | null>(null)

export function unpin(): void {
  const now = pinned.get()
  pinned.set(null)
  now?.end?.()
}

const runNow = (): string => (newestFrame('state')?.progress ?? store.getState().progress)?.id ?? ''

/** Pins the snapshot that is shown, replacing an earlier one. */
function pinSnapshot(): void {
  const frame = shownMembrane()
  if (!frame) return
  unpin()
  pinned.set({ run: null, runId: runNow(), stepsPerEpoch: trainingTime().stepsPerEpoch, at: () => frame })
}

export const pinOrUnpin = (): void => (pinned.get() ? unpin() : pinSnapshot())

/** "epoch 0.53, batch 320". */
const snapshotLabel = (step: number, stepsPerEpoch: number): string =>
  `${timeLabel(step / stepsPerEpoch, timeUnitOf(store.getState().open))}, batch ${step.toLocaleString('en-US')}`

export type Overlay = {
  readonly label: string
  /** The label without the time, where that is the time that the views show. */
  readonly short: string
} & (
  | { readonly ok: true; readonly frame: MembraneReading }
  /** Why there is no overlay. */
  | { readonly ok: false; readonly why: string }
)

/** The overlay for a layer's frame; null where nothing is pinned. */
export function overlayOf(now: Pinned | null, layer: string, steps: number, step: number, run = runNow()): Overlay | null {
  if (!now) return null
  const snapshot = now.at(step)
  const name = now.run?.name ?? 'A'
  if (!snapshot) return { ok: false, why: 'No snapshot of it was saved.', label: name, short: name }
  const at = snapshotLabel(snapshot.step, now.stepsPerEpoch)
  const label = now.run ? `${now.run.name}, ${at}` : now.runId === run ? at : `${at} of the previous run`
  const text = { label, short: now.run && snapshot.step === step ? name : label }
  const found = snapshot.layers.find((other) => other.layer === layer)
  if (!found) {
    const names = snapshot.layers.map((other) => other.layer).join(', ')
    return { ok: false, why: `It has no layer ${layer}; its layers are ${names}.`, ...text }
  }
  if (stepsOf(found) !== steps) return { ok: false, why: `Its layers have ${stepsOf(found)} steps, these ${steps}.`, ...text }
  return { ok: true, frame: found, ...text }
}

/** The overlay for a layer's frame at the shown training step, of the frame's variable. */
export function overlayNow(frame: VariableReading | undefined): Overlay | null {
  const overlay = frame ? overlayOf(pinned.get(), frame.layer, stepsOf(frame), shownMembrane()?.step ?? 0) : null
  if (!overlay?.ok || frame?.variable === undefined) return overlay
  const reading = readingOf(overlay.frame, frame.variable)
  const { label, short } = overlay
  return reading.variable === undefined
    ? { ok: false, why: `It has no ${variableText(frame.variable)}.`, label, short }
    : { ...overlay, frame: reading }
}

/** The frame of the overlay, where there is one. */
export function overlayFrame(frame: VariableReading): VariableReading | null {
  const overlay = overlayNow(frame)
  return overlay?.ok ? overlay.frame : null
}
