/**
 * AEDAT 3.1 of cAER and DVS128 Gesture: lines that start with #, then packets of one event type each, of which those of pixel events are
 * read. A packet has a header of 28 bytes; a pixel event is a word (valid, polarity, row, column) and a time in microseconds.
 */
import { cameraNamed, DAVIS240, DAVIS346, DVS128 } from '../cameras'
import type { EventReader } from '../reading'
import { scan } from '../scan'
import { readAedat3Images } from './aedat3-images'
import { AEDAT3_HEADER, AEDAT3_OVERFLOW, aedat3Packet, openAedat3 } from './aedat3-packets'

const POLARITY = 1
const RECORD = 8

export const aedat3: EventReader = {
  format: 'AEDAT 3.1',
  recognizes: (_, head) => /^#!AER-DAT3\./.test(String.fromCharCode(...head.subarray(0, 11))),
  async read(file, sink, hooks) {
    const { lines, length } = await openAedat3(file)
    const camera = cameraNamed(lines.filter((line) => /^Source/i.test(line)).join('\n'))
    if (camera) sink.sensor(camera.width, camera.height)
    else sink.usual([DVS128, DAVIS240, DAVIS346])
    // State of the current packet: events still to read, bytes after them, and the offset of its times.
    let [left, behind, base] = [0, 0, 0]
    const { size, tornAt } = await scan(
      file,
      hooks,
      (bytes, offset) => {
        let at = 0
        for (;;) {
          if (left === 0 && behind > 0) {
            at += behind
            behind = 0
          }
          if (left === 0) {
            if (bytes.length - at < AEDAT3_HEADER) return at
            const packet = aedat3Packet(new DataView(bytes.buffer, at, AEDAT3_HEADER), offset + at)
            at += AEDAT3_HEADER
            if (packet.type === POLARITY && packet.size === RECORD) {
              left = packet.count
              base = packet.overflow * AEDAT3_OVERFLOW
            } else {
              if (packet.type === POLARITY || packet.type > KNOWN)
                sink.note('packets of an unknown kind, skipped', offset + at - AEDAT3_HEADER)
              left = 0
            }
            behind = packet.bytes - left * RECORD
            continue
          }
          const count = Math.min(left, Math.floor((bytes.length - at) / RECORD))
          if (count === 0) return at
          // Headers and events consist of whole words, so skipped parts do too, unless the file is damaged.
          const aligned = at % 4 === 0 ? bytes.buffer : bytes.buffer.slice(at, at + count * RECORD)
          const words = new Int32Array(aligned, at % 4 === 0 ? at : 0, count * 2)
          for (let i = 0; i < count; i++) {
            const word = words[2 * i]!
            if (word & 1)
              sink.event(
                base + words[2 * i + 1]!,
                (word >>> 17) & 0x7fff,
                (word >>> 2) & 0x7fff,
                (word >>> 1) & 1,
                offset + at + i * RECORD,
              )
          }
          at += count * RECORD
          left -= count
        }
      },
      { from: length },
    )
    if (tornAt !== undefined || left > 0) sink.note('packets cut off at the end of the file', tornAt ?? size)
  },
  readImages: readAedat3Images,
}

/** Event types from special events (0) to the spikes of a network (12). */
const KNOWN = 12
