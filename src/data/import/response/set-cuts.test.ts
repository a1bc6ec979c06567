/** Movies and responses as sets: which part of them is stored, and in which form. */
import { describe, expect, it } from 'vitest'
import { npyFile } from '../../../testing/files'
import { expectPart, GENERIC, made, madeOf, npz, RAW, readingIn, spikes, surveyed } from '../../../testing/response-sets'
import { filled, pixelAt, spikeAt } from '../../../testing/responses'
import { planFor } from './plan/schema'

describe('cuts', () => {
  it('crop, down-sample, keep some frames, and less the mean over the deviation', async () => {
    const { kept, set } = await madeOf(npz(), GENERIC, { left: 1, top: 2, width: 5, height: 5, average: 2, from: 10, to: 110, ...RAW })
    expect(kept.data).toMatchObject({ height: 2, width: 2, frames: 80, testFrames: 20 })
    expect(kept.note).toContain('1 columns and 1 rows at the far edges make no whole pixel')
    const pixel = (t: number, y: number, x: number) =>
      [0, 1, 2, 3].reduce((sum, i) => sum + pixelAt(10 + t, 2 + 2 * y + (i >> 1), 1 + 2 * x + (i & 1)) / 4, 0)
    expectPart(
      set.train,
      (_, t, y, x) => pixel(t, y, x),
      (_, trial, cell, t) => spikeAt(trial, cell, 10 + t),
    )
    const normal = await madeOf(npz(), GENERIC)
    const { values } = normal.set.train.streams.stimulus!
    const mean = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length
    expect(Math.abs(mean([...values]))).toBeLessThan(1e-4)
    expect(mean([...values].map((value) => value * value))).toBeCloseTo(1, 4)
    expect(normal.kept.pixels).toBe('u8')
  })

  it('several bins a frame are summed, or the frame stays on', async () => {
    const fine = npz({}, npyFile('|u1', [2, 3, 480], spikes(2, 3, 480)))
    const sum = (from: number, count: number, trial: number, cell: number) =>
      Array.from({ length: count }, (_, k) => spikeAt(trial, cell, from + k)).reduce((a, b) => a + b, 0)
    const survey = await surveyed(fine)
    const { choice } = readingIn(survey, GENERIC)
    expect(choice).toMatchObject({ bins: 4, frames: 1 })
    const coarse = await made(survey, { ...choice, ...RAW, sum: 4, values: 'counts' })
    expect(coarse.kept).toMatchObject({ hold: 1, data: { frames: 96 } })
    expectPart(
      coarse.set.train,
      (_, t, y, x) => pixelAt(t, y, x),
      (_, trial, cell, t) => sum(4 * t, 4, trial, cell),
    )
    const held = await made(survey, { ...choice, ...RAW, sum: 2, values: 'counts' })
    expect(held.kept).toMatchObject({ hold: 2, data: { frames: 192, testFrames: 48 } })
    expectPart(
      held.set.train,
      (_, t, y, x) => pixelAt(Math.floor(t / 2), y, x),
      (_, trial, cell, t) => sum(2 * t, 2, trial, cell),
    )
    expectPart(
      held.set.test,
      (_, t, y, x) => pixelAt(96 + Math.floor(t / 2), y, x),
      (_, trial, cell, t) => sum(384 + 2 * t, 2, trial, cell),
    )
    const averaged = await made(survey, { ...choice, ...RAW, sum: 8, values: 'counts' })
    expectPart(
      averaged.set.train,
      (_, t, y, x) => (pixelAt(2 * t, y, x) + pixelAt(2 * t + 1, y, x)) / 2,
      (_, trial, cell, t) => sum(8 * t, 8, trial, cell),
    )
    expect(planFor(survey.found, { ...choice, sum: 3 }).problem).toContain('3 bins of the responses are no whole part of a frame')
  })

  it('several frames a bin are averaged', async () => {
    const survey = await surveyed(npz({}, npyFile('|u1', [2, 3, 40], spikes(2, 3, 40))))
    const { choice } = readingIn(survey, GENERIC)
    expect(choice).toMatchObject({ bins: 1, frames: 3 })
    const { set } = await made(survey, { ...choice, ...RAW, from: 4 })
    // Frames from 6 on: the first that is the first of a bin.
    const pixel = (t: number, y: number, x: number) => [0, 1, 2].reduce((sum, k) => sum + pixelAt(6 + 3 * t + k, y, x) / 3, 0)
    expectPart(
      set.train,
      (_, t, y, x) => pixel(t, y, x),
      (_, trial, cell, t) => spikeAt(trial, cell, 2 + t),
    )
  })

  it('a lag drops bins, or frames where it is negative', async () => {
    const late = await madeOf(npz(), GENERIC, { ...RAW, lag: 3 })
    expect(late.kept.data).toMatchObject({ frames: 94, testFrames: 23 })
    expectPart(
      late.set.train,
      (_, t, y, x) => pixelAt(t, y, x),
      (_, trial, cell, t) => spikeAt(trial, cell, t + 3),
    )
    // A copy whose first 20 responses were cut off.
    const early = await madeOf(npz({}, npyFile('|u1', [2, 3, 100], spikes(2, 3, 100))), GENERIC, { ...RAW, lag: -20, bins: 1, frames: 1 })
    expect(early.kept.data).toMatchObject({ frames: 80, testFrames: 20 })
    expectPart(
      early.set.train,
      (_, t, y, x) => pixelAt(20 + t, y, x),
      (_, trial, cell, t) => spikeAt(trial, cell, t),
    )
  })

  it('a movie is read in pieces, each no longer than it may be', async () => {
    const shape = [8000, 60, 60]
    const big = filled(Uint8Array, shape, ([t, y, x]) => pixelAt(t!, y!, x!))
    const survey = await surveyed({
      'movie.npy': npyFile('|u1', shape, big),
      'spikes.npy': npyFile(
        '|u1',
        [2, 8000],
        filled(Uint8Array, [2, 8000], ([c, t]) => spikeAt(0, c!, t!)),
      ),
    })
    const boxes: number[] = []
    const arrays = survey.open.arrays.map((one) => ({
      ...one,
      read: async (...box: Parameters<typeof one.read>) => {
        const values = await one.read(...box)
        boxes.push(values.byteLength)
        return values
      },
    }))
    const { set } = await made(
      { ...survey, open: { ...survey.open, arrays } },
      { ...readingIn(survey, GENERIC).choice, ...RAW, average: 6 },
    )
    expect(boxes.length).toBeGreaterThan(4)
    expect(Math.max(...boxes)).toBeLessThanOrEqual(2 ** 24)
    const { values } = set.train.streams.stimulus!
    expect(values.length).toBe(6400 * 100)
    let sum = 0
    for (let i = 0; i < 36; i++) sum += pixelAt(6399, 54 + Math.floor(i / 6), 54 + (i % 6))
    expect(values[values.length - 1]).toBeCloseTo(sum / 36, 4)
  })
})
