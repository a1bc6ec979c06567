/** Draws how the distribution of a layer's potential moved over training, with its mean, threshold and window. */

import { fixed } from '../../../format'
import type { Gap } from '../../../readings/gaps'
import { variableText } from '../../../readings/variables'
import { clipped, field, type LineStyle, line, type Pen, styles } from '../../base/draw'
import { knownParts } from '../../base/gaps'
import { digitsOf, linear, niceStep, type Scale, ticks } from '../../base/scale'
import { columnOf, extent, rowAt } from '../../base/series'
import { history, layerAt, layerHistory } from '../../state/session/history'
import { DENSITY, LAYER, type LayerHistory } from '../../state/session/layer-history'
import { drawCurve, drawEndLabels, type EndLabel, labelCount, lastOf, tickCount } from './curve'
import { drawTrack, type TimeAxis, type TracksLayout, type TracksView } from './tracks-frame'

/** The potentials that hold nearly all of the distribution over the whole history, including the window, the threshold and the mean. */
export function driftRange(layer: LayerHistory): readonly [number, number] {
  const { series, bins } = layer
  const sums = new Float64Array(bins)
  let total = 0
  for (let row = 0; row < series.count; row++) {
    for (let bin = 0; bin < bins; bin++) {
      const share = series.data[row * series.width + DENSITY + bin]!
      sums[bin] = sums[bin]! + share
      total += share
    }
  }
  const width = (layer.high - layer.low) / bins
  let first = 0
  let last = bins - 1
  for (let sum = 0; first < bins - 1 && sum + sums[first]! < 0.006 * total; first++) sum += sums[first]!
  for (let sum = 0; last > first && sum + sums[last]! < 0.006 * total; last--) sum += sums[last]!
  const edges = [extent(columnOf(series, LAYER.low)), extent(columnOf(series, LAYER.high))]
  const low = Math.min(layer.low + first * width, edges[0]?.[0] ?? Number.POSITIVE_INFINITY)
  const high = Math.max(layer.low + (last + 1) * width, edges[1]?.[1] ?? Number.NEGATIVE_INFINITY)
  const mean = extent(columnOf(series, LAYER.mean)) ?? [0, 0]
  return [Math.min(Math.max(layer.low, low), mean[0]), Math.max(Math.min(layer.high, high), mean[1])]
}

/** The distributions of a part of training, side by side. */
function drawDensity(
  pen: Pen,
  { series, bins, ...layer }: LayerHistory,
  { x }: TimeAxis,
  part: Gap,
  shown: { readonly low: number; readonly high: number },
  y: Scale,
  height: number,
): void {
  const [left, width] = [x(part.from), x(part.to) - x(part.from)]
  const columns = Math.max(1, Math.min(600, Math.round(width)))
  const rows = Math.max(1, Math.min(bins, height))
  let peak = 0
  for (let row = 0; row < series.count; row++)
    for (let bin = 0; bin < bins; bin++) peak = Math.max(peak, series.data[row * series.width + DENSITY + bin]!)
  const rowOf = Int32Array.from({ length: columns }, (_, column) =>
    rowAt(series, part.from + ((part.to - part.from) * (column + 1)) / columns),
  )
  const binOf = Int32Array.from({ length: rows }, (_, row) => {
    const u = shown.high - ((row + 0.5) / rows) * (shown.high - shown.low)
    return Math.floor(((u - layer.low) / (layer.high - layer.low)) * bins)
  })
  const shareOf = (column: number, row: number) => {
    const bin = binOf[row]!
    return bin < 0 || bin >= bins ? 0 : series.data[rowOf[column]! * series.width + DENSITY + bin]! / (peak || 1)
  }
  field(pen, columns, rows, shareOf, left, y(shown.high), width, y(shown.low) - y(shown.high))
}

