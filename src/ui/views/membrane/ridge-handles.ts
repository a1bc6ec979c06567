/** Draws the handles over the histograms: of the threshold and of the window’s edges, with their numbers. */
import { fixed, setting } from '../../../format'
import type { MembraneReading } from '../../../readings/membrane'
import { isAnalog } from '../../../readings/shares'
import { hasThreshold, type VariableReading } from '../../../readings/variables'
import { line, type Pen, polygon, text, widthOf } from '../../base/draw'
import { handlesAt, type Trial } from '../../state/selection/window-trial'
import type { MembraneLayout } from './membrane-layout'

/** The step whose window the handles move; null if several are drawn. */
export const handledStep = ({ rows }: MembraneLayout): number | null => (rows.length === 1 ? rows[0]! : null)

/** The gap between a line and its number, which leaves room for half a handle. A figure has no handles. */
const gapOf = ({ area, r }: Pen): number => (area.figure ? 4 : 8) * r

/** The range, in px, of the threshold's label if it is above those of the window for lack of room; otherwise null. */
export function thresholdText(
  pen: Pen,
  frame: MembraneReading,
  layout: MembraneLayout,
  trial: Trial | null,
): { readonly from: number; readonly to: number } | null {
  if (!hasThreshold(frame)) return null
  const { threshold, high } = handlesAt(frame, handledStep(layout), trial)
  const at = layout.x(threshold)
  const width = widthOf(pen, `θ ${setting(threshold)}`)
  if (layout.x(high) - at >= Math.max(50 * pen.r, width + 2 * gapOf(pen)) || threshold < frame.low || threshold > frame.high) return null
  return { from: at - width / 2, to: at + width / 2 }
}

export function drawHandles(pen: Pen, frame: VariableReading, layout: MembraneLayout, trial: Trial | null): void {
  // There is no window to try out.
  if (isAnalog(frame) || !hasThreshold(frame)) return
  const { colors, r } = pen
  const { low, threshold, high } = handlesAt(frame, handledStep(layout), trial)
  const { top, x, left, plotWidth } = layout
  const gap = gapOf(pen)
  const handle = (u: number, color: string) => {
    // Handles move a window on trial, which is one of the potential.
    if (pen.area.figure || frame.variable !== undefined) return
    const px = x(u)
    const [left, right] = [px - 4.5 * r, px + 4.5 * r]
    polygon(pen, color, [left, top - 15 * r], [right, top - 15 * r], [right, top - 7 * r], [px, top - 3 * r], [left, top - 7 * r])
    for (const side of [-1.5, 1.5]) line(pen, px + side * r, top - 12 * r, px + side * r, top - 7 * r, { color: colors.ground })
  }
  const inside = (u: number) => u >= frame.low && u <= frame.high
  const tight = thresholdText(pen, frame, layout, trial) !== null
  const words = `θ ${setting(threshold)}`
  if (inside(low)) {
    handle(low, colors.win)
    text(pen, x(low) - gap, top - 7 * r, fixed(low, 2), { color: colors.win, align: 'right' })
  } else text(pen, left, top - 7 * r, `◂ ${fixed(low, 2)}`, { color: colors.win })
  if (inside(high)) {
    handle(high, colors.win)
    text(pen, x(high) + gap, top - 7 * r, fixed(high, 2), { color: colors.win })
  } else text(pen, left + plotWidth, top - 7 * r, `${fixed(high, 2)} ▸`, { color: colors.win, align: 'right' })
  if (!inside(threshold)) return
  handle(threshold, colors.spk)
  if (tight) text(pen, x(threshold), top - 20 * r, words, { color: colors.spk, align: 'center' })
  else text(pen, x(threshold) + gap, top - 7 * r, words, { color: colors.spk })
}
