/** Movies and responses as sets: every layout that is known. */
import { describe, expect, it } from 'vitest'
import { h5File } from '../../../testing/arrays'
import { refusal } from '../../../testing/folders'
import { expectPart, made, madeOf, RAW, readingIn, surveyed } from '../../../testing/response-sets'
import {
  array,
  goldinFile,
  imagesFile,
  maheswaranathanFile,
  onkenFile,
  openRetinaFiles,
  pixelAt,
  spikeAt,
} from '../../../testing/responses'

describe('layouts that are known', () => {
  it('open-retina: a session, its movies next to it, those for testing by their names', async () => {
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

  it('open-retina: a movie in the session comes before one next to it; movies of several lengths become one', async () => {
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
