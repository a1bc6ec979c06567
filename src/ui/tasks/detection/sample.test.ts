/** A pinned scene in words and as a picture, events of any sensor as bins, pictures asked for one by one. No browser. */
import { expect, it, vi } from 'vitest'
import { presetNamed } from '../../../experiments/presets'
import { MADE_CLASSES, madeDetail, madeSample, madeScene } from '../../../testing/detection'
import { binned, fieldOf } from './bin-events'
import { countsOf } from './events-picture'
import { testSamplesOf } from './looking'
import { countsByPixel, foundOf, isScene, outputWords, sceneWords, smallScene, truthsOf } from './sample'
import { createSmallPictures } from './small-pictures'
import { detectionViews } from './views'

const scene = madeScene({ side: 16 })
const frame = madeSample(scene)
const layers = [{ kind: 'input' as const, shape: [16, 16, 2] }]
const named = { open: presetNamed('window')!.experiment, outputNames: MADE_CLASSES }

it('is told from a sample of another task', () => {
  expect([isScene(frame), isScene({ streams: { images: new Uint8Array(4) } })]).toEqual([true, false])
  expect(detectionViews.describeSample({ ...frame, streams: { images: new Uint8Array(4) } }, named)).toEqual({})
})

it('has its events counted by pixel and polarity, at the size of the input', () => {
  expect([...smallScene(frame, layers)!.counts]).toEqual([...countsOf(scene, null)])
  expect(smallScene(frame, [])).toBeNull()
  expect(smallScene(frame, [{ kind: 'input', shape: [8, 8, 2] }])).toBeNull()
  // Two pixels; the second has an OFF and an ON event.
  expect([...countsByPixel(Uint32Array.of(3, 4, 0, 7), Uint32Array.of(1, 2))]).toEqual([0, 1, 1, 1])
})

it('has truths with corners, and found boxes from a score on', () => {
  const [first] = truthsOf(frame)
  expect(truthsOf(frame)).toHaveLength(3)
  expect(first!.x).toBeCloseTo(scene.truths[0]!.x, 5)
  expect(truthsOf(frame).map(({ ignored }) => ignored)).toEqual([false, false, true])
  expect(foundOf(frame, 0.3).map(({ of }) => of)).toEqual([0, 2, 2, 1])
  expect(foundOf(frame, 0)).toHaveLength(5)
  expect(foundOf({ ...frame, readout: new Float32Array(800) }, 0)).toEqual([])
})

it('is said in words', () => {
  expect(sceneWords(frame, MADE_CLASSES)).toBe('a scene with a disc and a square')
  const many = madeSample({ ...scene, truths: [...scene.truths.map((truth) => ({ ...truth, ignored: false })), scene.truths[0]!] })
  expect(sceneWords(many, MADE_CLASSES)).toBe('a scene with 2 discs, a square and a triangle')
  expect(sceneWords(madeSample({ ...scene, truths: [] }), [])).toBe('a scene without objects')
  expect(outputWords(frame, MADE_CLASSES)).toBe('finds 4 boxes, the surest a disc, 0.93')
  expect(outputWords({ ...frame, readout: new Float32Array(800) }, MADE_CLASSES)).toBe('finds nothing of a score of 0.3')
  expect(detectionViews.describeSample(frame, named)).toMatchObject({ label: 'a scene with a disc and a square' })
  expect(detectionViews.describeOutput(frame, 0, named)).toMatch(/^finds 4 boxes/)
})

it('answers an evaluation with its figures and its detail', () => {
  const detail = madeDetail()
  expect(detectionViews.describeReport({ step: 5, values: { testAp: 0.4 }, detail })).toEqual({ testAp: 0.4, detail })
})

it('knows how many samples are for testing where the data say it', () => {
  const { data } = named.open
  expect(testSamplesOf({ data })).toBeNull()
  expect(testSamplesOf({ data: { ...data, test: 500 } as typeof data })).toBe(500)
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
  // The first lies beside the field, the last after the end.
  expect([...binned({ events: some, sensor, from: 100, to: 200 }, shape)]).toEqual([0, 0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.25, 0])
  // A sensor with fewer pixels loses none of what it has.
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
  const pictures = createSmallPictures(ask)
  for (const sample of [3, 4, 3]) pictures.want(sample)
  await vi.waitFor(() => expect(ask).toHaveBeenCalledTimes(2))
  await vi.waitFor(() => expect(pictures.of(3).get()).toMatchObject({ height: 16, classes: [...MADE_CLASSES] }))
  expect(pictures.of(4).get()).toBeNull()
  fails = false
  pictures.want(3)
  pictures.want(4)
  await vi.waitFor(() => expect(pictures.of(4).get()).not.toBeNull())
  expect(ask).toHaveBeenCalledTimes(3)
})
