/**
 * Tables as text: rows of cells separated by commas, semicolons or tabs, as in RFC 4180. A quoted cell may contain any of these, line
 * ends, and doubled quotes; spaces around a cell are ignored.
 */
import { FormatError } from './format-error'

const DELIMITERS = ['\t', ';', ','] as const
export type Delimiter = (typeof DELIMITERS)[number]

export interface Row {
  readonly cells: readonly string[]
  /** The number of the row from 1, as in a spreadsheet; rows without a value are counted. */
  readonly number: number
}

/** The maximum number of cells per row, and of characters per cell. */
const [MAX_CELLS, MAX_CHARACTERS] = [8192, 4096]
/** The number of rows used to find the delimiter. */
const LOOKED_AT = 100

/** @throws FormatError if the bytes are not text. */
export function textOf(bytes: Uint8Array): string {
  const text = decoded(bytes)
  if (text.includes('\0')) throw new FormatError('has a zero byte in it, as no text has')
  return text
}

/** Removes the byte order mark. */
function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new FormatError('is no text in UTF-8. Save the table as CSV in UTF-8', { cause: error })
  }
}

/** The rows that have a value, in order. @throws FormatError with the row and column of the fault. */
export function* rowsOf(text: string, delimiter: Delimiter): Generator<Row> {
  const between = delimiter.charCodeAt(0)
  let at = 0
  for (let number = 1; at < text.length; number++) {
    const cells: string[] = []
    for (;;) {
      if (cells.length === MAX_CELLS) throw new FormatError(`has more than ${MAX_CELLS} cells in row ${number}`)
      const start = at
      const place = { row: number, column: cells.length + 1 }
      while (text.charCodeAt(at) === SPACE) at++
      at = text.charCodeAt(at) === QUOTE ? endOfQuoted(text, at, between, place) : endOfPlain(text, at, between, place)
      cells.push(cellOf(text.slice(start, at).trim()))
      if (text.charCodeAt(at) !== between) break
      at++
    }
    at += text.charCodeAt(at) === RETURN && text.charCodeAt(at + 1) === NEWLINE ? 2 : 1
    if (cells.some((cell) => cell !== '')) yield { cells, number }
  }
}

const [SPACE, QUOTE, NEWLINE, RETURN] = [32, 34, 10, 13]

interface Place {
  readonly row: number
  readonly column: number
}
const wordsOf = ({ row, column }: Place): string => `row ${row}, column ${column}`

const isEnd = (code: number, between: number): boolean => code === between || code === NEWLINE || code === RETURN || Number.isNaN(code)

function endOfPlain(text: string, from: number, between: number, place: Place): number {
  let at = from
  for (; !isEnd(text.charCodeAt(at), between); at++) {
    if (text.charCodeAt(at) === QUOTE) throw new FormatError(`has a quote within a cell that does not begin with one (${wordsOf(place)})`)
    if (at - from >= MAX_CHARACTERS) throw tooLong(place)
  }
  return at
}

function endOfQuoted(text: string, from: number, between: number, place: Place): number {
  let at = from + 1
  for (; text.charCodeAt(at) !== QUOTE || text.charCodeAt(at + 1) === QUOTE; at += text.charCodeAt(at) === QUOTE ? 2 : 1) {
    if (at >= text.length) throw new FormatError(`has a quote that is never closed (${wordsOf(place)})`)
    if (at - from >= MAX_CHARACTERS) throw tooLong(place)
  }
  at++
  while (text.charCodeAt(at) === SPACE) at++
  if (!isEnd(text.charCodeAt(at), between)) throw new FormatError(`has text behind a closing quote (${wordsOf(place)})`)
  return at
}

const tooLong = (place: Place): FormatError =>
  new FormatError(`has a cell of more than ${MAX_CHARACTERS} characters (${wordsOf(place)}); is a quote not closed?`)

const cellOf = (text: string): string => (text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"').trim() : text)

/**
 * The delimiter: the first of tab, semicolon and comma for which all of the first rows have equal length, since decimal commas can be
 * as regular. If there is none, the one that gives the most cells in the first row.
 * @throws FormatError if there is only one column.
 */
export function delimiterOf(text: string): Delimiter {
  const tried = DELIMITERS.map((delimiter) => ({ delimiter, lengths: lengthsOf(text, delimiter) }))
  const even = tried.find(({ lengths: [first = 0, ...rest] }) => first > 1 && rest.every((length) => length === first))
  const best = even ?? tried.reduce((a, b) => ((b.lengths[0] ?? 0) > (a.lengths[0] ?? 0) ? b : a))
  if (best.lengths[0] === 1) throw new FormatError('has a single column. Between the cells of a table are commas, semicolons or tabs')
  return best.delimiter
}

/** The number of cells in each of the first rows, up to the first that cannot be read. */
function lengthsOf(text: string, delimiter: Delimiter): number[] {
  const lengths: number[] = []
  try {
    for (const { cells } of rowsOf(text, delimiter)) if (lengths.push(cells.length) === LOOKED_AT) break
  } catch (error) {
    // The error is thrown again when the table is read with the chosen delimiter.
    if (!(error instanceof FormatError)) throw error
    lengths.push(0)
  }
  return lengths
}
