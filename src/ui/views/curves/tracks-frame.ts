/** The shared time axis of the tracks: where each track lies, the ruler, grid, gutters and cursor. Draws no series. */

import { UNKNOWN } from '../../../format'
import type { Metric } from '../../../readings/metrics'
import type { TimeUnit } from '../../../readings/time-unit'
import { crisp, cutTo, disc, line, type Pen, polygon, SMALLEST, styles, text, widthOf } from '../../base/draw'
import { digitsOf, linear, niceStep, type Scale, ticks } from '../../base/scale'
import { capital } from '../../state/labels/metric-labels'
import { timeFlag, timeNumber } from '../../state/labels/time-label'
import type { CurveOverlay } from '../../state/selection/curve-overlay'

export interface TracksLayout {
  readonly left: number
  readonly right: number
  readonly width: number
  readonly ruler: number
  readonly foot: number
  readonly tracks: readonly { readonly top: number; readonly height: number }[]
}

const LEFT = 152
/** The room for the longest name and its value. */
const NARROW = 134
const RIGHT = 44
const RULER = 27
const FOOT = 2
/** The shares of the height for fraction and drift, below the metrics. */
const BELOW = [0.245, 0.255] as const
/** The lowest track with room for its title and as many rows of numbers. */
const lowest = (rows: number): number => TITLE + ROW * rows + BOTTOM
const TITLE = 15
const ROW = 10.75
const BOTTOM = 1.5

/** @param tall the index of the axis with four numbers, −1 if there is none. @param below whether there are fraction and drift */
function partsOf(axes: number, tall: number, compact: boolean, below: boolean): readonly number[] {
  if (!below) return evenly(1, axes, 0.01)
  if (compact) return evenly(1, axes + 1, 0.01)
  // Half of the room, or more, so that many metrics are no lower than the other two tracks.
  const metrics = Math.max(0.5, axes / (axes + 2))
  if (tall < 0) return [...evenly(metrics, axes, 0.01), ...BELOW.map((part) => 2 * part * (1 - metrics))]
  const needs = Array.from({ length: axes + BELOW.length }, (_, index) => lowest(index === tall ? 4 : 2))
  const all = needs.reduce((sum, need) => sum + need, 0)
  return needs.map((need) => need / all)
}

/** Divides a room into equal parts, except that the first is larger by `more`. */
const evenly = (room: number, count: number, more: number): number[] =>
  Array.from({ length: count }, (_, index) => (room - (count > 1 ? more : 0)) / count + (index === 0 && count > 1 ? more : 0))

interface LayoutOptions {
  readonly projector: boolean
  /** The number of metric tracks. */
  readonly axes: number
  readonly tall?: number
  /** Whether a layer has potentials, and so a fraction and a drift; true by default. */
  readonly potentials?: boolean
  /** Names are longer in the fonts of a figure: they have all their room. */
  readonly figure?: boolean
  /** The widest name of a line with its value, which the gutter holds if the lines keep most of the width. */
  readonly widest?: number
}

/** Lays out metrics, fractions and drift if they fit, otherwise without the drift. */
export function tracksLayout(
  width: number,
  height: number,
  r: number,
  { projector, axes, tall = -1, potentials = true, figure = false, widest = 0 }: LayoutOptions,
): TracksLayout {
  const ruler = RULER * r
  const foot = FOOT * r
  const room = Math.max(40, height - ruler - foot)
  const parts = partsOf(axes, tall, projector || room < 150 * r, potentials)
  let top = ruler
  const tracks = parts.map((part) => {
    const track = { top, height: part * room }
    top += track.height
    return track
  })
  const wanted = Math.max(LEFT * r, widest)
  const left = figure ? wanted : Math.min(wanted, Math.max(0.3 * width, NARROW * r))
  return { left, right: RIGHT * r, width: Math.max(20, width - left - RIGHT * r), ruler, foot, tracks }
}

export interface TimeAxis {
  readonly x: Scale
  /** Epochs shown. */
  readonly epochs: number
  readonly stepsPerEpoch: number
  /** The unit of the ruler. */
  readonly unit: TimeUnit
  /** The training step reached so far, and that of the snapshot shown. */
  readonly now: number
  readonly at: number
}

export const timeAxis = (layout: TracksLayout, time: Omit<TimeAxis, 'x'>): TimeAxis => ({
  ...time,
  x: linear(0, time.epochs * time.stepsPerEpoch, layout.left, layout.left + layout.width),
})

export interface TrackText {
  readonly name: string
  readonly value: string
  readonly color: string
}

export interface TrackSpec {
  readonly title: string
  /** The title where that one has no room. */
  readonly short?: string
  readonly ticks: readonly { readonly value: number; readonly text: string }[]
  readonly texts: readonly TrackText[]
  /** Maps a value to a position from 0 (bottom) to 1. */
  readonly place: Scale
}

