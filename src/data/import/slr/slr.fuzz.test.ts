/**
 * Whatever the files of a folder of DVS-SLR contain, the result is a set without damaged recordings, or an error in a sentence. 100 runs;
 * `npm run fuzz` sets FUZZ_RUNS.
 */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { place } from '../../../testing/place'
import { slrFiles, slrPath } from '../../../testing/slr'
import { dataShape } from '../../datasets/schema'
import { SLR_LIGHTS, SLR_POSITIONS, SLR_SIGNS } from '../../events/slr/schema'
import { moreStreams, wordsOf } from '../../streams'
import { importSet } from '../import-set'
import { ImportError } from '../source-file'
import { slrData } from './schema'

const numRuns = Number(process.env.FUZZ_RUNS ?? 100)
const timeout = 600_000 + numRuns * 100

const FILES = Object.entries(slrFiles({ users: [0, 1], signs: ['at'], positions: ['front'], pictures: 3 }))
const wanted = slrData({ dt: 50, frames: 2, cut: 'none', height: 3, width: 5, channels: 1, testUsers: [1] })

/** Damages the ends more often, because most of an archive's layout is stated there. */
const near = fc.oneof(
  place,
  place.map((p) => p ** 4),
  place.map((p) => 1 - p ** 4),
)
const damage = fc.tuple(fc.array(fc.tuple(near, fc.nat(255)), { maxLength: 4 }), fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, place))

function damaged(bytes: Uint8Array, [edits, kept]: [[number, number][], number]): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(bytes.subarray(0, Math.ceil(kept * bytes.length)))
  for (const [at, value] of edits) if (copy.length > 0) copy[Math.floor(at * (copy.length - 1))] = value
  return copy
}

async function answers(files: readonly (readonly [string, Uint8Array<ArrayBuffer>])[]): Promise<void> {
  try {
    const { data, set, note } = await importSet(
      files.map(([path, bytes]) => ({ path, blob: new Blob([bytes]) })),
      {},
      wanted,
    )
    // Events alone are recordings like others.
    if (data.kind === 'ownEvents') return
    expect(data).toEqual(wanted)
    expect(note).toMatch(/^[A-Z].*\.$/s)
    for (const { count, images, labels, more } of [set.train, set.test]) {
      expect(count).toBeGreaterThan(0)
      expect({ imagesLength: images.length, labelsLength: labels.length }).toEqual({ imagesLength: 60 * count, labelsLength: count })
      for (const { name, ...stream } of moreStreams(dataShape(data))) {
        const { values } = more![name]!
        expect({ name, byteLength: values.byteLength }).toEqual({ name, byteLength: 4 * wordsOf(stream) * count })
      }
    }
  } catch (error) {
    expect(error).toBeInstanceOf(ImportError)
    expect((error as Error).message).toMatch(/^\S.{10,700}\.$/s)
  }
}

it('damaged bytes', { timeout }, () =>
  fc.assert(
    fc.asyncProperty(fc.nat(FILES.length - 1), damage, (which, how) =>
      answers(FILES.map(([path, bytes], n) => [path, n === which ? damaged(bytes, how) : Uint8Array.from(bytes)])),
    ),
    { numRuns },
  ),
)

const word = (known: readonly string[]) => fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...known) }, fc.string({ maxLength: 8 }))
const named = fc
  .tuple(fc.nat(60), word(SLR_SIGNS), word(SLR_LIGHTS), word(SLR_POSITIONS), fc.constantFrom('event' as const, 'frame' as const), fc.nat(4))
  .map(([user, sign, light, position, half, cut]) => slrPath(user, sign, light, position, half).slice(cut === 0 ? 20 : 0))

it('names of any kind', { timeout }, () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(named, fc.nat(FILES.length - 1)), { maxLength: 5 }), fc.boolean(), (more, withGood) =>
      answers([
        ...(withGood ? FILES.map(([path, bytes]) => [path, Uint8Array.from(bytes)] as const) : []),
        ...more.map(([path, n]) => [path, Uint8Array.from(FILES[n]![1])] as const),
      ]),
    ),
    { numRuns },
  ),
)
