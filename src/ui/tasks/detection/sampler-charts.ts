/** Draws the output of samplers side by side, and for a spiking one its potentials by step, windows and residual potential. Stateless. */
import { fixed, percent } from '../../../format'
import type { Sampled, SamplerSteps } from '../../../tasks/detection/detail'
import { drawImage } from '../../base/bitmap'
import { diverging, reachOf } from '../../base/diverging'
import { box, clipped, crisp, line, type Pen, stroke, styles, text, widthOf } from '../../base/draw'
import { magnitude } from '../../base/magnitude'
import { digitsOf, evenly, linear, niceStep, ticks } from '../../base/scale'
import { fullOf, polarityPixels } from './events-image'
import { type Potentials, polarityOf } from './sampler-statistics'

interface Size {
  readonly height: number
  readonly width: number
}

/** Sizes in px at a root font size of 16 px. */
const HEAD = 17
const GAP = 10
/** The smallest width of an image. */
const MIN_WIDTH = 132
/** The largest width of an image. */
const MAX_WIDTH = 260

interface Layout {
  readonly columns: number
  readonly across: number
  readonly down: number
}

/** Images in rows that fill a width. @param max the largest number of columns, by default as many as fit. */
export function gridOf(count: number, { height, width }: Size, across: number, max = count): Layout {
  const columns = Math.max(1, Math.min(count, max, Math.floor((across + GAP) / (MIN_WIDTH + GAP))))
  const side = Math.min(MAX_WIDTH, (across + GAP) / columns - GAP)
  return { columns, across: side, down: (side * height) / width }
}

export function gridHeight(count: number, size: Size, across: number, max = count): number {
  const { columns, down } = gridOf(count, size, across, max)
  return Math.ceil(count / columns) * (HEAD + down + GAP) - GAP + 1
}

interface Cell {
  readonly title: string
  /** A label to the right of the title, drawn if it fits. */
  readonly range: string
  readonly words: Uint32Array
}

function drawGrid(pen: Pen, size: Size, cells: readonly Cell[], max = cells.length): void {
  const { area, colors, r, context } = pen
  const { columns, across, down } = gridOf(cells.length, size, area.width / r, max)
  cells.forEach(({ title, range, words }, at) => {
    const [x, y] = [(at % columns) * (across + GAP) * r, Math.floor(at / columns) * (HEAD + down + GAP) * r]
    const place = { x, y: y + HEAD * r, width: across * r, height: down * r }
    const end = fittingText(pen, x, y + 12 * r, title, across * r)
    if (end + widthOf(pen, range) + 8 * r <= across * r)
      text(pen, x + across * r, y + 12 * r, range, { color: colors.ink3, align: 'right' })
    drawImage(context, words, { ...size, channels: 1 }, place)
    stroke(pen, { color: colors.rule }, (path) => path.rect(place.x + 0.5, place.y + 0.5, place.width - 1, place.height - 1))
  })
}

/** Draws as much of a text as fits. @returns where it ends. */
function fittingText(pen: Pen, x: number, y: number, words: string, room: number): number {
  let shown = words
  while (shown.length > 1 && widthOf(pen, shown, undefined, 600) > room) shown = `${shown.slice(0, -2).trimEnd()}…`
  return text(pen, x, y, shown, { color: pen.colors.ink, weight: 600 })
}

/** Slice k of an image, counted from 0; if it has fewer slices, the last one. */
export function sliceOf({ slices, values }: Sampled, slice: number): Float32Array {
  const size = values.length / slices
  const at = Math.min(slice, slices - 1)
  return values.subarray(at * size, (at + 1) * size)
}

/** Draws each image on its own scale: counts and sums of potentials have no common unit. */
export function drawSampled(pen: Pen, size: Size, sampled: readonly Sampled[], slice: number): void {
  drawGrid(
    pen,
    size,
    sampled.map((one) => {
      const values = sliceOf(one, slice)
      const full = fullOfValues(values)
      const number = one.slices > 1 ? `${Math.min(slice, one.slices - 1) + 1} of ${one.slices}, ` : ''
      return {
        title: one.title,
        range: `${number}to ${fixed(full, full < 10 ? 1 : 0)}`,
        words: polarityPixels(values, size, full, pen.area.dark),
      }
    }),
  )
}

