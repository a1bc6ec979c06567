/** Draws the latent variable over bins: a trajectory for each dimension, and its KL as colors. Stateless. */
import { fixed } from '../../../format'
import { reachOf } from '../../base/diverging'
import { crisp, field, line, type Pen, stroke, styles, text, widthOf } from '../../base/draw'
import { type AxisPlace, drawStepAxis } from '../../base/step-axis'
import { groupsOf, type Viewport } from '../../base/viewport'
import { curveOf, type Dimension, type Latent, nameOf } from './latents'

/** Sizes in px at a root font size of 16 px. */
const AXIS = 19
const ROW = 26
const TOP = 8
/** How many dimensions have a trajectory: those that are used, within these limits. */
const [MIN_ROWS, MAX_ROWS] = [3, 8]
/** Rows of the map of KL. */
const [MIN_MAP_ROW, MAX_MAP_ROW] = [4, 14]

export const drawnDimensions = (dimensions: readonly Dimension[]): readonly Dimension[] =>
  dimensions.slice(0, Math.min(MAX_ROWS, Math.max(MIN_ROWS, dimensions.filter(({ used }) => used).length)))

export const trajectoriesHeight = (dimensions: readonly Dimension[]): number => TOP + drawnDimensions(dimensions).length * ROW + AXIS

const mapRow = (size: number): number => Math.min(MAX_MAP_ROW, Math.max(MIN_MAP_ROW, 230 / size))
export const klHeight = (size: number): number => TOP + size * mapRow(size) + AXIS

export function latentPlace(pen: Pen): AxisPlace {
  const { area, r } = pen
  const left = 28 * r
  return { left, width: Math.max(20, area.width - left - 38 * r), top: TOP * r, bottom: area.height - AXIS * r }
}

/** The largest of all trajectories: they have one scale. */
const reachOfMeans = ({ mean }: Latent): number => reachOf(mean, 0)

/** Draws one row per dimension, the most used first, all on one scale about 0; unused dimensions are faint. */
export function drawTrajectories(pen: Pen, latent: Latent, dimensions: readonly Dimension[], viewport: Viewport): void {
  const { colors, r } = pen
  const place = latentPlace(pen)
  const { left, width, top, bottom } = place
  const shown = drawnDimensions(dimensions)
  const pitch = (bottom - top) / Math.max(1, shown.length)
  const reach = reachOfMeans(latent)
  drawStepAxis(pen, { ...place, top: bottom }, viewport)
  shown.forEach((dimension, row) => {
    const middle = top + (row + 0.5) * pitch
    line(pen, left, crisp(middle), left + width, crisp(middle), styles(pen).hair)
    const curve = curveOf(latent.mean, latent.size, dimension.index)
    const style = dimension.used ? { color: colors.u, width: 1.25 * r } : { color: colors.ink3, width: r, alpha: 0.6 }
    const wide = width / curve.length
    stroke(pen, style, (context) => {
      curve.forEach((value, bin) => {
        // Rows are a little higher than their pitch: few values are as large as the reach.
        const y = middle - (0.55 * pitch * value) / reach
        if (bin === 0) context.moveTo(left + 0.5 * wide, y)
        else context.lineTo(left + (bin + 0.5) * wide, y)
      })
    })
    rowText(pen, place, dimension, middle)
  })
  line(pen, left, crisp(bottom), left + width, crisp(bottom), styles(pen).rule)
}

function rowText(pen: Pen, { left, width }: AxisPlace, dimension: Dimension, middle: number): void {
  const { colors, r } = pen
  const color = dimension.used ? colors.ink : colors.ink3
  text(pen, left - 5 * r, middle + 4 * r, nameOf(dimension), { color, align: 'right' })
  text(pen, left + width + 36 * r, middle + 4 * r, fixed(dimension.kl, 2), { color, align: 'right' })
}

/** The KL that is drawn in full color. */
export const klReach = ({ kl }: Latent): number => reachOf(kl, 0)

/** Draws one row per dimension, the most used at the top. */
export function drawKl(pen: Pen, latent: Latent, dimensions: readonly Dimension[], viewport: Viewport): void {
  const { colors, r } = pen
  const place = latentPlace(pen)
  const { left, width, top, bottom } = place
  const { kl, size } = latent
  const bins = kl.length / size
  const reach = klReach(latent)
  const groups = groupsOf(bins, Math.max(1, Math.floor(width)))
  const at = (column: number, row: number) => {
    const { from, to } = groups[column]!
    let sum = 0
    for (let bin = from; bin < to; bin++) sum += kl[bin * size + dimensions[row]!.index]!
    return sum / (to - from) / reach
  }
  field(pen, groups.length, size, at, left, top, width, bottom - top)
  line(pen, left, crisp(top - 1), left + width, crisp(top - 1), styles(pen).hair)
  const pitch = (bottom - top) / size
  const named = pitch >= 11.5 * r
  dimensions.forEach((dimension, row) => {
    if (named || row === 0) rowText(pen, place, dimension, Math.max(top + 5 * r, top + (row + 0.5) * pitch))
  })
  const used = dimensions.filter((dimension) => dimension.used).length
  if (used < size) {
    const y = crisp(top + used * pitch - 0.5)
    line(pen, left, y, left + width, y, { color: colors.ink2, dash: [3, 2] })
    if (size - used > 1 && (size - used) * pitch > 16 * r && widthOf(pen, 'not used') < width)
      text(pen, left + width - 3 * r, Math.min(bottom - 3 * r, y + 13 * r), 'not used', { color: colors.ink2, align: 'right' })
  }
  line(pen, left, crisp(bottom), left + width, crisp(bottom), styles(pen).rule)
  drawStepAxis(pen, { ...place, top: bottom }, viewport)
}
