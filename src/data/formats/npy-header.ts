/**
 * The header of a NumPy array file: a dictionary in Python's notation that states the type of the elements and their number. For records
 * with named fields it includes their offsets. Pure and bounded; does not read the elements.
 */
import { FormatError } from './format-error'

export interface NpyHeader {
  /** NumPy's name of the element type, such as `<f4`; for records, see `fields`. */
  readonly type?: string
  readonly fields?: readonly NpyField[]
  /** The size of an element or a record in bytes. */
  readonly itemBytes: number
  readonly shape: readonly number[]
  readonly fortran: boolean
  /** The offset of the first element. */
  readonly start: number
}
export interface NpyField {
  readonly name: string
  readonly type: string
  /** The offset in bytes from the start of a record. */
  readonly offset: number
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]
const LONGEST_HEADER = 65_536
/** The number of bytes that is certain to include the whole header. */
export const NPY_HEAD = 12 + LONGEST_HEADER
const MAX_ITEM_BYTES = 4096
const MAX_DEPTH = 16
const MAX_AXES = 64

export const isNpy = (head: Uint8Array): boolean => MAGIC.every((byte, i) => head[i] === byte)

/** The digits that NumPy reserves for the first axis, so that a file can grow in place. */
const GROWTH = 21

/** The header of version 1.0, in C order; its length is a multiple of 64. @param type in Python's notation, as `'<f4'` with its quotes */
export function npyHead(type: string, shape: readonly number[]): Uint8Array<ArrayBuffer> {
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const text = `{'descr': ${type}, 'fortran_order': False, 'shape': (${axes}), }`
  const min = text.length - `${shape[0]}`.length + GROWTH
  const header = `${text.padEnd(Math.ceil((min + 11) / 64) * 64 - 11)}\n`
  return Uint8Array.of(...MAGIC, 1, 0, header.length & 255, header.length >> 8, ...new TextEncoder().encode(header))
}

/** @param head the start of the file, with at least the header. @throws FormatError */
export function readNpyHeader(head: Uint8Array): NpyHeader {
  if (!isNpy(head) || head.length < 12) throw new FormatError('does not begin like an array of NumPy')
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const wide = head[6]! >= 2
  const from = wide ? 12 : 10
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true)
  const start = from + length
  if (length > LONGEST_HEADER) throw new FormatError(`claims a header of ${length} bytes; up to ${LONGEST_HEADER} are read`)
  if (start > head.length) throw new FormatError('is truncated: its header is not all there')
  const header = parsePython(new TextDecoder('latin1').decode(head.subarray(from, start)))
  const unknown = () => new FormatError('has a header that is not understood; an array of plain numbers would fit')
  if (!isDictionary(header)) throw unknown()
  const { descr, fortran_order: fortran, shape } = header
  if (
    !Array.isArray(shape) ||
    shape.length > MAX_AXES ||
    !shape.every((size) => typeof size === 'number' && Number.isSafeInteger(size) && size >= 0)
  )
    throw unknown()
  const element = elementOf(descr)
  if (!element || typeof fortran !== 'boolean') throw unknown()
  if (element.itemBytes > MAX_ITEM_BYTES)
    throw new FormatError(`has elements of ${element.itemBytes} bytes; up to ${MAX_ITEM_BYTES} are read`)
  return { ...element, shape: shape as number[], fortran, start }
}

type Element = Pick<NpyHeader, 'type' | 'fields' | 'itemBytes'>

/** A type; a list of names with types; or a dictionary of names, types and offsets. */
function elementOf(descr: Python): Element | undefined {
  if (typeof descr === 'string') return { type: descr, itemBytes: bytesOf(descr) }
  const fields: NpyField[] = []
  let end = 0
  const add = (name: Python, type: Python, offset: number, repeated: Python): boolean => {
    const shape = repeated === undefined ? [] : Array.isArray(repeated) ? repeated : [repeated]
    const count = shape.reduce<number>((product, size) => product * (typeof size === 'number' ? size : Number.NaN), 1)
    // A title may accompany the name. Nested records and arrays within records are skipped.
    const field = Array.isArray(name) ? name.at(-1) : name
    const inner = typeof type === 'string' ? { type, itemBytes: bytesOf(type) } : elementOf(type)
    if (typeof field !== 'string' || !inner || !Number.isSafeInteger(count * inner.itemBytes)) return false
    if (typeof type === 'string' && repeated === undefined && field !== '') fields.push({ name: field, type, offset })
    end = Math.max(end, offset + count * inner.itemBytes)
    return true
  }
  if (Array.isArray(descr)) {
    for (const entry of descr) if (!Array.isArray(entry) || !add(entry[0], entry[1], end, entry[2])) return undefined
    return { fields, itemBytes: end }
  }
  if (!isDictionary(descr)) return undefined
  const { names, formats, offsets, itemsize } = descr
  if (!Array.isArray(names) || !Array.isArray(formats)) return undefined
  for (const [i, name] of names.entries()) {
    const offset = Array.isArray(offsets) ? offsets[i] : end
    if (typeof offset !== 'number' || !(offset >= 0 && offset <= MAX_ITEM_BYTES) || !add(name, formats[i], offset, undefined))
      return undefined
  }
  return { fields, itemBytes: typeof itemsize === 'number' && itemsize >= end ? itemsize : end }
}

