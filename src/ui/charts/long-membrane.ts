/**
 * Draws the potential over a long sequence: the density of time x potential, with window, threshold and mean over it, and beside it, on
 * the same axis of potential, the distribution of the step that is chosen, or of all.
 */
import type { MembraneFrame } from '../../worker/protocol'
import { box, clipped, crisp, field, line, type Pen, stroke, styles, text, widthOf } from './draw'
import { fixed, hundredths, percent, significant } from './format'
import { imageOf, type KeptImage } from './image'
import { magnitudeTable } from './magnitude'
import type { Marked } from './marked'
import { perBin } from './overlay'
import { digitsOf, evenly, linear, niceStep, type Scale, spread, ticks } from './scale'
import { histogramOf, holdsStep } from './selected'
import type { PotentialRange } from './selection'
import { countAt, normalDensity, overAt, overSteps, pooled, stepsOf, underAt } from './shares'
import { stepScale, whole } from './sight'
import { type AxisPlace, drawStepAxis } from './step-axis'
import { edgesAt, fixedEdges, handlesAt, shownOverall, shownShares, type Trial } from './trial'

/** Bins from one up to another. */
export interface Bins {
  readonly first: number
  readonly end: number
}

/** Nothing of this part at either end is missed. */
const RARE = 0.0005

/** The bins that hold nearly all potentials, the windows and the threshold, in strides so that the axis seldom changes. */
export function shownBins(frame: MembraneFrame): Bins {
  const { low, high, bins } = frame
  const shares = pooled(frame)
  const binOf = (u: number) => Math.floor(((u - low) / (high - low)) * bins)
  let [first, end] = [0, bins]
  for (let sum = 0; first < bins - 1 && sum + shares[first]! < RARE; first++) sum += shares[first]!
  for (let sum = 0; end > first + 1 && sum + shares[end - 1]! < RARE; end--) sum += shares[end - 1]!
  const edges = [...frame.windowLow, ...frame.windowHigh, ...fixedEdges(frame, null)].map(binOf)
  first = edges.reduce((a, b) => Math.min(a, b), first)
  end = edges.reduce((a, b) => Math.max(a, b + 1), end)
  const stride = Math.max(1, Math.round(bins / 12))
  return { first: Math.max(0, Math.floor(first / stride) * stride), end: Math.min(bins, Math.ceil(end / stride) * stride) }
}

export interface LongMembraneLayout {
  readonly bins: Bins
  readonly heat: AxisPlace
  readonly histogram: { readonly left: number; readonly width: number }
  /** Potential to y, and back. */
  readonly y: Scale
  readonly u: Scale
}

export function longMembraneLayout(width: number, height: number, r: number, frame: MembraneFrame): LongMembraneLayout {
  const [left, right, gap] = [40 * r, 58 * r, 12 * r]
  const [top, bottom] = [24 * r, Math.max(60 * r, height - 30 * r)]
  const histogram = Math.min(150 * r, Math.max(50 * r, 0.2 * width))
  const heat = Math.max(40, width - left - gap - histogram - right)
  const bins = shownBins(frame)
  const edge = (bin: number) => frame.low + (bin * (frame.high - frame.low)) / frame.bins
  const [low, high] = [edge(bins.first), edge(bins.end)]
  return {
    bins,
    heat: { left, width: heat, top, bottom },
    histogram: { left: left + heat + gap, width: histogram },
    y: linear(low, high, bottom, top),
    u: linear(bottom, top, low, high),
  }
}

/** The columns of the density: single steps, or the mean of those that share a pixel; likewise its rows. */
export interface Density {
  readonly columns: number
  readonly rows: number
  /** [rows, columns], from the highest potential down: the share of a step's potentials that one bin holds. */
  readonly shares: Float32Array
  /** The share that has the strongest color: nearly all lie below, so that a few steps at one potential do not darken the rest. */
  readonly top: number
  /** Some lie above it. */
  readonly above: boolean
}

/** Of the cells that hold anything. */
const TOP = 0.98

