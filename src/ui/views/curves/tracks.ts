/** Draws the history over one axis of training time: the metrics, the share in the window, the drift of the potential. */

import { hundredths, percent } from '../../../format'
import { type LineStyle, type Pen, styles } from '../../base/draw'
import { stepsOfRows } from '../../base/metric-series'
import { digitsOf, linear, niceStep, ticks } from '../../base/scale'
import { columnOf, extent, valueAt } from '../../base/series'
import { axesOf } from '../../state/labels/metric-labels'
import { history, layerAt } from '../../state/session/history'
import { LAYER } from '../../state/session/layer-history'
import { drawChangeAt, drawChanges } from './change-marks'
import { drawCurve, drawEndLabels, labelCount, lastOf, tickCount } from './curve'
import { drawDrift } from './drift'
import { drawMetrics, isAhead } from './metric-track'
import { drawCursor, drawHover, drawRuler, drawTrack, type TimeAxis, type TracksLayout, type TracksView } from './tracks-frame'

function drawFractions(pen: Pen, layout: TracksLayout, at: number, axis: TimeAxis, view: TracksView): void {
  const count = tickCount(pen, layout, at)
  const { colors } = pen
  const style = styles(pen)
  const known = view.layers.flatMap((name) => {
    const layer = history.layers.get(name)
    return layer ? [{ name, layer, values: columnOf(layer.series, LAYER.inside) }] : []
  })
  const selected = known.find((item) => item.name === view.layer)
  const fixedValues = selected ? columnOf(selected.layer.series, LAYER.fixed) : new Float32Array()
  const other = selected && view.overlay?.shares.get(selected.name)
  const otherValues = other ? columnOf(other, 0) : new Float32Array()
  const ends = [...known.map((item) => extent(item.values)), extent(fixedValues), extent(otherValues)].filter((end) => end !== null)
  let low = Math.min(...ends.map((end) => end[0]))
  let high = Math.max(...ends.map((end) => end[1]))
  if (!(high >= low)) [low, high] = [0, 1]
  const pad = Math.max(0.02, 0.1 * (high - low))
  low = Math.max(0, low - pad)
  high = Math.min(1, high + pad)
  const digits = Math.max(0, digitsOf(niceStep(100 * (high - low), count)))
  const read = (column: number) => (selected ? layerAt(selected.layer, view.read, column) : null)
  // A ReLU has no other window to compare with.
  const analog = Number.isNaN(read(LAYER.fixed) ?? 0) && !Number.isNaN(read(LAYER.inside) ?? 0)
  const y = drawTrack(pen, layout, at, {
    title: analog ? 'Active, u > 0' : 'In window',
    place: linear(low, high, 0, 1),
    ticks: ticks(low, high, count).map((value, index) => ({ value, text: index ? hundredths(value, digits) : percent(value, digits) })),
    texts: [
      { name: view.layer ?? '', value: percent(read(LAYER.inside)), color: colors.win },
      ...(analog ? [] : [{ name: 'fixed κ = 1', value: percent(read(LAYER.fixed)), color: colors.fix }]),
    ],
  })
  const track = layout.tracks[at]
  if (!y || !track || !selected) return
  const curve = ({ layer }: (typeof known)[number], values: Float32Array, line: LineStyle) =>
    drawCurve(pen, axis.x, y, layer.series.x, values, values.length, line, history.gaps)
  for (const item of known) if (item !== selected) curve(item, item.values, style.raw)
  if (other) drawCurve(pen, axis.x, y, other.x, otherValues, otherValues.length, style.overlay)
  curve(selected, fixedValues, style.fixed)
  curve(selected, selected.values, style.window)
  // If names do not fit, only the first and the last gray line are named.
  const others = known.filter((item) => item !== selected)
  const fits = Math.max(0, labelCount(pen, layout, at) - (other ? 3 : 2))
  const named =
    others.length <= fits ? others : others.filter((_, index) => fits > 0 && (index === others.length - 1 || (fits > 1 && index === 0)))
  const labels = [
    { y: y(lastOf(selected.values)), words: selected.name, color: colors.win },
    ...(other ? [{ y: y(valueAt(other, axis.now, 0)), words: 'A', color: colors.ink2 }] : []),
    { y: y(lastOf(fixedValues)), words: 'fixed κ = 1', short: 'κ = 1', color: colors.fix },
    ...named.map((item) => ({ y: y(lastOf(item.values)), words: item.name, color: colors.ink3 })),
  ]
  drawEndLabels(pen, layout, at, axis, labels, isAhead(view, axis))
}

export function drawTracks(pen: Pen, layout: TracksLayout, axis: TimeAxis, view: TracksView, hover: number | null): void {
  const tests = Array.from(stepsOfRows(history.tests))
  const axes = axesOf(view.metrics)
  drawRuler(pen, layout, axis, view.cursorText, tests.length > 200 ? [] : tests)
  axes.forEach((of, index) => {
    drawMetrics(pen, layout, index, of, axis, view)
  })
  drawFractions(pen, layout, axes.length, axis, view)
  drawDrift(pen, layout, axes.length + 1, axis, view)
  if (hover !== null) drawHover(pen, layout, axis, hover)
  drawChanges(pen, layout, axis, view.changes)
  drawCursor(pen, layout, axis, view.cursorText)
  if (hover !== null) drawChangeAt(pen, layout, axis, view.changes, hover)
}
