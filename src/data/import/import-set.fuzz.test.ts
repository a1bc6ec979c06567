/** Whatever bytes are dropped on the page, the result is a data set or an error in a sentence. 100 runs; `npm run fuzz` sets FUZZ_RUNS. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cifarFile, gzip, idxFile, npyFile, pngFile, tarFile, wavFile, zipFile } from '../../testing/files'
import { hdf5File } from '../../testing/hdf5'
import { place } from '../../testing/place'
import { csvOf, irisLike } from '../../testing/table'
import { importSet } from './import-set'
import { ImportError } from './source-file'

const numRuns = Number(process.env.FUZZ_RUNS ?? 100)

const images = idxFile([12, 2, 2], new Uint8Array(48))
const labels = idxFile(
  [12],
  Uint8Array.from({ length: 12 }, (_, i) => i % 3),
)
const npz = zipFile({
  'x.npy': npyFile('<f4', [12, 2, 2], new Float32Array(48)),
  'y.npy': npyFile(
    '|u1',
    [12],
    Uint8Array.from({ length: 12 }, (_, i) => i % 3),
  ),
})
const spikes = hdf5File({
  spikes: { times: { type: 'f2', values: [[0, 1], [0.5]] }, units: { type: 'u2', values: [[1, 699], [3]] } },
  labels: { type: 'u1', values: [0, 1] },
})
const wav = wavFile(Array.from({ length: 800 }, (_, n) => Math.sin(n)))
const table = new TextEncoder().encode(csvOf(irisLike(4)))
const MADE: readonly (readonly [string, Uint8Array])[] = [
  ['images', images],
  ['labels.gz', gzip(labels)],
  ['a.npz', npz],
  ['b.zip', zipFile({ 'images.gz': gzip(images), labels, 'c.npz': npz }, false)],
  ['c.tar.gz', gzip(tarFile({ images, labels }))],
  ['d.tar', tarFile({ 'train.bin': cifarFile(2, 100, 2), 'test.bin': cifarFile(2, 100, 2) })],
  ['e/1.png', pngFile(2, 2, 1, new Uint8Array(4))],
  ['f_train.h5', spikes],
  ['f_test.h5.gz', gzip(spikes)],
  ['one/1.wav', wav],
  ['test/one/1.wav', wav],
  ['two/1.wav', wav],
  ['g.csv', table],
]

const mangled = ([path, bytes]: readonly [string, Uint8Array]) =>
  fc.tuple(fc.array(fc.tuple(place, fc.nat(255)), { maxLength: 4 }), fc.nat(12)).map(([edits, cut]) => {
    // One in three is cut off, at any place.
    const copy = Uint8Array.from(bytes.subarray(0, cut > 8 ? Math.ceil((bytes.length * (cut - 8)) / 5) : bytes.length))
    for (const [at, value] of edits) if (copy.length > 0) copy[Math.floor(at * (copy.length - 1))] = value
    return { path, blob: new Blob([copy]) }
  })

const answers = (files: fc.Arbitrary<{ readonly path: string; readonly blob: Blob }[]>) =>
  fc.assert(
    fc.asyncProperty(files, async (chosen) => {
      try {
        const { data, set } = await importSet(chosen)
        expect(['own', 'shd', 'ssc']).toContain(data.kind)
        expect(set.train.labels.length).toBe(set.train.count)
      } catch (error) {
        expect(error).toBeInstanceOf(ImportError)
        expect((error as Error).message).toMatch(/^\S.{10,600}\.$/s)
      }
    }),
    { numRuns },
  )
const timeout = 600_000 + numRuns * 50

it('answers any files', { timeout }, () => answers(fc.array(fc.constantFrom(...MADE).chain(mangled), { maxLength: 3 })))

it('answers files of spikes that belong together', { timeout }, () =>
  answers(fc.tuple(mangled(['a_train.h5', spikes]), fc.constant({ path: 'a_test.h5', blob: new Blob([Uint8Array.from(spikes)]) }))),
)

it('answers tables', { timeout }, () =>
  answers(
    fc.oneof(
      fc.tuple(mangled(['g.csv', table])),
      fc.string({ unit: fc.constantFrom(...'1,;\t"\n\r.ax? '), maxLength: 200 }).map((text) => [{ path: 'h.csv', blob: new Blob([text]) }]),
    ),
  ),
)

it('answers folders of words', { timeout }, () =>
  answers(fc.tuple(...['a/1.wav', 'test/a/2.wav', 'b/3.wav'].map((path) => mangled([path, wav])))),
)
