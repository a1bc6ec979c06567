/**
 * Writes a recording as an event file: DAT, N-MNIST's .bin, NumPy's .npy in tonic's layout, or CSV. Refuses recordings that a format
 * cannot represent, with an explanation.
 */

import { FormatError } from '../formats/format-error'
import { npyHead } from '../formats/npy-header'
import type { Events, Recording } from './events'
import { OVERFLOW, OVERFLOW_ROW } from './formats/atis-bin'

export type WrittenFormat = keyof typeof WRITERS

/** @throws FormatError if the format cannot hold the recording, in words that follow its name. */
export const writeEvents = (recording: Recording, format: WrittenFormat): Blob => new Blob(WRITERS[format](recording))

type Writer = (recording: Recording) => BlobPart[]

const dat: Writer = ({ width, height, events }) => {
  const { count, t, x, y, polarity } = events
  within(events, { columns: 2 ** 14, rows: 2 ** 14, times: 2 ** 32, format: 'DAT' })
  const words = new Uint32Array(2 * count)
  for (let i = 0; i < count; i++) {
    words[2 * i] = Math.round(t[i]!)
    words[2 * i + 1] = (polarity[i]! << 28) | (y[i]! << 14) | x[i]!
  }
  return [`% Data file containing CD events.\n% Version 2\n% Height ${height}\n% Width ${width}\n`, Uint8Array.of(0x0c, 8), words]
}

/** A time has 23 bits, so it must be below this. */
const LONGEST = 2 ** 23

const bin: Writer = ({ events }) => {
  const { count, t, x, y, polarity } = events
  within(events, { columns: 256, rows: OVERFLOW_ROW, times: 2 ** 32, format: '.bin of N-MNIST' })
  const overflows = count > 0 ? Math.max(0, Math.ceil((Math.round(t[count - 1]!) - LONGEST + 1) / OVERFLOW)) : 0
  const bytes = new Uint8Array(5 * (count + overflows))
  let [at, late] = [0, 0]
  for (let i = 0; i < count; i++) {
    const time = Math.round(t[i]!)
    for (; time - late >= LONGEST; late += OVERFLOW, at += 5) bytes[at + 1] = OVERFLOW_ROW
    const rest = time - late
    bytes.set([x[i]!, y[i]!, (polarity[i]! << 7) | (rest >> 16), (rest >> 8) & 255, rest & 255], at)
    at += 5
  }
  return [bytes]
}

/** The number of events that are encoded at a time. */
const PIECE = 65_536

/** Records of x, y, t and p, in tonic's default order. */
const npy: Writer = ({ events }) => {
  const { count, t, x, y, polarity } = events
  within(events, { columns: 2 ** 15, rows: 2 ** 15, times: Number.MAX_SAFE_INTEGER, format: '.npy of tonic' })
  const parts: BlobPart[] = [npyHead("[('x', '<i2'), ('y', '<i2'), ('t', '<i8'), ('p', '|b1')]", [count])]
  for (let from = 0; from < count; from += PIECE) {
    const records = new DataView(new ArrayBuffer(13 * Math.min(PIECE, count - from)))
    for (let at = 0, i = from; at < records.byteLength; at += 13, i++) {
      records.setInt16(at, x[i]!, true)
      records.setInt16(at + 2, y[i]!, true)
      const time = Math.round(t[i]!)
      records.setUint32(at + 4, time, true)
      records.setUint32(at + 8, time / 2 ** 32, true)
      records.setUint8(at + 12, polarity[i]!)
    }
    parts.push(records)
  }
  return parts
}

const csv: Writer = ({ events: { count, t, x, y, polarity } }) => {
  const parts = ['t,x,y,p\n']
  for (let from = 0; from < count; from += PIECE) {
    let text = ''
    for (let i = from; i < Math.min(count, from + PIECE); i++) text += `${t[i]},${x[i]},${y[i]},${polarity[i]}\n`
    parts.push(text)
  }
  return parts
}

const WRITERS = { dat, bin, npy, csv } as const

interface Bounds {
  readonly columns: number
  readonly rows: number
  /** The maximum time, in microseconds. */
  readonly times: number
  readonly format: string
}

function within({ count, t, x, y }: Events, { columns, rows, times, format }: Bounds): void {
  if (count > 0 && !(t[0]! >= 0 && t[count - 1]! < times))
    throw new FormatError(
      `has times from ${t[0]} to ${t[count - 1]} us; a ${format} holds those from 0 to ${times - 1}, and .npy and CSV any`,
    )
  for (let i = 0; i < count; i++)
    if (x[i]! >= columns || y[i]! >= rows)
      throw new FormatError(`has an event at column ${x[i]} of row ${y[i]}; a ${format} holds ${columns} columns and ${rows} rows`)
}
