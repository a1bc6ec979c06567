/**
 * Prophesee RAW, EVT3: words of 16 bits, whose upper four are the type. A word holds a row, a part of the time, or a column, which
 * completes an event; or bits, each of which, if set, is an event further along the row.
 *
 * The low part of the time often decreases slightly. That is not an overflow: times are held, and only the high part advances.
 */
import type { EventReader } from '../reading'
import { scan } from '../scan'
import { rawHeader, readRawHeader } from './raw-header'

const WORD = 2
const [ADDRESS_Y, ADDRESS_X, VECTOR_BASE, VECTOR_12, VECTOR_8, TIME_LOW, CONTINUED_4, TIME_HIGH, TRIGGER, OTHERS, CONTINUED_12] = [
  0, 2, 3, 4, 5, 6, 7, 8, 10, 14, 15,
] as const
const HIGH_UNIT = 4096
const HIGH_WRAP = 4096
const HD = { width: 1280, height: 720 }

export const evt3: EventReader = {
  format: 'EVT3',
  recognizes: (_, head) => rawHeader(head).evt === '3.0',
  async read(file, sink, hooks) {
    const { sensor, length } = await readRawHeader(file)
    if (sensor) sink.sensor(sensor.width, sensor.height)
    else sink.usual([HD])
    // No event has a time before the first high part.
    const state = { row: 0, column: 0, polarity: 0, wraps: 0, high: -1, base: Number.NaN, time: Number.NaN }
    const { tornAt } = await scan(
      file,
      hooks,
      (bytes, offset) => {
        const words = new Uint16Array(bytes.buffer, 0, Math.floor(bytes.length / WORD))
        let { row, column, polarity, wraps, high, base, time } = state
        for (let i = 0; i < words.length; i++) {
          const word = words[i]!
          switch (word >>> 12) {
            case ADDRESS_Y:
              row = word & 0x7ff
              break
            case ADDRESS_X:
              sink.event(time, word & 0x7ff, row, (word >>> 11) & 1, offset + i * WORD)
              break
            case VECTOR_BASE:
              column = word & 0x7ff
              polarity = (word >>> 11) & 1
              break
            case VECTOR_12:
              for (let bits = word & 0xfff, x = column; bits !== 0; bits >>>= 1, x++)
                if (bits & 1) sink.event(time, x, row, polarity, offset + i * WORD)
              column += 12
              break
            case VECTOR_8:
              for (let bits = word & 0xff, x = column; bits !== 0; bits >>>= 1, x++)
                if (bits & 1) sink.event(time, x, row, polarity, offset + i * WORD)
              column += 8
              break
            case TIME_LOW:
              time = base + (word & 0xfff)
              break
            case TIME_HIGH: {
              const next = word & 0xfff
              // A decrease by half the range or more is an overflow; a small one is not.
              if (high - next >= HIGH_WRAP / 2) wraps++
              // The previous low part of the time does not belong to this high part.
              if (high !== next) time = base = (wraps * HIGH_WRAP + next) * HIGH_UNIT
              high = next
              break
            }
            case CONTINUED_4:
            case TRIGGER:
            case OTHERS:
            case CONTINUED_12:
              break
            default:
              sink.note('words of an unknown kind, skipped', offset + i * WORD)
          }
        }
        Object.assign(state, { row, column, polarity, wraps, high, base, time })
        return words.length * WORD
      },
      { from: length },
    )
    if (tornAt !== undefined) sink.note('words cut off at the end of the file', tornAt)
  },
}
