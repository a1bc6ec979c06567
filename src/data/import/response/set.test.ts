/** Movies and responses as sets: every layout that is known, arrays by their axes, cuts, and what bad input gets. */
import { describe, expect, it } from 'vitest'
import { h5File } from '../../../testing/arrays'
import { chosen, joined, npyFile, zipFile } from '../../../testing/files'
import { memoryFolder } from '../../../testing/folder'
import {
  array,
  filled,
  goldinFile,
  imagesFile,
  maheswaranathanFile,
  onkenFile,
  openRetinaFiles,
  pixelAt,
  spikeAt,
} from '../../../testing/responses'
import type { KeptResponses } from '../../response/schema'
import { keepResponses, type RecordedSet, readResponses } from '../../store/responses'
import { importSet, openChosen } from '../import-set'
import { ImportError } from '../source-file'
import { planFor } from './plan/schema'
import type { Reading, ResponseChoice } from './schema'
import { convertResponses } from './set'
import type { ResponseSurvey } from './survey'

type Files = Readonly<Record<string, Uint8Array>>
const quiet = () => {}

async function surveyed(files: Files, asked = false): Promise<ResponseSurvey> {
  const opened = await openChosen(chosen(files), { asked: asked ? 'responses' : undefined })
  if (!('responses' in opened)) throw new Error('no movies and responses')
  return opened.responses
}
const readingIn = ({ found }: ResponseSurvey, title: string): Reading => {
  const reading = found.readings.find((one) => one.title.includes(title))
  if (!reading) throw new Error(`no ${title} among ${found.readings.map((one) => one.title).join(', ')}`)
  return reading
}
async function made(survey: ResponseSurvey, choice: ResponseChoice): Promise<{ kept: KeptResponses; set: RecordedSet }> {
  const folder = memoryFolder()
  const kept = await keepResponses(folder, (writer) => convertResponses(survey.open, survey.found, choice, writer, quiet))
  return { kept, set: (await readResponses(folder, kept.data))! }
}
async function madeOf(files: Files, title: string, some: Partial<ResponseChoice> = {}, asked = false) {
  const survey = await surveyed(files, asked)
  return made(survey, { ...readingIn(survey, title).choice, ...some })
}
const refusal = async (work: Promise<unknown>): Promise<string> => {
  const error: unknown = await work.catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ImportError)
  return (error as Error).message
}

/** What a part holds, place by place. */
function expectPart(
  { streams, count }: RecordedSet['train'],
  pixel: (movie: number, t: number, y: number, x: number) => number,
  spike: (movie: number, trial: number, cell: number, t: number) => number,
): void {
  const { stimulus, responses } = streams as { stimulus: (typeof streams)[string]; responses: (typeof streams)[string] }
  const [frames, height, width] = stimulus.shape as [number, number, number]
  const [trials, cells, bins] = responses.shape as [number, number, number]
  expect(bins).toBe(frames)
  const seen = filled(Float32Array, [count, frames, height, width], ([m, t, y, x]) => pixel(m!, t!, y!, x!))
  expect(stimulus.values.length).toBe(seen.length)
  expect(Math.max(...seen.map((value, i) => Math.abs(value - stimulus.values[i]!)))).toBeLessThan(1e-4)
  const row = 4 * Math.ceil((trials * cells * bins) / 4)
  const answered = new Uint8Array(row * count)
  for (let m = 0; m < count; m++)
    answered.set(
      filled(Uint8Array, [trials, cells, bins], ([trial, cell, t]) => spike(m, trial!, cell!, t!)),
      m * row,
    )
  expect(Buffer.from(responses.values.buffer).equals(Buffer.from(answered.buffer))).toBe(true)
}

const RAW = { normalize: false } as const

