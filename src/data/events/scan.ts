/** Reads an event file from start to end in a reused block, so that a file of any length takes about a megabyte. */
import { FormatError } from '../formats/format-error'
import { createReader } from '../formats/stream'
import type { ReadHooks } from './facts'
import type { EventFile } from './reading'

const BLOCK = 2 ** 20
/** The maximum time without handling other messages of the worker. */
const PATIENCE_MS = 50

/**
 * Decodes bytes at the front of a block and returns how many it used. The rest is moved to the front of the next block, so a record is
 * never split. The first byte is at a multiple of 8 in its buffer. A return value larger than the block skips bytes. Must use some bytes
 * of a full block, and may leave the rest for the next call; using none of the last block ends the file.
 */
type Decode = (bytes: Uint8Array<ArrayBuffer>, offset: number, last: boolean) => number

interface Scanned {
  /** The size of the file in bytes. */
  readonly size: number
  /** If the file ends inside a record, the offset of the first byte that was not decoded; if it ends in a skipped part, its end. */
  readonly tornAt?: number
}

interface ScanOptions {
  /** The offset at which to start, after a header. */
  readonly from?: number
  /** The maximum size of a record in bytes: the block grows for a record that does not fit. */
  readonly longest?: number
}

/** @throws whatever `decode` throws, the abort reason, or FormatError if the file cannot be read. */
export async function scan(
  file: EventFile,
  { progress, signal }: ReadHooks,
  decode: Decode,
  { from = 0, longest = BLOCK }: ScanOptions = {},
): Promise<Scanned> {
  const size = sizeOf(file)
  let buffer = new Uint8Array(Math.min(BLOCK, (size ?? BLOCK) + 1))
  const source = sourceOf(file)
  let [offset, held] = [from, 0]
  let since = performance.now()
  try {
    if (from > 0) await source.skip(from)
    for (;;) {
      if (performance.now() - since > PATIENCE_MS) {
        await messagesIn()
        since = performance.now()
      }
      signal?.throwIfAborted()
      const more = await source.next(buffer.length - held)
      buffer.set(more, held)
      held += more.length
      const last = held < buffer.length
      const taken = decode(buffer.subarray(0, held), offset, last)
      progress?.(Math.min(offset + taken, size ?? Infinity), size ?? 0)
      if (last && (taken === 0 || taken >= held))
        return { size: offset + held, ...(taken !== held && { tornAt: offset + Math.min(taken, held) }) }
      if (taken === 0) {
        if (held >= longest) throw new FormatError(`holds a record that is too long at byte ${offset}`)
        const wider = new Uint8Array(Math.min(2 * held, longest))
        wider.set(buffer)
        buffer = wider
        continue
      }
      const beyond = Math.max(0, taken - held)
      const skipped = beyond > 0 ? await source.skip(beyond) : 0
      buffer.copyWithin(0, taken - beyond, held)
      held -= taken - beyond
      offset += taken - beyond + skipped
      if (skipped < beyond) return { size: offset, tornAt: offset }
    }
  } finally {
    source.cancel()
  }
}

/** Lets pending messages be handled, above all a request to stop. */
const messagesIn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

/** The first bytes, or all if there are fewer. */
export async function headOf(file: EventFile, count: number): Promise<Uint8Array> {
  const source = sourceOf(file)
  try {
    return await source.next(count)
  } finally {
    source.cancel()
  }
}

export const sizeOf = ({ blob, size }: EventFile): number | undefined => blob?.size ?? size

interface Source {
  /** The next `count` bytes; fewer only at the end. */
  readonly next: (count: number) => Promise<Uint8Array>
  /** @returns the number of bytes that were skipped. */
  readonly skip: (count: number) => Promise<number>
  readonly cancel: () => void
}

function sourceOf({ blob, readAt, open, size }: EventFile): Source {
  const length = blob?.size ?? size
  if (length !== undefined && (readAt || blob)) {
    let at = 0
    return {
      async next(count) {
        const from = at
        at = Math.min(length, at + count)
        if (at === from) return new Uint8Array(0)
        try {
          return readAt ? readAt(from, at - from) : new Uint8Array(await blob!.slice(from, at).arrayBuffer())
        } catch (error) {
          throw new FormatError(`could not be read from byte ${from} on: it may have been changed or moved since it was chosen`, {
            cause: error,
          })
        }
      },
      async skip(count) {
        const from = at
        at = Math.min(length, at + count)
        return at - from
      },
      cancel: () => undefined,
    }
  }
  if (!open) throw new Error('An event file without bytes')
  const reader = createReader(open())
  return {
    next: (count) => reader.upTo(count),
    async skip(count) {
      let passed = 0
      for (let more = 1; passed < count && more > 0; passed += more) more = (await reader.upTo(Math.min(count - passed, BLOCK))).length
      return passed
    },
    cancel: reader.cancel,
  }
}
