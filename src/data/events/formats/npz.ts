/**
 * Events in a NumPy archive: one column each for t, x, y and p, as in SpikingJelly's sets and DVS-SLR; or one array of records. Columns
 * are decompressed in parallel, piece by piece.
 */
import { FormatError } from '../../formats/format-error'
import { columnOf, NPY_HEAD, type ReadColumn, readNpyHeader } from '../../formats/npy-header'
import { createReader, readAll, readFirst } from '../../formats/stream'
import { isZip, readZip, type ZipEntry } from '../../formats/zip'
import type { Events } from '../events'
import type { ReadHooks, RecordingFacts } from '../facts'
import type { EventFile, EventReader } from '../reading'
import { sizeOf } from '../scan'
import { createSink, type Sink } from '../sink'
import { SLR_SENSOR, SLR_SIGNS, slrName, slrPlace } from '../slr/schema'
import { createIntake, layoutOf, MAX_EVENTS, NAMES, PIECE, readArray } from './npy'

export const npzEvents: EventReader = {
  format: 'NumPy archive',
  recognizes: (_, head) => {
    const first = isZip(head) ? firstName(head) : ''
    return KEYS.some((key) => NAMES[key].includes(first)) || /^(events?|arr_0)$/.test(first)
  },
  async read(file, sink, hooks) {
    const entries = await readZip(file.blob ?? new Blob([await readAll(file.open!())]))
    const [t, x, y, p] = KEYS.map((key) => entries.find(({ path }) => NAMES[key].includes(keyOf(path))))
    if (t && x && p) return readColumns(file, [t, x, ...(y ? [y] : []), p], sink, hooks)
    for (const { path, open, size } of entries)
      if (layoutOf(await headerOf(path, open))) return readArray({ path: `${file.path}/${path}`, open, size }, sink, hooks)
    throw noEvents(entries)
  },
}

function noEvents(entries: readonly ZipEntry[]): FormatError {
  const names = entries.slice(0, 5).map(({ path }) => keyOf(path).slice(0, 40))
  return new FormatError(`holds ${names.join(', ') || 'nothing'}, and no events; columns t, x, y and p would fit`)
}

