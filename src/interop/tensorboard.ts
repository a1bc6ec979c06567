/**
 * TensorBoard's event files: scalars and histograms by training step, as records with masked CRC-32C around a protocol buffer. Pure.
 * Source: tensorflow, core/lib/io/record_writer.cc, core/util/event.proto and core/framework/summary.proto.
 */

export interface Scalars {
  /** The name in TensorBoard, with `/` between groups. */
  readonly tag: string
  readonly step: ArrayLike<number>
  /** One point per step; values that are not numbers are left out. */
  readonly value: ArrayLike<number>
}

export interface Histogram {
  readonly tag: string
  readonly step: number
  /** The borders of the bins, in ascending order, one more than there are counts; the outer ones may be infinite. */
  readonly edges: readonly number[]
  readonly counts: readonly number[]
}

/** The name of an event file, which TensorBoard recognizes by one of its parts. */
export const eventFileName = (name: string, seconds: number): string => `events.out.tfevents.${Math.floor(seconds)}.${name}`

/** @param seconds since 1970, the same for every event, since the steps of a run have no times */
export function writeEvents(seconds: number, scalars: readonly Scalars[], histograms: readonly Histogram[]): Uint8Array<ArrayBuffer> {
  const events = [
    ...scalars.flatMap(({ tag, step, value }) =>
      Array.from(step, (at, i) => ({ at, value: value[i]! }))
        .filter((point) => Number.isFinite(point.value))
        .map((point) => ({ at: point.at, summary: [...text(1, tag), ...float(2, point.value)] })),
    ),
    ...histograms.map((one) => ({ at: one.step, summary: [...text(1, one.tag), ...bytes(5, histogramOf(one))] })),
  ].sort((a, b) => a.at - b.at)
  const records = [
    record([...double(1, seconds), ...text(3, 'brain.Event:2')]),
    ...events.map(({ at, summary }) => record([...double(1, seconds), ...integer(2, at), ...bytes(5, bytes(1, summary))])),
  ]
  return joined(records)
}

// ---- a histogram: sum and sum of squares from the centers of its bins

function histogramOf({ edges, counts }: Histogram): number[] {
  const finite = edges.map((edge, i) => (Number.isFinite(edge) ? edge : edges[i === 0 ? 1 : i - 1]!))
  let [number, sum, squares] = [0, 0, 0]
  for (const [i, count] of counts.entries()) {
    const middle = (finite[i]! + finite[i + 1]!) / 2
    number += count
    sum += count * middle
    squares += count * middle * middle
  }
  const filled = counts.flatMap((count, i) => (count > 0 ? [i] : []))
  const [first, last] = [filled[0] ?? 0, filled.at(-1) ?? 0]
  return [
    ...double(1, finite[first]!),
    ...double(2, finite[last + 1]!),
    ...double(3, number),
    ...double(4, sum),
    ...double(5, squares),
    ...bytes(6, packed(finite.slice(1))),
    ...bytes(7, packed(counts)),
  ]
}

// ---- protocol buffers: the kinds of fields used here

const VARINT = 0
const FIXED64 = 1
const LENGTH = 2
const FIXED32 = 5

function varint(value: number): number[] {
  const out: number[] = []
  let rest = value
  while (rest >= 128) {
    out.push((rest % 128) + 128)
    rest = Math.floor(rest / 128)
  }
  out.push(rest)
  return out
}

const key = (field: number, kind: number): number => field * 8 + kind
const integer = (field: number, value: number): number[] => [key(field, VARINT), ...varint(value)]
const double = (field: number, value: number): number[] => [key(field, FIXED64), ...packed([value])]
const bytes = (field: number, value: readonly number[]): number[] => [key(field, LENGTH), ...varint(value.length), ...value]
const text = (field: number, value: string): number[] => bytes(field, [...new TextEncoder().encode(value)])
const packed = (values: readonly number[]): number[] => [...new Uint8Array(Float64Array.from(values).buffer)]
const float = (field: number, value: number): number[] => [key(field, FIXED32), ...new Uint8Array(Float32Array.of(value).buffer)]

// ---- records

function record(data: readonly number[]): Uint8Array {
  const out = new Uint8Array(data.length + 16)
  const view = new DataView(out.buffer)
  view.setUint32(0, data.length, true)
  view.setUint32(8, masked(crc32c(out.subarray(0, 8))), true)
  out.set(data, 12)
  view.setUint32(12 + data.length, masked(crc32c(out.subarray(12, 12 + data.length))), true)
  return out
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

/** Castagnoli's polynomial, reflected. */
const POLYNOMIAL = 0x82f63b78
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1
  return crc
})

export function crc32c(data: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of data) crc = TABLE[(crc ^ byte) & 0xff]! ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}

/** Masks a checksum as the format requires, since a CRC of data that contain CRCs is unreliable. */
const masked = (crc: number): number => (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