describe('layouts that are known', () => {
  it('open-retina: a session, its movies beside it, those for testing by their names', async () => {
    const survey = await surveyed(await openRetinaFiles())
    const { choice, notes } = readingIn(survey, 'open-retina, session monday')
    expect(choice.recordings.map(({ title, part }) => [title, part])).toEqual([
      ['noise_1', 'train'],
      ['noise_2', 'train'],
      ['noise_test', 'test'],
    ])
    expect(notes.join(' ')).toContain('How long a bin lasts is in none of the files')
    const { kept, set } = await made(survey, { ...choice, ...RAW })
    expect(kept.data).toMatchObject({ kind: 'ownResponse', name: 'monday', height: 6, width: 4, cells: 5, values: 'binary', clip: 30 })
    expect(kept.data).toMatchObject({ movies: 2, frames: 200, trials: 1, testMovies: 1, testFrames: 100, testTrials: 1 })
    expect(kept.note).toContain('CCnorm')
    expect(set.outputNames).toEqual(['cell 0', 'cell 1', 'cell 2', 'cell 3', 'cell 4'])
    expectPart(
      set.train,
      (m, t, y, x) => pixelAt(t, y, x, m),
      (m, _, cell, t) => spikeAt(0, cell, t, m),
    )
    expectPart(
      set.test,
      (_, t, y, x) => pixelAt(t, y, x, 2),
      (_, __, cell, t) => spikeAt(0, cell, t, 2),
    )
    expect(kept).toMatchObject({ pixels: 'u8', offset: 0, scale: 1, hold: 1, unit: 1, silent: [] })
  })

  it('open-retina: a movie in the session comes before one beside it; movies of several lengths become one', async () => {
    const files = await openRetinaFiles()
    const own = await h5File({
      responses_noise_1: array(Float32Array, [2, 90], ([cell, t]) => spikeAt(0, cell!, t!)),
      responses_noise_2: array(Float32Array, [2, 200], ([cell, t]) => spikeAt(0, cell!, t!, 1)),
      stimulus_noise_1: array(Uint8Array, [1, 90, 6, 4], ([, t, y, x]) => pixelAt(t!, y!, x!, 5)),
      responses_lost: array(Float32Array, [2, 90], () => 0),
    })
    const survey = await surveyed({ ...files, 'retina/tuesday.h5': own })
    expect(survey.found.readings.map(({ title }) => title)).toEqual([
      'open-retina, session monday',
      'open-retina, session tuesday',
      'Arrays and axes as chosen',
    ])
    const { choice, notes } = readingIn(survey, 'tuesday')
    expect(notes).toContain('No movie was found for the responses to lost.')
    const { kept, set } = await made(survey, { ...choice, ...RAW, testShare: 10 })
    expect(kept.note).toContain('The movies are of several lengths, and become one, in a row.')
    expect(kept.note).toContain('the last 29 of 290 bins are set apart')
    const at = (t: number) => (t < 90 ? { t, movie: 5, number: 0 } : { t: t - 90, movie: 1, number: 1 })
    expectPart(
      set.train,
      (_, t, y, x) => pixelAt(at(t).t, y, x, at(t).movie),
      (_, __, cell, t) => spikeAt(0, cell, at(t).t, at(t).number),
    )
    expectPart(
      set.test,
      (_, t, y, x) => pixelAt(171 + t, y, x, 1),
      (_, __, cell, t) => spikeAt(0, cell, 171 + t, 1),
    )
  })

  it('Maheswaranathan 2023: rates that are no spikes, and trials of the test movie', async () => {
    const files = { 'a_naturalscene.h5': await maheswaranathanFile() }
    const rates = await madeOf(files, 'firing_rate_10ms', RAW)
    expect(rates.kept.data).toMatchObject({ values: 'rates', binMs: 10, frames: 200, testFrames: 100 })
    expect(rates.kept.note).toContain('Rates are no spikes')
    // The largest is 10.75 spikes a second.
    expect(rates.set.unit).toBeCloseTo(0.1075 / 255, 8)
    expectPart(
      rates.set.train,
      (_, t, y, x) => pixelAt(t, y, x),
      (_, __, cell, t) => Math.round((255 * (10 * spikeAt(0, cell, t) + 0.25 * (t % 4))) / 10.75),
    )
    const trials = await madeOf(files, 'repeats of the test movie', RAW)
    expect(trials.kept.data).toMatchObject({ values: 'binary', trials: 3, frames: 80, testFrames: 20, testTrials: 3 })
    expect(trials.set.outputNames![0]).toBe('cell1')
    expectPart(
      trials.set.test,
      (_, t, y, x) => pixelAt(80 + t, y, x, 1),
      (_, trial, cell, t) => spikeAt(trial, cell, 80 + t, 1),
    )
    expect(await refusal(madeOf(files, 'firing_rate_10ms', { values: 'binary' }))).toMatch(
      /^a_naturalscene.h5 has 10 in train\/response\/firing_rate_10ms, cell 0, bin 0: a rate, where numbers of spikes are asked for\./,
    )
  })

  it('Goldin 2022: counts, and repeats of which some cells have fewer', async () => {
    const files = { 'mouse.h5': await goldinFile() }
    const { kept, set } = await madeOf(files, 'Goldin', RAW)
    expect(kept.data).toMatchObject({ values: 'counts', binMs: 300, cells: 4, trials: 1, testTrials: 3, testFrames: 30 })
    expect(kept.note).toContain('Recorded in fewer than 3 trials, and left out: cell_1.')
    const cellAt = [0, 2, 3, 4]
    expectPart(
      set.train,
      (_, t, y, x) => pixelAt(t, y, x),
      (_, __, cell, t) => 3 * spikeAt(0, cellAt[cell]!, t),
    )
    expectPart(
      set.test,
      (_, t, y, x) => pixelAt(t, y, x, 1),
      (_, trial, cell, t) => 2 * spikeAt(trial, cellAt[cell]!, t, 1),
    )
    const all = await madeOf(files, 'Goldin', { trials: 1 })
    expect(all.kept.data).toMatchObject({ cells: 5, testTrials: 1 })
  })

  it('Onken’s preprocessed copy: time last, two spikes in a bin count as one', async () => {
    const files = { 'train_mov3.hdf5': await onkenFile('trn'), 'test_mov3.hdf5': await onkenFile('tst') }
    const { kept, set } = await madeOf(files, 'Onken 2016, preprocessed: mov3', RAW)
    expect(kept.data).toMatchObject({ name: 'mov3', height: 6, width: 4, trials: 3, frames: 200, testFrames: 200, values: 'binary' })
    expect(kept.note).toMatch(/\d+ bins had more than 1 spike, up to 2, and have 1\./)
    expectPart(
      set.train,
      (_, t, y, x) => pixelAt(t, y, x),
      (_, trial, cell, t) => spikeAt(trial, cell, t),
    )
    expectPart(
      set.test,
      (_, t, y, x) => pixelAt(t, y, x, 1),
      (_, trial, cell, t) => spikeAt(trial, cell, t, 1),
    )
  })

  it.each([false, true])(
    'Liu and Gollisch 2021: images that were shown alone, in either order of axes (reversed: %s)',
    async (reversed) => {
      const file = { 'responses2naturalimages.h5': await imagesFile({ reversed }) }
      const survey = await surveyed(file)
      const { choice, notes } = readingIn(survey, 'Liu and Gollisch')
      expect(notes.join(' ')).toContain('trialnumbers.txt is not here')
      expect(survey.found.arrays.find(({ name }) => name === 'spikes')?.trialsOf).toEqual([3, 3, 2, 3])
      const { kept, set } = await made(survey, { ...choice, ...RAW, average: 2 })
      expect(kept.data).toMatchObject({ height: 8, width: 4, cells: 3, binMs: 10, movies: 10, testMovies: 2, frames: 6, trials: 3 })
      expect(kept).toMatchObject({ hold: 6, pixels: 'f32', cellNames: ['cell 0', 'cell 1', 'cell 3'] })
      expect(kept.note).toContain('2 of 12 are set apart, evenly from first to last')
      const [test, cells] = [
        [3, 9],
        [0, 1, 3],
      ]
      const train = Array.from({ length: 12 }, (_, i) => i).filter((i) => !test.includes(i))
      const pixel = (image: number, y: number, x: number) =>
        [0, 1, 2, 3].reduce((sum, i) => sum + pixelAt(image, 2 * y + (i >> 1), 2 * x + (i & 1)) / 100 - 1, 0) / 4
      const spike = (image: number, trial: number, cell: number, t: number) =>
        Math.min(
          1,
          Array.from({ length: 10 }, (_, k) => spikeAt(trial, cell, 10 * t + k, image)).reduce((a, b) => a + b, 0),
        )
      expectPart(
        set.train,
        (m, _, y, x) => pixel(train[m]!, y, x),
        (m, trial, cell, t) => spike(train[m]!, trial, cells[cell]!, t),
      )
      expectPart(
        set.test,
        (m, _, y, x) => pixel(test[m]!, y, x),
        (m, trial, cell, t) => spike(test[m]!, trial, cells[cell]!, t),
      )
      const numbers = new TextEncoder().encode('2\n2\n2\n3\n')
      const said = await surveyed({ ...file, 'trialnumbers.txt': numbers })
      expect(said.found.arrays.find(({ name }) => name === 'spikes')?.trialsOf).toEqual([2, 2, 2, 3])
      expect((await made(said, readingIn(said, 'Liu').choice)).kept.data).toMatchObject({ cells: 4, trials: 2 })
    },
  )
})

