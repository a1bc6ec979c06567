/** The number of events of each polarity over time, as two lines with a cursor. */
import type { Events } from '../../../data/events/events'
import { si } from '../../../format'
import { crisp, line, type Pen, stroke, styles, text } from '../../base/draw'
import { linear, niceStep, type Scale, ticks } from '../../base/scale'
import { eventTimeLabel } from '../../state/labels/event-label'

export interface EventRate {
  /** Microseconds, from the first event. */
  readonly duration: number
  readonly bins: number
  /** Events per bin. */
  readonly on: Uint32Array
  readonly off: Uint32Array
  /** The largest count of one polarity in a bin. */
  readonly max: number
}

/** The rate over the whole recording, in bins of equal length. */
export function rateOf({ t, polarity, count }: Events, bins: number): EventRate {
  const first = count > 0 ? t[0]! : 0
  const duration = count > 0 ? Math.max(1, t[count - 1]! - first) : 1
  const on = new Uint32Array(bins)
  const off = new Uint32Array(bins)
  const share = bins / duration
  for (let at = 0; at < count; at++) {
    const bin = Math.min(bins - 1, Math.floor((t[at]! - first) * share))
    const counts = polarity[at] ? on : off
    counts[bin]!++
  }
  let max = 0
  for (let bin = 0; bin < bins; bin++) max = Math.max(max, on[bin]!, off[bin]!)
  return { duration, bins, on, off, max }
}

/** A recording whose events share one time has no rate. */
export const hasRate = ({ duration }: EventRate): boolean => duration > 1
export const NO_RATE = 'There is no rate without events at two times.'

/** Converts a bin's count to events per second. */
export const perSecond = ({ duration, bins }: EventRate, events: number): number => (1e6 * events * bins) / duration

/** Merges bins into fewer, longer ones, for a table. */
export function coarser(rate: EventRate, bins: number): EventRate {
  if (bins >= rate.bins) return rate
  const sum = (values: Uint32Array) => {
    const sums = new Uint32Array(bins)
    values.forEach((value, bin) => {
      sums[Math.floor((bin * bins) / rate.bins)]! += value
    })
    return sums
  }
  const [on, off] = [sum(rate.on), sum(rate.off)]
  return { ...rate, bins, on, off, max: Math.max(...on, ...off) }
}

export interface RatePlace {
  readonly left: number
  readonly width: number
}

/** Margins of the plot in CSS pixels at 16 px per rem. The style sheet gives the slider above it the same ends. */
const LEFT = 56
const RIGHT = 8

/** @param now the cursor @param window how far the image reaches back; both in microseconds @returns where the time axis lies. */
export function drawRate(pen: Pen, rate: EventRate, now: number, window: number): RatePlace {
  const { area, r, colors, context } = pen
  const top = 16 * r
  const bottom = area.height - 17 * r
  const max = Math.max(perSecond(rate, rate.max), 1)
  const left = LEFT * r
  const place = { left, width: Math.max(1, area.width - left - RIGHT * r) }
  if (!hasRate(rate)) {
    text(pen, left + place.width / 2, area.height / 2, NO_RATE, { color: colors.ink3, align: 'center' })
    return place
  }
  const x = linear(0, rate.duration, left, left + place.width)
  const y = linear(0, max, bottom, top)
  context.fillStyle = colors.raise
  context.fillRect(x(Math.max(0, now - window)), top, x(now) - x(Math.max(0, now - window)), bottom - top)
  for (const value of ticks(0, max, 2)) {
    line(pen, left, crisp(y(value)), left + place.width, crisp(y(value)), styles(pen).hair)
    text(pen, left - 5 * r, y(value) + 4 * r, si(value), { color: colors.ink3, align: 'right' })
  }
  timeAxis(pen, rate, x, bottom, place)
  const side = (counts: Uint32Array, color: string, dash: readonly number[]) =>
    stroke(pen, { color, width: 1.25, dash }, (path) => {
      for (let bin = 0; bin < rate.bins; bin++) {
        const level = y(perSecond(rate, counts[bin]!))
        path.lineTo(x((bin * rate.duration) / rate.bins), level)
        path.lineTo(x(((bin + 1) * rate.duration) / rate.bins), level)
      }
    })
  side(rate.off, colors.u, [3, 2])
  side(rate.on, colors.spk, [])
  line(pen, crisp(x(now)), top - 4 * r, crisp(x(now)), bottom + 3 * r, { color: colors.ink, width: 1.25 })
  return place
}

function timeAxis(pen: Pen, { duration }: EventRate, x: Scale, bottom: number, { width }: RatePlace): void {
  const { r, colors } = pen
  const count = Math.max(2, Math.floor(width / (90 * r)))
  const apart = niceStep(duration, count)
  for (const at of ticks(0, duration, count)) {
    line(pen, crisp(x(at)), bottom, crisp(x(at)), bottom + 3 * r, styles(pen).tick)
    text(pen, x(at), bottom + 14 * r, eventTimeLabel(at, apart), { color: colors.ink3, align: at === 0 ? 'left' : 'center' })
  }
}
