/**
 * The packet layout of AEDAT 4: a header with XML, then packets of several streams, each compressed separately. The XML describes the
 * streams; the packets of one are passed on, and those of all others are skipped.
 *
 *   "#!AER-DAT4.0\r\n"   uint32 length, header: a FlatBuffer { compression, offset of the table at the end, XML }
 *   uint32 stream, uint32 length, a packet: a FlatBuffer with its size in front
 */
import { fieldOf, rootOf, vectorOf } from '../../formats/flatbuffer'
import { FormatError } from '../../formats/format-error'
import { boundOfLz4, unpackLz4 } from '../../formats/lz4'
import { megabytes } from '../../formats/stream'
import { boundOfZstd, openZstd } from '../../formats/zstd'
import type { ReadHooks } from '../facts'
import type { EventFile } from '../reading'
import { headOf, scan } from '../scan'

export const MARK = '#!AER-DAT4.0\r\n'
const HEADER_AT = MARK.length + 4
const MAX_HEADER = 2 ** 22
/** The maximum size of a packet, compressed or not. DV writes ten milliseconds per packet. */
const MAX_PACKET = 2 ** 26
/** The maximum ratio of event bytes to file bytes, beyond the first packet, as a guard against decompression bombs. */
const MAX_RATIO = 100
/** The number of decompressed bytes after which the scan pauses, so that the worker can handle other messages. */
const TURN = 2 ** 22
const PACKET_HEAD = 8

/** Callbacks for what is not passed on. */
interface Passing {
  /** A packet of another stream is skipped. */
  readonly passed: (stream: number, at: number) => void
  /** The file ends inside a packet that starts at this offset, or would have to. */
  readonly cutOff: (at: number) => void
}

/**
 * Passes on the packets of one stream in order, decompressed.
 * @throws FormatError in words that follow the file's name, what `take` throws, or the abort reason.
 */
export async function scanPackets(
  file: EventFile,
  { bytes: begins, end, compression }: Header,
  wanted: number,
  take: (packet: Uint8Array, at: number) => void,
  { passed, cutOff }: Passing,
  hooks: ReadHooks,
): Promise<void> {
  const unpack = await unpackerOf(compression)
  let unpacked = 0
  // The packet that is being skipped.
  let other: { readonly stream: number; readonly at: number; readonly next: number } | undefined
  const tellPassed = (size: number): void => {
    if (other && other.next <= size) passed(other.stream, other.at)
    else if (other) cutOff(other.at)
    other = undefined
  }

  const { size, tornAt } = await scan(
    file,
    hooks,
    (bytes, offset, last) => {
      const view = viewOf(bytes)
      const turn = unpacked + TURN
      let place = 0
      if (bytes.length > 0) tellPassed(offset)
      while (offset + place < end && unpacked < turn) {
        if (place + PACKET_HEAD > bytes.length) return place
        const at = offset + place
        const [stream, length] = [view.getUint32(place, true), view.getUint32(place + 4, true)]
        const next = place + PACKET_HEAD + length
        if (stream !== wanted) {
          // An incomplete packet at the end of the file is left unread: the file is truncated.
          if (last && next > bytes.length) return place
          other = { stream, at, next: offset + next }
          if (next >= bytes.length) return next
          tellPassed(other.next)
        } else {
          if (length > MAX_PACKET)
            throw new FormatError(`has a packet of ${megabytes(length)} at byte ${at}; up to ${megabytes(MAX_PACKET)} are read`)
          if (next > bytes.length) return place
          const packet = unpack(bytes.subarray(place + PACKET_HEAD, next), at + PACKET_HEAD)
          unpacked += packet.length
          if (unpacked > MAX_PACKET + MAX_RATIO * (offset + next - begins))
            throw new FormatError(
              `unpacks to ${megabytes(unpacked)} by byte ${offset + next}, more than ${MAX_RATIO} times its length: no recording does`,
            )
          take(packet, at)
        }
        place = next
      }
      return offset + place < end ? place : bytes.length
    },
    { from: begins, longest: PACKET_HEAD + MAX_PACKET },
  )
  if (other) tellPassed(size)
  else if (tornAt !== undefined || (size < end && end < Infinity)) cutOff(tornAt ?? size)
}

export interface Header {
  /** The size of the header in bytes, including the signature. */
  readonly bytes: number
  readonly compression: number
  /** The offset of the end of the packets. */
  readonly end: number
  readonly streams: readonly Stream[]
}

