/** Cochlea recordings: one of a file, by its index. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { eventFile, rowsOf } from '../../../testing/events'
import { type Column, hdf5File } from '../../../testing/hdf5'
import type { ReadHooks } from '../facts'
import { readFacts, recognizeEvents } from '../read'

const read = (bytes: Uint8Array, hooks?: ReadHooks) => rowsOf(eventFile('shd_train.h5', bytes), hooks)
const file = (times: Column['values'], units: Column['values'], labels: readonly number[]) =>
  hdf5File({
    spikes: { times: { type: 'f2', values: times }, units: { type: 'u2', values: units } },
    labels: { type: 'u1', values: labels },
  })

describe('spikes in HDF5', () => {
  it.each([
    [
      0,
      5,
      [
        [0, 699, 0, 1],
        [500_000, 0, 0, 1],
        [1_000_977, 350, 0, 1],
      ],
    ],
    [1, 19, [[250_000, 12, 0, 1]]],
    [2, 0, []],
  ])('are read as h5py wrote them: recording %i', async (recording, label, rows) => {
    const bytes = new Uint8Array(readFileSync(new URL('../../../testing/cases/events/shd.h5', import.meta.url)))
    expect(recognizeEvents('a', bytes)).toBe('Spikes in HDF5')
    const found = await read(bytes, { recording })
    expect(found.rows).toEqual(rows)
    expect(found.facts).toMatchObject({ width: 700, height: 1, recordings: 3, label, notes: [] })
  })

  it('are told of, each, when a file is looked through', async () => {
    const facts = await readFacts(eventFile('a.h5', file([[0.5], [0.25, 1], []], [[3], [2, 1], []], [7, 8, 9])))
    expect(facts.map(({ events, first, last, label, recordings }) => [events, first, last, label, recordings])).toEqual([
      [1, 500_000, 500_000, 7, 3],
      [2, 250_000, 1_000_000, 8, 3],
      [0, 0, 0, 9, 3],
    ])
    await expect(readFacts(eventFile('a.h5', file([[0.5], [1]], [[3], []], [7, 8])))).rejects.toThrow('for sample 1')
  })

  it('come in order of time, without those at no time or of no channel', async () => {
    const { rows, facts } = await read(file([[0.5, 0.25, Number.NaN, Number.POSITIVE_INFINITY, -1, 1]], [[3, 2, 1, 1, 1, 700]], [7]))
    expect(rows).toEqual([
      [250_000, 2, 0, 1],
      [500_000, 3, 0, 1],
    ])
    expect(facts.notes).toEqual(['Spikes at no time, skipped: 3.', 'Events outside the sensor, skipped: 1.'])
  })

  it('are refused where there is no such recording, or no such file', async () => {
    await expect(read(file([[0.5]], [[3]], [7]), { recording: 1 })).rejects.toThrow('holds 1 recordings, and none with the number 1')
    await expect(read(file([[0.5, 1]], [[3]], [7]))).rejects.toThrow(
      'lists of different lengths for sample 0, 2 in spikes/times and 1 in spikes/units',
    )
    await expect(read(hdf5File({ x: { type: 'u1', values: [1] } }))).rejects.toThrow('has no spikes/times')
  })
})
