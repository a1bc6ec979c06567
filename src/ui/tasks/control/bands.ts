/** Draws bands one below the other on a shared time axis, each with a name and a label. Reads no state of the page. */
import { withUnit } from '../../../format'
import { clipped, crisp, line, type Pen, stroke, styles, text, widthOf } from '../../base/draw'
import type { Colors } from '../../base/paint'
import { digitsOf, linear, niceStep, type Scale } from '../../base/scale'
import { drawStepAxis } from '../../base/step-axis'

export interface Band {
  readonly name: string
  /** Drawn with the name; null for numbers without a unit. */
  readonly unit: string | null
  /** A label at the right end of the band's heading. */
  readonly label?: string
  readonly color?: keyof Colors
  /** The height of the drawing without its heading, in px at a root font size of 16 px. */
  readonly height: number
  readonly draw: (pen: Pen, place: BandPlace) => void
}

export interface BandPlace {
  readonly left: number
  readonly width: number
  readonly top: number
  readonly height: number
}

/** Sizes in px at a root font size of 16 px. */
const HEAD = 17
const GAP = 4
const AXIS = 19
const MARGIN = 34

export const bandsHeight = (bands: readonly Pick<Band, 'height'>[]): number =>
  bands.reduce((sum, { height }) => sum + HEAD + height + GAP, 0) + AXIS

export const bandsPlace = ({ area, r }: Pen) => ({ left: MARGIN * r, width: Math.max(20, area.width - (MARGIN + 4) * r) })

/** @param at the selected time step; null in a figure */
export function drawBands(pen: Pen, bands: readonly Band[], timeSteps: number, at: number | null): void {
  const { area, colors, r } = pen
  const { left, width } = bandsPlace(pen)
  const bottom = area.height - AXIS * r
  let y = 0
  const places = bands.map(({ height }) => {
    const place = { left, width, top: y + HEAD * r, height: height * r }
    y += (HEAD + height + GAP) * r
    return place
  })
  // Time step 0 is the start, before the first action.
  drawStepAxis(pen, { left, width, top: bottom, bottom }, { from: -1, to: timeSteps - 1 })
  bands.forEach((band, index) => {
    const place = places[index]!
    const end = left + text(pen, left, place.top - 5 * r, withUnit(band.name, band.unit), { color: colors[band.color ?? 'ink'] })
    if (band.label && end + 10 * r + widthOf(pen, band.label) < left + width)
      text(pen, left + width, place.top - 5 * r, band.label, { color: colors.ink2, align: 'right' })
    band.draw(pen, place)
    if (at !== null) {
      const x = crisp(left + ((at + 0.5) / timeSteps) * width - 0.5)
      line(pen, x, place.top, x, place.top + place.height, styles(pen).halo)
      line(pen, x, place.top, x, place.top + place.height, { color: colors.focus, width: 1.5 })
    }
  })
}

export interface Line {
  readonly values: ArrayLike<number>
  readonly color: string
  readonly dash?: readonly number[]
  readonly width?: number
}

/** The minimum and the maximum of all lines, widened if they are equal. */
function endsOf(lines: readonly Line[]): readonly [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { values } of lines)
    for (let at = 0; at < values.length; at++) {
      const value = values[at]!
      if (value < low) low = value
      if (value > high) high = value
    }
  if (!Number.isFinite(low + high)) return [0, 1]
  return high - low > 1e-9 ? [low, high] : [low - 0.5, high + 0.5]
}

/**
 * Draws lines over time steps on one scale.
 * @param timeSteps the number of time steps across the width; lines may have fewer
 * @param scaledBy the lines that determine the scale, by default the first one
 */
export function drawLines(pen: Pen, place: BandPlace, lines: readonly Line[], timeSteps: number, scaledBy = lines.slice(0, 1)): void {
  const { left, width, top, height } = place
  const [low, high] = endsOf(scaledBy)
  const y = linear(low, high, top + height - 2 * pen.r, top + 2 * pen.r)
  frame(pen, place, y, low, high)
  clipped(pen, left, top, width, height, () => {
    for (const { values, color, dash, width: thick } of lines)
      stroke(pen, { color, width: (thick ?? 1.5) * pen.r, ...(dash && { dash }) }, (path) => {
        for (let at = 0; at < values.length; at++) path.lineTo(left + ((at + 0.5) / timeSteps) * width, y(values[at]!))
      })
  })
}

/** Draws the lower edge of a band, its zero line if 0 is inside, and the numbers at both ends. */
export function frame(pen: Pen, { left, width, top, height }: BandPlace, y: Scale, low: number, high: number): void {
  const { colors, r } = pen
  if (low < 0 && high > 0) line(pen, left, crisp(y(0)), left + width, crisp(y(0)), styles(pen).hair)
  line(pen, left, crisp(top + height), left + width, crisp(top + height), styles(pen).rule)
  const digits = digitsOf(niceStep(high - low, 4))
  const words = (value: number) => value.toFixed(Math.min(2, digits)).replace('-', '−')
  text(pen, left - 4 * r, top + 9 * r, words(high), { color: colors.ink3, align: 'right' })
  text(pen, left - 4 * r, top + height, words(low), { color: colors.ink3, align: 'right' })
}
