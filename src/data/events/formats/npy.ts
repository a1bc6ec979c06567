/**
 * Events in an array of NumPy: records whose fields are named, in any order and of any type, as tonic makes them; or the rows of four
 * numbers to which DVS128 Gesture is preprocessed for tonic: x, y, polarity, milliseconds, in a file named by its class.
 */
import { FormatError } from '../../formats/format-error'
import { columnOf, isNpy, NPY_HEAD, type NpyField, type NpyHeader, readNpyHeader } from '../../formats/npy-header'
import type { Sensor } from '../events'
import type { EventFile, EventReader, ReadHooks } from '../reading'
import { headOf, scan } from '../scan'
import type { Sink } from '../sink'

export const npyEvents: EventReader = {
  format: 'NumPy array',
  recognizes: (_, head) => isNpy(head) && layoutOf(headerOrNone(head)) !== undefined,
  read: readArray,
}

/** Where the numbers of an event lie in a record. Of a cochlea, there is no row. */
export interface Layout extends Record<'t' | 'x' | 'p', NpyField> {
  readonly y?: NpyField
  /** What a unit of time is, in microseconds; by the times themselves where it is not known. */
  readonly unit?: number
}

/** As people name them. */
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
    if (shape.length !== 2 || shape[1] !== 4) return undefined
    const [x, y, p, t] = ['x', 'y', 'p', 't'].map((name, i) => ({ name, type, offset: i * itemBytes })) as [
      NpyField,
      NpyField,
      NpyField,
      NpyField,
    ]
    return { t, x, y, p, unit: 1000 }
  }
  const [t, x, y, p] = (['t', 'x', 'y', 'p'] as const).map((key) => fields?.find(({ name }) => NAMES[key].includes(name.toLowerCase())))
  return t && x && p ? { t, x, p, ...(y && { y }) } : undefined
}

const headerOrNone = (head: Uint8Array): NpyHeader | undefined => {
  try {
    return readNpyHeader(head)
  } catch {
    return undefined
  }
}

export async function readArray(file: EventFile, sink: Sink, hooks: ReadHooks): Promise<void> {
  const header = readNpyHeader(await headOf(file, NPY_HEAD))
  const layout = layoutOf(header)
  const { shape, fortran, start } = header
  if (!layout) throw new FormatError('holds an array that is no list of events; records with t, x, y and p would fit')
  if (fortran && shape.length > 1) throw new FormatError('is in Fortran order; numpy.ascontiguousarray makes one that fits')
  const [count, bytes] =
    header.type === undefined ? [shape.reduce((a, b) => a * b, 1), header.itemBytes] : [shape[0]!, 4 * header.itemBytes]
  if (!(count <= MOST_EVENTS)) throw new FormatError(`claims ${shape.join(' × ')} events, more than is read`)
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
  else if (size > start + count * bytes) sink.note('bytes after the last event', start + count * bytes)
}

/** Events that are decoded at a time: their columns stay near the processor. */
export const PIECE = 2048
export const MOST_EVENTS = 2 ** 40
/** What SHD and SSC, the sets of a cochlea, have. */
const COCHLEA = [700, 1] as const
/** No header says the sensor. Of N-MNIST, DVS128 Gesture, N-Caltech101, Gen1, DAVIS346, and larger ones. */
export const SENSORS: readonly Sensor[] = [
  { width: 34, height: 34 },
  { width: 128, height: 128 },
  { width: 240, height: 180 },
  { width: 304, height: 240 },
  { width: 346, height: 260 },
  { width: 640, height: 480 },
  { width: 1280, height: 720 },
]
/** Nanoseconds since 1970 are larger from 1973 on, microseconds not before the year 5138. */
const NANOSECONDS_FROM = 1e17

/** Columns to be filled, t, x, y and polarity, and what makes events of them. @param unit of time, in microseconds, where it is known */
export function createIntake(sink: Sink, timeType: string, unit?: number) {
  const columns = Array.from({ length: 4 }, () => new Float64Array(PIECE)) as [Float64Array, Float64Array, Float64Array, Float64Array]
  const [t, x, y, p] = columns
  let scale = unit
  sink.usual(SENSORS)
  return {
    columns,
    put(count: number, offset: number, stride: number): void {
      if (scale === undefined) {
        scale = unitFor(sink, timeType, t.subarray(0, count))
      }
      if (scale !== 1) for (let i = 0; i < count; i++) t[i] = Math.round(t[i]! * scale)
      for (let i = 0; i < count; i++) sink.event(t[i]!, pixel(x[i]!), pixel(y[i]!), p[i]! > 0 ? 1 : 0, offset + i * stride)
    },
  }
}

/** A whole number of 16 bits, or -1, which no sensor has. Handed on as a double, it would be an object each time. */
export const pixel = (value: number): number => (value >= 0 && value < 65_536 ? value | 0 : -1)

/** What a unit of time is, in microseconds, by the first of the times; the sink is told where it is another. */
export function unitFor(sink: Sink, type: string, times: Float64Array): number {
  const unit = unitOf(type, times)
  if (unit === 1e6) sink.about({ remark: 'Its times are fractions, and taken for seconds.' })
  if (unit === 1e-3) sink.about({ remark: 'Its times are taken for nanoseconds.' })
  return unit
}

function unitOf(type: string, times: Float64Array): number {
  if (times.length > 0 && times[0]! >= NANOSECONDS_FROM) return 1e-3
  return /^[<>=|]?f/.test(type) && times.some((time) => !Number.isInteger(time)) ? 1e6 : 1
}