/** Potentials may all be small. */
function fullOfValues(values: Float32Array): number {
  const max = values.reduce((largest, value) => Math.max(largest, value), 0)
  return max > 1 ? fullOf(values) : max || 1
}

const POLARITIES = ['OFF', 'ON'] as const
/** The color of a first step, or of one window, which distinguishes it from none. */
export const FIRST = 0.3

/** Draws when the last window of each neuron was closed, and how many were; OFF and ON next to each other. */
export function drawWindows(pen: Pen, size: Size, { steps, last, windows }: SamplerSteps): void {
  const max = Math.max(1, ...windows)
  const map = (values: ArrayLike<number>, polarity: 0 | 1, part: (value: number) => number) =>
    Uint32Array.from(polarityOf(values, polarity), (value) => wordOf(magnitude(part(value), pen.area.dark)))
  const cells = [
    ...([0, 1] as const).map((polarity) => ({
      title: `last closed, ${POLARITIES[polarity]}`,
      range: `t = 1 to ${steps}`,
      words: map(last, polarity, (value) => (value < 0 ? 0 : FIRST + ((1 - FIRST) * value) / Math.max(1, steps - 1))),
    })),
    ...([0, 1] as const).map((polarity) => ({
      title: `windows, ${POLARITIES[polarity]}`,
      range: `0 to ${max}`,
      words: map(windows, polarity, (value) => (value === 0 ? 0 : FIRST + ((1 - FIRST) * (value - 1)) / Math.max(1, max - 1))),
    })),
  ]
  drawGrid(pen, size, cells, 2 * Math.max(1, Math.floor(pen.area.width / pen.r / (2 * (MIN_WIDTH + 2 * GAP)))))
}

export const windowsHeight = (size: Size, across: number): number =>
  gridHeight(4, size, across, 2 * Math.max(1, Math.floor(across / (2 * (MIN_WIDTH + 2 * GAP)))))

export function drawResidual(pen: Pen, size: Size, { residual }: SamplerSteps): void {
  const reach = reachOf(residual, 0)
  const cells = ([0, 1] as const).map((polarity) => ({
    title: POLARITIES[polarity],
    range: `${fixed(-reach, 1)} to ${fixed(reach, 1)}`,
    words: Uint32Array.from(polarityOf(residual, polarity), (value) => wordOf(diverging(value / reach, pen.area.dark))),
  }))
  drawGrid(pen, size, cells, 2)
}

const wordOf = ([r, g, b]: readonly [number, number, number]): number => (0xff000000 | (b << 16) | (g << 8) | r) >>> 0

/** Sizes in px at a root font size of 16 px: of a step, the axis below, and the heading above. */
const [STEP, AXIS, TOP] = [30, 30, 20]
const [NAMES, SHARES, WIDEST] = [40, 92, 760]
/** The largest number of steps drawn; more are thinned. */
const MAX_STEPS = 16

export const potentialsHeight = (steps: number): number => TOP + Math.min(steps, MAX_STEPS) * STEP + AXIS

