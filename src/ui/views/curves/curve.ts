/** Marks that the tracks share: a polyline over training time, dots, names at the ends of lines. */
import type { Gap } from '../../../readings/gaps'
import { box, cutTo, disc, type LineStyle, type Pen, stroke, text, widthOf } from '../../base/draw'
import { isAcross } from '../../base/gaps'
import { type Scale, spread } from '../../base/scale'
import type { TimeAxis, TracksLayout } from './tracks-frame'

/** A polyline over training steps, broken at gaps; points that share a pixel are reduced to their minimum and maximum. */
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
    let alone = Number.NaN
    // A value between two gaps is a short dash.
    const end = () => {
      flush()
      if (!Number.isNaN(alone)) context.lineTo(alone + 1, y(low))
      pixel = Number.NaN
      alone = Number.NaN
      started = false
    }
    const flush = () => {
      if (Number.isNaN(pixel)) return
      if (started) context.lineTo(pixel, y(low))
      else context.moveTo(pixel, y(low))
      alone = started || high !== low ? Number.NaN : pixel
      started = true
      if (high !== low) context.lineTo(pixel, y(high))
    }
    for (let index = 0; index < count; index++) {
      const value = values[index]!
      if (!Number.isFinite(value) || (index > 0 && isAcross(gaps, steps[index - 1]!, steps[index]!))) {
        end()
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
    end()
  })
}

export function drawDots(pen: Pen, x: Scale, y: Scale, steps: ArrayLike<number>, values: ArrayLike<number>): void {
  const radius = (values.length > 120 ? 1 : 1.6) * pen.r
  for (let row = 0; row < values.length; row++) disc(pen, x(steps[row]!), y(values[row]!), radius, pen.colors.ink)
}

export interface EndLabel {
  readonly y: number
  readonly words: string
  /** Used if there is too little room for a meaningful part of `words`. */
  readonly short?: string
  readonly color: string
}

/** The room, in px at a root font size of 16 px, below which the short label is used. */
const FEW_WORDS = 100
/** The part of the lines that names may cover. */
const COVER = 0.4

/** The text of a label, shortened to the available width. */
function fitted(pen: Pen, { words, short }: EndLabel, room: number): string {
  if (short === undefined || widthOf(pen, words) <= room) return words
  return room < FEW_WORDS * pen.r ? short : cutTo(pen, words, room)
}

/** How many names a track has room for. */
export const labelCount = ({ r }: Pen, layout: TracksLayout, index: number): number =>
  Math.max(1, Math.floor(((layout.tracks[index]?.height ?? 0) - 12 * r) / (11 * r)) + 1)

/**
 * Draws names at the ends of lines, moved apart; if not all fit, only the first. If there is no room before the numbers of the axis,
 * they are drawn over the lines, of which they cover less than half.
 * @param goesOn whether an overlaid line continues behind the labels.
 */
export function drawEndLabels(
  pen: Pen,
  layout: TracksLayout,
  index: number,
  axis: TimeAxis,
  labels: readonly EndLabel[],
  goesOn = false,
): void {
  const track = layout.tracks[index]
  if (!track) return
  const { r } = pen
  const known = labels.filter((label) => Number.isFinite(label.y)).slice(0, labelCount(pen, layout, index))
  if (known.length === 0) return
  const at = spread(
    known.map((label) => label.y),
    12.5 * r,
    track.top + 7 * r,
    track.top + track.height - 5 * r,
  )
  const end = axis.x(axis.now)
  const free = layout.left + layout.width - end - 10 * r
  const behind = Math.max(...known.map(({ words, short }) => widthOf(pen, short ?? words))) <= free
  const room = !behind ? COVER * (end - layout.left) : goesOn ? COVER * free : free
  const [x, sign] = behind ? [end + 8 * r, 1] : [end - 8 * r, -1]
  const said = known.map((label) => ({ ...label, words: fitted(pen, label, room) }))
  if (!behind || goesOn)
    said.forEach(({ words }, k) => {
      box(pen, x - sign * 3 * r, at[k]! - 6 * r, x + sign * (widthOf(pen, words) + 3 * r), at[k]! + 7 * r, pen.colors.ground)
    })
  said.forEach(({ words, color }, k) => {
    text(pen, x, at[k]! + 4 * r, words, { color, halo: behind, align: behind ? 'left' : 'right' })
  })
}

/** How many ticks a track has room for. */
export const tickCount = (pen: Pen, layout: TracksLayout, index: number): number =>
  Math.max(1.6, Math.min(4, (layout.tracks[index]?.height ?? 0) / (22 * pen.r)))

export const lastOf = (values: ArrayLike<number>): number => (values.length ? values[values.length - 1]! : Number.NaN)
