/** Files of events made in memory, and what readers find in them. Only tests import it. */
import { createHash } from 'node:crypto'
import type { ReadHooks } from '../data/events/facts'
import { readRecording } from '../data/events/read'
import type { EventFile } from '../data/events/reading'
import { blobOf } from './files'

type Part = string | Uint8Array | readonly number[]

/** Concatenates texts, bytes and arrays of bytes. */
export const bytesOf = (...parts: readonly Part[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part)))))

export const eventFile = (path: string, ...parts: readonly Part[]): EventFile => ({ path, blob: blobOf(bytesOf(...parts)) })

/** The bytes of numbers, `bytes` each, the lowest byte first. */
export const littleEndian = (bytes: number, ...numbers: readonly number[]): number[] =>
  numbers.flatMap((n) => Array.from({ length: bytes }, (_, i) => Math.floor(n / 256 ** i) & 255))
export const bigEndian = (bytes: number, ...numbers: readonly number[]): number[] =>
  numbers.flatMap((n) => littleEndian(bytes, n).reverse())

/** [t, x, y, polarity] of each event. */
export async function rowsOf(file: EventFile, hooks?: ReadHooks) {
  const { recording, facts } = await readRecording(file, hooks)
  const { t, x, y, polarity } = recording.events
  return { rows: Array.from(t, (time, i) => [time, x[i]!, y[i]!, polarity[i]!]), facts }
}

/** A digest of all events of a recording, since comparing arrays of a million numbers is too slow. */
export async function digestOf(file: EventFile, hooks?: ReadHooks): Promise<string> {
  const { t, x, y, polarity } = (await readRecording(file, hooks)).recording.events
  const hash = createHash('sha256')
  for (const c of [t, x, y, polarity]) hash.update(new Uint8Array(c.buffer, c.byteOffset, c.byteLength))
  return hash.digest('hex')
}
