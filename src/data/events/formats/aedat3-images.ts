/**
 * The images of AEDAT 3.1, in packets of a separate type. The packet states the size of an image in bytes, of which the first 36 are
 * 32-bit words, little-endian:
 *
 *   valid, color channels; beginning and end of the image, of its exposure; width, height, left, top; then 16 bits per channel of a pixel
 */
import { FormatError } from '../../formats/format-error'
import type { ReadHooks } from '../facts'
import type { EventFile, RecordedImage } from '../reading'
import { scan } from '../scan'
import { AEDAT3_HEADER, AEDAT3_OVERFLOW, aedat3Packet, openAedat3 } from './aedat3-packets'

const FRAME = 2
const HEAD = 36
const EXPOSED = 16
const MAX_SIDE = 4096
/** The maximum size of an image in a packet, in bytes. */
const LONGEST = 2 ** 27

export async function readAedat3Images(file: EventFile, take: (image: RecordedImage) => void, hooks: ReadHooks): Promise<void> {
  const { length } = await openAedat3(file)
  // State of the current packet: images still to read, bytes of each, bytes after them, and the offset of its times.
  let [left, size, behind, base] = [0, 0, 0, 0]
  await scan(
    file,
    hooks,
    (bytes, offset) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      let at = 0
      for (;;) {
        if (left === 0 && behind > 0) {
          at += behind
          behind = 0
        }
        if (left === 0) {
          if (bytes.length - at < AEDAT3_HEADER) return at
          const packet = aedat3Packet(new DataView(bytes.buffer, bytes.byteOffset + at, AEDAT3_HEADER), offset + at)
          at += AEDAT3_HEADER
          left = packet.type === FRAME ? packet.count : 0
          ;[size, base] = [packet.size, packet.overflow * AEDAT3_OVERFLOW]
          if (left > 0 && (size < HEAD || size > LONGEST))
            throw new FormatError(`has a damaged packet at byte ${offset + at - AEDAT3_HEADER}: it claims images of ${size} bytes`)
          behind = packet.bytes - left * size
          continue
        }
        if (bytes.length - at < size) return at
        const image = imageAt(view, at, size, base, offset + at)
        if (image) take(image)
        at += size
        left--
      }
    },
    { from: length, longest: LONGEST },
  )
}

/** Decodes an image; undefined if it is marked invalid. */
function imageAt(view: DataView, at: number, size: number, base: number, offset: number): RecordedImage | undefined {
  const info = view.getUint32(at, true)
  if ((info & 1) === 0) return undefined
  const stored = (info >>> 1) & 7
  const [width, height] = [view.getInt32(at + 20, true), view.getInt32(at + 24, true)]
  const known = stored === 1 || stored === 3 || stored === 4
  const sides = width > 0 && height > 0 && width <= MAX_SIDE && height <= MAX_SIDE
  if (!known || !sides || HEAD + 2 * stored * width * height > size)
    throw new FormatError(`has a damaged image at byte ${offset}: ${width} × ${height} pixels of ${stored} channels in ${size} bytes`)
  const channels = stored === 1 ? 1 : 3
  const pixels = new Uint8Array(width * height * channels)
  // Keeps the upper 8 of the 16 bits, which span the full range.
  for (let pixel = 0, to = 0; pixel < width * height; pixel++)
    for (let c = 0; c < channels; c++) pixels[to++] = view.getUint8(at + HEAD + 2 * (pixel * stored + c) + 1)
  return { time: base + view.getInt32(at + EXPOSED, true), width, height, channels, pixels }
}
