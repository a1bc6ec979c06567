/** NumPy's .npy, written: version 1.0, C order, little endian. Source: numpy.lib.format. Reading is in data/formats. */

const TYPES = { '<f4': Float32Array, '<u4': Uint32Array, '|u1': Uint8Array } as const

/** @param data as long as the product of the shape */
export function writeNpy(shape: readonly number[], data: Float32Array | Uint32Array | Uint8Array): Uint8Array<ArrayBuffer> {
  const type = (Object.keys(TYPES) as (keyof typeof TYPES)[]).find((key) => data instanceof TYPES[key])!
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (${axes}), }`
  // Behind the header, which a newline ends, data begin at a multiple of 64.
  const length = Math.ceil((10 + header.length + 1) / 64) * 64
  const out = new Uint8Array(length + data.byteLength)
  out.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, (length - 10) % 256, Math.floor((length - 10) / 256)])
  out.set(new TextEncoder().encode(`${header.padEnd(length - 11)}\n`), 10)
  out.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), length)
  return out
}
