/**
 * Events in a NumPy array: records with named fields in any order and of any type, as from tonic; or rows of the four numbers of tonic's
 * preprocessed DVS128 Gesture: x, y, polarity, milliseconds, in a file named by its class.
 */
import { FormatError } from '../../formats/format-error'
import { columnOf, isNpy, NPY_HEAD, type NpyField, type NpyHeader, readNpyHeader } from '../../formats/npy-header'
import type { Sensor } from '../events'
import type { ReadHooks } from '../facts'
import type { EventFile, EventReader } from '../reading'
import { headOf, scan } from '../scan'
import type { Sink } from '../sink'

export const npyEvents: EventReader = {
  format: 'NumPy array',
  recognizes: (_, head) => isNpy(head) && layoutOf(headerOrNone(head)) !== undefined,
  read: readArray,
}

/** The layout of an event's numbers in a record. Cochlea recordings have no row. */
export interface Layout extends Record<'t' | 'x' | 'p', NpyField> {
  readonly y?: NpyField
  /** The unit of time in microseconds; derived from the times where unknown. */
  readonly unit?: number
}

/** Common names of each field. */
export const NAMES: Readonly<Record<'t' | 'x' | 'y' | 'p', readonly string[]>> = {
  t: ['t', 'ts', 'timestamp', 'timestamps', 'time'],
  x: ['x'],
  y: ['y'],
  p: ['p', 'pol', 'polarity', 'polarities', 'on'],
}

export function layoutOf(header: NpyHeader | undefined): Layout | undefined {
  if (!header) return undefined
  const { fields, shape, type, itemBytes } = header
  if (type !== undefined) {
    return shape.length === 2 && shape[1] === 4 ? rowsIn('xypt', type, itemBytes) : undefined
  }
  const [t, x, y, p] = (['t', 'x', 'y', 'p'] as const).map((key) => fields?.find(({ name }) => NAMES[key].includes(name.toLowerCase())))
  return t && x && p ? { t, x, p, ...(y && { y }) } : undefined
}

/** The layout of rows of four numbers: times are in milliseconds if they come last, as in the preprocessed DVS128 Gesture. */
function rowsIn(order: 'xypt' | 'txyp', type: string, itemBytes: number): Layout {
  const at = (name: string): NpyField => ({ name, type, offset: order.indexOf(name) * itemBytes })
  return { t: at('t'), x: at('x'), y: at('y'), p: at('p'), ...(order === 'xypt' && { unit: 1000 }) }
}

/** Rows do not name their columns; they are recognized by their first values: times increase, and a polarity is 0, 1 or -1. */
async function rowsOf(file: EventFile, { start, shape, itemBytes }: NpyHeader, type: string): Promise<Layout> {
  const stride = 4 * itemBytes
  const bytes = await headOf(file, start + LOOKED_AT * stride)
  const count = Math.min(shape[0]!, Math.floor(Math.max(0, bytes.length - start) / stride))
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const read = columnOf(type)
  const columnAt = ({ offset }: NpyField): Float64Array => {
    const column = new Float64Array(count)
    read(view, start + offset, stride, count, column)
    return column
  }
  const rows = (['xypt', 'txyp'] as const).map((order) => rowsIn(order, type, itemBytes))
  const [first, second] = rows.map((layout) => {
    const [t, p] = [columnAt(layout.t), columnAt(layout.p)]
    const odd = t.filter((time, i) => i > 0 && time < t[i - 1]!).length + p.filter((sign) => !(Math.abs(sign) <= 1)).length
    return 10 * odd <= count ? t[count - 1]! - t[0]! || 0 : -1
  }) as [number, number]
  if (first < 0 && second < 0)
    throw new FormatError('holds rows of four numbers that are no events: x, y, polarity and t would fit, or t, x, y and polarity')
  return rows[first >= second ? 0 : 1]!
}

const headerOrNone = (head: Uint8Array): NpyHeader | undefined => {
  try {
    return readNpyHeader(head)
  } catch {
    return undefined
  }
}

/** @throws FormatError if the file is truncated or has no events. */
export async function readArrayHeader(file: EventFile): Promise<NpyHeader & { readonly known: Layout }> {
  const header = readNpyHeader(await headOf(file, NPY_HEAD))
  const known = layoutOf(header)
  if (!known) throw new FormatError('holds an array that is no list of events; records with t, x, y and p would fit')
  return { ...header, known }
}

