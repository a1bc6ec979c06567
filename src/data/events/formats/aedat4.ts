/**
 * AEDAT 4, as written by DV: packets of several streams. The XML of the header states which hold events, and of what sensor, and which
 * hold images of the same camera.
 *
 *   a packet of events: a FlatBuffer with its size in front { events of 16 bytes: int64 t, int16 x, y, uint8 on }
 */
import { rootOf, vectorOf } from '../../formats/flatbuffer'
import { FormatError } from '../../formats/format-error'
import type { EventReader } from '../reading'
import type { Sink } from '../sink'
import { IMAGES, readAedat4Images } from './aedat4-images'
import { MARK, readHeader, scanPackets, telling, textOf, viewOf, wide } from './aedat4-packets'

const EVENT = 16

export const aedat4: EventReader = {
  format: 'AEDAT 4',
  recognizes: (_, head) => textOf(head.subarray(0, MARK.length)) === MARK,
  async read(file, sink, hooks) {
    const header = await readHeader(file)
    const { streams } = header
    const cameras = streams.filter(({ type }) => type === EVENTS)
    const camera = cameras[hooks.recording ?? 0]
    if (cameras.length === 0)
      throw new FormatError(`has no stream of events; of what it holds it says: ${streams.map(({ type }) => type).join(', ') || 'nothing'}`)
    if (!camera) throw new FormatError(`has ${cameras.length} streams of events, and none with the number ${hooks.recording}`)
    const remark = `It holds the events of ${cameras.length} cameras, of which those of one are read.`
    sink.about({ recordings: cameras.length, ...(cameras.length > 1 && { remark }) })
    if (camera.width !== undefined && camera.height !== undefined) sink.sensor(camera.width, camera.height)
    const others = new Map(streams.map(({ id, type }) => [id, `packets of ${WORDS[type] ?? `type ${type}`}, skipped`]))
    for (const { id } of cameras) others.set(id, 'packets of another camera, skipped')
    const pictures = new Set(hooks.pictures ? streams.filter(({ type }) => type === IMAGES).map(({ id }) => id) : [])
    const unknown = 'packets of a stream that the header does not tell of, skipped'
    await scanPackets(
      file,
      header,
      camera.id,
      (packet, at) => readPacket(packet, at, sink),
      {
        passed: (stream, at) => {
          if (!pictures.has(stream)) sink.note(others.get(stream) ?? unknown, at)
        },
        cutOff: (at) => sink.note('packets cut off at the end of the file', at),
      },
      hooks,
    )
  },
  readImages: readAedat4Images,
}

/** The types of streams in the XML. */
const EVENTS = 'EVTS'
const WORDS: Readonly<Record<string, string>> = { [IMAGES]: 'images', IMUS: 'an inertial sensor', TRIG: 'triggers' }

function readPacket(packet: Uint8Array, at: number, sink: Sink): void {
  telling(`the packet at byte ${at}`, () => {
    if (textOf(packet.subarray(8, 12)) !== EVENTS) return sink.note('packets that hold no events, skipped', at)
    const view = viewOf(packet)
    const events = vectorOf(rootOf(view, 4), 0, EVENT)
    const end = events.at + EVENT * events.count
    for (let i = events.at; i < end; i += EVENT)
      sink.event(wide(view, i), view.getInt16(i + 8, true), view.getInt16(i + 10, true), view.getUint8(i + 12) === 0 ? 0 : 1, at)
  })
}
