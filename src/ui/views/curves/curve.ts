/** Marks that the tracks share: a polyline over training time, dots, names at the ends of lines. */
import type { Gap } from '../../../readings/gaps'
import { box, type LineStyle, type Pen, stroke, text, widthOf } from '../../base/draw'
import { isAcross } from '../../base/gaps'
import { type Scale, spread } from '../../base/scale'
import type { TimeAxis, TracksLayout } from './tracks-frame'

/** A polyline over training steps, broken at gaps; several points of one pixel become its smallest and largest. */
export function drawCurve(
  pen: Pen,
  x: Scale,
  y: Scale,
  steps: ArrayLike<number>,
  values: ArrayLike<number>,
  count: number,
  style: LineStyle,
  gaps: readonly Gap[] = [],
): void {
  stroke(pen, style, (context) => {
    let pixel = Number.NaN
    let low = 0
    let high = 0
    let started = false
    const flush = () => {
      if (Number.isNaN(pixel)) return
      if (started) context.lineTo(pixel, y(low))
      else context.moveTo(pixel, y(low))
      started = true
      if (high !== low) context.lineTo(pixel, y(high))
    }
    for (let index = 0; index < count; index++) {
      const value = values[index]!
      if (!Number.isFinite(value) || (index > 0 && isAcross(gaps, steps[index - 1]!, steps[index]!))) {
        flush()
        pixel = Number.NaN
        started = false
      }
      if (!Number.isFinite(value)) continue
      const at = Math.round(2 * x(steps[index]!)) / 2
      if (at === pixel) {
        low = Math.min(low, value)
        high = Math.max(high, value)
      } else {
        flush()
        pixel = at
        low = value
        high = value
      }
    }
    flush()
  })
}

export function drawDots(pen: Pen, x: Scale, y: Scale, steps: ArrayLike<number>, values: ArrayLike<number>): void {
  pen.context.fillStyle = pen.colors.ink
  const radius = (values.length > 120 ? 1 : 1.6) * pen.r
  for (let row = 0; row < values.length; row++) {
    pen.context.beginPath()
    pen.context.arc(x(steps[row]!), y(values[row]!), radius, 0, 2 * Math.PI)
    pen.context.fill()
  }
}

export interface EndLabel {
  readonly y: number
  readonly words: string
  readonly color: string
}

/**
 * Names behind the ends of lines, moved apart; where there is no room for all, the first. Where there is none before the numbers of the axis
 * they stand on the lines, which go under them.
 */
export function drawEndLabels(pen: Pen, layout: TracksLayout, index: number, axis: TimeAxis, labels: readonly EndLabel[]): void {
  const track = layout.tracks[index]
  if (!track) return
  const { r } = pen
  const most = Math.max(1, Math.floor((track.height - 12 * r) / (11 * r)) + 1)
  const known = labels.filter((label) => Number.isFinite(label.y)).slice(0, most)
  if (known.length === 0) return
  const gap = Math.min(12.5 * r, (track.height - 12 * r) / Math.max(1, known.length - 1))
  const at = spread(
    known.map((label) => label.y),
    gap,
    track.top + 7 * r,
    track.top + track.height - 5 * r,
  )
  const end = axis.x(axis.now)
  const widest = Math.max(...known.map((label) => widthOf(pen, label.words)))
  if (end + widest + 10 * r <= layout.left + layout.width) {
    known.forEach(({ words, color }, k) => {
      text(pen, end + 8 * r, at[k]! + 4 * r, words, { color, halo: true })
    })
    return
  }
  const right = end - 8 * r
  known.forEach(({ words }, k) => {
    box(pen, right - widthOf(pen, words) - 3 * r, at[k]! - 6 * r, right + 3 * r, at[k]! + 7 * r, pen.colors.ground)
  })
  known.forEach(({ words, color }, k) => {
    text(pen, right, at[k]! + 4 * r, words, { color, align: 'right' })
  })
}

/** How many ticks a track has room for. */
export const tickCount = (pen: Pen, layout: TracksLayout, index: number): number =>
  Math.max(1.6, Math.min(4, (layout.tracks[index]?.height ?? 0) / (22 * pen.r)))

export const lastOf = (values: ArrayLike<number>): number => (values.length ? values[values.length - 1]! : Number.NaN)
