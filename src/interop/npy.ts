/** NumPy's .npy, written: C order, little endian. Source: numpy.lib.format. Its header, and reading, are in data/formats. */
import { npyHead } from '../data/formats/npy-header'

const TYPES = { '<f4': Float32Array, '<u4': Uint32Array, '|u1': Uint8Array } as const

/** @param data as long as the product of the shape */
export function writeNpy(shape: readonly number[], data: Float32Array | Uint32Array | Uint8Array): Uint8Array<ArrayBuffer> {
  const type = (Object.keys(TYPES) as (keyof typeof TYPES)[]).find((key) => data instanceof TYPES[key])!
  const head = npyHead(`'${type}'`, shape)
  const out = new Uint8Array(head.length + data.byteLength)
  out.set(head)
  out.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), head.length)
  return out
}
