/** AEDAT 4 files made in memory, stored without compression. Only tests import it. */
import { joined } from './files'

export interface Packet {
  readonly stream: number
  readonly body: Uint8Array
}
export interface Aedat4 {
  /** The number in the header: 0 none, 1 LZ4, 3 Zstandard. */
  readonly compression?: number
  readonly xml?: string
  readonly packets: readonly Packet[]
  /** The end of the packets according to the header; -1 if unknown. */
  readonly end?: number
}

/** [t, x, y, polarity] */
export type Row = readonly [number, number, number, number]

export function aedat4File({ compression = 0, xml = xmlOf({ 0: 'EVTS' }), packets, end = -1 }: Aedat4): Uint8Array {
  const text = Buffer.from(xml)
  // The root's offset and the name; a vtable of three fields; the table; the text.
  const header = new DataView(new ArrayBuffer(44 + text.length))
  header.setUint32(0, 20, true)
  put(header, 4, 'IOHE')
  for (const [i, word] of [10, 20, 4, 8, 16].entries()) header.setUint16(8 + 2 * i, word, true)
  header.setInt32(20, 12, true)
  header.setInt32(24, compression, true)
  header.setBigInt64(28, BigInt(end), true)
  header.setUint32(36, 4, true)
  header.setUint32(40, text.length, true)
  new Uint8Array(header.buffer).set(text, 44)
  const pack = compression === 0 ? (body: Uint8Array) => body : compression < 3 ? storedLz4 : storedZstd
  const parts = packets.map(({ stream, body }) => {
    const packed = pack(body)
    return joined(u32(stream, packed.length), packed)
  })
  return joined(Buffer.from('#!AER-DAT4.0\r\n'), u32(header.byteLength), new Uint8Array(header.buffer), ...parts)
}

export const xmlOf = (types: Readonly<Record<number, string>>, [width, height] = [346, 260]): string =>
  `<dv version="2.0"><node name="outInfo" path="/">${Object.entries(types)
    .map(
      ([id, type]) =>
        `<node name="${id}" path="/"><attr key="typeIdentifier" type="string">${type}</attr><node name="info" path="/">` +
        `<attr key="sizeX" type="int">${width}</attr><attr key="sizeY" type="int">${height}</attr></node></node>`,
    )
    .join('')}</node></dv>`

export function eventsPacket(stream: number, rows: readonly Row[]): Packet {
  const view = new DataView(new ArrayBuffer(32 + 16 * rows.length))
  view.setUint32(0, view.byteLength - 4, true)
  view.setUint32(4, 16, true)
  put(view, 8, 'EVTS')
  for (const [i, word] of [6, 8, 4].entries()) view.setUint16(12 + 2 * i, word, true)
  view.setInt32(20, 8, true)
  view.setUint32(24, 4, true)
  view.setUint32(28, rows.length, true)
  for (const [i, [t, x, y, polarity]] of rows.entries()) {
    view.setBigInt64(32 + 16 * i, BigInt(t), true)
    view.setInt16(40 + 16 * i, x, true)
    view.setInt16(42 + 16 * i, y, true)
    view.setUint8(44 + 16 * i, polarity)
  }
  return { stream, body: new Uint8Array(view.buffer) }
}

interface SyntheticImage {
  /** The middle of its exposure. */
  readonly time: number
  /** The end of its exposure. */
  readonly exposed?: number
  /** OpenCV's format: 0 gray; 16 blue, green, red; 24 with opacity. */
  readonly format?: number
  readonly width: number
  readonly height: number
  readonly pixels: Uint8Array
}

export function imagePacket(stream: number, { time, exposed, format = 0, width, height, pixels }: SyntheticImage): Packet {
  const view = new DataView(new ArrayBuffer(76 + pixels.length))
  view.setUint32(0, view.byteLength - 4, true)
  view.setUint32(4, 36, true)
  put(view, 8, 'FRME')
  // Two sizes; then where the fields lie: the middle first, the end of the exposure fifth, the format, width and height, the pixels eleventh.
  for (const [i, word] of [26, 32, 8, 0, 0, 0, exposed === undefined ? 0 : 16, 4, 24, 26, 0, 0, 28].entries())
    view.setUint16(12 + 2 * i, word, true)
  view.setInt32(40, 28, true)
  view.setInt8(44, format)
  view.setBigInt64(48, BigInt(time), true)
  view.setBigInt64(56, BigInt(exposed ?? 0), true)
  view.setInt16(64, width, true)
  view.setInt16(66, height, true)
  view.setUint32(68, 4, true)
  view.setUint32(72, pixels.length, true)
  new Uint8Array(view.buffer).set(pixels, 76)
  return { stream, body: new Uint8Array(view.buffer) }
}

const storedLz4 = (body: Uint8Array): Uint8Array => {
  const blocks = Array.from({ length: Math.ceil(body.length / 65_536) }, (_, i) => body.subarray(65_536 * i, 65_536 * (i + 1)))
  const head = Uint8Array.of(0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82)
  return joined(head, ...blocks.flatMap((b) => [u32(b.length + 2 ** 31), b]), u32(0))
}
const storedZstd = (body: Uint8Array): Uint8Array => {
  const word = (body.length << 3) | 1
  const sizes = u32(body.length)
  return joined(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0xa0), sizes, Uint8Array.of(word & 255, (word >> 8) & 255, word >> 16), body)
}

const u32 = (...words: readonly number[]): Uint8Array => {
  const view = new DataView(new ArrayBuffer(4 * words.length))
  for (const [i, word] of words.entries()) view.setUint32(4 * i, word, true)
  return new Uint8Array(view.buffer)
}
const put = (view: DataView, at: number, text: string): void => {
  for (let i = 0; i < text.length; i++) view.setUint8(at + i, text.charCodeAt(i))
}