export function densityOf(frame: MembraneFrame, { first, end }: Bins, mostColumns: number, mostRows: number): Density {
  const steps = stepsOf(frame)
  const columns = Math.max(1, Math.min(steps, mostColumns))
  const bins = end - first
  const rows = Math.max(1, Math.min(bins, mostRows))
  const shares = new Float32Array(columns * rows)
  for (let column = 0; column < columns; column++) {
    const [from, to] = [Math.floor((column * steps) / columns), Math.floor(((column + 1) * steps) / columns)]
    for (let row = 0; row < rows; row++) {
      const [low, high] = [first + Math.floor(((rows - row - 1) * bins) / rows), first + Math.floor(((rows - row) * bins) / rows)]
      let sum = 0
      for (let step = from; step < to; step++) for (let bin = low; bin < high; bin++) sum += countAt(frame, step, bin)
      shares[row * columns + column] = sum / (frame.total || 1) / ((to - from) * (high - low))
    }
  }
  const occupied = shares.filter((share) => share > 0).sort()
  const top = occupied[Math.floor(TOP * (occupied.length - 1))] ?? 1
  return { columns, rows, shares, top, above: top < (occupied.at(-1) ?? 1) }
}

export interface LongMembraneView {
  readonly log: boolean
  readonly trial: Trial | null
  readonly step: number | null
  /** The step and the potential under the pointer. */
  readonly hover: { readonly step: number | null; readonly u: number } | null
  readonly range: PotentialRange | null
  readonly marked: Marked | null
  /** The same layer at a second moment. */
  readonly moment: MembraneFrame | null
  readonly image: KeptImage
}

export function drawLongMembrane(pen: Pen, frame: MembraneFrame, layout: LongMembraneLayout, view: LongMembraneView): void {
  const { colors, r } = pen
  const { heat, histogram, y } = layout
  const [left, right] = [heat.left, histogram.left + histogram.width]
  const count = (heat.bottom - heat.top) / (26 * r)
  const [low, high] = [layout.u(heat.bottom), layout.u(heat.top)]
  const digits = digitsOf(niceStep(high - low, count))
  for (const u of ticks(low, high, count)) {
    line(pen, left - 4 * r, crisp(y(u)), right, crisp(y(u)), styles(pen).hair)
    text(pen, left - 7 * r, y(u) + 4 * r, fixed(u, digits), { color: colors.ink3, align: 'right' })
  }
  drawStepAxis(pen, heat, whole(stepsOf(frame)))
  const scale = drawDensity(pen, frame, layout, view)
  drawLines(pen, frame, layout, view)
  drawSide(pen, frame, layout, view)
  drawSelected(pen, frame, layout, view)
  if (view.hover) line(pen, left, crisp(y(view.hover.u)), right, crisp(y(view.hover.u)), { color: colors.ink3 })
  drawWords(pen, frame, layout, scale, view)
}

/** What is selected: a range of potentials over its steps, or the steps of neurons, whose potentials stand beside the density. */
function drawSelected(
  pen: Pen,
  frame: MembraneFrame,
  { heat, histogram, y }: LongMembraneLayout,
  { range, marked, step }: LongMembraneView,
) {
  const { colors, context } = pen
  const steps = stepsOf(frame)
  const x = stepScale(whole(steps), heat.left, heat.width)
  const light = (left: number, top: number, right: number, bottom: number) => {
    context.globalAlpha = 0.16
    box(pen, left, top, right, bottom, colors.ink)
    context.globalAlpha = 1
    context.strokeStyle = colors.ink
    context.lineWidth = 1
    context.strokeRect(crisp(left), crisp(top), Math.round(right - left), Math.round(bottom - top))
  }
  const side = histogram.left + histogram.width
  if (range) {
    const [low, high] = [Math.min(heat.bottom, y(range.low)), Math.max(heat.top, y(range.high))]
    const span = range.steps ?? { from: 0, to: steps }
    light(x(span.from), high, Math.max(x(span.from) + 2, x(Math.min(steps, span.to))), low)
    if (step === null || holdsStep(range.steps, step)) light(histogram.left, high, side, low)
  }
  if (!marked) return
  const { from, to } = marked.set.steps
  for (const edge of [from, to]) line(pen, crisp(x(edge)), heat.top, crisp(x(edge)), heat.bottom, { color: colors.ink, dash: [3, 2] })
  const counts = new Float64Array(frame.bins)
  for (let t = from; t < Math.min(to, steps); t++)
    if (step === null || t === step)
      histogramOf(marked.sample, marked.set, frame, t)?.forEach((count, bin) => {
        counts[bin] = counts[bin]! + count
      })
  const most = counts.reduce((a, b) => Math.max(a, b), 1)
  const bin = (frame.high - frame.low) / frame.bins
  clipped(pen, histogram.left, heat.top, histogram.width, heat.bottom - heat.top, () => {
    counts.forEach((count, index) => {
      if (count > 0)
        box(
          pen,
          side - 0.45 * histogram.width * (count / most),
          y(frame.low + index * bin),
          side,
          y(frame.low + (index + 1) * bin),
          colors.ink,
        )
    })
  })
}

