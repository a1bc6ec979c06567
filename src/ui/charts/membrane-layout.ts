/** Where the parts of the membrane view lie: ridgeline, numbers, heat map. Pure geometry, in CSS pixels. */
import type { MembraneFrame } from '../../worker/protocol'
import { evenly, linear, type Scale } from './scale'
import { stepsOf, widestStep } from './shares'

export interface MembraneLayout {
  readonly r: number
  readonly left: number
  readonly top: number
  readonly bottom: number
  readonly plotWidth: number
  readonly plotHeight: number
  /** Potential to x in the ridgeline and back. */
  readonly x: Scale
  readonly u: Scale
  /** Steps drawn as histograms, top to bottom, and the height of each. */
  readonly rows: readonly number[]
  readonly rowHeight: number
  /** Steps that have a line of numbers, and the height of each. */
  readonly lines: readonly number[]
  readonly lineHeight: number
  readonly numbers: { readonly x: number; readonly width: number } | null
  readonly heat: { readonly x: number; readonly width: number; readonly scale: Scale } | null
}

/** More steps than this are not all drawn. */
export const MOST_ROWS = 8

export function membraneLayout(width: number, height: number, r: number, frame: MembraneFrame, step: number | null): MembraneLayout {
  const steps = stepsOf(frame)
  const left = 40 * r
  const gap = 20 * r
  const top = 32 * r
  const bottom = 31 * r
  const plotHeight = Math.max(10, height - top - bottom)
  const numbersWidth = width > 520 * r ? 204 * r : 0
  const heatWidth = width > 700 * r ? Math.min(212 * r, width * 0.25) : 0
  const plotWidth = Math.max(40, width - left - (numbersWidth ? numbersWidth + gap : 0) - (heatWidth ? heatWidth + gap : 0) - 4 * r)
  const x = linear(frame.low, frame.high, left, left + plotWidth)
  const u = linear(left, left + plotWidth, frame.low, frame.high)
  const most = steps <= MOST_ROWS ? steps : Math.max(3, Math.min(6, Math.floor(plotHeight / (26 * r))))
  const rows = step === null ? evenly(steps, most) : [Math.min(steps - 1, step)]
  const lines = step === null ? rows : evenly(steps, most, Math.min(steps - 1, step))
  const numbersX = left + plotWidth + gap
  const heatX = numbersWidth ? numbersX + numbersWidth + gap : numbersX
  return {
    r,
    left,
    top,
    bottom,
    plotWidth,
    plotHeight,
    x,
    u,
    rows,
    rowHeight: plotHeight / rows.length,
    lines,
    lineHeight: plotHeight / lines.length,
    numbers: numbersWidth ? { x: numbersX, width: numbersWidth } : null,
    heat: heatWidth ? { x: heatX, width: heatWidth, scale: linear(frame.low, frame.high, heatX, heatX + heatWidth) } : null,
  }
}

/** The window and threshold being tried by dragging; null: those of the run. */
export interface Trial {
  readonly threshold: number
  /** Multiplies the width of every step's window. */
  readonly widen: number
}

/** The fixed window of width 1, about the threshold of the run or the one tried. */
export function fixedEdges(frame: MembraneFrame, trial: Trial | null): readonly [number, number] {
  const threshold = trial?.threshold ?? frame.threshold
  return [threshold - 0.5, threshold + 0.5]
}

/** The window of a step, as the run has it or as tried. */
export function edgesAt(frame: MembraneFrame, step: number, trial: Trial | null): readonly [number, number] {
  const low = frame.windowLow[step]!
  const high = frame.windowHigh[step]!
  if (!trial) return [low, high]
  const half = ((high - low) / 2) * trial.widen
  return [trial.threshold - half, trial.threshold + half]
}

/** What the handles stand for: lower edge, threshold, upper edge; of a step, or of the widest window where none is named. */
export interface Handles {
  readonly low: number
  readonly threshold: number
  readonly high: number
}

export function handlesAt(frame: MembraneFrame, step: number | null, trial: Trial | null): Handles {
  const [low, high] = edgesAt(frame, step ?? widestStep(frame), trial)
  return { low, threshold: trial?.threshold ?? frame.threshold, high }
}

/** The trial after a handle was moved to `u`: the threshold takes the window along, an edge widens it on both sides. */
export function trialAfter(frame: MembraneFrame, step: number | null, trial: Trial | null, handle: keyof Handles, u: number): Trial {
  const now = trial ?? { threshold: frame.threshold, widen: 1 }
  if (handle === 'threshold') return { ...now, threshold: Math.round(u * 100) / 100 }
  const { low, high } = handlesAt(frame, step, { ...now, widen: 1 })
  return { ...now, widen: Math.max(0.05, Math.abs(u - now.threshold) / ((high - low) / 2 || 1)) }
}