export function drawDrift(pen: Pen, layout: TracksLayout, at: number, axis: TimeAxis, view: TracksView): void {
  const count = tickCount(pen, layout, at)
  const { colors, r } = pen
  const style = styles(pen)
  const { variable = null } = view
  const layer = view.layer === null ? undefined : layerHistory(view.layer, variable)
  const [low, high] = layer && layer.series.count > 0 ? driftRange(layer) : [-1, 1]
  const read = (column: number) => (layer ? layerAt(layer, view.read, column) : Number.NaN)
  const step = niceStep(high - low, count)
  // The window of a ReLU has no upper edge; its lower edge is where the unit becomes active.
  const analog = layer !== undefined && lastOf(columnOf(layer.series, LAYER.high)) === Number.POSITIVE_INFINITY
  // A state has neither threshold nor window.
  const plain = layer !== undefined && Number.isNaN(lastOf(columnOf(layer.series, LAYER.threshold)))
  const y = drawTrack(pen, layout, at, {
    title: variable === null ? 'Drift of u' : `Drift of ${variableText(variable)}`,
    place: linear(low, high, 0, 1),
    ticks: ticks(low, high, count).map((value) => ({ value, text: fixed(value, digitsOf(step)) })),
    texts: [
      { name: view.layer === null ? 'mean' : `${view.layer}, mean`, value: fixed(read(LAYER.mean), 2), color: colors.ink2 },
      ...(analog || plain ? [] : [{ name: 'width κ', value: fixed(read(LAYER.high) - read(LAYER.low), 2), color: colors.win }]),
    ],
  })
  const track = layout.tracks[at]
  if (!y || !track || !layer || layer.series.count === 0) return
  const { series } = layer
  const start = axis.x(0)
  const end = axis.x(axis.now)
  const parts = knownParts(history.gaps, axis.now)
  for (const part of parts) drawDensity(pen, layer, axis, part, { low, high }, y, Math.round(track.height - 11 * r))
  const curve = (column: number, lineStyle: LineStyle) => {
    const values = columnOf(series, column)
    drawCurve(pen, axis.x, y, series.x, values, values.length, lineStyle, history.gaps)
    // Extends the curve from the last row to the present, unless that part was not recorded.
    if (values.length && parts.at(-1)?.to === axis.now)
      line(pen, axis.x(series.x[values.length - 1]!), y(lastOf(values)), end, y(lastOf(values)), lineStyle)
  }
  const threshold = lastOf(columnOf(series, LAYER.threshold))
  clipped(pen, start, track.top, end - start, track.height - 1, () => {
    for (const column of plain ? [] : [LAYER.low, LAYER.high, LAYER.threshold]) curve(column, style.halo)
    for (const edge of analog || plain ? [] : [threshold - 0.5, threshold + 0.5]) line(pen, start, y(edge), end, y(edge), style.fixed)
    curve(LAYER.mean, { ...style.halo, width: 3 })
    curve(LAYER.mean, { color: colors.ink, width: 1, dash: [1, 2] })
    if (plain) return
    curve(LAYER.low, style.window)
    curve(LAYER.high, style.window)
    curve(LAYER.threshold, style.threshold)
  })
  drawEndLabels(pen, layout, at, axis, driftLabels(pen, layer, y, { analog, plain, room: labelCount(pen, layout, at) }))
}

/** @param room the number of labels that fit. With three, both edges share one. */
function driftLabels(
  pen: Pen,
  { series }: LayerHistory,
  y: Scale,
  { analog, plain, room }: { analog: boolean; plain: boolean; room: number },
): EndLabel[] {
  const { colors } = pen
  const label = (column: number, words: string, short: string, color: string) => ({
    y: y(lastOf(columnOf(series, column))),
    words,
    short,
    color,
  })
  const threshold = analog
    ? label(LAYER.threshold, 'active above', 'active', colors.spk)
    : label(LAYER.threshold, 'threshold θ', 'θ', colors.spk)
  const mean = label(LAYER.mean, 'mean', 'mean', colors.ink2)
  if (plain) return [mean]
  if (analog) return [threshold, mean]
  if (room < 4) return [threshold, mean, label(LAYER.high, 'edges', 'edges', colors.win)]
  return [label(LAYER.high, 'upper edge', 'upper', colors.win), threshold, label(LAYER.low, 'lower edge', 'lower', colors.win), mean]
}
