/**
 * Converts the events of a recording to frames of counts: assigns events to frames by the rules of tonic or of SpikingJelly, and sensor
 * pixels to pixels of a frame. Integer arithmetic throughout. Independent of files, batches and networks.
 */
import { type Events, firstNotBefore, type Sensor } from './events'
import type { FramingSpec } from './schema'

export type SliceBy = 'timeBins' | 'eventBins' | 'timeWindow' | 'eventCount'
export type Convention = 'tonic' | 'spikingJelly'

interface Slicing {
  readonly by: SliceBy
  /** The duration of a time window in microseconds, or the number of events of a frame; unused for bins. */
  readonly size: number
  /** The number of frames of a sample. Of windows and counts, the first ones are used; missing frames stay empty. */
  readonly steps: number
  readonly convention: Convention
}

export interface Framing extends Slicing {
  /** The visible part around the center of the sensor. A smaller sensor is centered in it. */
  readonly field: Sensor
  /** The size of a frame: the field is divided into this many rows and columns. */
  readonly height: number
  readonly width: number
  /** 2: OFF and ON separately. 1: both together. */
  readonly polarities: 1 | 2
}

/** The framing of an experiment. @param sensor the field, where no part of it is chosen. */
export const framingFor = (spec: FramingSpec, sensor: Sensor): Framing => ({
  by: spec.slice,
  size: spec.sliceSize,
  steps: spec.frames,
  convention: spec.convention,
  field: spec.field === 0 ? sensor : { width: spec.field, height: spec.field },
  height: spec.height,
  width: spec.width,
  polarities: spec.polarities,
})

export interface Slices {
  /** [2 * frames]: for each frame the index of its first event, and the index after its last. */
  readonly borders: Uint32Array
  /** The total number of frames in the recording. */
  readonly found: number
}

/** Slices a recording into at most `steps` frames by the rules of the convention. */
export function slicesOf(events: Events, { by, size, steps, convention }: Slicing): Slices {
  if (events.count === 0) return { borders: new Uint32Array(by === 'timeBins' || by === 'eventBins' ? 2 * steps : 0), found: 0 }
  const last = convention === 'spikingJelly'
  if (by === 'timeBins') return timeBins(events, steps, last)
  if (by === 'eventBins') return eventBins(events.count, steps, last)
  if (by === 'eventCount') return eventCounts(events.count, size, steps, last)
  return last ? followingWindows(events, size, steps) : evenWindows(events, size, steps)
}

/** Windows of floor((last - first) / steps), starting at the first event. The remainder is left out or joins the last window. */
function timeBins(events: Events, steps: number, last: boolean): Slices {
  const { t, count } = events
  const window = Math.floor((t[count - 1]! - t[0]!) / steps)
  const borders = bordersOf(steps, (i) => firstNotBefore(events, t[0]! + i * window))
  if (last) borders[2 * steps - 1] = count
  return { borders, found: steps }
}

/** floor(events / steps) events each. The remainder is left out or joins the last frame. */
function eventBins(count: number, steps: number, last: boolean): Slices {
  const size = Math.floor(count / steps)
  const borders = bordersOf(steps, (i) => i * size)
  if (last) borders[2 * steps - 1] = count
  return { borders, found: steps }
}

/**
 * tonic leaves out the events that do not fill a frame, unless it would be the only one. SpikingJelly has no such slicing; with its
 * convention the remainder is a frame.
 */
function eventCounts(count: number, size: number, steps: number, last: boolean): Slices {
  const found = last ? Math.ceil(count / size) : Math.max(1, Math.floor(count / size))
  return { borders: bordersOf(Math.min(steps, found), (i) => Math.min(count, i * size)), found }
}

/** tonic: windows of equal duration from the first event on; only complete ones, but at least one. */
function evenWindows(events: Events, size: number, steps: number): Slices {
  const { t, count } = events
  const found = Math.max(1, Math.floor((t[count - 1]! - t[0]! - size) / size) + 1)
  return { borders: bordersOf(Math.min(steps, found), (i) => firstNotBefore(events, t[0]! + i * size)), found }
}

/**
 * SpikingJelly: each window starts at the first event after the previous window and covers the events up to `size` later. None is empty.
 */
function followingWindows(events: Events, size: number, steps: number): Slices {
  const { t, count } = events
  const borders: number[] = []
  let found = 0
  for (let from = 0; from < count; found++) {
    const to = firstNotBefore(events, t[from]! + size + 1)
    if (found < steps) borders.push(from, to)
    from = to
  }
  return { borders: Uint32Array.from(borders), found }
}

/** Contiguous frames, from their borders. */
function bordersOf(frames: number, at: (i: number) => number): Uint32Array {
  const borders = new Uint32Array(2 * frames)
  for (let i = 0; i < frames; i++) {
    borders[2 * i] = at(i)
    borders[2 * i + 1] = at(i + 1)
  }
  return borders
}

/** Maps the sensor's pixels along one axis to a frame: floor((x - first) size / field), or -1 outside the field. */
export function placesAlong(sensor: number, field: number, size: number): Int32Array {
  const first = Math.floor((sensor - field) / 2)
  return Int32Array.from({ length: sensor }, (_, x) => (x < first || x >= first + field ? -1 : Math.floor(((x - first) * size) / field)))
}

/** The frames and losses of a recording. */
export interface Framed {
  /** The number of frames, before they are cut or filled up to the number of steps. */
  readonly found: number
  /** The events of the frames: those that are counted, those beyond the maximum count of 255, and those outside the field. */
  readonly counted: number
  readonly saturated: number
  readonly outside: number
}

export const frameBytes = ({ height, width, polarities }: Pick<Framing, 'height' | 'width' | 'polarities'>): number =>
  height * width * polarities

/** Creates a function that makes frames; its lookup tables are computed once per sensor size. */
export function createFramer(framing: Framing): (events: Events, sensor: Sensor, into: Uint8Array) => Framed {
  const { field, height, width, polarities } = framing
  const size = frameBytes(framing)
  const tables = new Map<string, { readonly columns: Int32Array; readonly rows: Int32Array }>()
  const tablesOf = (sensor: Sensor) => {
    const key = `${sensor.width} ${sensor.height}`
    const found = tables.get(key)
    if (found) return found
    const made = { columns: placesAlong(sensor.width, field.width, width), rows: placesAlong(sensor.height, field.height, height) }
    tables.set(key, made)
    return made
  }
  /** @param into [steps, height, width, polarities]: overwritten; anything after it is unchanged. */
  return (events, sensor, into) => {
    const { columns, rows } = tablesOf(sensor)
    const { x, y, polarity } = events
    const { borders, found } = slicesOf(events, framing)
    into.fill(0, 0, framing.steps * size)
    let [counted, saturated, outside] = [0, 0, 0]
    for (let frame = 0; frame < borders.length / 2; frame++)
      for (let i = borders[2 * frame]!; i < borders[2 * frame + 1]!; i++) {
        const [column, row] = [columns[x[i]!] ?? -1, rows[y[i]!] ?? -1]
        if (column < 0 || row < 0) {
          outside++
          continue
        }
        const at = frame * size + (row * width + column) * polarities + (polarities === 2 ? polarity[i]! : 0)
        if (into[at]! === 255) saturated++
        else into[at]!++
        counted++
      }
    return { found, counted: counted - saturated, saturated, outside }
  }
}
