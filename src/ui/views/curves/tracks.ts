/** Draws the history: loss, accuracy, share in the window, drift of the potential, over one axis of training time. */

import { fixed, hundredths, percent, points } from '../../../format'
import { clipped, type Pen, styles } from '../../base/draw'
import { digitsIn, digitsOf, linear, logarithmic, logTicks, niceStep, ticks } from '../../base/scale'
import { accuracyFloor, columnOf, extent, quantile, rowAt, smoothed, valueAt } from '../../base/series'
import { CURVE, history, LAYER, softGap, TEST } from '../../state/history'
import { drawCurve, drawDots, drawEndLabels, lastOf, tickCount } from './curve'
import { drawDrift } from './drift'
import { drawCursor, drawHover, drawRuler, drawTrack, type TimeAxis, type TracksLayout, type TracksView } from './tracks-frame'

function drawLoss(pen: Pen, layout: TracksLayout, axis: TimeAxis, view: TracksView): void {
  const count = tickCount(pen, layout, 0)
  const { colors } = pen
  const style = styles(pen)
  const { curves, tests } = history
  const raw = columnOf(curves, CURVE.trainLoss)
  const mean = smoothed(raw, Math.min(view.halfLife, raw.length / 24))
  const test = columnOf(tests, TEST.loss)
  const ends = [extent(mean), extent(test), raw.length ? ([quantile(raw, 0.01), quantile(raw, 0.995)] as const) : null].filter(
    (end) => end !== null,
  )
  let low = Math.min(...ends.map((end) => end[0]), view.log ? Number.POSITIVE_INFINITY : 0)
  let high = Math.max(...ends.map((end) => end[1]))
  if (!(high > low)) [low, high] = view.log ? [0.01, 3] : [0, 3]
  if (view.log) {
    low = Math.max(1e-6, low) * 0.8
    high *= 1.25
  } else high *= 1.04
  const place = view.log ? logarithmic(low, high, 0, 1) : linear(low, high, 0, 1)
  const marks = view.log ? logTicks(low, high, Math.max(2, Math.round(count) + 1)) : ticks(low, high, count)
  const row = rowAt(curves, view.read)
  const y = drawTrack(pen, layout, 0, {
    title: view.log ? 'Loss, log' : 'Loss',
    place,
    ticks: marks.map((value) => ({ value, text: fixed(value, view.log ? digitsIn(value) : digitsOf(niceStep(high - low, count))) })),
    texts: [
      { name: 'train', value: fixed(row < 0 ? null : mean[row], 3), color: colors.ink2 },
      { name: 'test', value: fixed(valueAt(tests, view.read, TEST.loss), 3), color: colors.ink },
    ],
  })
  const track = layout.tracks[0]
  if (!y || !track) return
  clipped(pen, layout.left, track.top, layout.width, track.height - 1, () => {
    drawCurve(pen, axis.x, y, curves.x, raw, raw.length, style.raw)
    drawCurve(pen, axis.x, y, curves.x, mean, mean.length, style.train)
    drawCurve(pen, axis.x, y, tests.x, test, test.length, style.test)
    drawDots(pen, axis.x, y, tests, TEST.loss)
  })
  drawEndLabels(pen, layout, 0, axis, [
    { y: y(lastOf(test)), words: 'test', color: colors.ink },
    { y: y(lastOf(mean)), words: 'train', color: colors.ink2 },
  ])
}

function drawAccuracy(pen: Pen, layout: TracksLayout, axis: TimeAxis, view: TracksView): void {
  const { colors } = pen
  const style = styles(pen)
  const { curves, tests } = history
  const raw = columnOf(curves, CURVE.trainAccuracy)
  const mean = smoothed(raw, Math.min(view.halfLife, raw.length / 24))
  const test = columnOf(tests, TEST.accuracy)
  const soft = columnOf(tests, TEST.softAccuracy)
  const gap = softGap(view.read)
  const floor = Math.min(accuracyFloor(mean), test.length ? accuracyFloor(test) : 1)
  const row = rowAt(curves, view.read)
  const middle = (1 + floor) / 2
  const y = drawTrack(pen, layout, 1, {
    title: 'Accuracy',
    place: linear(floor - 0.04 * (1 - floor), 1.02, 0, 1),
    ticks: [floor, middle, 1].map((value, index) => ({
      value,
      text: index ? hundredths(value, Number.isInteger(1000 * value) && !Number.isInteger(100 * value) ? 1 : 0) : percent(value, 0),
    })),
    texts: [
      { name: 'train', value: percent(row < 0 ? null : mean[row], 2), color: colors.ink2 },
      { name: 'test', value: percent(valueAt(tests, view.read, TEST.accuracy), 2), color: colors.ink },
      ...(gap === null
        ? []
        : [
            { name: 'soft mix', value: percent(valueAt(tests, view.read, TEST.softAccuracy), 2), color: colors.ink2 },
            { name: 'gap', value: points(gap), color: colors.ink },
          ]),
    ],
  })
  const track = layout.tracks[1]
  if (!y || !track) return
  clipped(pen, layout.left, track.top, layout.width, track.height - 1, () => {
    drawCurve(pen, axis.x, y, curves.x, raw, raw.length, style.raw)
    drawCurve(pen, axis.x, y, curves.x, mean, mean.length, style.train)
    drawCurve(pen, axis.x, y, tests.x, soft, soft.length, style.soft)
    drawCurve(pen, axis.x, y, tests.x, test, test.length, style.test)
    drawDots(pen, axis.x, y, tests, TEST.accuracy)
  })
  drawEndLabels(pen, layout, 1, axis, [
    { y: y(lastOf(mean)), words: 'train', color: colors.ink2 },
    { y: y(lastOf(test)), words: 'test', color: colors.ink },
    { y: y(lastOf(soft)), words: `soft mix of spans, gap ${points(softGap() ?? 0)}`, color: colors.ink2 },
  ])
}

