/**
 * Prophesee RAW, EVT2: words of 32 bits, whose upper four are the type. A pixel event has the low 6 bits of its time; words of another
 * type hold the 28 bits above them.
 */
import type { EventReader } from '../reading'
import { scan } from '../scan'
import { rawHeader, readRawHeader } from './raw-header'

const WORD = 4
const ON = 1
const TIME_HIGH = 8
/** Event types for external triggers and those reserved by the manufacturer. */
const OTHERS = new Set([0xa, 0xe, 0xf])
const HIGH_WRAP = 2 ** 28
const HIGH_UNIT = 64
const VGA = { width: 640, height: 480 }
const HD = { width: 1280, height: 720 }

export const evt2: EventReader = {
  format: 'EVT2',
  recognizes: (_, head) => rawHeader(head).evt === '2.0',
  async read(file, sink, hooks) {
    const { sensor, length } = await readRawHeader(file)
    if (sensor) sink.sensor(sensor.width, sensor.height)
    else sink.usual([VGA, HD])
    // No event has a time before the first high part.
    const state = { high: -1, wraps: 0 }
    const { tornAt } = await scan(
      file,
      hooks,
      (bytes, offset) => {
        const words = new Uint32Array(bytes.buffer, 0, Math.floor(bytes.length / WORD))
        let begin = 0
        if (state.high < 0) {
          const first = words.findIndex((word) => word >>> 28 === TIME_HIGH)
          begin = first < 0 ? words.length : first
          for (let i = 0; i < begin; i++) if (words[i]! >>> 28 <= ON) sink.event(Number.NaN, 0, 0, 0, offset + i * WORD)
          if (first >= 0) state.high = words[first]! & 0x0fff_ffff
        }
        let { high, wraps } = state
        let base = (wraps * HIGH_WRAP + high) * HIGH_UNIT
        for (let i = begin; i < words.length; i++) {
          const word = words[i]!
          const kind = word >>> 28
          if (kind <= ON) sink.event(base + ((word >>> 22) & 0x3f), (word >>> 11) & 0x7ff, word & 0x7ff, kind, offset + i * WORD)
          else if (kind === TIME_HIGH) {
            const next = word & 0x0fff_ffff
            if (high - next >= HIGH_WRAP / 2) wraps++
            high = next
            base = (wraps * HIGH_WRAP + high) * HIGH_UNIT
          } else if (!OTHERS.has(kind)) sink.note('words of an unknown kind, skipped', offset + i * WORD)
        }
        state.high = high
        state.wraps = wraps
        return words.length * WORD
      },
      { from: length },
    )
    if (tornAt !== undefined) sink.note('words cut off at the end of the file', tornAt)
  },
}
