/** A pinned scene in words and as an image, events of any sensor as bins, thumbnails requested one by one. Needs no browser. */
import { expect, it, vi } from 'vitest'
import { presetNamed } from '../../../experiments/presets'
import { grouped } from '../../../format'
import type { Scene } from '../../../tasks/detection/detail'
import { MADE_CLASSES, madeDetail, madeSample, madeScene, syntheticCustomSample } from '../../../testing/detection'
import { binned, fieldOf } from './bin-events'
import { countsOf } from './events-image'
import { detectionsIn, outputText, sceneText, smallScene } from './sample'
import { testSamplesOf } from './scene-settings'
import { createThumbnails } from './thumbnails'
import { detectionViews } from './views'

const scene = madeScene()
const frame = madeSample(scene)
const open = presetNamed('eas-shapes')!.experiment
const named = { open, outputNames: MADE_CLASSES }
const other = { ...frame, input: { steps: 4, data: new Float32Array(784) } }

it('is told from a sample of another experiment', () => {
  expect(smallScene(frame, open)).toMatchObject({ height: 64, width: 64 })
  expect(smallScene(frame, presetNamed('window')!.experiment)).toBeNull()
  expect([smallScene(other, open), smallScene({ streams: {} }, open)]).toEqual([null, null])
  expect(detectionViews.describeSample(other, named)).toEqual({})
})

it('has its bins together, whether they are what the network received or come from a set', () => {
  expect([...smallScene(frame, open)!.counts]).toEqual([...countsOf(scene, null)])
  expect([...smallScene(syntheticCustomSample(scene), open)!.counts]).toEqual([...countsOf(scene, null)])
})

it('has found boxes from a score on', () => {
  expect(detectionsIn(frame, 0.3).map(({ classIndex }) => classIndex)).toEqual([0, 2, 2, 1])
  expect(detectionsIn(frame, 0)).toHaveLength(5)
  expect(detectionsIn({ ...frame, readout: new Float32Array(800) }, 0)).toEqual([])
})

it('is said in words: what is in it where that is known, else how many events', () => {
  const words = (truths: Scene['truths'], classes: readonly string[] = MADE_CLASSES) => {
    const sample = syntheticCustomSample({ ...scene, truths })
    return sceneText(sample, smallScene(sample, open)!, classes)
  }
  expect(words(scene.truths)).toBe('a scene with a disc and a square')
  const many = [...scene.truths.map((truth) => ({ ...truth, ignored: false })), scene.truths[0]!]
  expect(words(many)).toBe('a scene with 2 discs, a square and a triangle')
  expect(words([], [])).toBe('a scene without objects')
  const events = grouped(scene.events.reduce((sum, count) => sum + count, 0))
  expect(detectionViews.describeSample(frame, named)).toMatchObject({ label: `a scene of ${events} events` })
  expect(outputText(frame, MADE_CLASSES)).toBe('finds 4 boxes, the surest a disc, 0.93')
  expect(outputText({ ...frame, readout: new Float32Array(800) }, MADE_CLASSES)).toBe('finds nothing of a score of 0.3')
  expect(detectionViews.describeOutput(frame, 0, named)).toMatch(/^finds 4 boxes/)
})

it('answers an evaluation with its metrics and its detail', () => {
  const detail = madeDetail()
  expect(detectionViews.describeReport({ part: 'test', step: 5, values: { testAp: 0.4 }, detail })).toEqual({ testAp: 0.4, detail })
})

it('knows how many samples are for testing where the data say it', () => {
  expect(testSamplesOf(presetNamed('window')!.experiment)).toBeNull()
  expect(testSamplesOf(open)).toBe(500)
})

const events = (rows: readonly (readonly [t: number, x: number, y: number, polarity: 0 | 1])[]) => ({
  count: rows.length,
  t: Float64Array.from(rows, ([t]) => t),
  x: Uint16Array.from(rows, ([, x]) => x),
  y: Uint16Array.from(rows, ([, , y]) => y),
  polarity: Uint8Array.from(rows, ([, , , polarity]) => polarity),
})

it('takes events of any sensor: the middle of it, in bins, a mean where pixels share one', () => {
  const shape = { bins: 2, height: 2, width: 2 }
  const sensor = { width: 8, height: 4 }
  expect(fieldOf(sensor, shape)).toEqual({ x: 2, y: 0, pitch: 2 })
  const some = events([
    [100, 1, 0, 1],
    [100, 2, 0, 1],
    [149, 3, 1, 1],
    [150, 5, 3, 0],
    [200, 5, 3, 0],
  ])
  // The first event lies outside the cropped area, the last one after the end.
  expect([...binned({ events: some, sensor, from: 100, to: 200 }, shape)]).toEqual([0, 0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.25, 0])
  // A sensor with fewer pixels loses no events.
  const one = { events: events([[100, 0, 0, 1]]), sensor: { width: 1, height: 1 }, from: 100, to: 200 }
  expect(binned(one, shape).reduce((sum, value) => sum + value, 0)).toBe(1)
})

it('asks for small pictures one after the other, each once, and again where one did not come', async () => {
  const made = madeScene({ side: 16, sample: 3 })
  let fails = true
  let open = 0
  const ask = vi.fn(async (sample: number) => {
    expect(++open).toBe(1)
    await Promise.resolve()
    open--
    if (sample === 4 && fails) throw new Error('Another run is being opened.')
    return made
  })
  const pictures = createThumbnails(ask)
  for (const sample of [3, 4, 3]) pictures.want(sample)
  await vi.waitFor(() => expect(ask).toHaveBeenCalledTimes(2))
  await vi.waitFor(() => expect(pictures.thumbnailOf(3).get()).toMatchObject({ height: 16, classes: [...MADE_CLASSES] }))
  expect(pictures.thumbnailOf(4).get()).toBeNull()
  fails = false
  pictures.want(3)
  pictures.want(4)
  await vi.waitFor(() => expect(pictures.thumbnailOf(4).get()).not.toBeNull())
  expect(ask).toHaveBeenCalledTimes(3)
})
