/** Whatever bytes are dropped on the page, the answer is a data set or a sentence. 100 runs; `npm run fuzz` sets FUZZ_RUNS. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cifarFile, gzip, idxFile, npyFile, pngFile, tarFile, zipFile } from '../../testing/files'
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
const MADE: readonly (readonly [string, Uint8Array])[] = [
  ['images', images],
  ['labels.gz', gzip(labels)],
  ['a.npz', npz],
  ['b.zip', zipFile({ 'images.gz': gzip(images), labels, 'c.npz': npz }, false)],
  ['c.tar.gz', gzip(tarFile({ images, labels }))],
  ['d.tar', tarFile({ 'train.bin': cifarFile(2, 100, 2), 'test.bin': cifarFile(2, 100, 2) })],
  ['e/1.png', pngFile(2, 2, 1, new Uint8Array(4))],
]

const file = fc
  .tuple(
    fc.constantFrom(...MADE),
    fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), { maxLength: 4 }),
    fc.nat(12),
  )
  .map(([[path, bytes], edits, cut]) => {
    // One in three is cut off, at any place.
    const mangled = Uint8Array.from(bytes.subarray(0, cut > 8 ? Math.ceil((bytes.length * (cut - 8)) / 5) : bytes.length))
    for (const [at, value] of edits) if (mangled.length > 0) mangled[Math.floor(at * (mangled.length - 1))] = value
    return { path, blob: new Blob([mangled]) }
  })

it('answers any files', { timeout: 60_000 + numRuns * 50 }, () =>
  fc.assert(
    fc.asyncProperty(fc.array(file, { maxLength: 3 }), async (files) => {
      try {
        const { data, set } = await importSet(files)
        expect(data.kind).toBe('own')
        expect(set.train.labels.length).toBe(set.train.count)
      } catch (error) {
        expect(error).toBeInstanceOf(ImportError)
        expect((error as Error).message).toMatch(/^\S.{10,600}\.$/s)
      }
    }),
    { numRuns },
  ),
)