/**
 * The size of an element from the number at the end of its type's name; a character of a text has four bytes. Objects are stored
 * separately, in a pickle.
 */
const bytesOf = (type: string): number => {
  const size = Number(/\d+$/.exec(type.split('[')[0]!)?.[0] ?? (type.endsWith('?') ? 1 : 8))
  return /^[<>=|]?U/.test(type) ? 4 * size : size
}

type Python = string | number | boolean | undefined | readonly Python[] | { readonly [key: string]: Python }
const isDictionary = (value: Python): value is { readonly [key: string]: Python } => typeof value === 'object' && !Array.isArray(value)

/** Parses the Python literals that headers use: texts, integers, True, False, None, tuples, lists, dictionaries. */
function parsePython(text: string): Python {
  const tokens = text.match(/'[^']*'|"[^"]*"|\d+L?|\w+|[^\s\w]/g) ?? []
  let at = 0
  const unknown = () => new FormatError('has a header that is not understood; an array of plain numbers would fit')
  const value = (depth: number): Python => {
    const token = tokens[at++]
    if (token === undefined || depth > MAX_DEPTH) throw unknown()
    if (token === '(' || token === '[') return list(token === '(' ? ')' : ']', depth)
    if (token === '{') {
      const entries = list('}', depth, true)
      return Object.fromEntries(Array.from({ length: entries.length / 2 }, (_, i) => [String(entries[2 * i]), entries[2 * i + 1]]))
    }
    if (/^['"]/.test(token) && token.length > 1) return token.slice(1, -1)
    if (/^\d/.test(token)) return Number.parseInt(token, 10)
    if (token === 'True' || token === 'False') return token === 'True'
    if (token === 'None') return undefined
    throw unknown()
  }
  const list = (end: string, depth: number, pairs = false): Python[] => {
    const found: Python[] = []
    while (tokens[at] !== end) {
      found.push(value(depth + 1))
      if (pairs) {
        if (tokens[at++] !== ':') throw unknown()
        found.push(value(depth + 1))
      }
      if (tokens[at] === ',') at++
      else if (tokens[at] !== end) throw unknown()
    }
    at++
    return found
  }
  return value(0)
}

/** Reads numbers of one column from consecutive records: `count` from byte `at` on, `stride` bytes apart. */
export type ReadColumn = (view: DataView, at: number, stride: number, count: number, into: Float64Array) => void

const HIGH = 2 ** 32

/**
 * One loop per type: a single loop with a function to read a number was nine times slower.
 * @throws FormatError if the type is not numeric.
 */
export function columnOf(type: string): ReadColumn {
  const little = !type.startsWith('>')
  const [low, high] = little ? [0, 4] : [4, 0]
  switch (type.replace(/^[<>=|]/, '')) {
    case 'b1':
    case '?':
    case 'u1':
      return (view, at, stride, count, into) => {
        for (let k = 0; k < count; k++, at += stride) into[k] = view.getUint8(at)
      }
    case 'i1':
      return (view, at, stride, count, into) => {
        for (let k = 0; k < count; k++, at += stride) into[k] = view.getInt8(at)
      }
    case 'u2':
      return (view, at, stride, count, into) => {
        for (let k = 0; k < count; k++, at += stride) into[k] = view.getUint16(at, little)
      }
    case 'i2':
      return (view, at, stride, count, into) => {
        for (let k = 0; k < count; k++, at += stride) into[k] = view.getInt16(at, little)
      }
    case 'u4':
      return (view, at, stride, count, into) => {
        for (let k = 0; k < count; k++, at += stride) into[k] = view.getUint32(at, little)
      }
    case 'i4':
      return (view, at, stride, count, into) => {
        for (let k = 0; k < count; k++, at += stride) into[k] = view.getInt32(at, little)
      }
    case 'u8':
      return (view, at, stride, count, into) => {
        for (let k = 0; k < count; k++, at += stride) into[k] = view.getUint32(at + low, little) + HIGH * view.getUint32(at + high, little)
      }
    case 'i8':
      return (view, at, stride, count, into) => {
        for (let k = 0; k < count; k++, at += stride) into[k] = view.getUint32(at + low, little) + HIGH * view.getInt32(at + high, little)
      }
    case 'f4':
      return (view, at, stride, count, into) => {
        for (let k = 0; k < count; k++, at += stride) into[k] = view.getFloat32(at, little)
      }
    case 'f8':
      return (view, at, stride, count, into) => {
        for (let k = 0; k < count; k++, at += stride) into[k] = view.getFloat64(at, little)
      }
    default:
      throw new FormatError(`holds elements of type ${type.slice(0, 20)}; whole numbers, float32 or float64 would fit`)
  }
}