/** One row per step: the distribution of potentials with logarithmic counts, and next to it the share of neurons that fire. */
export function drawPotentials(pen: Pen, { low, high, steps }: Potentials, { threshold, window }: SamplerSteps): void {
  const { area, colors, r } = pen
  // The width is limited so that shares are close to their potentials.
  const wide = Math.min(area.width, WIDEST * r)
  const [left, right] = [NAMES * r, wide - SHARES * r]
  const [top, bottom] = [TOP * r, area.height - AXIS * r]
  const x = linear(low, high, left, right)
  if (window) {
    box(pen, x(window[0]), top, x(window[1]), bottom, colors['win-fill'])
    for (const edge of window) line(pen, crisp(x(edge)), top, crisp(x(edge)), bottom, styles(pen).window)
  }
  const step = niceStep(high - low, (right - left) / (46 * r))
  for (const at of ticks(low, high, (right - left) / (46 * r))) {
    line(pen, crisp(x(at)), bottom, crisp(x(at)), bottom + 3 * r, styles(pen).tick)
    text(pen, x(at), bottom + 14 * r, fixed(at, digitsOf(step)), { color: colors.ink3, align: 'center' })
  }
  const shown = evenly(steps.length, MAX_STEPS, null)
  const pitch = (bottom - top) / shown.length
  const max = Math.max(1, ...steps.flatMap(({ counts }) => [...counts]))
  const largest = Math.max(1e-9, ...steps.map(({ fires }) => fires))
  shown.forEach((at, row) => {
    const [above, base] = [top + row * pitch, top + (row + 1) * pitch]
    drawStepRow(pen, steps[at]!.counts, { above, base, left, right, max, over: x(threshold) })
    text(pen, 0, base - 4 * r, at === 0 ? 't = 1' : String(at + 1), { color: colors.ink3 })
    drawShare(pen, steps[at]!.fires, largest, { x: right + 10 * r, width: SHARES * r - 10 * r, base })
  })
  const edge = crisp(x(threshold))
  line(pen, edge, top - 4 * r, edge, bottom, styles(pen).threshold)
  head(pen, edge, right)
  text(pen, (left + right) / 2, area.height - 2 * r, 'potential u, before the reset', { color: colors.ink3, align: 'center' })
}

/** The heading above the plots: the meaning of the line, and of the bars. */
function head(pen: Pen, edge: number, right: number): void {
  const { colors, r } = pen
  const words = 'threshold'
  const half = widthOf(pen, words) / 2
  text(pen, Math.min(right - half, Math.max(half, edge)), 11 * r, words, { color: colors.spk, align: 'center' })
  text(pen, right + 10 * r, 11 * r, 'fires', { color: colors.ink2, weight: 600 })
}

interface Row {
  readonly above: number
  readonly base: number
  readonly left: number
  readonly right: number
  readonly max: number
  /** The x position of the threshold. */
  readonly over: number
}

function drawStepRow(pen: Pen, counts: Uint32Array, { above, base, left, right, max, over }: Row): void {
  const { colors, r } = pen
  const wide = (right - left) / counts.length
  const high = (count: number) => ((base - above - 4 * r) * Math.log1p(count)) / Math.log1p(max)
  const area = (from: number, to: number, fill: string, edge: string) =>
    clipped(pen, from, above - r, to - from, base - above + r, () => {
      const trace = (context: CanvasRenderingContext2D) => {
        counts.forEach((count, at) => {
          const y = base - high(count)
          if (at === 0) context.moveTo(left, y)
          context.lineTo(left + at * wide, y)
          context.lineTo(left + (at + 1) * wide, y)
        })
      }
      pen.context.fillStyle = fill
      pen.context.beginPath()
      trace(pen.context)
      pen.context.lineTo(right, base)
      pen.context.lineTo(left, base)
      pen.context.fill()
      stroke(pen, { color: edge, width: 1.25 * r }, trace)
    })
  const middle = Math.min(right, Math.max(left, over))
  area(left, middle, colors['u-fill'], colors.u)
  area(middle, right, colors['spk-fill'], colors.spk)
  line(pen, left, crisp(base), right, crisp(base), styles(pen).hair)
}

function drawShare(pen: Pen, share: number, largest: number, { x, width, base }: { x: number; width: number; base: number }): void {
  const { colors, r } = pen
  const room = width - 46 * r
  box(pen, x, base - 12 * r, x + Math.max(share > 0 ? r : 0, (room * share) / largest), base - 5 * r, colors.spk)
  text(pen, x + width, base - 4 * r, percent(share), { color: colors.ink2, align: 'right' })
}
