/** Parses whole NumPy array files of plain numbers, bounded and pure, and interprets an array as images or labels. */
import { FormatError } from './format-error'
import { readNpyHeader } from './npy-header'
import { interleave } from './planes'
import type { Bytes } from './stream'

export interface Npy {
  /** NumPy's name of the element type: `|u1`, `<f4`. */
  readonly type: string
  readonly shape: readonly number[]
  readonly values: Values
}
type Values =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array

const ARRAYS: Readonly<Record<string, { new (buffer: ArrayBuffer): Values; readonly BYTES_PER_ELEMENT: number }>> = {
  '|u1': Uint8Array,
  '|b1': Uint8Array,
  '|i1': Int8Array,
  '<u2': Uint16Array,
  '<i2': Int16Array,
  '<u4': Uint32Array,
  '<i4': Int32Array,
  '<u8': BigUint64Array,
  '<i8': BigInt64Array,
  '<f4': Float32Array,
  '<f8': Float64Array,
}
const MAX_ELEMENTS = 2 ** 32

/** @throws FormatError if it is not a complete array of plain numbers in C order. */
export function parseNpy(bytes: Bytes): Npy {
  const { type, shape, fortran, start: from } = readNpyHeader(bytes)
  if (type === undefined) throw new FormatError('holds records with named fields; an array of plain numbers would fit')
  if (fortran) throw new FormatError('is in Fortran order; numpy.ascontiguousarray makes one that fits')
  const array = Object.hasOwn(ARRAYS, type) ? ARRAYS[type] : undefined
  if (!array) throw new FormatError(`holds elements of type ${type.slice(0, 20)}; bytes, integers, float32 or float64 would fit`)
  const elements = shape.reduce((a, b) => a * b, 1)
  if (!(elements <= MAX_ELEMENTS)) throw new FormatError(`claims ${shape.join(' × ')} elements, more than is read`)
  const need = elements * array.BYTES_PER_ELEMENT
  if (bytes.length - from !== need)
    throw new FormatError(
      `${bytes.length - from < need ? 'is truncated: it' : ''} has ${bytes.length - from} bytes of elements, where its header says ${need}`.trim(),
    )
  return {
    type,
    shape,
    values:
      array === Uint8Array ? bytes.subarray(from) : new array(bytes.buffer.slice(bytes.byteOffset + from, bytes.byteOffset + bytes.length)),
  }
}

export interface ImageSet {
  readonly count: number
  readonly height: number
  readonly width: number
  readonly channels: 1 | 3
  /** [count, height, width, channels] */
  readonly images: Uint8Array
}

/**
 * Interprets an array as images: [n, h, w], [n, h, w, channels], [n, channels, h, w] or [n, a square number], with values of 0 to 255 or
 * fractions.
 */
export function imagesOf({ type, shape, values }: Npy): ImageSet {
  const layout = layoutOf(shape)
  if (!layout)
    throw new FormatError(
      `has the shape [${shape.join(', ')}]; images of [count, height, width] or [count, height, width, 1 or 3] would fit`,
    )
  const { planar, ...sizes } = layout
  const images = type === '|b1' ? (values as Uint8Array).map((value) => 255 * value) : brightness(values)
  return { ...sizes, images: planar ? interleave(images, sizes.count, sizes.height * sizes.width) : images }
}

function layoutOf(shape: readonly number[]): (Omit<ImageSet, 'images'> & { readonly planar: boolean }) | undefined {
  const [count = 0, a = 0, b = 0, c = 0] = shape
  const side = Math.round(Math.sqrt(a))
  if (shape.length === 2 && side * side === a) return { count, height: side, width: side, channels: 1, planar: false }
  if (shape.length === 3) return { count, height: a, width: b, channels: 1, planar: false }
  if (shape.length === 4 && (c === 1 || c === 3)) return { count, height: a, width: b, channels: c, planar: false }
  if (shape.length === 4 && (a === 1 || a === 3)) return { count, height: b, width: c, channels: a, planar: a === 3 }
  return undefined
}

/** Bytes are unchanged; fractions from 0 to 1 are multiplied by 255; other numbers are rounded if all are from 0 to 255. */
function brightness(values: Values): Uint8Array {
  if (values instanceof Uint8Array) return values
  let [low, high] = [Infinity, -Infinity]
  for (const value of values) {
    const v = Number(value)
    if (!Number.isFinite(v)) throw new FormatError('holds values that are not finite')
    if (v < low) low = v
    if (v > high) high = v
  }
  if (low < 0 || high > 255)
    throw new FormatError(
      `holds values from ${short(low)} to ${short(high)}; brightness from 0 to 255, or from 0 to 1 in fractions, would fit`,
    )
  const scale = high <= 1 && (values instanceof Float32Array || values instanceof Float64Array) ? 255 : 1
  const bytes = new Uint8Array(values.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = Math.round(Number(values[i]) * scale)
  return bytes
}
const short = (value: number): string => String(Number(value.toPrecision(4)))

/** Interprets an array as class indices, one per sample. */
export function labelsOf({ shape, values }: Npy): Uint8Array {
  if (!(shape.length === 1 || (shape.length === 2 && shape[1] === 1)))
    throw new FormatError(`has the shape [${shape.join(', ')}]; one whole number a sample would fit`)
  const labels = new Uint8Array(values.length)
  for (let i = 0; i < labels.length; i++) {
    const label = Number(values[i])
    if (!Number.isInteger(label) || label < 0 || label > 255)
      throw new FormatError(`calls sample ${i} a ${short(label)}; whole numbers from 0 to 255 would fit`)
    labels[i] = label
  }
  return labels
}