/** Draws a track's title, values, grid and right axis; returns its vertical scale. */
export function drawTrack(pen: Pen, layout: TracksLayout, index: number, spec: TrackSpec): Scale | null {
  const track = layout.tracks[index]
  if (!track) return null
  const { colors, r } = pen
  const { top, height } = track
  const y: Scale = (value) => top + 6 * r + (height - 11 * r) * (1 - spec.place(value))
  let above = Number.NEGATIVE_INFINITY
  for (const tick of [...spec.ticks].sort((a, b) => y(a.value) - y(b.value))) {
    const at = y(tick.value)
    if (at < top + 2 * r || at > top + height - 1) continue
    line(pen, layout.left, crisp(at), layout.left + layout.width, crisp(at), styles(pen).hair)
    const baseline = Math.min(top + height - 3 * r, Math.max(top + 9 * r, at + 4 * r))
    // A label that would touch the one above it is omitted; its line remains.
    if (baseline - above < 11 * r) continue
    above = baseline
    text(pen, layout.left + layout.width + 6 * r, baseline, tick.text, { color: colors.ink3 })
  }
  const gutter = 16 * r
  // If not all values fit below the title, the first known one is placed next to it.
  const behind = lowest(spec.texts.length) * r > height ? spec.texts.find(({ value }) => value !== UNKNOWN) : undefined
  const rows = spec.texts.filter((item) => item !== behind)
  const pitch = Math.max(ROW * r, Math.min(13.5 * r, (height - 19 * r) / rows.length))
  const right = layout.left - 10 * r
  const taken = behind ? text(pen, right, top + 12.5 * r, behind.value, { color: behind.color, align: 'right' }) + 6 * r : 0
  const room = Math.min(layout.left - 1.375 * gutter, right - taken - gutter)
  const titleRoom = taken > 0 ? room : layout.left - 1.375 * gutter
  const title = spec.short && widthOf(pen, spec.title, SMALLEST, 600) > titleRoom ? spec.short : spec.title
  text(pen, gutter, top + 12.5 * r, cutTo(pen, title, titleRoom, 600), {
    color: colors.ink,
    weight: 600,
  })
  rows.forEach((item, row) => {
    const at = top + TITLE * r + (row + 1) * pitch
    if (at > top + height - BOTTOM * r) return
    const value = text(pen, right, at, item.value, { color: item.color, align: 'right' })
    text(pen, gutter, at, cutTo(pen, item.name, layout.left - 16 * r - value - gutter), { color: item.color })
  })
  line(pen, 0, crisp(top + height - 1), pen.area.width, crisp(top + height - 1), styles(pen).hair)
  return y
}

/** @param words are placed next to the cursor's flag. */
export function drawRuler(pen: Pen, layout: TracksLayout, axis: TimeAxis, words: string, tests: readonly number[]): void {
  const { colors, r } = pen
  const style = styles(pen)
  const floor = pen.area.height - layout.foot
  line(pen, 0, crisp(layout.ruler - 1), pen.area.width, crisp(layout.ruler - 1), style.rule)
  const count = layout.width / (76 * r)
  const step = niceStep(axis.epochs, count)
  const digits = digitsOf(step)
  const flag = hasCursor(pen, axis) ? flagOf(pen, layout, axis, words) : null
  let last = Number.NEGATIVE_INFINITY
  for (const epoch of ticks(0, axis.epochs, 2 * count)) {
    const x = axis.x(epoch * axis.stepsPerEpoch)
    const major = Math.abs(epoch / step - Math.round(epoch / step)) < 1e-6
    line(pen, crisp(x), layout.ruler - (major ? 7 : 4) * r, crisp(x), layout.ruler, style.tick)
    line(pen, crisp(x), layout.ruler, crisp(x), floor, style.hair)
    if (!major) continue
    const words = epoch === 0 ? '0' : timeNumber(epoch, axis.unit, digits)
    const half = widthOf(pen, words) / 2
    // A label that would touch the flag or the previous label is omitted; its tick remains.
    if (x - half < last + GAP * r || (flag && x + half > flag.from - GAP * r && x - half < flag.to + GAP * r)) continue
    last = x + half
    text(pen, x, layout.ruler - 11 * r, words, { color: colors.ink3, align: 'center' })
  }
  for (const test of tests) disc(pen, axis.x(test), layout.ruler - 1, 1.1 * r, colors.ink2)
  const { short, name, names, inEpoch } = axis.unit
  const roomy = widthOf(pen, 'Training time', 12, 600) + widthOf(pen, short) + 32 * r < layout.left
  text(pen, 16 * r, layout.ruler - 9 * r, roomy ? 'Training time' : capital(inEpoch > 1 ? names : name), {
    color: colors.ink,
    size: 12,
    weight: 600,
  })
  if (roomy) text(pen, layout.left - 10 * r, layout.ruler - 9 * r, short, { color: colors.ink3, align: 'right' })
}