export async function readHeader(file: EventFile): Promise<Header> {
  const start = await headOf(file, HEADER_AT)
  if (start.length < HEADER_AT) throw new FormatError(`is truncated: it ends at byte ${start.length}, in its header`)
  const length = viewOf(start).getUint32(MARK.length, true)
  if (length > MAX_HEADER)
    throw new FormatError(`claims a header of ${megabytes(length)} at byte ${MARK.length}; up to ${megabytes(MAX_HEADER)} are read`)
  const bytes = HEADER_AT + length
  const head = await headOf(file, bytes)
  if (head.length < bytes) throw new FormatError(`is truncated: it ends at byte ${head.length}, in its header`)
  return telling(`the header at byte ${HEADER_AT}`, () => {
    const view = viewOf(head.subarray(HEADER_AT))
    const root = rootOf(view, 0)
    const [compression, table] = [fieldOf(root, 0, 4), fieldOf(root, 1, 8)]
    const text = vectorOf(root, 2, 1)
    const end = table === undefined ? -1 : wide(view, table)
    if (end >= 0 && end < bytes) throw new FormatError(`says that its packets end at byte ${end}, before they begin`)
    return {
      bytes,
      compression: compression === undefined ? 0 : view.getInt32(compression, true),
      end: end < 0 ? Infinity : end,
      streams: streamsOf(new TextDecoder().decode(head.subarray(HEADER_AT + text.at, HEADER_AT + text.at + text.count))),
    }
  })
}

interface Stream {
  readonly id: number
  readonly type: string
  readonly width?: number
  readonly height?: number
}

/** The nodes below `outInfo`, one per stream, named by its number. */
function streamsOf(xml: string): Stream[] {
  const found = new Map<number, { -readonly [key in keyof Stream]: Stream[key] }>()
  const path: string[] = []
  for (const [, node, closed, attribute, value] of xml.matchAll(TAGS)) {
    if (node !== undefined) {
      if (!node.endsWith('/')) path.push(nameOf(node, 'name'))
    } else if (closed !== undefined) path.pop()
    else if (attribute !== undefined) {
      const below = path.indexOf('outInfo')
      const id = Number(path[below + 1])
      if (below < 0 || !Number.isInteger(id)) continue
      const stream = found.get(id) ?? { id, type: '' }
      found.set(id, stream)
      const key = nameOf(attribute, 'key')
      if (key === 'typeIdentifier') stream.type = /^\s*(\w{1,16})\s*$/.exec(value!)?.[1] ?? 'unknown'
      if (path[below + 2] !== 'info') continue
      if (key === 'sizeX') stream.width = Number(value)
      if (key === 'sizeY') stream.height = Number(value)
    }
  }
  return [...found.values()]
}
const TAGS = /<node\b([^<>]*)>|<(\/)node>|<attr\b([^<>]*)>([^<>]*)/g
const nameOf = (tag: string, attribute: 'name' | 'key'): string => new RegExp(`\\b${attribute}="([^"]*)"`).exec(tag)?.[1] ?? ''

type Unpack = (packet: Uint8Array, at: number) => Uint8Array

/** Decompresses by the compression number of the header; the buffer grows as needed and is reused. */
async function unpackerOf(compression: number): Promise<Unpack> {
  if (compression === 0) return (packet) => packet
  const bounded = (bound: number, at: number): number => {
    if (bound > MAX_PACKET)
      throw new FormatError(
        `has a compressed packet at byte ${at} that claims ${megabytes(bound)}; up to ${megabytes(MAX_PACKET)} are unpacked`,
      )
    return bound
  }
  if (compression === 1 || compression === 2) {
    let room = new Uint8Array(0)
    return (packet, at) => {
      const max = bounded(boundOfLz4(packet, at), at)
      if (room.length < max) room = new Uint8Array(max)
      return room.subarray(0, unpackLz4(packet, at, room))
    }
  }
  if (compression === 3 || compression === 4) {
    const unpack = await openZstd()
    return (packet, at) => unpack(packet, at, bounded(boundOfZstd(packet, at), at))
  }
  throw new FormatError(`is compressed by method ${compression}, which is not known here; none, LZ4 and Zstandard are read`)
}

/** Runs `work`, and names the FlatBuffer in its errors. */
export function telling<T>(what: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof FormatError) throw new FormatError(`is damaged: ${what} ${error.message}`, { cause: error })
    throw error
  }
}

export const wide = (view: DataView, at: number): number => view.getUint32(at, true) + view.getInt32(at + 4, true) * 2 ** 32
export const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView => new DataView(buffer, byteOffset, byteLength)
export const textOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes)
