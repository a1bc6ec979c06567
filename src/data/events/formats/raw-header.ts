/** The header lines of Prophesee's RAW files, which start with %: the encoding of the events and the sensor. */
import { FormatError } from '../../formats/format-error'
import type { Sensor } from '../events'
import type { EventFile, EventReader } from '../reading'
import { readTextHeader, type TextHeader, textHeader } from '../text-header'

interface RawHeader {
  /** `2.0`, `2.1`, `3.0`, ...; undefined if no line states it. */
  readonly evt?: string
  readonly sensor?: Sensor
  /** The offset of the first event. */
  readonly length: number
}

export const rawHeader = (head: Uint8Array): RawHeader => headerOf(textHeader(head, '%', 'end'))
export const readRawHeader = async (file: EventFile): Promise<RawHeader> => headerOf(await readTextHeader(file, '%', 'end'))

function headerOf({ lines, length }: TextHeader): RawHeader {
  const text = lines.join('\n')
  const [, major, minor] = /^evt (\d+)\.(\d+)/im.exec(text) ?? /^format EVT(\d)\.?(\d)?/im.exec(text) ?? []
  const format = /^format EVT.*$/im.exec(text)?.[0] ?? ''
  const [width, height] =
    /^geometry (\d+)x(\d+)/im.exec(text)?.slice(1) ?? ['width', 'height'].map((side) => new RegExp(`\\b${side}=(\\d+)`).exec(format)?.[1])
  return {
    ...(major && { evt: `${major}.${minor ?? 0}` }),
    ...(width && height && { sensor: { width: Number(width), height: Number(height) } }),
    length,
  }
}

/** Refuses variants that are not read: EVT2.1, EVT4, or one that the header does not name. */
export const rawRefused: EventReader = {
  format: 'Prophesee RAW',
  recognizes: (path, head) => head[0] === 0x25 && (rawHeader(head).evt !== undefined || /\.raw(\.gz)?$/i.test(path)),
  async read(file) {
    const { evt } = await readRawHeader(file)
    throw new FormatError(
      evt
        ? `is Prophesee RAW of the form EVT${evt}, which is not read; EVT2 and EVT3 are, and Metavision's tools convert to both`
        : 'does not say in its header in which form its events are; "% evt 2.0" or "% evt 3.0" would',
    )
  },
}
