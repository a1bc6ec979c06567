/**
 * From the events of a recording to frames of counts: which events go into which frame, by the rules of tonic or of SpikingJelly,
 * and where a pixel of the sensor falls on a frame. Whole numbers throughout. Not here: files, batches, what a network makes of it.
 */
import { type Events, firstNotBefore, type Sensor } from './events'
import type { FramingSpec } from './schema'

export type SliceBy = 'timeBins' | 'eventBins' | 'timeWindow' | 'eventCount'
export type Convention = 'tonic' | 'spikingJelly'

interface Slicing {
  readonly by: SliceBy
  /** Microseconds of a time window, or events of a frame; means nothing for bins. */
  readonly size: number
  /** Frames of a sample. Of windows and counts, of which a recording has any number, the first of them; what is missing stays empty. */
  readonly steps: number
  readonly convention: Convention
}

export interface Framing extends Slicing {
  /** The part of the sensor that is seen, around its middle. A smaller sensor lies in the middle of it. */
  readonly field: Sensor
  /** The size of a frame: the field is divided into so many rows and columns. */
  readonly height: number
  readonly width: number
  /** 2: OFF and ON next to each other. 1: both together. */
  readonly polarities: 1 | 2
}

/** As an experiment says it. @param sensor what is seen where no part of it is chosen. */
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
  /** [2 * frames]: of each frame its first event, and the one after its last. */
  readonly borders: Uint32Array
  /** How many frames the recording has in all. */
  readonly found: number
}

/** At most `steps` frames, as the convention has them. */
export function slicesOf(events: Events, { by, size, steps, convention }: Slicing): Slices {
  if (events.count === 0) return { borders: new Uint32Array(by === 'timeBins' || by === 'eventBins' ? 2 * steps : 0), found: 0 }
  const last = convention === 'spikingJelly'
  if (by === 'timeBins') return timeBins(events, steps, last)
  if (by === 'eventBins') return eventBins(events.count, steps, last)
  if (by === 'eventCount') return eventCounts(events.count, size, steps, last)
  return last ? followingWindows(events, size, steps) : evenWindows(events, size, steps)
}

/** Windows of floor((last - first) / steps) from the first event on. The rest is left out, or goes into the last. */
function timeBins(events: Events, steps: number, last: boolean): Slices {
  const { t, count } = events
  const window = Math.floor((t[count - 1]! - t[0]!) / steps)
  const borders = bordersOf(steps, (i) => firstNotBefore(events, t[0]! + i * window))
  if (last) borders[2 * steps - 1] = count
  return { borders, found: steps }
}

/** floor(events / steps) events each. The rest is left out, or goes into the last. */
function eventBins(count: number, steps: number, last: boolean): Slices {
  const size = Math.floor(count / steps)
  const borders = bordersOf(steps, (i) => i * size)
  if (last) borders[2 * steps - 1] = count
  return { borders, found: steps }
}

/** tonic leaves out the events that do not fill a frame, unless it would be the only one. SpikingJelly has no such slicing: here the rest is a frame. */
function eventCounts(count: number, size: number, steps: number, last: boolean): Slices {
  const found = last ? Math.ceil(count / size) : Math.max(1, Math.floor(count / size))
  return { borders: bordersOf(Math.min(steps, found), (i) => Math.min(count, i * size)), found }
}

/** tonic: windows of one length from the first event on, as many as fit whole, at least one. */
function evenWindows(events: Events, size: number, steps: number): Slices {
  const { t, count } = events
  const found = Math.max(1, Math.floor((t[count - 1]! - t[0]! - size) / size) + 1)
  return { borders: bordersOf(Math.min(steps, found), (i) => firstNotBefore(events, t[0]! + i * size)), found }
}

/** SpikingJelly: each window begins at the event after the last one before, and holds what is up to `size` later. None is empty. */
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

/** Frames that lie against each other, from their borders. */
function bordersOf(frames: number, at: (i: number) => number): Uint32Array {
  const borders = new Uint32Array(2 * frames)
  for (let i = 0; i < frames; i++) {
    borders[2 * i] = at(i)
    borders[2 * i + 1] = at(i + 1)
  }
  return borders
}

/** Along one side: where a pixel of the sensor falls on a frame, floor((x - first) size / field), or -1 outside the field. */
export function placesAlong(sensor: number, field: number, size: number): Int32Array {
  const first = Math.floor((sensor - field) / 2)
  return Int32Array.from({ length: sensor }, (_, x) => (x < first || x >= first + field ? -1 : Math.floor(((x - first) * size) / field)))
}

/** What became of a recording. */
export interface Framed {
  /** Frames it has in all, before they are cut or filled up to so many. */
  readonly found: number
  /** Events that are counted, those that are not because a count is 255 already, and those of the frames that lie outside the field. */
  readonly counted: number
  readonly saturated: number
  readonly outside: number
}

export const frameBytes = ({ height, width, polarities }: Pick<Framing, 'height' | 'width' | 'polarities'>): number =>
  height * width * polarities

/** Makes frames of one kind; tables of places are made once for each size of a sensor. */
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
  /** @param into [steps, height, width, polarities]: overwritten; what is behind it stays. */
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
