/** The images that a DAVIS takes next to its events come out of AEDAT 4 and AEDAT 3.1 as they were written; damaged ones are refused. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { aedat4File, eventsPacket, imagePacket, xmlOf } from '../../../testing/aedat4'
import { eventFile, rowsOf } from '../../../testing/events'
import { aedat3File, aedat3Images } from '../../../testing/recordings'
import { readImages } from '../read'
import type { EventFile, RecordedImage } from '../reading'

async function imagesOf(file: EventFile, hooks = {}) {
  const found: RecordedImage[] = []
  await readImages(file, (image) => found.push({ ...image, pixels: image.pixels.slice() }), hooks)
  return found.map(({ pixels, ...image }) => ({ ...image, pixels: [...pixels] }))
}

describe('images of AEDAT 4', () => {
  it.each(['none', 'lz4', 'zstd'])('as flatc and the compressors made them: %s', async (name) => {
    const bytes = new Uint8Array(readFileSync(new URL(`../../../testing/cases/events/${name}.aedat4`, import.meta.url)))
    const image = { time: 1_600_000_000_000_500, width: 4, height: 2, channels: 1, pixels: [1, 2, 3, 4, 5, 6, 7, 8] }
    expect(await imagesOf(eventFile('a.aedat4', bytes))).toEqual([image])
  })

  const xml = xmlOf({ 0: 'EVTS', 1: 'FRME' }, [2, 1])
  const made = (image: Parameters<typeof imagePacket>[1], compression = 0) =>
    eventFile('a.aedat4', aedat4File({ xml, compression, packets: [eventsPacket(0, [[5, 1, 0, 1]]), imagePacket(1, image)] }))
  const BGR = Uint8Array.of(1, 2, 3, 4, 5, 6)
  const BGRA = Uint8Array.of(1, 2, 3, 255, 4, 5, 6, 0)

  it.each([0, 1, 3])('have the end of their exposure, and red before green before blue; compressed by method %i', async (compression) => {
    const size = { width: 2, height: 1 }
    const color = { ...size, channels: 3, pixels: [3, 2, 1, 6, 5, 4] }
    const of = (format: number, pixels: Uint8Array) => imagesOf(made({ time: 90, exposed: 99, format, ...size, pixels }, compression))
    expect(await of(16, BGR)).toEqual([{ time: 99, ...color }])
    expect(await of(24, BGRA)).toEqual([{ time: 99, ...color }])
    expect(await of(0, Uint8Array.of(8, 9))).toEqual([{ time: 99, ...size, channels: 1, pixels: [8, 9] }])
  })

  it('are those of the camera whose events are read, and no fault where they are read, too', async () => {
    const packets = [
      eventsPacket(0, [[5, 1, 0, 1]]),
      imagePacket(3, { time: 1, width: 1, height: 1, pixels: Uint8Array.of(1) }),
      imagePacket(1, { time: 2, width: 2, height: 1, pixels: Uint8Array.of(2, 3) }),
    ]
    const other = xml.replace('</node></dv>', xmlOf({ 3: 'FRME' }, [9, 9]).replace(/^<dv[^>]*><node[^>]*>/, ''))
    const file = eventFile('a.aedat4', aedat4File({ xml: other, packets }))
    expect((await imagesOf(file)).map(({ time }) => time)).toEqual([2])
    expect((await rowsOf(file)).facts.notes).toEqual([expect.stringMatching(/^Packets of images, skipped: 2/)])
    expect((await rowsOf(file, { pictures: true })).facts.notes).toEqual([])
  })

  it.each<[string, Parameters<typeof imagePacket>[1], string]>([
    ['another number of pixels', { time: 1, width: 3, height: 1, pixels: Uint8Array.of(1, 2) }, 'has 2 bytes for an image of 3 × 1 pixels'],
    ['no size', { time: 1, width: 0, height: 0, pixels: new Uint8Array(0) }, 'has 0 bytes for an image of 0 × 0 pixels'],
    [
      'another format',
      { time: 1, format: 2, width: 1, height: 1, pixels: Uint8Array.of(1, 2) },
      'holds an image of format 2; 0, 16 and 24 are read',
    ],
  ])('are refused with %s', async (_, image, words) => {
    await expect(imagesOf(made(image))).rejects.toThrow(new RegExp(`^is damaged: the packet at byte \\d+ ${words}$`))
  })

  it('are none where there is no stream of them, or the packet holds something else', async () => {
    expect(await imagesOf(eventFile('a.aedat4', aedat4File({ packets: [eventsPacket(0, [[5, 1, 0, 1]])] })))).toEqual([])
    const file = eventFile('a.aedat4', aedat4File({ xml, packets: [{ ...eventsPacket(0, [[5, 1, 0, 1]]), stream: 1 }] }))
    await expect(imagesOf(file)).rejects.toThrow('holds no image')
  })
})

describe('images of AEDAT 3.1', () => {
  const gray = { exposed: 100, width: 2, height: 1, pixels: [0x1234, 0xff00] }
  it('have the end of their exposure, and the upper eight of their bits', async () => {
    const color = { exposed: 200, width: 1, height: 1, channels: 4, pixels: [0x0100, 0x0200, 0x0300, 0xffff] } as const
    const file = eventFile(
      'a.aedat',
      aedat3File([[5, 1, 0, 1]], aedat3Images([gray, { ...gray, valid: false }, { ...gray, exposed: 130 }]), aedat3Images([color], 1)),
    )
    expect(await imagesOf(file)).toEqual([
      { time: 100, width: 2, height: 1, channels: 1, pixels: [0x12, 0xff] },
      { time: 130, width: 2, height: 1, channels: 1, pixels: [0x12, 0xff] },
      { time: 2 ** 31 + 200, width: 1, height: 1, channels: 3, pixels: [1, 2, 3] },
    ])
    // The events are unchanged.
    expect((await rowsOf(file)).rows).toEqual([[5, 1, 0, 1]])
  })

  it('may be longer than a block of the file, and are read as far as they go', async () => {
    const large = { exposed: 7, width: 1000, height: 700, pixels: Array.from({ length: 700_000 }, (_, i) => (i % 251) << 8) }
    const bytes = aedat3File([[5, 1, 0, 1]], aedat3Images([large, { ...large, exposed: 9 }]))
    const all = await imagesOf(eventFile('a.aedat', bytes))
    expect(all.map(({ time }) => time)).toEqual([7, 9])
    expect(all[1]!.pixels.every((value, i) => value === i % 251)).toBe(true)
    expect(await imagesOf(eventFile('a.aedat', bytes.subarray(0, 2_000_000)))).toHaveLength(1)
  })

  it.each<[string, Uint8Array, string]>([
    [
      'a size that does not fit it',
      aedat3Images([{ ...gray, width: 9 }]),
      'has a damaged image at byte 70: 9 × 1 pixels of 1 channels in 40 bytes',
    ],
    ['no size', aedat3Images([{ ...gray, height: 0 }]), '2 × 0 pixels of 1 channels'],
    ['two channels', aedat3Images([{ ...gray, channels: 2 as never }]), '2 × 1 pixels of 2 channels'],
    ['no room', aedat3Images([gray]).with(4, 20), 'has a damaged packet at byte 42: it claims images of 20 bytes'],
  ])('are refused with %s', async (_, packet, words) => {
    await expect(imagesOf(eventFile('a.aedat', aedat3File([], packet)))).rejects.toThrow(words)
  })
})

it('other formats have none', async () => {
  expect(await imagesOf(eventFile('a.csv', 't,x,y,p\n1,2,3,1\n'))).toEqual([])
})
