/**
 * Prophesee DAT, of Gen1 and N-Cars: lines that start with %, two bytes for the event type and size, then 8 bytes per event: a time in
 * microseconds, which wraps around after 2^32, and a word of column, row and polarity.
 */
import { FormatError } from '../../formats/format-error'
import type { EventReader } from '../reading'
import { headOf, scan } from '../scan'
import { readTextHeader, textHeader } from '../text-header'

const RECORD = 8
const WRAP = 2 ** 32
const SENSORS = [
  { width: 304, height: 240 },
  { width: 640, height: 480 },
  { width: 1280, height: 720 },
]
const NO_HEADER = { lines: [], length: 0, rest: new Uint8Array(0) }
const DAT_LINE = /^(Data file containing|Version \d|Width \d)/
/** The types of pixel events: Event2D and EventCD. */
const PIXEL = [0x00, 0x0c]

export const dat: EventReader = {
  format: 'Prophesee DAT',
  recognizes: (path, head) =>
    hasHeader(head)
      ? /\.dat(\.gz)?$/i.test(path) || textHeader(head, '%').lines.some((line) => DAT_LINE.test(line))
      : /_td\.dat(\.gz)?$/i.test(path) && looksLikeEvents(head),
  async read(file, sink, hooks) {
    const headed = hasHeader(await headOf(file, 4096))
    const { lines, length, rest } = headed ? await readTextHeader(file, '%') : NO_HEADER
    const says = (name: string) => Number(lines.find((line) => line.startsWith(`${name} `))?.slice(name.length) ?? Number.NaN)
    if (headed) {
      if (rest.length < 2) throw new FormatError(`is truncated: it ends at byte ${length + rest.length}, in its header`)
      const [kind, size] = rest
      if (!PIXEL.includes(kind!) || size !== RECORD)
        throw new FormatError(
          `holds events of kind ${kind}, of ${size} bytes each, as it says at byte ${length}; events of pixels (0 or 12) of 8 bytes are read`,
        )
    }
    if (says('Width') > 0 && says('Height') > 0) sink.sensor(says('Width'), says('Height'))
    else sink.usual(SENSORS)
    const old = says('Version') < 2
    const state = { wraps: 0, before: 0 }
    const { tornAt } = await scan(
      file,
      hooks,
      (bytes, offset) => {
        const count = Math.floor(bytes.length / RECORD)
        const words = new Uint32Array(bytes.buffer, 0, 2 * count)
        let { wraps, before } = state
        for (let i = 0; i < count; i++) {
          const time = words[2 * i]!
          const word = words[2 * i + 1]!
          if (before - time > WRAP / 2) wraps++
          before = time
          const t = wraps * WRAP + time
          if (old) sink.event(t, word & 0x1ff, (word >>> 9) & 0xff, (word >>> 17) & 1, offset + i * RECORD)
          else sink.event(t, word & 0x3fff, (word >>> 14) & 0x3fff, (word >>> 28) & 1, offset + i * RECORD)
        }
        state.wraps = wraps
        state.before = before
        return count * RECORD
      },
      { from: headed ? length + 2 : 0 },
    )
    if (tornAt !== undefined) sink.note('events cut off at the end of the file', tornAt)
  },
}

/** Whether there is a header. The first byte of an event can happen to equal the mark of a header line. */
function hasHeader(head: Uint8Array): boolean {
  const { length, unended } = textHeader(head, '%')
  return length > 0 || unended
}

/** A file without a header is recognized by its content: at most one record in ten may be out of order or outside the known sensors. */
function looksLikeEvents(head: Uint8Array): boolean {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const records = Math.floor(head.length / RECORD)
  const { width, height } = SENSORS.at(-1)!
  let [before, odd] = [0, 0]
  for (let i = 0; i < records; i++) {
    const [time, word] = [view.getUint32(i * RECORD, true), view.getUint32(i * RECORD + 4, true)]
    if (time < before || (word & 0x3fff) >= width || ((word >>> 14) & 0x3fff) >= height) odd++
    before = time
  }
  return odd <= Math.max(1, records / 10)
}
