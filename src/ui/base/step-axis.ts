/** Draws the time axis of a long sequence, and the selected step on it. */
import { box, crisp, line, type Pen, styles, text, widthOf } from './draw'
import { labeledSteps, stepScale, type Viewport } from './viewport'

export interface AxisPlace {
  readonly left: number
  readonly width: number
  /** The top of the plots above the axis. */
  readonly top: number
  readonly bottom: number
}

/** Draws labels below `bottom`, and hairlines up to `top`. */
export function drawStepAxis(pen: Pen, { left, width, top, bottom }: AxisPlace, viewport: Viewport): void {
  const { colors, r } = pen
  const x = stepScale(viewport, left, width)
  let end = Number.NEGATIVE_INFINITY
  for (const step of labeledSteps(viewport, width / (44 * r))) {
    const at = x(step + 0.5)
    if (at > left + width) continue
    line(pen, crisp(at), top, crisp(at), bottom, styles(pen).hair)
    line(pen, crisp(at), bottom, crisp(at), bottom + 3 * r, styles(pen).tick)
    const label = step === 0 ? 't = 1' : String(step + 1)
    const half = widthOf(pen, label) / 2
    const middle = Math.min(left + width - half, Math.max(left + half, at))
    if (middle - half < end + 6 * r) continue
    end = middle + half
    text(pen, middle, bottom + 13 * r, label, { color: colors.ink3, align: 'center' })
  }
}

/** A band behind the drawing, at least one pixel wide. */
export function drawChosenStep(pen: Pen, { left, width, top, bottom }: AxisPlace, viewport: Viewport, step: number | null): void {
  if (step === null || step + 1 <= viewport.from || step >= viewport.to) return
  const x = stepScale(viewport, left, width)
  const from = Math.max(left, x(step))
  const to = Math.min(left + width, x(step + 1))
  if (to - from > 6 * pen.r) box(pen, from, top, to, bottom, pen.colors.raise)
  else line(pen, crisp((from + to) / 2 - 0.5), top, crisp((from + to) / 2 - 0.5), bottom, { color: pen.colors.ink })
}