/** The smallest gap between two labels of the ruler. */
const GAP = 10

interface Flag {
  readonly left: number
  readonly right: number
  /** The extent of the flag and its words, which come after it, or before it if there is no room. */
  readonly from: number
  readonly to: number
}

/** A figure has no cursor at the present, where it would carry no information. */
const hasCursor = ({ area }: Pen, { at, now }: TimeAxis): boolean => !(area.figure && at >= now)

/** The cursor's flag. At the ends it stays on the canvas; its nose points at the cursor. */
function flagOf(pen: Pen, layout: TracksLayout, axis: TimeAxis, words: string): Flag {
  const { area, r } = pen
  const cursor = axis.x(axis.at)
  const half = Math.max(42 * r, widthOf(pen, flagText(axis), SMALLEST, 600) / 2 + 6 * r)
  const middle = Math.min(area.width - half - 2, Math.max(layout.left + half - NOSE * r, cursor))
  const [left, right] = [middle - half, middle + half]
  const room = 7 * r + widthOf(pen, words)
  const behind = right + room < area.width
  return { left, right, from: behind ? left : left - room, to: behind ? right + room : right }
}

const NOSE = 4

const flagText = (axis: TimeAxis): string => timeFlag(axis.at / axis.stepsPerEpoch, axis.unit, epochDigits(axis))

/** The number of decimals of an epoch that distinguishes the pixels of the axis. */
const epochDigits = (axis: TimeAxis): number => (axis.epochs <= 1 ? 3 : axis.epochs <= 10 ? 2 : 1)

/** Draws a line at the training step under the pointer, with its time on the ruler. */
export function drawHover(pen: Pen, layout: TracksLayout, axis: TimeAxis, step: number): void {
  const { colors, r } = pen
  const x = axis.x(step)
  line(pen, crisp(x), layout.ruler, crisp(x), pen.area.height - layout.foot, { color: colors.ink3, dash: [2, 2] })
  if (step > axis.now || Math.abs(x - axis.x(axis.at)) < 60 * r) return
  const words = timeNumber(step / axis.stepsPerEpoch, axis.unit, epochDigits(axis))
  const half = Math.max(24 * r, widthOf(pen, words, SMALLEST, 600) / 2 + 4 * r)
  pen.context.fillStyle = colors.ground
  pen.context.fillRect(x - half, 3 * r, 2 * half, 15 * r)
  text(pen, x, layout.ruler - 11 * r, words, { color: colors.ink, align: 'center', weight: 600 })
}

/** One cursor for every track, with its flag on the ruler. */
export function drawCursor(pen: Pen, layout: TracksLayout, axis: TimeAxis, words: string): void {
  if (!hasCursor(pen, axis)) return
  const { colors, r } = pen
  const x = axis.x(axis.at)
  line(pen, crisp(x), layout.ruler - 6 * r, crisp(x), pen.area.height - layout.foot, { color: colors.ink })
  const nose = NOSE * r
  const { left, right, from } = flagOf(pen, layout, axis, words)
  const [top, base] = [4 * r, 18 * r]
  const tip = [
    [Math.min(right, x + nose), base],
    [x, base + nose],
    [Math.max(left, x - nose), base],
  ] as const
  polygon(pen, colors.ink, [left, top], [right, top], [right, base], ...tip, [left, base])
  text(pen, (left + right) / 2, 14.5 * r, flagText(axis), {
    color: colors.ground,
    align: 'center',
    weight: 600,
  })
  text(pen, from < left ? from : right + 7 * r, 15 * r, words, { color: colors.ink3, halo: true })
}

/** A change of settings while the run trained. */
export interface ChangeMark {
  /** The training steps completed before the change. */
  readonly step: number
  readonly words: string
}

export interface TracksView {
  /** Another run's curves, drawn faintly behind these. */
  readonly overlay?: CurveOverlay | undefined
  /** The marks of changed settings. */
  readonly changes: readonly ChangeMark[]
  readonly metrics: readonly Metric[]
  readonly layer: string | null
  /** What of its neurons drifts; by default the potential. */
  readonly variable?: string | null
  readonly layers: readonly string[]
  readonly log: boolean
  /** Half-life of the smoothing, in rows of the history. */
  readonly halfLife: number
  /** A text next to the cursor that describes the snapshot. */
  readonly cursorText: string
  /** The step at which values are read: under the pointer, otherwise at the cursor. */
  readonly read: number
}
