/** Converts a folder of DAVIS recordings to a set of both streams: each event frame has the image that is current at its end. */
import { describe, expect, it } from 'vitest'
import { aedat4File, eventsPacket, imagePacket, xmlOf } from '../../testing/aedat4'
import { chosen } from '../../testing/files'
import { aedat3File, aedat3Images, atisFile, type EventRow } from '../../testing/recordings'
import { dataKey, dataShape } from '../datasets/schema'
import { streamsOf } from '../sources'
import { memoryFolder } from '../store/memory-folder'
import { readSet, storeSet } from '../store/store'
import { convertEvents } from './event-set'
import { surveyEvents } from './event-survey'
import { openChosen } from './import-set'
import { choiceFor, type EventChoice, type EventsFound, frameSampleBytes } from './schema'
import { ImportError } from './source-file'

type Files = Readonly<Record<string, Uint8Array>>
const quiet = () => {}
const [WIDTH, HEIGHT] = [4, 2]
const SIZE = { width: WIDTH, height: HEIGHT }

/** Ten events, 100 us apart, from 1000 us on. */
const EVENTS: readonly EventRow[] = Array.from({ length: 10 }, (_, i) => [1000 + 100 * i, i % WIDTH, i % HEIGHT, i & 1])
/** Left half dark and right half bright, brighter from one to the next. */
const gray = (n: number) => Uint8Array.from({ length: WIDTH * HEIGHT }, (_, at) => 10 * n + (at % WIDTH < 2 ? 0 : 100))

function davis(times: readonly number[], color = false): Uint8Array {
  const pictures = times.map((time, n) => {
    const pixels = color ? Array.from(gray(n)).flatMap((value) => [0, 0, value]) : gray(n)
    return imagePacket(1, { time: time - 5, exposed: time, format: color ? 16 : 0, ...SIZE, pixels: Uint8Array.from(pixels) })
  })
  return aedat4File({ xml: xmlOf({ 0: 'EVTS', 1: 'FRME' }, [WIDTH, HEIGHT]), packets: [...pictures, eventsPacket(0, EVENTS)] })
}
const TIMES = [1150, 1350, 1720]
const folder = (file: Uint8Array): Files =>
  Object.fromEntries(['cats', 'dogs'].flatMap((name) => [1, 2, 3].map((n) => [`pets/${name}/${n}.aedat4`, file])))

async function openFolder(files: Files) {
  const opened = await openChosen(chosen(files))
  if (!('events' in opened)) throw new Error('no folder of events')
  return opened.events
}
const choiceOf = (found: EventsFound, some: Partial<EventChoice['framing']>): EventChoice => {
  const choice = choiceFor(found)
  return { ...choice, framing: { ...choice.framing, frames: 5, height: 1, width: 2, convention: 'spikingJelly', ...some } }
}
async function converted(files: Files, some: Partial<EventChoice['framing']>) {
  const events = await openFolder(files)
  const { found } = await surveyEvents(events, quiet)
  return convertEvents(events, choiceOf(found, some), quiet)
}
const frames = async (files: Files, some: Partial<EventChoice['framing']>) => {
  const { set } = await converted(files, some)
  const { values } = streamsOf(set).train.streams.frames!
  return [...values.subarray(0, values.length / set.train.count)]
}