const KEYS = ['t', 'x', 'y', 'p'] as const
const keyOf = (path: string): string =>
  path
    .replace(/^.*\//, '')
    .replace(/\.npy$/i, '')
    .toLowerCase()

/** The name of the first file in the archive, which precedes its bytes, without the extension. */
function firstName(head: Uint8Array): string {
  const length = head[26]! | (head[27]! << 8)
  const path = new TextDecoder().decode(head.subarray(30, 30 + length))
  return path.toLowerCase().endsWith('.npy') ? keyOf(path) : ''
}

async function headerOf(path: string, open: ZipEntry['open']) {
  if (!/\.npy$/i.test(path)) return undefined
  try {
    return readNpyHeader(await readFirst(open(), NPY_HEAD))
  } catch {
    return undefined
  }
}

interface Column {
  readonly type: string
  readonly itemBytes: number
  readonly count: number
  readonly start: number
  readonly read: ReadColumn
  readonly reader: ReturnType<typeof createReader>
}

/**
 * Reads a recording with columns t, x, y and p whose times are integer nanoseconds, relative to one of them: microseconds with three
 * decimals, so that no nanosecond is lost.
 * @throws as `readEvents` does.
 */
export async function readNanoseconds(
  file: EventFile,
  since: bigint,
  take: (piece: Events) => void,
  hooks: ReadHooks,
): Promise<RecordingFacts> {
  const entries = await readZip(file.blob ?? new Blob([await readAll(file.open!())]))
  const columns = KEYS.map((key) => entries.find(({ path }) => NAMES[key].includes(keyOf(path))))
  if (columns.includes(undefined)) throw noEvents(entries)
  const sink = createSink(take, hooks, sizeOf(file))
  sink.about({ fromWithin: true })
  await readColumns(file, columns as ZipEntry[], sink, hooks, since)
  return sink.close(npzEvents.format)
}

/** (values - origin) / 1000, subtracted as integers so that differences of large values are exact. */
function columnSince(type: string, since: bigint): ReadColumn {
  const unsigned = /u8$/.test(type)
  const little = !type.startsWith('>')
  const [low, high] = little ? [0, 4] : [4, 0]
  const [sinceLow, sinceHigh] = [Number(BigInt.asUintN(32, since)), Number(since >> 32n)]
  if (unsigned || /i8$/.test(type))
    return (view, at, stride, count, into) => {
      for (let k = 0; k < count; k++, at += stride) {
        const top = unsigned ? view.getUint32(at + high, little) : view.getInt32(at + high, little)
        into[k] = ((top - sinceHigh) * 2 ** 32 + (view.getUint32(at + low, little) - sinceLow)) / 1000
      }
    }
  const read = columnOf(type)
  return (view, at, stride, count, into) => {
    read(view, at, stride, count, into)
    for (let k = 0; k < count; k++) into[k] = (into[k]! - Number(since)) / 1000
  }
}

/** @param entries t, x, y, p, or without y. @param since as in `readNanoseconds`, in the file's own time. */
async function readColumns(
  file: EventFile,
  entries: readonly ZipEntry[],
  sink: Sink,
  { progress, signal }: ReadHooks,
  since?: bigint,
): Promise<void> {
  const opened: Column[] = []
  try {
    for (const entry of entries) opened.push(await columnIn(entry, entry === entries[0] ? since : undefined))
    const [{ count, type, start, itemBytes }] = opened as [Column]
    const odd = opened.findIndex((column) => column.count !== count)
    if (odd > 0)
      throw new FormatError(
        `has columns of different lengths, ${count} in ${keyOf(entries[0]!.path)}.npy and ${opened[odd]!.count} in ${keyOf(entries[odd]!.path)}.npy`,
      )
    const { columns, put } = since === undefined ? intakeFor(file, sink, type) : createIntake(sink, '', 1)
    const into = opened.length === 4 ? columns : [columns[0], columns[1], columns[3]]
    const total = count * opened.reduce((sum, column) => sum + column.itemBytes, 0)
    for (let done = 0; done < count; ) {
      signal?.throwIfAborted()
      const records = Math.min(PIECE, count - done)
      for (const [i, column] of opened.entries()) {
        const bytes = await column.reader.upTo(records * column.itemBytes)
        if (bytes.length < records * column.itemBytes)
          throw new FormatError(`is truncated: ${keyOf(entries[i]!.path)}.npy ends after ${done} of ${count} numbers`)
        column.read(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, column.itemBytes, records, into[i]!)
      }
      put(records, start + done * itemBytes, itemBytes)
      done += records
      progress?.((total * done) / count, total)
    }
    // The last read verifies the size and the checksum.
    for (const { reader } of opened) await reader.upTo(1)
  } finally {
    for (const { reader } of opened) reader.cancel()
  }
}

/** Prepares the sink. The sensor and the time unit of DVS-SLR are known from the file's name. */
function intakeFor(file: EventFile, sink: Sink, timeType: string) {
  const slr = dvsSlr(file.path)
  if (slr) {
    sink.about(slr)
    sink.sensor(SLR_SENSOR.width, SLR_SENSOR.height)
  }
  return createIntake(sink, timeType, slr && 1e-3)
}

async function columnIn({ path, open, size }: ZipEntry, since?: bigint): Promise<Column> {
  const reader = createReader(open())
  try {
    const head = await readFirst(open(), NPY_HEAD)
    const { type, shape, itemBytes, start } = readNpyHeader(head)
    const count = shape.reduce((a, b) => a * b, 1)
    if (type === undefined || shape.length === 0 || shape.some((n, i) => i > 0 && n !== 1) || !(count <= MAX_EVENTS))
      throw new FormatError('is no list of numbers')
    const read = since === undefined ? columnOf(type) : columnSince(type, since)
    if (start + count * itemBytes !== size)
      throw new FormatError(`has ${size - start} bytes of elements, where its header says ${count * itemBytes}`)
    await reader.upTo(start)
    return { type, itemBytes, count, start, read, reader }
  } catch (error) {
    reader.cancel()
    if (error instanceof FormatError) throw new FormatError(`holds ${keyOf(path)}.npy, which ${error.message}`, { cause: error })
    throw error
  }
}

/** Recognizes DVS-SLR by the file's name: user, sign, light and position. Its times are nanoseconds, like those of ROS. */
function dvsSlr(path: string): { readonly label: number; readonly remark: string } | undefined {
  const name = slrName(path)
  const label = name?.half === 'event' ? slrPlace(SLR_SIGNS, name.sign) : -1
  return label < 0 ? undefined : { label, remark: 'It is named as a recording of DVS-SLR: its times are taken for nanoseconds.' }
}

/** Recognizes the archive by the names in it: the first alone could belong to another archive, whose `x` are images. */
export function holdsRecording(entries: readonly ZipEntry[]): boolean {
  const names = entries.map(({ path }) => keyOf(path))
  return names.length === 1 || (['t', 'x', 'p'] as const).every((key) => names.some((name) => NAMES[key].includes(name)))
}
