/**
 * The images of AEDAT 4, a packet each: a FlatBuffer with its size in front.
 *
 *   { int64 middle, begin, end; exposure begin, end; int8 format; int16 width, height, left, top; bytes of pixels }
 *
 * Formats are OpenCV's: gray, or blue, green and red, with or without opacity.
 */
import { fieldOf, rootOf, type Table, vectorOf } from '../../formats/flatbuffer'
import { FormatError } from '../../formats/format-error'
import type { ReadHooks } from '../facts'
import type { EventFile, RecordedImage } from '../reading'
import { readHeader, scanPackets, telling, textOf, viewOf, wide } from './aedat4-packets'

/** The type of image streams in the XML. */
export const IMAGES = 'FRME'
const MIDDLE = 0
const EXPOSED = 4
const FORMAT = 5
const [WIDTH, HEIGHT] = [6, 7]
const PIXELS = 10
/** Bytes per pixel, by format. */
const BYTES: Readonly<Record<number, 1 | 3 | 4>> = { 0: 1, 16: 3, 24: 4 }

/** Reads the images of the camera whose sensor size matches that of the events, if there are several. */
export async function readAedat4Images(file: EventFile, take: (image: RecordedImage) => void, hooks: ReadHooks): Promise<void> {
  const header = await readHeader(file)
  const events = header.streams.filter(({ type }) => type === 'EVTS')[hooks.recording ?? 0]
  const pictures = header.streams.filter(({ type }) => type === IMAGES)
  const stream = pictures.find(({ width, height }) => width === events?.width && height === events?.height) ?? pictures[0]
  if (!stream) return
  const nothing = { passed: () => undefined, cutOff: () => undefined }
  await scanPackets(
    file,
    header,
    stream.id,
    (packet, at) => take(telling(`the packet at byte ${at}`, () => imageIn(packet))),
    nothing,
    hooks,
  )
}

function imageIn(packet: Uint8Array): RecordedImage {
  if (textOf(packet.subarray(8, 12)) !== IMAGES) throw new FormatError('holds no image')
  const view = viewOf(packet)
  const root = rootOf(view, 4)
  const [width, height] = [side(root, WIDTH), side(root, HEIGHT)]
  const format = fieldOf(root, FORMAT, 1)
  const bytes = BYTES[format === undefined ? 0 : view.getInt8(format)]
  if (bytes === undefined) throw new FormatError(`holds an image of format ${view.getInt8(format!)}; 0, 16 and 24 are read`)
  const pixels = vectorOf(root, PIXELS, 1)
  if (!(width > 0 && height > 0) || pixels.count !== width * height * bytes)
    throw new FormatError(`has ${pixels.count} bytes for an image of ${width} × ${height} pixels`)
  const raw = packet.subarray(pixels.at, pixels.at + pixels.count)
  const time = fieldOf(root, EXPOSED, 8) ?? fieldOf(root, MIDDLE, 8)
  return {
    time: time === undefined ? 0 : wide(view, time),
    width,
    height,
    ...(bytes === 1 ? { channels: 1, pixels: raw } : { channels: 3, pixels: inOrder(raw, bytes) }),
  }
}

const side = (root: Table, field: number): number => {
  const at = fieldOf(root, field, 2)
  return at === undefined ? 0 : root.view.getInt16(at, true)
}

/** Converts BGR or BGRA to RGB. */
function inOrder(raw: Uint8Array, bytes: 3 | 4): Uint8Array {
  const pixels = new Uint8Array((raw.length / bytes) * 3)
  for (let from = 0, to = 0; from < raw.length; from += bytes) {
    pixels[to++] = raw[from + 2]!
    pixels[to++] = raw[from + 1]!
    pixels[to++] = raw[from]!
  }
  return pixels
}
