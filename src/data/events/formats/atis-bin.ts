/**
 * N-MNIST and N-Caltech101: events of an ATIS, 5 bytes each, without a header. Column; row; polarity and 23 bits of time, big-endian. A
 * record in row 240 is not an event: all times after it are 8192 us later, as in tonic.
 */
import type { EventReader } from '../reading'
import { scan } from '../scan'

const RECORD = 5
/** A record in this row means that this number of microseconds has passed. */
export const OVERFLOW_ROW = 240
export const OVERFLOW = 8192
const NMNIST = { width: 34, height: 34 }

export const atisBin: EventReader = {
  format: 'ATIS .bin',
  recognizes: (path, head) => /\.bin(\.gz)?$/i.test(path) && looksSorted(head),
  async read(file, sink, hooks) {
    sink.usual([NMNIST])
    let late = 0
    const { tornAt } = await scan(file, hooks, (bytes, offset) => {
      const end = bytes.length - (bytes.length % RECORD)
      for (let i = 0; i < end; i += RECORD) {
        const row = bytes[i + 1]!
        if (row === OVERFLOW_ROW) {
          late += OVERFLOW
          continue
        }
        const high = bytes[i + 2]!
        const time = ((high & 0x7f) << 16) | (bytes[i + 3]! << 8) | bytes[i + 4]!
        sink.event(late + time, bytes[i]!, row, high >> 7, offset + i)
      }
      return end
    })
    if (tornAt !== undefined) sink.note('events cut off at the end of the file', tornAt)
  },
}

/** Other files have the extension .bin too, so at most one record in ten may be earlier than the one before. */
function looksSorted(head: Uint8Array): boolean {
  let [before, falls, records] = [0, 0, 0]
  for (let i = 0; i + RECORD <= head.length; i += RECORD, records++) {
    const time = ((head[i + 2]! & 0x7f) << 16) | (head[i + 3]! << 8) | head[i + 4]!
    if (time < before && head[i + 1] !== OVERFLOW_ROW) falls++
    before = time
  }
  return falls <= Math.max(1, records / 10)
}
