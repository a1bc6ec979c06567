/** The lines of text that files of events begin with, each behind a mark. What they say is the format's affair. */
import { FormatError } from '../formats/format-error'
import type { EventFile } from './reading'
import { headOf } from './scan'

export interface TextHeader {
  /** Without the mark, and without the space around them. */
  readonly lines: readonly string[]
  /** Where the events begin. */
  readonly length: number
}

/** Longer headers hold no more that is needed here. */
const LONGEST = 2 ** 18
const NEWLINE = 10

/**
 * Lines that begin with `mark`, up to the one that says `end`, or to one that is no text: the first byte of what follows may be the mark
 * by chance.
 */
export function textHeader(bytes: Uint8Array, mark: string, end?: string): TextHeader {
  const lines: string[] = []
  let length = 0
  while (bytes[length] === mark.charCodeAt(0)) {
    const to = bytes.indexOf(NEWLINE, length)
    if (to < 0) break
    const line = bytes.subarray(length + 1, to)
    if (line.some((byte) => byte < 32 && byte !== 9 && byte !== 13)) break
    length = to + 1
    const text = new TextDecoder('latin1').decode(line).trim()
    if (text === end) break
    lines.push(text)
  }
  return { lines, length }
}

/** With the first bytes behind it. @throws FormatError where the header does not end. */
export async function readTextHeader(file: EventFile, mark: string, end?: string): Promise<TextHeader & { readonly rest: Uint8Array }> {
  const bytes = await headOf(file, LONGEST)
  const header = textHeader(bytes, mark, end)
  if (header.length === 0 || header.length === LONGEST) throw new FormatError(`has a header that does not end before byte ${bytes.length}`)
  return { ...header, rest: bytes.subarray(header.length) }
}
