/**
 * Events as text, one per line: below a line that names the columns, as in CSV files of this app; or t x y p with t in seconds, as in the
 * event camera data set of the Robotics and Perception Group, with or without a line before them that states the sensor.
 */
import { FormatError } from '../../formats/format-error'
import type { Sensor } from '../events'
import type { EventReader } from '../reading'
import { headOf, scan } from '../scan'
import { pixel } from '../sink'
import { NAMES, SENSORS, unitFor } from './npy'

export const csv: EventReader = {
  format: 'text',
  recognizes: (_, head) => layoutOf(linesOf(head)) !== undefined,
  async read(file, sink, hooks) {
    const head = await headOf(file, HEAD)
    const lines = linesOf(head)
    const layout = layoutOf(lines)
    if (!layout) throw new FormatError('holds text whose first line does not name the columns t, x, y and p')
    const { places, delimiter, titled, sensor } = layout
    const [t, x, y, p] = places
    if (sensor) sink.sensor(sensor.width, sensor.height)
    else sink.usual(SENSORS)
    // The last line may continue after the head.
    const times = lines.slice(titled ? 1 : 0, head.length < HEAD ? undefined : -1).map((line) => numberOf(line.trim().split(delimiter)[t]))
    const unit = layout.unit ?? unitFor(sink, true, Float64Array.from(times.filter(Number.isFinite))) ?? 1

    const put = (line: string, offset: number): void => {
      const text = line.trim()
      if (text === '' || text.startsWith('#')) return
      const cells = text.split(delimiter)
      const [time, column, row] = [numberOf(cells[t]), numberOf(cells[x]), numberOf(cells[y])]
      const polarity = polarityOf(cells[p])
      if (Number.isNaN(time + column + row + polarity)) sink.note('lines that are no events, skipped', offset)
      else sink.event(Math.round(time * unit), pixel(column), pixel(row), polarity, offset)
    }
    const decoder = new TextDecoder('latin1')
    let title = titled
    await scan(file, hooks, (bytes, offset, last) => {
      const end = last ? bytes.length : bytes.lastIndexOf(NEWLINE) + 1
      let at = 0
      for (const line of decoder.decode(bytes.subarray(0, end)).split('\n')) {
        if (!title) put(line, offset + at)
        title = false
        at += line.length + 1
      }
      return end
    })
  },
}

const HEAD = 4096
const NEWLINE = 10
const BYTE_ORDER_MARK = /^\u00ef\u00bb\u00bf/

interface Layout {
  /** The columns of t, x, y and p. */
  readonly places: readonly [t: number, x: number, y: number, p: number]
  readonly delimiter: string | RegExp
  /** Whether the first line is a header. */
  readonly titled: boolean
  readonly sensor?: Sensor
  /** The unit of time in microseconds; derived from the times where unknown. */
  readonly unit?: number
}

/** Decodes one byte per character; only ASCII is meaningful here. */
const linesOf = (head: Uint8Array): string[] => new TextDecoder('latin1').decode(head).replace(BYTE_ORDER_MARK, '').split('\n')

const SPACE = /[ \t]+/
const IN_SECONDS = /^\d{1,12}\.\d+[ \t]+\d{1,5}[ \t]+\d{1,5}[ \t]+(?:-1|[01])$/

function layoutOf([first = '', second = '']: readonly string[]): Layout | undefined {
  const title = first.trim()
  if (IN_SECONDS.test(title)) return { places: [0, 1, 2, 3], delimiter: SPACE, titled: false, unit: 1e6 }
  const size = /^(\d{1,5})[ \t]+(\d{1,5})$/.exec(title)
  if (size && IN_SECONDS.test(second.trim())) {
    const sensor = { width: Number(size[1]), height: Number(size[2]) }
    return { places: [0, 1, 2, 3], delimiter: SPACE, titled: true, sensor, unit: 1e6 }
  }
  const names = title.replace(/^#\s*/, '')
  const delimiter = [';', ','].find((mark) => names.includes(mark)) ?? SPACE
  const cells = names.split(delimiter).map((name) =>
    name
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .toLowerCase(),
  )
  const [t, x, y, p] = (['t', 'x', 'y', 'p'] as const).map((key) => cells.findIndex((cell) => NAMES[key].includes(cell)))
  if (t === undefined || x === undefined || y === undefined || p === undefined || Math.min(t, x, y, p) < 0) return undefined
  return { places: [t, x, y, p], delimiter, titled: true }
}

const numberOf = (cell = ''): number => (cell.trim() === '' ? Number.NaN : Number(cell))

/** The polarity of a cell; NaN if it is not one. */
function polarityOf(cell = ''): number {
  const word = cell.trim().toLowerCase()
  if (word === 'true' || word === 'on') return 1
  if (word === 'false' || word === 'off') return 0
  const value = numberOf(word)
  return Number.isNaN(value) ? value : value > 0 ? 1 : 0
}
