/** Writes the resolution into a PNG, so that other programs place it at its intended size. */

const PER_METER = 1 / 0.0254
/** Bytes of the PNG signature and the header chunk, which comes first. */
const HEADER = 8 + 25

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
  return value
})

function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff
  for (const byte of bytes) value = CRC[(value ^ byte) & 255]! ^ (value >>> 8)
  return (value ^ 0xffffffff) >>> 0
}

/** A `pHYs` chunk with the resolution. */
function densityChunk(dpi: number): Uint8Array<ArrayBuffer> {
  const chunk = new Uint8Array(21)
  const view = new DataView(chunk.buffer)
  const density = Math.round(dpi * PER_METER)
  view.setUint32(0, 9)
  chunk.set([0x70, 0x48, 0x59, 0x73], 4)
  view.setUint32(8, density)
  view.setUint32(12, density)
  chunk[16] = 1
  view.setUint32(17, crc32(chunk.subarray(4, 17)))
  return chunk
}

export const withDensity = async (png: Blob, dpi: number): Promise<Blob> =>
  new Blob([png.slice(0, HEADER), densityChunk(dpi), png.slice(HEADER)], { type: 'image/png' })
