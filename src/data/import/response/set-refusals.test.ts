/** Movies and responses as sets: what bad input gets. */
import { describe, expect, it } from 'vitest'
import { chosen, npyFile, zipFile } from '../../../testing/files'
import { refusal } from '../../../testing/folders'
import { GENERIC, MOVIE, madeOf, movie, npz, readingIn, spikes, surveyed } from '../../../testing/response-sets'
import { filled, openRetinaFiles, spikeAt } from '../../../testing/responses'
import { memoryFolder } from '../../store/memory-folder'
import { storeResponses } from '../../store/responses'
import { importSet, openChosen } from '../import-set'
import { planFor } from './plan/schema'
import type { ResponseChoice } from './schema'
import { convertResponses } from './set'

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
    const work = storeResponses(folder, (writer) =>
      convertResponses(survey.open, survey.found, choice, writer, () => stop.abort(), stop.signal),
    )
    await expect(work).rejects.toThrow('aborted')
    for await (const [name] of (folder as unknown as { entries(): AsyncIterable<[string]> }).entries()) expect(name).toBe('')
  })
})
