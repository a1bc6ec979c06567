/**
 * Receives the events of a reader, checks each, collects them in columns, and passes them on in pieces. Whatever a file contains, the
 * output has non-decreasing times and lies on the sensor; what is skipped or corrected is noted. Independent of formats and files.
 */
import { FormatError } from '../formats/format-error'
import { type Events, eventsFrom, type Sensor } from './events'
import type { ReadHooks, RecordingFacts } from './facts'

export interface Sink {
  /** Sets the sensor stated in the header. @throws FormatError if it is implausible. */
  readonly sensor: (width: number, height: number) => void
  /**
   * Sets the candidate sensors of a format without a header: the first that holds all events is used. Without candidates, or if none
   * holds them, the sensor is the smallest that does.
   */
  readonly usual: (sensors: readonly Sensor[]) => void
  /** Adds an event. @param t microseconds. @param polarity 1: ON. @param offset its byte in the file; NaN if unknown. */
  readonly event: (t: number, x: number, y: number, polarity: number, offset: number) => void
  /** Adds many events. @param offset of the first. @param stride bytes from one to the next. */
  readonly columns: (events: Columns, count: number, offset: number, stride: number) => void
  /** Reports what was skipped or corrected, in a few words that can be followed by a count: `events outside the sensor, skipped`. */
  readonly note: (what: string, offset: number, count?: number) => void
  /** Reports what the file states besides its events. */
  readonly about: (what: About) => void
}

/** Values as stored in a file: x and y are truncated to integers, and a polarity above 0 is ON. */
interface Columns {
  readonly t: Float64Array
  readonly x: Float64Array
  readonly y: Float64Array
  readonly p: Float64Array
}

interface About {
  readonly recordings?: number
  readonly label?: number
  /** An assumption about the file, in a sentence. */
  readonly remark?: string
  /** Times are relative to a time in the recording, so they can be negative. */
  readonly fromWithin?: true
}

/** The number of events of a piece. */
const PIECE = 65_536
/** The maximum side of a sensor and number of channels of a cochlea. Views allocate images of the whole sensor. */
const MAX_SIDE = 4096
/** The latest time: doubles beyond it do not hold all integers. */
const LATEST = Number.MAX_SAFE_INTEGER
const MAX_NOTES = 100
/** A time this many microseconds ahead of the events around it is taken for an error. */
const FAR = 3.6e9
/** The maximum number of consecutive events that count as such errors; after more, the new time is accepted. */
const MAX_STRAY = 4

export interface OpenSink extends Sink {
  /** Passes on the remaining events and returns the facts. */
  readonly close: (format: string) => RecordingFacts
}

