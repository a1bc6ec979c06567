/**
 * Events as an image: how many of each polarity fell on each pixel in a window, or how long ago the last one was; and both as
 * words for ImageData. Pure; chooses no time and draws nothing.
 */
import { type Events, firstNotBefore, type Sensor } from '../../../data/events/events'
import { diverging } from '../../base/diverging'

/** [height * width] each, at least 0; 1 is full color. */
export interface Planes {
  readonly on: Float32Array
  readonly off: Float32Array
}

/** The smallest visible value of a time surface: below it, the color is the background's. */
const MIN_VISIBLE = 1 / 256

/** Indices of the first event and of the one after the last. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** The events in (now - window, now], in the recording's own time. */
export const spanOf = (events: Events, now: number, window: number): Span => ({
  from: firstNotBefore(events, Math.floor(now - window) + 1),
  to: firstNotBefore(events, Math.floor(now) + 1),
})

/** Planes filled with zeros. */
const planesOf = ({ width, height }: Sensor): Planes => ({ on: new Float32Array(width * height), off: new Float32Array(width * height) })

/** Counts divided by `full`, the number of events at which a pixel has full color. Events outside the sensor are left out. */
export function accumulated({ x, y, polarity }: Events, sensor: Sensor, { from, to }: Span, full: number): Planes {
  const planes = planesOf(sensor)
  const { width, height } = sensor
  const one = 1 / full
  for (let at = from; at < to; at++) {
    if (x[at]! >= width || y[at]! >= height) continue
    const plane = polarity[at] ? planes.on : planes.off
    plane[y[at]! * width + x[at]!]! += one
  }
  return planes
}

/** exp(-(now - t) / tau), where t is the pixel's last event of the polarity up to now. Reads back from now as far as values are visible. */
export function timeSurface({ t, x, y, polarity, ...events }: Events, sensor: Sensor, now: number, tau: number): Planes {
  const planes = planesOf(sensor)
  const { width, height } = sensor
  const end = firstNotBefore({ t, x, y, polarity, ...events }, Math.floor(now) + 1)
  const oldest = now + tau * Math.log(MIN_VISIBLE)
  let clear = 2 * width * height
  for (let at = end - 1; at >= 0 && t[at]! >= oldest && clear > 0; at--) {
    if (x[at]! >= width || y[at]! >= height) continue
    const plane = polarity[at] ? planes.on : planes.off
    const pixel = y[at]! * width + x[at]!
    if (plane[pixel] !== 0) continue
    plane[pixel] = Math.exp((t[at]! - now) / tau)
    clear--
  }
  return planes
}

/** Which polarities an image shows: a pixel with both shows their mixture. */
export type Shown = 'both' | 'on' | 'off'

/** The number of color levels of a polarity. */
const LEVELS = 255

/** Little-endian RGBA, one word per pixel: the background where nothing happened, warm colors for ON and cool ones for OFF. */
export function planeWords({ on, off }: Planes, shown: Shown, dark: boolean): Uint32Array {
  const { warm, cool, ground } = colorsOf(dark)
  const words = new Uint32Array(on.length)
  for (let pixel = 0; pixel < words.length; pixel++) {
    const a = shown === 'off' ? 0 : on[pixel]!
    const b = shown === 'on' ? 0 : off[pixel]!
    const sum = a + b
    if (sum === 0) words[pixel] = ground
    else if (b === 0) words[pixel] = warm[levelOf(a)]!
    else if (a === 0) words[pixel] = cool[levelOf(b)]!
    else words[pixel] = mixed(warm[levelOf(sum)]!, cool[levelOf(sum)]!, a / sum)
  }
  return words
}

const levelOf = (value: number): number => (value >= 1 ? LEVELS : Math.round(LEVELS * value))

function mixed(warm: number, cool: number, share: number): number {
  const part = (shift: number) => Math.round(share * ((warm >>> shift) & 255) + (1 - share) * ((cool >>> shift) & 255)) << shift
  return (0xff000000 | part(16) | part(8) | part(0)) >>> 0
}

interface Tables {
  readonly warm: Uint32Array
  readonly cool: Uint32Array
  readonly ground: number
}

const tables = new Map<boolean, Tables>()

function colorsOf(dark: boolean): Tables {
  const known = tables.get(dark)
  if (known) return known
  // The scale starts away from the background, so that a single event is visible.
  const table = (sign: 1 | -1) =>
    Uint32Array.from({ length: LEVELS + 1 }, (_, level) => wordOf(level === 0 ? 0 : sign * (0.2 + (0.65 * level) / LEVELS), dark))
  const made = { warm: table(1), cool: table(-1), ground: wordOf(0, dark) }
  tables.set(dark, made)
  return made
}

function wordOf(value: number, dark: boolean): number {
  const [r, g, b] = diverging(value, dark)
  return (0xff000000 | (b << 16) | (g << 8) | r) >>> 0
}

/** The color of one event of a polarity, for a legend. */
