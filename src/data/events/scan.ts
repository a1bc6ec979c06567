/** The bytes of an event file, from the first to the last, in blocks that are used again: a file of any length in a megabyte. */
import { FormatError } from '../formats/format-error'
import { createReader } from '../formats/stream'
import type { ReadHooks } from './facts'
import type { EventFile } from './reading'

const BLOCK = 2 ** 20
/** So long nobody else has a turn. */
const PATIENCE_MS = 50

/**
 * Takes bytes from the front of a block and returns how many: those that are left are at the front of the next, so that a record is
 * never torn. The first byte lies at a multiple of 8 in its buffer. More than there are means that so many are to be passed over.
 * Must take some of a whole block, and may leave the rest for another turn; where it takes none of the last, that is the end of the file.
 */
type Decode = (bytes: Uint8Array<ArrayBuffer>, offset: number, last: boolean) => number

interface Scanned {
  /** Bytes of the file. */
  readonly size: number
  /** Where the first byte lies that no record took, if the file ends in the middle of one; its end, if that was to be passed over. */
  readonly tornAt?: number
}

interface ScanOptions {
  /** Where to begin: behind a header. */
  readonly from?: number
  /** Bytes that a record may have: the block grows for one that does not fit it. */
  readonly longest?: number
}

/** @throws what `decode` throws, the reason of an abort, or FormatError where the file cannot be read. */
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

/** What came in the meantime has its turn: the wish to stop, above all. */
const messagesIn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

/** The first bytes, or all where there are fewer. */
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
  /** So many of the next bytes, fewer only at the end. */
  readonly next: (count: number) => Promise<Uint8Array>
  /** @returns how many there were. */
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