function drawFractions(pen: Pen, layout: TracksLayout, axis: TimeAxis, view: TracksView): void {
  const count = tickCount(pen, layout, 2)
  const { colors, r } = pen
  const style = styles(pen)
  const known = view.layers.flatMap((name) => {
    const layer = history.layers.get(name)
    return layer ? [{ name, layer, values: columnOf(layer.series, LAYER.inside) }] : []
  })
  const selected = known.find((item) => item.name === view.layer)
  const fixedValues = selected ? columnOf(selected.layer.series, LAYER.fixed) : new Float32Array()
  const ends = [...known.map((item) => extent(item.values)), extent(fixedValues)].filter((end) => end !== null)
  let low = Math.min(...ends.map((end) => end[0]))
  let high = Math.max(...ends.map((end) => end[1]))
  if (!(high >= low)) [low, high] = [0, 1]
  const pad = Math.max(0.02, 0.1 * (high - low))
  low = Math.max(0, low - pad)
  high = Math.min(1, high + pad)
  const digits = Math.max(0, digitsOf(niceStep(100 * (high - low), count)))
  const read = (column: number) => (selected ? valueAt(selected.layer.series, view.read, column) : null)
  const y = drawTrack(pen, layout, 2, {
    title: 'In window',
    place: linear(low, high, 0, 1),
    ticks: ticks(low, high, count).map((value, index) => ({ value, text: index ? hundredths(value, digits) : percent(value, digits) })),
    texts: [
      { name: view.layer ?? '', value: percent(read(LAYER.inside)), color: colors.win },
      { name: 'fixed κ = 1', value: percent(read(LAYER.fixed)), color: colors.fix },
    ],
  })
  const track = layout.tracks[2]
  if (!y || !track || !selected) return
  const { x: steps, count: rows } = selected.layer.series
  for (const item of known)
    if (item !== selected) drawCurve(pen, axis.x, y, item.layer.series.x, item.values, item.values.length, style.raw)
  drawCurve(pen, axis.x, y, steps, fixedValues, rows, style.fixed)
  drawCurve(pen, axis.x, y, steps, selected.values, rows, style.window)
  // Where names would not fit, only the first and last of the grey ones are named.
  const others = known.filter((item) => item !== selected)
  const fits = Math.max(0, Math.floor((track.height - 6 * r) / (11.5 * r)) - 2)
  const named =
    others.length <= fits ? others : others.filter((_, index) => fits > 0 && (index === others.length - 1 || (fits > 1 && index === 0)))
  drawEndLabels(pen, layout, 2, axis, [
    ...named.map((item) => ({ y: y(lastOf(item.values)), words: item.name, color: colors.ink3 })),
    { y: y(lastOf(selected.values)), words: selected.name, color: colors.win },
    { y: y(lastOf(fixedValues)), words: 'fixed κ = 1', color: colors.fix },
  ])
}

export function drawTracks(pen: Pen, layout: TracksLayout, axis: TimeAxis, view: TracksView, hover: number | null): void {
  const tests = Array.from(history.tests.x.subarray(0, history.tests.count))
  drawRuler(pen, layout, axis, view.live, tests.length > 200 ? [] : tests)
  drawLoss(pen, layout, axis, view)
  drawAccuracy(pen, layout, axis, view)
  drawFractions(pen, layout, axis, view)
  drawDrift(pen, layout, axis, view)
  if (hover !== null) drawHover(pen, layout, axis, hover)
  drawCursor(pen, layout, axis, view.live)
}
