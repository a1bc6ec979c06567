/** A NumPy array file from which any box is read without the rest. */
import { FormatError } from './format-error'
import { type NpyHeader, readNpyHeader } from './npy-header'
import { type Element, type NumberArray, numbersOf } from './numbers'
import type { ReadAt } from './read-at'

export interface NpyArray extends NumberArray {
  /** Whether the file is in Fortran order: its axes are then listed in storage order, the reverse of NumPy's. */
  readonly reversed: boolean
}

const MAX_ELEMENTS = 2 ** 42
/** The maximum number of bytes that are fetched at once if the requested ones are scattered. */
const SPAN = 2 ** 23

/**
 * @param head the file’s first `NPY_HEAD` bytes, or all. @param size of the file, if known. @param access called when the first elements
 * are read. @throws FormatError if it is not a complete array of plain numbers.
 */
export function npyArray(head: Uint8Array, size: number | undefined, access: () => Promise<ReadAt>): NpyArray {
  const header = readNpyHeader(head)
  const { element, swapped } = elementOf(header)
  const shape = header.fortran ? header.shape.toReversed() : header.shape
  const elements = shape.reduce((a, b) => a * b, 1)
  if (!(elements <= MAX_ELEMENTS)) throw new FormatError(`claims ${shape.join(' × ')} elements, more than is read`)
  const need = header.start + elements * element.size
  if (size !== undefined && size !== need)
    throw new FormatError(
      `${size < need ? 'is truncated: it ' : ''}has ${size - header.start} bytes of elements, where its header says ${need - header.start}`,
    )
  return {
    shape,
    element,
    reversed: header.fortran && shape.length > 1,
    async read(from, to) {
      const bytes = gather(await access(), header.start, shape, element.size, from, to)
      return numbersOf(swapped ? swap(bytes, element.size) : bytes, element)
    },
  }
}

function elementOf({ type, itemBytes }: NpyHeader): { readonly element: Element; readonly swapped: boolean } {
  if (type === undefined) throw new FormatError('holds records with named fields; an array of plain numbers would fit')
  const [, order, letter, size] = /^([<>=|]?)([iufb?])(\d?)$/.exec(type) ?? []
  const isFlag = letter === 'b' || letter === '?'
  if (letter === undefined || !(isFlag ? [1] : letter === 'f' ? [2, 4, 8] : [1, 2, 4, 8]).includes(itemBytes) || (!isFlag && !size))
    throw new FormatError(`holds elements of type ${type.slice(0, 20)}; whole numbers or fractions would fit`)
  return {
    element: { kind: isFlag ? 'u' : (letter as Element['kind']), size: itemBytes as Element['size'] },
    swapped: order === '>' && itemBytes > 1,
  }
}

/** The elements of a box, in order; runs that lie close together are fetched together. */
function gather(
  readAt: ReadAt,
  start: number,
  shape: readonly number[],
  size: number,
  from: readonly number[],
  to: readonly number[],
): Uint8Array<ArrayBuffer> {
  const counts = to.map((end, axis) => end - from[axis]!)
  const out = new Uint8Array(counts.reduce((a, b) => a * b, size))
  if (out.length === 0) return out
  /** Bytes from one index along an axis to the next. */
  const stride = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, size))
  /** Bytes from the first to the end of the last byte of the box, within one index of the axis before. */
  const span = shape.map((_, axis) => size + stride.slice(axis).reduce((sum, step, i) => sum + step * (counts[axis + i]! - 1), 0))
  const isRun = span.map((bytes, axis) => bytes === counts.slice(axis).reduce((a, b) => a * b, size))
  const fetch = (at: number, count: number): Uint8Array => {
    const bytes = readAt(at, count)
    if (bytes.length < count) throw new FormatError(`is truncated: it ends at byte ${at + bytes.length}`)
    return bytes
  }
  let filled = 0
  const copy = (at: number, count: number, held: Uint8Array | undefined, base: number): void => {
    for (const end = at + count; at < end; ) {
      const piece = held ? held.subarray(at - base, end - base) : fetch(at, Math.min(SPAN, end - at))
      out.set(piece, filled)
      filled += piece.length
      at += piece.length
    }
  }
  /**
   * @param at the offset of the box for the current indices of the axes before. @param held the bytes from `base` on, if they are already
   * fetched.
   */
  const take = (axis: number, at: number, held?: Uint8Array, base = 0): void => {
    if (isRun[axis]) {
      copy(at, span[axis]!, held, base)
      return
    }
    const [bytes, first] = held ? [held, base] : span[axis]! <= SPAN ? [fetch(at, span[axis]!), at] : [undefined, 0]
    for (let n = 0; n < counts[axis]!; n++) take(axis + 1, at + n * stride[axis]!, bytes, first)
  }
  take(0, start + from.reduce((sum, place, axis) => sum + place * stride[axis]!, 0))
  return out
}

function swap(bytes: Uint8Array<ArrayBuffer>, size: number): Uint8Array<ArrayBuffer> {
  for (let at = 0; at < bytes.length; at += size) bytes.subarray(at, at + size).reverse()
  return bytes
}