const MOVIE = [120, 8, 6] as const
const movie = filled(Uint8Array, MOVIE, ([t, y, x]) => pixelAt(t!, y!, x!))
const spikes = (trials: number, cells: number, bins: number) =>
  filled(Uint8Array, [trials, cells, bins], ([trial, cell, t]) => spikeAt(trial!, cell!, t!))
const npz = (more: Files = {}, answers = npyFile('|u1', [2, 3, 120], spikes(2, 3, 120))): Files => ({
  'mine.npz': zipFile({ 'movie.npy': npyFile('|u1', MOVIE, movie), 'spikes.npy': answers, ...more }),
})
const GENERIC = 'Arrays and axes as chosen'

describe('arrays by their axes', () => {
  it('of an npz are guessed, and what is kept is what they hold', async () => {
    const survey = await surveyed(npz())
    expect(survey.found).toMatchObject({ name: 'mine', readings: [{ title: GENERIC }] })
    expect(survey.found.arrays.map(({ name, shape, type }) => [name, shape, type])).toEqual([
      ['movie', [...MOVIE], 'u1'],
      ['spikes', [2, 3, 120], 'u1'],
    ])
    const { choice } = survey.found.readings[0]!
    expect(Object.values(choice.axes)).toEqual([
      ['time', 'y', 'x'],
      ['trials', 'cells', 'time'],
    ])
    const { set, kept } = await made(survey, { ...choice, ...RAW })
    expect(kept.data).toMatchObject({ frames: 96, testFrames: 24, trials: 2, testTrials: 2 })
    expectPart(
      set.train,
      (_, t, y, x) => pixelAt(t, y, x),
      (_, trial, cell, t) => spikeAt(trial, cell, t),
    )
    expectPart(
      set.test,
      (_, t, y, x) => pixelAt(96 + t, y, x),
      (_, trial, cell, t) => spikeAt(trial, cell, 96 + t),
    )
    const { frame, height, width, ...seen } = await survey.preview(choice, 50)
    expect([height, width, ...frame.subarray(0, 3)]).toEqual([8, 6, pixelAt(50, 0, 0), pixelAt(50, 0, 1), pixelAt(50, 0, 2)])
    expect([seen.cells, seen.bins, seen.rates.length]).toEqual([3, 96, 3])
    expect([...seen.spikes.subarray(96, 99)]).toEqual([0, 1, 2].map((t) => spikeAt(0, 1, t)))
  })

  it('of MATLAB are the other way round, and so are those of NumPy in Fortran order', async () => {
    const block = new Uint8Array(512)
    block.set(new TextEncoder().encode('MATLAB 7.3 MAT-file, Platform: PCWIN64'))
    const mat = await h5File({
      stimulus: array(Float64Array, [120, 6, 8], ([t, x, y]) => pixelAt(t!, y!, x!)),
      resp: array(Float64Array, [120, 3, 2], ([t, cell, trial]) => spikeAt(trial!, cell!, t!)),
    })
    const check = ({ set }: { set: RecordedSet }) =>
      expectPart(
        set.train,
        (_, t, y, x) => pixelAt(t, y, x),
        (_, trial, cell, t) => spikeAt(trial, cell, t),
      )
    const survey = await surveyed({ 'mine.mat': joined(block, mat) })
    expect(survey.found.arrays.map(({ reversedIn }) => reversedIn)).toEqual(['MATLAB', 'MATLAB'])
    check(await made(survey, { ...readingIn(survey, GENERIC).choice, ...RAW }))
    const flipped = {
      'movie.npy': npyFile(
        '<f4',
        [8, 6, 120],
        filled(Float32Array, [120, 6, 8], ([t, x, y]) => pixelAt(t!, y!, x!)),
        true,
      ),
      'spikes.npy': npyFile(
        '<i2',
        [2, 3, 120],
        filled(Int16Array, [120, 3, 2], ([t, c, n]) => spikeAt(n!, c!, t!)),
        true,
      ),
    }
    const fortran = await surveyed(flipped)
    expect(fortran.found.arrays.map(({ shape, reversedIn }) => [shape, reversedIn])).toEqual([
      [[120, 6, 8], 'NumPy'],
      [[120, 3, 2], 'NumPy'],
    ])
    check(await made(fortran, { ...readingIn(fortran, GENERIC).choice, ...RAW }))
  })

  it('of movies with colors, and of one cell in one trial', async () => {
    const files = {
      'stim.npy': npyFile(
        '<f4',
        [60, 4, 4, 3],
        filled(Float32Array, [60, 4, 4, 3], ([t, y, x, c]) => pixelAt(t!, y!, x!) + 10 * c!),
      ),
      'spikes.npy': npyFile(
        '|b1',
        [60],
        filled(Uint8Array, [60], ([t]) => spikeAt(0, 0, t!)),
      ),
    }
    const mean = await madeOf(files, GENERIC, RAW, true)
    expectPart(
      mean.set.train,
      (_, t, y, x) => pixelAt(t, y, x) + 10,
      (_, __, ___, t) => spikeAt(0, 0, t),
    )
    const last = await madeOf(files, GENERIC, { ...RAW, channel: 2 }, true)
    expectPart(
      last.set.train,
      (_, t, y, x) => pixelAt(t, y, x) + 20,
      (_, __, ___, t) => spikeAt(0, 0, t),
    )
  })

  it('of a movie without rows and columns: what was shown is one number a frame', async () => {
    const files = {
      'stimulus.npy': npyFile(
        '<f4',
        [200],
        filled(Float32Array, [200], ([t]) => Math.sin(t!)),
      ),
      'responses.npy': npyFile(
        '|u1',
        [3, 200],
        filled(Uint8Array, [3, 200], ([c, t]) => spikeAt(0, c!, t!)),
      ),
    }
    const { kept, set } = await madeOf(files, GENERIC, RAW, true)
    expect(kept.data).toMatchObject({ height: 1, width: 1, cells: 3, trials: 1, frames: 160 })
    expectPart(
      set.train,
      (_, t) => Math.fround(Math.sin(t)),
      (_, __, cell, t) => spikeAt(0, cell, t),
    )
  })
})

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

