/**
 * IDX, the file format of MNIST: a magic number, the sizes, then bytes. A pure parser, bounded and validated. Does not find files,
 * decompress, or interpret the bytes.
 *   bytes 0-1 zero · byte 2 element type (0x08: unsigned byte) · byte 3 number of axes · one big-endian u32 per axis · data
 */
import { FormatError, hex } from './format-error'
import { MAX_BYTES } from './stream'

interface Idx {
  /** The size of each axis, slowest first. */
  readonly shape: readonly number[]
  /** The elements, row-major: a view into the given bytes, not a copy. */
  readonly data: Uint8Array
}

const UNSIGNED_BYTE = 0x08
const MAX_AXES = 4

/** The number of axes if these first bytes are those of an IDX file; 0 if not. */
export const idxAxes = (head: Uint8Array): number =>
  head.length >= 4 && head[0] === 0 && head[1] === 0 && head[2]! >= UNSIGNED_BYTE && head[2]! <= 0x0e && head[3]! <= MAX_AXES ? head[3]! : 0

/**
 * Reads a file of unsigned bytes with the given number of axes.
 * @throws FormatError if it is anything else, is truncated, or continues after its data.
 */
export function parseIdx(bytes: Uint8Array, axes: number): Idx {
  if (bytes.length < 4) throw new FormatError(`is ${bytes.length} bytes long, too short for an IDX file`)
  const [zero0, zero1, type, count] = [bytes[0]!, bytes[1]!, bytes[2]!, bytes[3]!]
  if (zero0 !== 0 || zero1 !== 0 || count < 1 || count > MAX_AXES) throw new FormatError(`does not begin like an IDX file (${hex(bytes)})`)
  if (type !== UNSIGNED_BYTE)
    throw new FormatError(`holds elements of type 0x${type.toString(16).padStart(2, '0')}, where unsigned bytes (0x08) were expected`)
  if (count !== axes) throw new FormatError(`has ${count} ${count === 1 ? 'axis' : 'axes'}, where ${axes} were expected`)
  const header = 4 + 4 * count
  if (bytes.length < header) throw new FormatError(`is ${bytes.length} bytes long, too short for its header of ${header}`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const shape = Array.from({ length: count }, (_, axis) => view.getUint32(4 + 4 * axis, false))
  let elements = 1
  for (const size of shape) {
    elements *= size
    if (elements > MAX_BYTES) throw new FormatError(`claims ${shape.join(' × ')} elements, more than this reader takes`)
  }
  const length = header + elements
  if (bytes.length < length) throw new FormatError(`is truncated: ${bytes.length} of ${length} bytes are there`)
  if (bytes.length > length) throw new FormatError(`is ${bytes.length} bytes long, where its header says ${length}`)
  return { shape, data: bytes.subarray(header) }
}