function drawDensity(pen: Pen, frame: MembraneFrame, { heat, bins }: LongMembraneLayout, { log, image }: LongMembraneView): ColorScale {
  const { context, area } = pen
  const ratio = context.getTransform().a
  const height = heat.bottom - heat.top
  const columns = Math.min(stepsOf(frame), Math.max(1, Math.round(heat.width * ratio)))
  const rows = Math.min(bins.end - bins.first, Math.max(1, Math.round(height * ratio)))
  let scale = scales.get(frame) ?? { top: 1, above: false }
  const canvas = imageOf(image, [frame, log, area.dark], columns, rows, (words) => {
    const density = densityOf(frame, bins, columns, rows)
    const table = magnitudeTable(area.dark)
    scale = density
    scales.set(frame, { top: density.top, above: density.above })
    const full = Math.log1p(density.top * frame.total)
    density.shares.forEach((share, at) => {
      const part = log ? Math.log1p(share * frame.total) / full : share / density.top
      words[at] = table[Math.round(255 * Math.min(1, part))]!
    })
  })
  context.imageSmoothingEnabled = false
  context.drawImage(canvas, heat.left, heat.top, heat.width, height)
  return scale
}

type ColorScale = Pick<Density, 'top' | 'above'>

/** Of the images kept. */
const scales = new WeakMap<MembraneFrame, ColorScale>()

/** Window, fixed window, threshold and mean over the density, step by step. */
function drawLines(
  pen: Pen,
  frame: MembraneFrame,
  { heat, y }: LongMembraneLayout,
  { trial, step, hover, moment }: LongMembraneView,
): void {
  const style = styles(pen)
  const steps = stepsOf(frame)
  const x = stepScale(whole(steps), heat.left, heat.width)
  const along = (at: (step: number) => number) => (context: CanvasRenderingContext2D) => {
    for (let t = 0; t < steps; t++) {
      const height = y(at(t))
      if (t === 0) context.moveTo(x(0), height)
      if (t === 0 || at(t) !== at(t - 1)) context.lineTo(x(t), height)
      if (t + 1 === steps || at(t + 1) !== at(t)) context.lineTo(x(t + 1), height)
    }
  }
  const low = along((t) => edgesAt(frame, t, trial)[0])
  const high = along((t) => edgesAt(frame, t, trial)[1])
  const threshold = along(() => trial?.threshold ?? frame.threshold)
  const mean = along((t) => frame.mean[t]!)
  clipped(pen, heat.left, heat.top, heat.width, heat.bottom - heat.top, () => {
    for (const path of [low, high, threshold]) stroke(pen, style.halo, path)
    for (const edge of fixedEdges(frame, trial)) line(pen, heat.left, y(edge), heat.left + heat.width, y(edge), style.fixed)
    stroke(pen, style.window, low)
    stroke(pen, style.window, high)
    stroke(pen, style.threshold, threshold)
    for (const edges of moment ? [moment.windowLow, moment.windowHigh] : [])
      stroke(
        pen,
        style.momentWindow,
        along((t) => edges[t]!),
      )
    stroke(pen, { ...style.halo, width: 3 }, mean)
    stroke(pen, { color: pen.colors.ink, width: 1, dash: [1, 2] }, mean)
  })
  if (hover && hover.step !== null)
    line(pen, crisp(x(hover.step + 0.5)), heat.top, crisp(x(hover.step + 0.5)), heat.bottom, { color: pen.colors.ink3 })
  if (step === null || step >= steps) return
  const width = Math.max(3, x(step + 1) - x(step))
  pen.context.strokeStyle = pen.colors.ink
  pen.context.lineWidth = 1
  pen.context.strokeRect(crisp(x(step + 0.5) - width / 2), heat.top - 0.5, Math.round(width), heat.bottom - heat.top + 1)
}