describe('bad input', () => {
  const with1 = (value: number, type = '<f4') =>
    npz(
      {},
      npyFile(
        type,
        [2, 3, 120],
        Float32Array.from(spikes(2, 3, 120)).map((spike, i) => (i === 200 ? value : spike)),
      ),
    )

  it.each([
    [Number.NaN, 'mine.npz/spikes.npy has NaN in spikes, trial 0, cell 1, bin 80, which is no number of spikes and no rate.'],
    [-1, 'has -1 in spikes, trial 0, cell 1, bin 80, which is no number of spikes and no rate.'],
    [Number.POSITIVE_INFINITY, 'has Infinity in spikes'],
    [0.25, 'has 0.25 in spikes, trial 0, cell 1, bin 80: a rate, where numbers of spikes are asked for.'],
  ])('%s among the responses', async (value, words) => {
    expect(await refusal(madeOf(with1(value), GENERIC, { values: 'counts' }))).toContain(words)
  })

  it('a frame that is not finite', async () => {
    const broken = Float32Array.from(movie).map((value, i) => (i === 48 * 70 + 5 ? Number.NaN : value))
    const files = {
      ...npz(),
      'mine.npz': zipFile({ 'movie.npy': npyFile('<f4', MOVIE, broken), 'spikes.npy': npyFile('|u1', [3, 120], spikes(1, 3, 120)) }),
    }
    expect(await refusal(madeOf(files, GENERIC))).toBe(
      'mine.npz/movie.npy has a value that is not finite in movie, frame 70. Mend or cut it.',
    )
    expect((await madeOf(files, GENERIC, { to: 70 })).kept.data.frames).toBe(56)
  })

  it('counts above one are one where spikes are binary, which is said', async () => {
    const { kept, set } = await madeOf(with1(7), GENERIC, { values: 'binary' })
    expect(kept.note).toContain('1 bins had more than 1 spike, up to 7, and have 1.')
    expect(Math.max(...set.train.streams.responses!.values)).toBe(1)
    const counts = await madeOf(with1(700), GENERIC, { values: 'counts' })
    expect(counts.kept.note).toContain('1 bins had more than 255 spikes, up to 700, and have 255.')
  })

  it('lengths that do not belong together, with what else the axes could mean', async () => {
    const survey = await surveyed(npz())
    const { choice } = survey.found.readings[0]!
    const id = survey.found.arrays[1]!.id
    const plan = (some: Partial<ResponseChoice>) => planFor(survey.found, { ...choice, ...some })
    expect(plan({ axes: { ...choice.axes, [id]: ['time', 'cells', 'trials'] } }).problem).toBe(
      '“training” has 120 frames, and its responses 2 bins, which do not belong together so. Axis 3 of the responses has 120 places: is that time?',
    )
    expect(plan({ axes: { ...choice.axes, [id]: ['time', 'time', 'cells'] } }).problem).toContain('has two axes for time')
    expect(plan({ axes: { ...choice.axes, [id]: ['trials', 'cells', 'single'] } }).problem).toContain('has 120 places along axis 3')
    const short = await surveyed(npz({}, npyFile('|u1', [2, 3, 90], spikes(2, 3, 90))))
    const { choice: shorter } = readingIn(short, GENERIC)
    expect(planFor(short.found, shorter).problem).toContain('keep frames up to 90 only')
    expect(planFor(short.found, { ...shorter, to: 90 }).plan?.data.frames).toBe(72)
    const near = await surveyed(npz({}, npyFile('|u1', [2, 3, 118], spikes(2, 3, 118))))
    expect(planFor(near.found, readingIn(near, GENERIC).choice).notes).toContain(
      '“training” has 120 frames, and its responses 118 bins: the first 118 bins of both are kept.',
    )
  })

  it('cells that never fire are kept, and named', async () => {
    const quiet = filled(Uint8Array, [2, 3, 120], ([trial, cell, t]) =>
      cell === 1 ? 0 : cell === 2 && t! >= 96 ? 0 : spikeAt(trial!, cell!, t!),
    )
    const { kept, set } = await madeOf(npz({}, npyFile('|u1', [2, 3, 120], quiet)), GENERIC)
    expect(kept.note).toContain('cell 1 never fires: kept, and left out of means.')
    expect(kept.note).toContain('cell 2 never fires in the test movies: kept, and left out of means.')
    expect(set.silent).toEqual([1])
  })

  it('what fits nowhere says so before anything is read', async () => {
    const survey = await surveyed(npz())
    const { choice } = survey.found.readings[0]!
    const problem = (some: Partial<ResponseChoice>) => planFor(survey.found, { ...choice, ...some }).problem
    expect(problem({ left: 4, width: 3 })).toBe('The crop goes beyond the frame of 6 × 8 pixels.')
    expect(problem({ average: 7 })).toContain('A mean of 7 × 7 pixels needs as many')
    expect(problem({ from: 118 })).toMatch(/bins are left for the (training|test) movie\. 5 or more make one/)
    expect(problem({ to: 121 })).toContain('frames up to 120 can be kept')
    expect(problem({ recordings: choice.recordings.map((one) => ({ ...one, part: 'none' as const })) })).toBe('No movie is for training.')
    expect(problem({ channel: 1 })).toContain('There are 1 color channels')
    expect(problem({ sum: 101 })).toContain('up to 100 become one')
    const huge = { ...survey.found, arrays: survey.found.arrays.map((one) => ({ ...one, shape: [2 ** 21, 400, 400] })) }
    expect(
      planFor(huge, { ...choice, axes: { ...choice.axes, [survey.found.arrays[1]!.id]: ['time', 'cells', 'trials'] } }).problem,
    ).toContain('and 268,435,456 fit')
    const long = {
      ...survey.found,
      arrays: [
        { ...survey.found.arrays[0]!, shape: [200_000, 100, 100] },
        { ...survey.found.arrays[1]!, shape: [1, 2, 200_000] },
      ],
    }
    expect(planFor(long, choice).problem).toContain('MiB of memory, and 1,024 fit. Down-sample or crop more')
  })

  it('other files are other sets, or say what they are', async () => {
    const images = {
      'x_train.npy': npyFile('|u1', [12, 2, 2], new Uint8Array(48)),
      'y_train.npy': npyFile(
        '|u1',
        [12],
        new Uint8Array(12).map((_, i) => i % 2),
      ),
    }
    expect('set' in (await openChosen(chosen(images)))).toBe(true)
    expect(await refusal(openChosen(chosen({ 'a.txt': new Uint8Array(600).fill(65) }), { asked: 'responses' }))).toContain(
      'No array of numbers is in what was chosen. HDF5 files',
    )
    const old = new Uint8Array(600)
    old.set(new TextEncoder().encode('MATLAB 5.0 MAT-file, Platform: GLNXA64'))
    expect(await refusal(openChosen(chosen({ 'a.mat': old }), { asked: 'responses' }))).toContain(
      'a.mat is a MAT file of a version before 7.3, which is not read: save it again in MATLAB with -v7.3.',
    )
    expect(await refusal(openChosen(chosen({ 'a.npy': npyFile('|u1', [9, 2, 2], new Uint8Array(36)) }), { asked: 'responses' }))).toContain(
      'a is the only array here. A movie and responses are needed.',
    )
    expect(await refusal(importSet(chosen(npz())))).toBe('mine holds movies and responses of cells, and no samples with labels.')
    const files = await openRetinaFiles()
    const torn = { ...files, 'retina/monday.h5': files['retina/monday.h5']!.subarray(0, 700) }
    expect((await surveyed(torn, true)).found.notes.join(' ')).toMatch(/^retina\/monday.h5 is truncated or damaged/)
  })

  it('a stop ends it, and keeps nothing', async () => {
    const survey = await surveyed(npz())
    const stop = new AbortController()
    const folder = memoryFolder()
    const { choice } = survey.found.readings[0]!
    const work = keepResponses(folder, (writer) =>
      convertResponses(survey.open, survey.found, choice, writer, () => stop.abort(), stop.signal),
    )
    await expect(work).rejects.toThrow('aborted')
    for await (const [name] of (folder as unknown as { entries(): AsyncIterable<[string]> }).entries()) expect(name).toBe('')
  })
})
