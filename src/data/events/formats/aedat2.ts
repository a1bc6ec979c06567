/**
 * AEDAT 2.0 of jAER and CIFAR10-DVS: lines that start with #, then 8 bytes per event, an address and a time in microseconds, big-endian.
 * The address layout depends on the camera. DVS128 is decoded as in SpikingJelly, so that the images of CIFAR10-DVS are upright and ON is
 * 1; DAVIS with both axes flipped, as in tonic.
 */
import { FormatError } from '../../formats/format-error'
import { type Camera, cameraNamed, DAVIS240, DAVIS346, DVS128 } from '../cameras'
import type { EventReader } from '../reading'
import { scan } from '../scan'
import { readTextHeader } from '../text-header'

const RECORD = 8
const WRAP = 2 ** 32
/** Bit of a DVS128 address that marks an external trigger, not a pixel. */
const PLUG = 0x8000
/** Bits of a DAVIS address that mark a brightness sample, an inertial sensor reading or an external trigger. */
const NO_PIXEL = 0x8000_0400

export const aedat2: EventReader = {
  format: 'AEDAT 2.0',
  recognizes: (_, head) => /^#!AER-DAT[12]\./.test(String.fromCharCode(...head.subarray(0, 11))),
  async read(file, sink, hooks) {
    const { lines, length } = await readTextHeader(file, '#', 'End Of ASCII Header')
    if (lines[0] !== '!AER-DAT2.0') throw new FormatError(`is ${lines[0]!.slice(1)}; AEDAT 2.0, 3.1 and 4 are read`)
    // The line of jAER is tried first; other lines may mention other cameras.
    const named = cameraNamed(lines.filter((line) => line.startsWith('AEChip')).join('\n')) ?? cameraNamed(lines.join('\n'))
    let camera: Camera | undefined
    const state = { wraps: 0, before: 0 }
    const { tornAt } = await scan(
      file,
      hooks,
      (bytes, offset) => {
        const view = new DataView(bytes.buffer, 0, bytes.length)
        const end = bytes.length - (bytes.length % RECORD)
        if (!camera) {
          camera = named ?? cameraOf(view, end)
          sink.sensor(camera.width, camera.height)
        }
        const { davis } = camera
        const [right, bottom] = [camera.width - 1, camera.height - 1]
        let { wraps, before } = state
        for (let i = 0; i < end; i += RECORD) {
          const address = view.getUint32(i)
          const time = view.getUint32(i + 4)
          if (before - time > WRAP / 2) wraps++
          before = time
          const t = wraps * WRAP + time
          if (davis) {
            if ((address & NO_PIXEL) === 0)
              sink.event(t, right - ((address >>> 12) & 0x3ff), bottom - ((address >>> 22) & 0x1ff), (address >>> 11) & 1, offset + i)
          } else if (address < PLUG) sink.event(t, right - (address >>> 8), bottom - ((address >>> 1) & 0x7f), ~address & 1, offset + i)
          else sink.note('records that are no pixel of a DVS128, skipped', offset + i)
        }
        state.wraps = wraps
        state.before = before
        return end
      },
      { from: length },
    )
    if (tornAt !== undefined) sink.note('events cut off at the end of the file', tornAt)
  },
}

/** Guesses the camera from the addresses: those of a DVS128 are short, and the larger DAVIS has columns or rows that the smaller lacks. */
function cameraOf(view: DataView, end: number): Camera {
  let camera = DVS128
  for (let i = 0; i < end; i += RECORD) {
    const address = view.getUint32(i)
    if (address > 0xffff && camera === DVS128) camera = DAVIS240
    if ((address & NO_PIXEL) === 0 && (((address >>> 12) & 0x3ff) >= DAVIS240.width || address >>> 22 >= DAVIS240.height)) return DAVIS346
  }
  return camera
}