/** The distribution on its side: from the threshold up orange. */
function drawSide(pen: Pen, frame: MembraneFrame, layout: LongMembraneLayout, { log, trial, step, moment }: LongMembraneView): void {
  const { colors, context } = pen
  const style = styles(pen)
  const { heat, histogram, y } = layout
  const { left, width } = histogram
  const shares =
    step === null ? pooled(frame) : Float32Array.from({ length: frame.bins }, (_, bin) => countAt(frame, step, bin) / (frame.total || 1))
  const before = moment && outlineOf(moment, frame, step)
  const peak = [...shares, ...(before ?? [])].reduce((a, b) => Math.max(a, b), 0) || 1
  const full = Math.log1p(peak * frame.total)
  const x = (share: number) => left + width * (log ? Math.log1p(share * frame.total) / full : share / peak)
  const bin = (frame.high - frame.low) / frame.bins
  const path = (closed: boolean) => (context: CanvasRenderingContext2D) => {
    context.moveTo(closed ? left : x(shares[0]!), y(frame.low))
    shares.forEach((share, index) => {
      context.lineTo(x(share), y(frame.low + index * bin))
      context.lineTo(x(share), y(frame.low + (index + 1) * bin))
    })
    if (closed) context.lineTo(left, y(frame.high))
  }
  const { low, threshold, high } = handlesAt(frame, step, trial)
  const split = Math.min(heat.bottom, Math.max(heat.top, y(threshold)))
  const parts = [
    { from: heat.top, to: split, fill: colors['spk-fill'], edge: style.spikes },
    { from: split, to: heat.bottom, fill: colors['u-fill'], edge: style.potential },
  ]
  clipped(pen, left, heat.top, width + 1, heat.bottom - heat.top, () => {
    box(pen, left, y(high), left + width, y(low), colors['win-fill'])
    for (const part of parts)
      clipped(pen, left, part.from, width + 1, part.to - part.from, () => {
        context.fillStyle = part.fill
        context.beginPath()
        path(true)(context)
        context.fill()
        stroke(pen, part.edge, path(false))
      })
    if (frame.law) {
      const expected = lawOf(frame, step)
      stroke(pen, style.law, (context) => {
        for (let index = 0; index <= 160; index++) {
          const u = frame.low + ((frame.high - frame.low) * index) / 160
          context.lineTo(x(bin * expected(u)), y(u))
        }
      })
    }
    if (moment && before) {
      const height = (moment.high - moment.low) / moment.bins
      stroke(pen, style.moment, (context) => {
        before.forEach((share, index) => {
          context.lineTo(x(share), y(moment.low + index * height))
          context.lineTo(x(share), y(moment.low + (index + 1) * height))
        })
      })
    }
    if (frame.resetTo !== null) line(pen, left, y(frame.resetTo), left + width, y(frame.resetTo), style.reset)
    for (const edge of fixedEdges(frame, trial)) line(pen, left, y(edge), left + width, y(edge), style.fixed)
    for (const edge of [low, high]) line(pen, left, y(edge), left + width, y(edge), style.window)
    line(pen, left, y(threshold), left + width, y(threshold), style.threshold)
  })
  line(pen, crisp(left), heat.top, crisp(left), heat.bottom, style.rule)
}

/** The distribution at a second moment, of a step or of all, as shares per bin of another frame. */
function outlineOf(moment: MembraneFrame, frame: MembraneFrame, step: number | null): Float32Array {
  const scale = perBin(moment, frame)
  if (step !== null) return Float32Array.from({ length: moment.bins }, (_, bin) => countAt(moment, step, bin) * scale)
  return pooled(moment).map((share) => share * scale * (moment.total || 1))
}

/** The predicted density of a step; of all the mean of some. */
function lawOf(frame: MembraneFrame, step: number | null): (u: number) => number {
  const { mean, deviation } = frame.law!
  const of = (step === null ? evenly(stepsOf(frame), 16) : [step]).filter((t) => deviation[t]! > 0)
  return (u) => of.reduce((sum, t) => sum + normalDensity(u, mean[t]!, deviation[t]!), 0) / (of.length || 1)
}

/** Where the handles' values stand, kept apart from each other. */
export function handlePlaces(frame: MembraneFrame, { heat, y }: LongMembraneLayout, step: number | null, trial: Trial | null, r: number) {
  const { low, threshold, high } = handlesAt(frame, step, trial)
  const [atHigh, atThreshold, atLow] = spread([high, threshold, low].map(y), 13 * r, heat.top + 4 * r, heat.bottom - 4 * r)
  return { low: atLow!, threshold: atThreshold!, high: atHigh! }
}

/** How many potentials lie off the axis. */
function restOf(frame: MembraneFrame, { first, end }: Bins): { readonly under: number; readonly over: number } {
  let under = overSteps(frame, underAt)
  let over = overSteps(frame, overAt)
  for (let step = 0; step < stepsOf(frame); step++) {
    for (let bin = 0; bin < first; bin++) under += countAt(frame, step, bin)
    for (let bin = end; bin < frame.bins; bin++) over += countAt(frame, step, bin)
  }
  return { under, over }
}

