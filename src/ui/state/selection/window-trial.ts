/**
 * A window and a threshold on trial: edges, handles and shares as they would be, from counts that are here already. Pure.
 * Where a trial is the run's own window, or the fixed one, the GPU's exact counts are read; elsewhere a bin cut by an edge counts in part.
 */

import type { MembraneReading } from '../../../readings/membrane'
import {
  type CountedFrame,
  countBelow,
  countInside,
  isAnalog,
  nanAt,
  type Shares,
  sharesAt,
  sharesOverall,
  stepsOf,
  widestStep,
} from '../../../readings/shares'
import { hasThreshold } from '../../../readings/variables'

export interface Trial {
  readonly threshold: number
  /** Multiplies the width of every step's window, in every layer. */
  readonly widen: number
}

/** Edges closer than this part of the threshold's size are the same: windows come in single precision. */
const SAME = 1e-6

/** The fixed window of width 1, about the threshold of the run or the one tried; analog neurons have none. */
export function fixedEdges(frame: MembraneReading, trial: Trial | null): readonly number[] {
  if (isAnalog(frame) || !hasThreshold(frame)) return []
  const threshold = trial?.threshold ?? frame.threshold
  return [threshold - 0.5, threshold + 0.5]
}

/** The window of a step, as the run has it or as tried; one without an upper edge ends with the axis. */
export function edgesAt(frame: MembraneReading, step: number, trial: Trial | null): readonly [number, number] {
  const low = frame.windowLow[step]!
  const high = isAnalog(frame) ? frame.high : frame.windowHigh[step]!
  if (!trial) return [low, high]
  const half = ((high - low) / 2) * trial.widen
  return [trial.threshold - half, trial.threshold + half]
}

/** The values at the handles: lower edge, threshold and upper edge, of one step or of the widest window. */
export interface Handles {
  readonly low: number
  readonly threshold: number
  readonly high: number
}

export function handlesAt(frame: MembraneReading, step: number | null, trial: Trial | null): Handles {
  const [low, high] = edgesAt(frame, step ?? widestStep(frame), trial)
  return { low, threshold: trial?.threshold ?? frame.threshold, high }
}

/** The range of factors by which a window on trial may differ in width from the run's. */
const WIDEN = [0.01, 100] as const
const within = (widen: number): number => Math.min(WIDEN[1], Math.max(WIDEN[0], widen))

/** The trial after a handle was moved to `u`: the threshold takes the window along, an edge widens it on both sides. */
export function trialAfter(frame: MembraneReading, step: number | null, trial: Trial | null, handle: keyof Handles, u: number): Trial {
  const now = trial ?? { threshold: frame.threshold, widen: 1 }
  if (handle === 'threshold') return { ...now, threshold: Math.round(u * 100) / 100 }
  return { ...now, widen: within(Math.abs(u - now.threshold) / (widthAt(frame, step, null) / 2 || 1)) }
}

/** The width of the window at a step; null: of the widest. */
export function widthAt(frame: MembraneReading, step: number | null, trial: Trial | null): number {
  const { low, high } = handlesAt(frame, step, trial)
  return high - low
}

/** The trial whose window has this width at the step. */
export const trialOfWidth = (frame: MembraneReading, step: number | null, trial: Trial | null, width: number): Trial => ({
  threshold: trial?.threshold ?? frame.threshold,
  widen: within(width / (widthAt(frame, step, null) || 1)),
})

const same = (a: number, b: number): boolean => Math.abs(a - b) <= SAME * Math.max(1, Math.abs(a))

/** The exact count within the window on trial, where it is known. */
function exactInside(frame: CountedFrame, step: number, { threshold, widen }: Trial): number | null {
  if (!same(threshold, frame.threshold)) return null
  if (same(widen, 1)) return frame.available[step]!
  return same(widen * (frame.windowHigh[step]! - frame.windowLow[step]!), 1) ? frame.availableFixed[step]! : null
}

/** Whether the fractions under a trial are counted, not estimated within the bins that an edge cuts. */
export function isExact(frame: CountedFrame, trial: Trial | null): boolean {
  if (!trial || frame.potentials) return true
  for (let step = 0; step < stepsOf(frame); step++) if (exactInside(frame, step, trial) === null) return false
  return true
}

/** Shares of a step, under the window and threshold being tried if there are any. */
export function shownShares(frame: CountedFrame, step: number, trial: Trial | null): Shares {
  if (!trial) return sharesAt(frame, step)
  const [low, high] = edgesAt(frame, step, trial)
  const total = frame.total || 1
  const rest = 1 - nanAt(frame, step) / total
  const inside = Math.min(rest, (exactInside(frame, step, trial) ?? countInside(frame, step, low, high)) / total)
  const below = Math.min(rest - inside, countBelow(frame, step, low) / total)
  // An exact count stays exact.
  const fixed = same(trial.threshold, frame.threshold)
    ? frame.availableFixed[step]!
    : countInside(frame, step, trial.threshold - 0.5, trial.threshold + 0.5)
  return { below, inside, above: Math.max(0, rest - inside - below), fixed: fixed / total }
}

/** Fractions averaged over all steps. */
export function shownOverall(frame: CountedFrame, trial: Trial | null): Shares {
  if (!trial) return sharesOverall(frame)
  return shownOver(frame, 0, stepsOf(frame), trial)
}

/** Fractions averaged over a range of steps. */
export function shownOver(frame: CountedFrame, from: number, to: number, trial: Trial | null): Shares {
  const sum = { below: 0, inside: 0, above: 0, fixed: 0 }
  for (let step = from; step < to; step++) {
    const shares = shownShares(frame, step, trial)
    for (const key of ['below', 'inside', 'above', 'fixed'] as const) sum[key] += shares[key] / (to - from)
  }
  return sum
}