/**
 * @param take given pieces of at most 65,536 events, whose columns are reused after it returns.
 * @param expected the size of the file in bytes: a small one needs only short columns.
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: millions of events a second go through; what they change are variables of one closure.
export function createSink(take: (piece: Events) => void, { max = Infinity, sensor }: ReadHooks = {}, expected = PIECE): OpenSink {
  const capacity = Math.min(PIECE, Math.max(1024, expected))
  const t = new Float64Array(capacity)
  const x = new Uint16Array(capacity)
  const y = new Uint16Array(capacity)
  const polarities = new Uint8Array(capacity)
  const piece: Events = { count: capacity, t, x, y, polarity: polarities }
  // In a typed array, a double that changes with each event is not allocated each time.
  const clock = Float64Array.of(-LATEST)
  const notes = new Map<string, { count: number; offset: number }>()
  let count = 0
  let [width, height] = [sensor?.width ?? MAX_SIDE, sensor?.height ?? MAX_SIDE]
  let known = sensor !== undefined
  let usual: readonly Sensor[] = []
  let [taken, on, beyond, passed, held, first, last, right, bottom] = [0, 0, 0, 0, 0, 0, 0, 0, 0]
  let about: About = {}

  const note = (what: string, offset: number, times = 1): void => {
    const found = notes.get(what)
    if (found) found.count += times
    else if (notes.size < MAX_NOTES) notes.set(what, { count: times, offset })
  }

  const handOn = (): void => {
    const wanted = Math.min(count, max - taken)
    beyond += count - wanted
    count = 0
    if (wanted === 0) return
    if (taken === 0) first = t[0]!
    last = t[wanted - 1]!
    for (let i = 0; i < wanted; i++) {
      on += polarities[i]!
      if (x[i]! > right) right = x[i]!
      if (y[i]! > bottom) bottom = y[i]!
    }
    taken += wanted
    take(wanted === capacity ? piece : eventsFrom(piece, 0, wanted))
  }

  /**
   * Removes the last events if they are far ahead of this time and those before them are not; otherwise all later events would be set to
   * their time.
   */
  const withoutStray = (time: number, offset: number): void => {
    let left = count
    while (left > 0 && count - left <= MAX_STRAY && t[left - 1]! - time > FAR) left--
    if (left === 0 || count - left > MAX_STRAY) return
    passed += count - left
    note('events more than an hour ahead of the next, skipped', offset, count - left)
    count = left
    clock[0] = t[left - 1]!
  }

  /** Makes a time non-decreasing; NaN if it is not a valid time. */
  const corrected = (time: number, offset: number): number => {
    if (!(Math.abs(time) <= LATEST)) {
      passed++
      note(Number.isNaN(time) ? 'events without a time, skipped' : 'events at an impossible time, skipped', offset)
      return Number.NaN
    }
    if (clock[0]! - time > FAR) withoutStray(time, offset)
    if (time >= clock[0]!) return time
    held++
    note('times that run backwards, held at the time before', offset)
    return clock[0]!
  }

  const event = (time: number, column: number, row: number, polarity: number, offset: number): void => {
    if (!(column >= 0 && column < width && row >= 0 && row < height)) {
      passed++
      note('events outside the sensor, skipped', offset)
      return
    }
    if (!(time >= clock[0]! && time <= LATEST)) {
      time = corrected(time, offset)
      if (Number.isNaN(time)) return
    }
    clock[0] = time
    t[count] = time
    x[count] = column
    y[count] = row
    polarities[count] = polarity
    if (++count === capacity) handOn()
  }

  const columns = ({ t: times, x: across, y: down, p }: Columns, many: number, offset: number, stride: number): void => {
    for (let i = 0; i < many; ) {
      const end = Math.min(many, i + capacity - count)
      let latest = clock[0]!
      for (; i < end; i++) {
        const time = times[i]!
        const column = across[i]!
        const row = down[i]!
        if (!(time >= latest && time <= LATEST && column >= 0 && column < width && row >= 0 && row < height)) break
        latest = time
        t[count] = time
        x[count] = column
        y[count] = row
        polarities[count++] = p[i]! > 0 ? 1 : 0
      }
      clock[0] = latest
      if (count === capacity) handOn()
      else if (i < end) {
        event(times[i]!, pixel(across[i]!), pixel(down[i]!), p[i]! > 0 ? 1 : 0, offset + i * stride)
        i++
      }
    }
  }

  return {
    columns,
    sensor(w, h) {
      if (!isSide(w) || !isSide(h)) throw new FormatError(`claims a sensor of ${w} × ${h} pixels; up to ${MAX_SIDE} a side are read`)
      ;[width, height, known] = [w, h, true]
    },
    usual(sensors) {
      usual = sensors
    },
    event,
    note,
    about(what) {
      about = { ...about, ...what }
    },
    close(format) {
      handOn()
      const tally = { taken, on, beyond, passed, held, first, last, right, bottom }
      return factsOf(format, tally, known ? { width, height } : usual, about, notes)
    },
  }
}

interface Tally {
  readonly taken: number
  readonly on: number
  /** The number of events beyond the maximum. */
  readonly beyond: number
  readonly passed: number
  readonly held: number
  readonly first: number
  readonly last: number
  readonly right: number
  readonly bottom: number
}

interface Note {
  readonly count: number
  readonly offset: number
}

/** @param sensor from the header, or the candidates of a format without one. */
function factsOf(
  format: string,
  { taken, on, beyond, passed, held, first, last, right, bottom }: Tally,
  sensor: Sensor | readonly Sensor[],
  { remark, fromWithin, ...said }: About,
  notes: ReadonlyMap<string, Note>,
): RecordingFacts {
  const small = { width: taken > 0 ? right + 1 : 0, height: taken > 0 ? bottom + 1 : 0 }
  const known = 'width' in sensor
  const { width, height } = known ? sensor : (sensor.find((s) => s.width >= small.width && s.height >= small.height) ?? small)
  return {
    format,
    width,
    height,
    events: taken,
    first,
    last,
    on: taken > 0 ? on / taken : 0,
    recordings: 1,
    skipped: passed + beyond,
    flawed: notes.size > 0 || beyond > 0,
    faulty: passed + held,
    guessed: !known,
    ...said,
    notes: [
      ...(remark === undefined ? [] : [remark]),
      ...(first < 0 && !fromWithin ? [`Its first time is before 0: ${first} us.`] : []),
      ...[...notes].map(([what, found]) => noteText(what, found)),
      ...(beyond > 0 ? [`Only the first ${taken} events were taken: ${beyond} more are in the file.`] : []),
    ],
  }
}

const noteText = (what: string, { count, offset }: Note): string =>
  `${capital(what)}: ${count}${Number.isNaN(offset) ? '' : `, ${count > 1 ? 'the first ' : ''}at byte ${offset}`}.`
/** An integer of 16 bits, or -1, which is outside every sensor. As a double it would be allocated each time. */
export const pixel = (value: number): number => (value >= 0 && value < 65_536 ? value | 0 : -1)

const isSide = (n: number): boolean => Number.isInteger(n) && n > 0 && n <= MAX_SIDE
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
