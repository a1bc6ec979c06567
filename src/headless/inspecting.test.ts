/** `npm run inspect` without the terminal: a row for what can be read, a sentence for what cannot. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bytesOf, littleEndian } from '../testing/events'
import { gzip, zipFile } from '../testing/files'
import { hdf5File } from '../testing/hdf5'
import { type BoxesRow, inspectFiles, type Row } from './inspecting'

const bin = bytesOf([1, 2, 0x80, 0, 9], [33, 0, 0, 1, 0], [3, 4, 0, 2, 0])
const dat = bytesOf('% Width 304\n% Height 240\n% Version 2\n', [0, 8], littleEndian(4, 5, 2 ** 28 + 2 ** 14 * 239 + 303), [1, 2, 3])

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'membrane-events-'))
  await mkdir(join(folder, 'inner'))
  const files = {
    'a.bin': bin,
    'b_td.dat': dat,
    'c.txt': bytesOf('not events'),
    'd.bin.gz': gzip(bin),
    'new_bbox.npy': await readFile(new URL('../testing/cases/events/new_bbox.npy', import.meta.url)),
    'annotation_0001.bin': bytesOf(littleEndian(2, 2, 2, 1, 1, 5, 9)),
    'e.zip': zipFile({ 'x/f.bin': bin, 'g.txt': dat }),
  }
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes)
})
afterAll(() => rm(folder, { recursive: true }))

async function inspect(...names: readonly string[]) {
  const rows: (Row | BoxesRow)[] = []
  const sentences: string[] = []
  await inspectFiles(
    names.map((name) => join(folder, name)),
    (row) => rows.push(row),
    (sentence) => sentences.push(sentence),
  )
  return {
    rows: rows.map((row) => ({ ...row, file: row.file.replace(`${folder}/`, '') })),
    sentences: sentences.map((s) => s.replace(`${folder}/`, '')),
  }
}

const row = { format: 'ATIS .bin', width: 34, height: 34, events: 3, first: 9, last: 512, on: 1 / 3 }

test('a file is a row, whatever its format', async () => {
  expect(await inspect('a.bin', 'b_td.dat')).toEqual({
    rows: [
      { file: 'a.bin', ...row },
      {
        file: 'b_td.dat',
        format: 'Prophesee DAT',
        width: 304,
        height: 240,
        events: 1,
        first: 5,
        last: 5,
        on: 1,
        notes: ['Events cut off at the end of the file: 1, at byte 47.'],
      },
    ],
    sentences: [],
  })
})

test('what is packed is unpacked, and an archive has a row for each file in it', async () => {
  const { rows } = await inspect('d.bin.gz', 'e.zip')
  expect(rows.map(({ file, format }) => [file, format])).toEqual([
    ['d.bin.gz', 'ATIS .bin'],
    ['e.zip/x/f.bin', 'ATIS .bin'],
    ['e.zip/g.txt', 'Prophesee DAT'],
  ])
  expect(rows[0]).toEqual({ file: 'd.bin.gz', ...row })
})

test('boxes are counted, and are no recording', async () => {
  const { rows } = await inspect('new_bbox.npy', 'annotation_0001.bin')
  expect(rows).toEqual([
    { file: 'new_bbox.npy', format: 'Prophesee boxes', boxes: 3, first: 0, last: 2e6, classes: [0, 1] },
    { file: 'annotation_0001.bin', format: 'N-Caltech101 annotation', boxes: 1, first: 0, last: 0 },
  ])
})

test('a file of several recordings is a row for all of them', async () => {
  const times = Array.from({ length: 70 }, (_, i) => (i === 3 ? [] : [0.5, (i + 1) / 128]))
  const spikes = {
    spikes: { times: { type: 'f2', values: times }, units: { type: 'u2', values: times.map((list) => list.map((_, k) => 699 * k)) } },
    labels: { type: 'u1', values: times.map((_, i) => i % 20) },
  } as const
  await writeFile(join(folder, 'shd_test.h5'), hdf5File(spikes))
  const { rows } = await inspect('shd_test.h5')
  expect(rows).toEqual([
    {
      file: 'shd_test.h5',
      format: 'Spikes in HDF5',
      width: 700,
      height: 1,
      events: 138,
      first: Math.round(1e6 / 128),
      last: Math.round((1e6 * 70) / 128),
      on: 1,
      recordings: 70,
    },
  ])
})

test('what cannot be read is a sentence, and the others are read', async () => {
  const { rows, sentences } = await inspect('missing.bin', 'c.txt', 'inner', 'a.bin')
  expect(rows).toEqual([{ file: 'a.bin', ...row }])
  expect(sentences).toEqual([
    'missing.bin is not there.',
    'c.txt is no recording of events in a format that is known here: it begins with 6e 6f 74 20.',
    'inner is a folder; name the files in it.',
  ])
})
