/**
 * IDX, the file format of MNIST: a magic number, the sizes, then bytes. A pure parser, bounded and validated.
 * Not here: where files come from, compression, what the bytes mean.
 *   bytes 0-1 zero · byte 2 element type (0x08: unsigned byte) · byte 3 number of axes · one big-endian u32 an axis · data
 */

export interface Idx {
  /** One size an axis, slowest first. */
  readonly shape: readonly number[]
  /** The elements, row-major: a view into the given bytes, not a copy. */
  readonly data: Uint8Array
}

/** What is wrong with a file, in a sentence that begins after the file's name: "is 12 bytes long, ...". */
export class IdxError extends Error {
  override readonly name = 'IdxError'
}

const UNSIGNED_BYTE = 0x08
const MOST_AXES = 4
/** A file that claims more than this is refused before a size is multiplied out. */
const MOST_BYTES = 2 ** 30

/**
 * Reads a file of unsigned bytes with as many axes as asked for.
 * @throws IdxError where it is anything else, is truncated, or goes on after its data.
 */
export function parseIdx(bytes: Uint8Array, axes: number): Idx {
  if (bytes.length < 4) throw new IdxError(`is ${bytes.length} bytes long, too short for an IDX file`)
  const [zero0, zero1, type, count] = [bytes[0]!, bytes[1]!, bytes[2]!, bytes[3]!]
  if (zero0 !== 0 || zero1 !== 0 || count < 1 || count > MOST_AXES) throw new IdxError(`does not begin like an IDX file (${hex(bytes)})`)
  if (type !== UNSIGNED_BYTE)
    throw new IdxError(`holds elements of type 0x${type.toString(16).padStart(2, '0')}, where unsigned bytes (0x08) were expected`)
  if (count !== axes) throw new IdxError(`has ${count} ${count === 1 ? 'axis' : 'axes'}, where ${axes} were expected`)
  const header = 4 + 4 * count
  if (bytes.length < header) throw new IdxError(`is ${bytes.length} bytes long, too short for its header of ${header}`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const shape = Array.from({ length: count }, (_, axis) => view.getUint32(4 + 4 * axis, false))
  let elements = 1
  for (const size of shape) {
    elements *= size
    if (elements > MOST_BYTES) throw new IdxError(`claims ${shape.join(' × ')} elements, more than this reader takes`)
  }
  const length = header + elements
  if (bytes.length < length) throw new IdxError(`is truncated: ${bytes.length} of ${length} bytes are there`)
  if (bytes.length > length) throw new IdxError(`is ${bytes.length} bytes long, where its header says ${length}`)
  return { shape, data: bytes.subarray(header) }
}

const hex = (bytes: Uint8Array): string => [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