function drawWords(pen: Pen, frame: MembraneFrame, layout: LongMembraneLayout, scale: ColorScale, view: LongMembraneView): void {
  const { colors, r, context } = pen
  const { heat, histogram } = layout
  const { trial, step } = view
  const label = { color: colors.ink3 }
  const binWidth = (frame.high - frame.low) / frame.bins
  const y = heat.top - 8 * r
  const size = text(pen, heat.left, y, `share per ${fixed(binWidth, binWidth < 0.1 ? 2 : 1)}${view.log ? ', log' : ''}, %`, label)
  // A log scale begins at a single potential.
  const first = view.log ? Math.log1p(1) / Math.log1p(scale.top * frame.total) : 0
  const from = view.log ? significant(100 / frame.total) : '0'
  const bar = heat.left + size + 12 * r + text(pen, heat.left + size + 8 * r, y, from, label)
  field(pen, 64, 1, (column) => first + ((1 - first) * column) / 63, bar, y - 7 * r, 56 * r, 7 * r)
  const end = bar + 60 * r + text(pen, bar + 60 * r, y, `${scale.above ? '≥ ' : ''}${hundredths(scale.top)}`, label)
  const right = pen.area.width - 2 * r
  const shares = step === null ? shownOverall(frame, trial) : shownShares(frame, step, trial)
  const numbers = [
    { name: 'below', value: shares.below, color: colors.ink2 },
    { name: 'in window', value: shares.inside, color: colors.win },
    { name: 'above', value: shares.above, color: colors.ink2 },
    { name: 'fixed', value: shares.fixed, color: colors.fix },
  ]
  // From the right: what is most wanted stays where there is little room.
  const words = [
    ...numbers.map(({ name, value, color }) => ({ words: `${name} ${hundredths(value)}`, color })),
    { words: '%', color: colors.ink3 },
  ]
  const scope = step === null ? 'all steps' : `t = ${step + 1}`
  const lengths = words.map((item) => widthOf(pen, item.words, 11, 600) + 10 * r)
  const total = lengths.reduce((a, b) => a + b, widthOf(pen, scope, 11, 600) + 12 * r)
  let x = Math.max(end + 16 * r, right - total)
  text(pen, x, y, scope, { color: colors.ink, weight: 600 })
  x += widthOf(pen, scope, 11, 600) + 12 * r
  words.forEach((item, index) => {
    if (x + lengths[index]! > right + 12 * r) return
    text(pen, x, y, item.words, { color: item.color, weight: index === 1 ? 600 : 400 })
    x += lengths[index]!
  })
  const all = frame.total * stepsOf(frame) || 1
  const rest = restOf(frame, layout.bins)
  const foot = pen.area.height - 3 * r
  text(pen, heat.left, foot, `off the axis: ▾ ${percent(rest.under / all)}  ▴ ${percent(rest.over / all)}`, label)
  text(pen, heat.left + heat.width, foot, 'time step t', { ...label, align: 'right' })
  text(pen, histogram.left, foot, step === null ? 'all steps' : `t = ${step + 1}`, label)
  text(pen, 0, heat.top + 4 * r, 'u', label)
  const places = handlePlaces(frame, layout, step, trial, r)
  const handles = handlesAt(frame, step, trial)
  const x0 = histogram.left + histogram.width
  for (const [name, color] of [
    ['high', colors.win],
    ['threshold', colors.spk],
    ['low', colors.win],
  ] as const) {
    const at = places[name]
    context.fillStyle = color
    context.beginPath()
    context.moveTo(x0 + 2 * r, Math.min(heat.bottom, Math.max(heat.top, layout.y(handles[name]))))
    context.lineTo(x0 + 7 * r, at - 4.5 * r)
    context.lineTo(x0 + 14 * r, at - 4.5 * r)
    context.lineTo(x0 + 14 * r, at + 4.5 * r)
    context.lineTo(x0 + 7 * r, at + 4.5 * r)
    context.fill()
    for (const side of [-1.5, 1.5]) line(pen, x0 + 8 * r, at + side * r, x0 + 13 * r, at + side * r, { color: colors.ground })
    const off = layout.y(handles[name]) < heat.top ? ' ▴' : layout.y(handles[name]) > heat.bottom ? ' ▾' : ''
    text(pen, x0 + 18 * r, at + 4 * r, `${name === 'threshold' ? 'θ ' : ''}${fixed(handles[name], 2)}${off}`, { color })
  }
}
