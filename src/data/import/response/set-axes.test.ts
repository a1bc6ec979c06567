/** Movies and responses as sets: arrays by their axes. */
import { describe, expect, it } from 'vitest'
import { h5File } from '../../../testing/arrays'
import { joined, npyFile } from '../../../testing/files'
import { expectPart, GENERIC, MOVIE, made, madeOf, npz, RAW, readingIn, surveyed } from '../../../testing/response-sets'
import { array, filled, pixelAt, spikeAt } from '../../../testing/responses'
import type { RecordedSet } from '../../store/responses'

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
    expect({ cells: seen.cells, bins: seen.bins, ratesLength: seen.rates.length }).toEqual({ cells: 3, bins: 96, ratesLength: 3 })
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
