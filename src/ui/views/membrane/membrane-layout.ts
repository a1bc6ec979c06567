/** The layout of the membrane view: ridgeline, numbers, heat map. Pure geometry, in CSS pixels. */

import type { MembraneReading } from '../../../readings/membrane'
import { stepsOf } from '../../../readings/shares'
import { evenly, linear, type Scale } from '../../base/scale'

export interface MembraneLayout {
  readonly r: number
  readonly left: number
  readonly top: number
  readonly bottom: number
  readonly plotWidth: number
  readonly plotHeight: number
  /** Maps a potential to x in the ridgeline, and back. */
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

/** With more steps than this, only some are drawn. */
const MAX_ROWS = 8

export function membraneLayout(width: number, height: number, r: number, frame: MembraneReading, step: number | null): MembraneLayout {
  const steps = stepsOf(frame)
  const left = 40 * r
  const gap = 20 * r
  const top = 32 * r
  const bottom = 31 * r
  const plotHeight = Math.max(10, height - top - bottom)
  const numbersWidth = width > 520 * r ? 214 * r : 0
  // If not every step has a row, the first and the last step are labeled in front of the heat map.
  const before = gap + (steps > MAX_ROWS ? (7 * String(steps).length - 4) * r : 0)
  const heatWidth = width > 700 * r ? Math.min(212 * r, width * 0.25) : 0
  const plotWidth = Math.max(40, width - left - (numbersWidth ? numbersWidth + gap : 0) - (heatWidth ? heatWidth + before : 0) - 4 * r)
  const x = linear(frame.low, frame.high, left, left + plotWidth)
  const u = linear(left, left + plotWidth, frame.low, frame.high)
  const max = steps <= MAX_ROWS ? steps : Math.max(3, Math.min(6, Math.floor(plotHeight / (26 * r))))
  const rows = step === null ? evenly(steps, max) : [Math.min(steps - 1, step)]
  const lines = step === null ? rows : evenly(steps, max, Math.min(steps - 1, step))
  const numbersX = left + plotWidth + gap
  const heatX = numbersWidth ? numbersX + numbersWidth + before : numbersX
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

/** The potential and the step under a point of the histograms or of the heat map; null outside them, unless `outside` is set. */
export function partAt(
  layout: MembraneLayout,
  steps: number,
  x: number,
  y: number,
  outside = false,
): { readonly u: number; readonly row: number; readonly x: number; readonly heat: boolean } | null {
  const { left, top, plotWidth, plotHeight, rows, heat } = layout
  const part = Math.min(0.9999, Math.max(0, (y - top) / plotHeight))
  if (!outside && (y < top || y > top + plotHeight)) return null
  if (heat && x >= heat.x - 4 && (outside || x <= heat.x + heat.width)) {
    const along = Math.min(1, Math.max(0, (x - heat.x) / heat.width))
    return { u: layout.u(left + along * plotWidth), row: Math.floor(part * steps), x, heat: true }
  }
  if (!outside && (x < left || x > left + plotWidth)) return null
  const within = Math.min(left + plotWidth, Math.max(left, x))
  return { u: layout.u(within), row: rows[Math.floor(part * rows.length)]!, x: within, heat: false }
}