export async function readArray(file: EventFile, sink: Sink, hooks: ReadHooks): Promise<void> {
  const { known, ...header } = await readArrayHeader(file)
  const { shape, fortran, start } = header
  if (fortran && shape.length > 1) throw new FormatError('is in Fortran order; numpy.ascontiguousarray makes one that fits')
  const [count, bytes] =
    header.type === undefined ? [shape.reduce((a, b) => a * b, 1), header.itemBytes] : [shape[0]!, 4 * header.itemBytes]
  if (!(count <= MAX_EVENTS)) throw new FormatError(`claims ${shape.join(' × ')} events, more than is read`)
  const layout = header.type === undefined ? known : await rowsOf(file, header, header.type)
  const label = header.type === undefined ? undefined : /(?:^|\/)(\d{1,4})\.npy$/.exec(file.path)?.[1]
  if (label !== undefined) sink.about({ label: Number(label) })
  const fields = [layout.t, layout.x, layout.y ?? layout.x, layout.p].map(({ type, offset }) => ({ read: columnOf(type), offset }))
  const { columns, put } = createIntake(sink, layout.t.type, layout.unit)
  if (!layout.y) sink.sensor(...COCHLEA)

  let left = count
  const { size, tornAt } = await scan(file, hooks, (piece, offset) => {
    const view = new DataView(piece.buffer, piece.byteOffset, piece.byteLength)
    let place = offset === 0 ? start : 0
    if (place > piece.length) return place
    while (left > 0) {
      const records = Math.min(left, PIECE, Math.floor((piece.length - place) / bytes))
      if (records === 0) return place
      for (const [i, field] of fields.entries()) field.read(view, place + field.offset, bytes, records, columns[i]!)
      if (!layout.y) columns[2]!.fill(0)
      put(records, offset + place, bytes)
      place += records * bytes
      left -= records
    }
    return piece.length
  })
  if (left > 0) sink.note('events cut off at the end of the file', tornAt ?? size)
  else if (size > start + count * bytes) sink.note('bytes after the last event', start + count * bytes, size - start - count * bytes)
}

/** The number of rows used to recognize the order of columns. */
const LOOKED_AT = 4096
/** The number of events decoded at a time, so that columns stay in the cache. */
export const PIECE = 2048
export const MAX_EVENTS = 2 ** 40
/** The sensor size of the cochlea recordings of SHD and SSC: channels, and a single row. */
const COCHLEA = [700, 1] as const
/** Candidate sensors, since no header states one: N-MNIST, DVS128 Gesture, N-Caltech101, Gen1, DAVIS346, and larger ones. */
export const SENSORS: readonly Sensor[] = [
  { width: 34, height: 34 },
  { width: 128, height: 128 },
  { width: 240, height: 180 },
  { width: 304, height: 240 },
  { width: 346, height: 260 },
  { width: 640, height: 480 },
  { width: 1280, height: 720 },
]
/** Distinguishes nanoseconds since 1970, which exceed this from 1973 on, from microseconds, which do not before the year 5138. */
const NANOSECONDS_FROM = 1e17

/** Creates columns t, x, y and polarity, and a function that passes them on as events. @param unit of time in microseconds, if known */
export function createIntake(sink: Sink, timeType: string, unit?: number) {
  const columns = Array.from({ length: 4 }, () => new Float64Array(PIECE)) as [Float64Array, Float64Array, Float64Array, Float64Array]
  const [t, x, y, p] = columns
  const whole = (times: Float64Array, count: number, offset: number, stride: number): void => {
    for (let i = 0; i < count; i++) {
      const time = times[i]!
      times[i] = Math.round(time)
      if (Math.abs(times[i]! - time) > 0) sink.note('times that are no whole microseconds, rounded', offset + i * stride)
    }
  }
  const fractions = /^[<>=|]?f/.test(timeType)
  // While all times are 0, any unit gives the same result.
  let scale = unit
  sink.usual(SENSORS)
  return {
    columns,
    put(count: number, offset: number, stride: number): void {
      if (scale === undefined) {
        scale = unitFor(sink, fractions, t.subarray(0, count))
      }
      if (scale !== undefined && scale !== 1) for (let i = 0; i < count; i++) t[i] = Math.round(t[i]! * scale)
      else if (fractions) whole(t, count, offset, stride)
      sink.columns({ t, x, y, p }, count, offset, stride)
    },
  }
}

/**
 * Guesses the unit of time in microseconds from the first times; undefined while all are 0. Reports a unit other than microseconds to the
 * sink.
 */
export function unitFor(sink: Sink, fractions: boolean, times: Float64Array): number | undefined {
  const unit = unitOf(fractions, times)
  if (unit === 1e6) sink.about({ remark: 'Its times are fractions, and taken for seconds.' })
  if (unit === 1e-3) sink.about({ remark: 'Its times are taken for nanoseconds.' })
  return unit
}

function unitOf(fractions: boolean, times: Float64Array): number | undefined {
  if (times.length > 0 && times[0]! >= NANOSECONDS_FROM) return 1e-3
  if (fractions && times.every((time) => time === 0)) return undefined
  return fractions && times.some((time) => !Number.isInteger(time)) ? 1e6 : 1
}
