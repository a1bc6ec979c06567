/** The text lines at the start of event files, each with a comment mark. Their meaning depends on the format. */
import { FormatError } from '../formats/format-error'
import { megabytes } from '../formats/stream'
import type { EventFile } from './reading'
import { headOf } from './scan'

export interface TextHeader {
  /** Header lines without the comment mark and surrounding spaces. */
  readonly lines: readonly string[]
  /** The offset of the first event. */
  readonly length: number
  /** Whether the text ends within a header line, so that the header may continue. */
  readonly unended: boolean
}

/** The maximum length of a header; no camera writes a longer one. */
const LONGEST = 2 ** 18
const NEWLINE = 10

/**
 * Lines that begin with `mark`, up to the line `end` or the first that is not text: the first byte after the header can happen to equal
 * the mark.
 */
export function textHeader(bytes: Uint8Array, mark: string, end?: string): TextHeader {
  const lines: string[] = []
  let length = 0
  while (bytes[length] === mark.charCodeAt(0)) {
    const to = bytes.indexOf(NEWLINE, length)
    const line = bytes.subarray(length + 1, to < 0 ? bytes.length : to)
    if (line.some((byte) => byte < 32 && byte !== 9 && byte !== 13)) return { lines, length, unended: false }
    if (to < 0) return { lines, length, unended: true }
    length = to + 1
    const text = new TextDecoder('latin1').decode(line).trim()
    if (text === end) return { lines, length, unended: false }
    lines.push(text)
  }
  return { lines, length, unended: false }
}

/** Reads the header and the bytes that follow it. @throws FormatError if the header does not end. */
export async function readTextHeader(file: EventFile, mark: string, end?: string): Promise<TextHeader & { readonly rest: Uint8Array }> {
  const bytes = await headOf(file, LONGEST)
  const header = textHeader(bytes, mark, end)
  if (header.length === LONGEST || (header.unended && bytes.length === LONGEST))
    throw new FormatError(`has a header that does not end within ${megabytes(LONGEST)}, and none is so long`)
  if (header.unended) throw new FormatError(`is truncated: it ends at byte ${bytes.length}, in its header`)
  if (header.length === 0) throw new FormatError('is damaged: its header is no text')
  return { ...header, rest: bytes.subarray(header.length) }
}
