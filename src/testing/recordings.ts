/** Folders of small event recordings in the formats of their sets. Only tests import it. */
import { joined } from './files'

/** [t in microseconds, x, y, polarity] */
export type EventRow = readonly [t: number, x: number, y: number, polarity: number]

/** A recording in the format of N-MNIST. */
export const atisFile = (events: readonly EventRow[]): Uint8Array =>
  Uint8Array.from(events.flatMap(([t, x, y, p]) => [x, y, (p << 7) | (t >> 16), (t >> 8) & 255, t & 255]))

/** AEDAT 3.1: one packet of polarity events, after the given packets. */
export function aedat3File(events: readonly EventRow[], ...before: readonly Uint8Array[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(28 + 8 * events.length))
  view.setInt16(0, 1, true)
  view.setInt32(4, 8, true)
  view.setInt32(8, 4, true)
  for (const at of [16, 20, 24]) view.setInt32(at, events.length, true)
  for (const [n, [t, x, y, p]] of events.entries()) {
    view.setUint32(28 + 8 * n, ((x << 17) | (y << 2) | (p << 1) | 1) >>> 0, true)
    view.setInt32(32 + 8 * n, t, true)
  }
  const head = '#!AER-DAT3.1\r\n#Format: RAW\r\n#!END-HEADER\r\n'
  return joined(new TextEncoder().encode(head), ...before, new Uint8Array(view.buffer))
}

interface Aedat3Image {
  /** The end of its exposure. */
  readonly exposed: number
  readonly width: number
  readonly height: number
  readonly channels?: 1 | 3 | 4
  readonly valid?: boolean
  /** 16-bit values. */
  readonly pixels: readonly number[]
}

/** A packet of images of one size. */
export function aedat3Images(images: readonly Aedat3Image[], overflow = 0): Uint8Array {
  const size = 36 + 2 * Math.max(...images.map(({ pixels }) => pixels.length))
  const view = new DataView(new ArrayBuffer(28 + size * images.length))
  view.setInt16(0, 2, true)
  view.setInt32(4, size, true)
  view.setInt32(8, 4, true)
  view.setInt32(12, overflow, true)
  for (const at of [16, 20, 24]) view.setInt32(at, images.length, true)
  for (const [n, { exposed, width, height, channels = 1, valid = true, pixels }] of images.entries()) {
    const at = 28 + n * size
    view.setUint32(at, (channels << 1) | (valid ? 1 : 0), true)
    for (const [word, value] of [exposed - 30, exposed + 5, exposed - 20, exposed, width, height, 0, 0].entries())
      view.setInt32(at + 4 + 4 * word, value, true)
    for (const [i, value] of pixels.entries()) view.setUint16(at + 36 + 2 * i, value, true)
  }
  return new Uint8Array(view.buffer)
}

/** A digit that is recognizable by its position: events on a line at row 3 * digit, over a tenth of a second. */
export const digitEvents = (digit: number, seed: number, count = 60): EventRow[] =>
  Array.from({ length: count }, (_, i) => [1000 + i * 1600, (i * 7 + seed) % 34, 3 * digit + (i % 3), i % 2])

/** Train and Test folders of digits, as in N-MNIST. */
export function nMnistFiles(train = 8, test = 2): Record<string, Uint8Array> {
  const files: Record<string, Uint8Array> = {}
  for (const [half, count] of [
    ['Train', train],
    ['Test', test],
  ] as const)
    for (let digit = 0; digit < 10; digit++)
      for (let n = 0; n < count; n++)
        files[`${half}/${digit}/${String(10 * n + digit + 1).padStart(5, '0')}.bin`] = atisFile(
          digitEvents(digit, n + (half === 'Test' ? 50 : 0)),
        )
  return files
}