describe('images next to events', () => {
  it('are known of a folder where all recordings have some of the sensor’s size', async () => {
    const pictures = async (files: Files) => (await surveyEvents(await openFolder(files), quiet)).found.pictures
    expect(await pictures(folder(davis(TIMES)))).toBe(1)
    expect(await pictures(folder(davis(TIMES, true)))).toBe(3)
    expect(
      await pictures({
        ...folder(davis(TIMES)),
        'pets/dogs/1.aedat4': davis([]),
        'pets/dogs/2.aedat4': davis([]),
        'pets/dogs/3.aedat4': davis([]),
      }),
    ).toBeUndefined()
    const sensor = xmlOf({ 0: 'EVTS', 1: 'FRME' }, [346, 260])
    const small = aedat4File({ xml: sensor, packets: [imagePacket(1, { time: 1, ...SIZE, pixels: gray(0) }), eventsPacket(0, EVENTS)] })
    expect(await pictures(folder(small))).toBeUndefined()
    expect(
      await pictures(Object.fromEntries(Object.keys(folder(small)).map((path) => [path.replace('aedat4', 'bin'), atisFile(EVENTS)]))),
    ).toBeUndefined()
  })

  it('are those seen at the end of each frame, the first of all before it', async () => {
    // Frames end at 1200, 1400, 1600, 1800 and 1900 us; the images are 0, 1, 1, 2, 2.
    expect(await frames(folder(davis(TIMES)), { slice: 'eventBins', pictures: 1 })).toEqual([
      0, 100, 10, 110, 10, 110, 20, 120, 20, 120, 0, 0,
    ])
    expect(await frames(folder(davis([5000])), { slice: 'eventBins', frames: 2, pictures: 1 })).toEqual([0, 100, 0, 100])
    // One frame of 900 us, which ends with the last event; the others are not filled.
    expect(await frames(folder(davis(TIMES)), { slice: 'timeWindow', sliceSize: 900, frames: 2, pictures: 1 })).toEqual([20, 120, 20, 120])
  })

  it('are cut as events are, in color and gray', async () => {
    // Blue, green, red in the file: red alone has values.
    expect(await frames(folder(davis(TIMES, true)), { slice: 'eventBins', frames: 1, pictures: 3 })).toEqual([20, 0, 0, 120, 0, 0, 0, 0])
    const luminance = [0.299 * 20, 0.299 * 120].map(Math.round)
    expect(await frames(folder(davis(TIMES, true)), { slice: 'eventBins', frames: 2, height: 1, pictures: 1 })).toEqual([
      ...[0.299 * 10, 0.299 * 110].map(Math.round),
      ...luminance,
    ])
    // The middle 2 × 2 pixels: a dark column, and a bright one.
    expect(await frames(folder(davis([1000])), { slice: 'eventBins', frames: 1, field: 2, pictures: 1 })).toEqual([0, 100, 0, 0])
    expect(await frames(folder(davis([1000])), { slice: 'eventBins', frames: 1, field: 4, height: 4, width: 1, pictures: 1 })).toEqual([
      0, 50, 50, 0,
    ])
  })

  it('make another set than events alone, are counted and kept with it', async () => {
    const files = folder(davis(TIMES))
    const [both, alone] = [await converted(files, { pictures: 1 }), await converted(files, {})]
    expect(dataKey(both.data)).not.toBe(dataKey(alone.data))
    expect({ images: both.set.train.images, labels: both.set.train.labels }).toEqual({
      images: alone.set.train.images,
      labels: alone.set.train.labels,
    })
    expect(alone.set.train.more).toBeUndefined()
    expect(dataShape(both.data).pictures).toEqual({ height: 1, width: 2, channels: 1 })
    expect(both.note).toContain('of the whole sensor, with the gray image at the end of each.')
    expect(both.note).not.toContain('skipped')
    expect(alone.note).toContain('Packets of images, skipped')
    const kept = memoryFolder()
    await storeSet(kept, both)
    expect(await readSet(kept, both.data)).toEqual({ ...both.set, classNames: ['cats', 'dogs'] })
    const framing = choiceFor((await surveyEvents(await openFolder(files), quiet)).found).framing
    expect(frameSampleBytes({ ...framing, frames: 5, height: 1, width: 2, pictures: 1 })).toBe(20 + 12)
    const darker = await converted(folder(davis([...TIMES.slice(0, 2), 1900])), { pictures: 1 })
    expect(darker.set.train.images).toEqual(both.set.train.images)
    expect(dataKey(darker.data)).not.toBe(dataKey(both.data))
  })

  it('are shown before they are kept, as they will be', async () => {
    const files = { ...folder(davis(TIMES)), 'pets/dogs/1.aedat4': davis([5000]) }
    const survey = await surveyEvents(await openFolder(files), quiet)
    const seen = async (frame: number | null, some: Partial<EventChoice['framing']> = { pictures: 1 }) =>
      (await survey.preview(choiceOf(survey.found, { slice: 'eventBins', ...some }), frame)).images?.map((bytes) => bytes && [...bytes])
    expect(await seen(1)).toEqual([
      [10, 110],
      [0, 100],
    ])
    expect(await seen(null)).toEqual([
      [20, 120],
      [0, 100],
    ])
    expect(await seen(0, { pictures: 3, frames: 1 })).toEqual([
      [20, 20, 20, 120, 120, 120],
      [0, 0, 0, 100, 100, 100],
    ])
    expect(await seen(0, {})).toBeUndefined()
    // One without images shows none, and nothing fails.
    const torn = await surveyEvents(await openFolder({ ...files, 'pets/dogs/1.aedat4': davis([]) }), quiet)
    const { images: none } = await torn.preview(choiceOf(torn.found, { pictures: 1 }), 0)
    expect(none?.map((bytes) => bytes?.length)).toEqual([2, undefined])
  })

  it('of AEDAT 3.1 are paired alike', async () => {
    const pixels = (n: number) => [...gray(n)].map((value) => value << 8)
    const pictures = aedat3Images(TIMES.map((exposed, n) => ({ exposed, ...SIZE, pixels: pixels(n) })))
    const file = aedat3File(EVENTS, pictures)
    const files = Object.fromEntries(Object.keys(folder(file)).map((path) => [path.replace('aedat4', 'aedat'), file]))
    const events = await openFolder(files)
    const { found } = await surveyEvents(events, quiet)
    // The header names no camera, so the sensor is a guess that does not fit the images; the user sets it.
    expect({ guessed: found.guessed, pictures: found.pictures }).toEqual({ guessed: true, pictures: undefined })
    const choice = { ...choiceOf(found, { slice: 'eventBins', pictures: 1 }), sensor: SIZE, guessed: false }
    const { set } = await convertEvents(events, choice, quiet)
    expect([...set.train.more!.frames!.values.subarray(0, 10)]).toEqual([0, 100, 10, 110, 10, 110, 20, 120, 20, 120])
  })

  it('that are missing or of several sizes leave their recording out, by name', async () => {
    const odd = aedat4File({
      xml: xmlOf({ 0: 'EVTS', 1: 'FRME' }, [WIDTH, HEIGHT]),
      packets: [
        imagePacket(1, { time: 1, ...SIZE, pixels: gray(0) }),
        imagePacket(1, { time: 2, width: 1, height: 1, pixels: Uint8Array.of(1) }),
        eventsPacket(0, EVENTS),
      ],
    })
    const files = { ...folder(davis(TIMES)), 'pets/cats/2.aedat4': davis([]), 'pets/dogs/3.aedat4': odd }
    const { set, note } = await converted(files, { pictures: 1 })
    expect(set.train.count + set.test.count).toBe(4)
    expect(note).toContain('2 of 6 recordings could not be read and are left out. pets/cats/2.aedat4 has no images next to its events.')
    expect(note).toContain('pets/dogs/3.aedat4 has images of 4 × 2 and of 1 × 1 pixels: all must be alike.')
    const events = await openFolder(files)
    const { found } = await surveyEvents(events, quiet)
    const stopped: unknown = await convertEvents(events, { ...choiceOf(found, { pictures: 1 }), damaged: 'stop' }, quiet).catch(
      (error: unknown) => error,
    )
    expect(stopped).toBeInstanceOf(ImportError)
  })
})
