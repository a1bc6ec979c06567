/**
 * Whatever files with movies and responses contain, the result is a set or an error in a sentence. 100 runs; `npm run fuzz` sets FUZZ_RUNS.
 */
import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { h5File } from '../../../testing/arrays'
import { npyFile, zipFile } from '../../../testing/files'
import { place } from '../../../testing/place'
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
import { memoryFolder } from '../../store/memory-folder'
import { readResponses, storeResponses } from '../../store/responses'
import { openChosen } from '../import-set'
import { ImportError } from '../source-file'
import { planFor } from './plan/schema'
import { type Axis, RESPONSE_AXES, type ResponseChoice, STIMULUS_AXES } from './schema'
import { convertResponses } from './set'

const numRuns = Number(process.env.FUZZ_RUNS ?? 100)
const timeout = 600_000 + numRuns * 400

type Files = Readonly<Record<string, Uint8Array>>
const SMALL = { frames: 40, height: 3, width: 2, cells: 3, trials: 2 }
let made: readonly Files[] = []
beforeAll(async () => {
  made = [
    await openRetinaFiles(SMALL),
    { 'm.h5': await maheswaranathanFile(SMALL) },
    { 'g.h5': await goldinFile(SMALL) },
    { 'train.h5': await onkenFile('trn', SMALL), 'test.h5': await onkenFile('tst', SMALL) },
    { 'responses2naturalimages.h5': await imagesFile(), 'trialnumbers.txt': new TextEncoder().encode('3 3 2 3') },
    {
      'a.npz': zipFile({
        'movie.npy': npyFile(
          '<f4',
          [40, 3, 2],
          filled(Float32Array, [40, 3, 2], ([t, y, x]) => pixelAt(t!, y!, x!)),
        ),
        'spikes.npy': npyFile(
          '<i2',
          [2, 3, 40],
          filled(Int16Array, [2, 3, 40], ([n, c, t]) => spikeAt(n!, c!, t!)),
        ),
      }),
    },
    {
      'packed.h5': await h5File(
        {
          stim: array(Uint8Array, [40, 3, 2], ([t, y, x]) => pixelAt(t!, y!, x!), { chunks: [16, 3, 2], compression: 9 }),
          resp: array(Float64Array, [3, 40], ([c, t]) => spikeAt(0, c!, t!), { chunks: [2, 7] }),
        },
        'latest',
      ),
    },
  ]
})

/** Damages the beginning and the end more often, because most of the layout is stated at the beginning, or at the end of an archive. */
const near = fc.oneof(
  place,
  place.map((p) => p ** 4),
  place.map((p) => 1 - p ** 4),
)
const damage = fc.tuple(fc.array(fc.tuple(near, fc.nat(255)), { maxLength: 4 }), fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, place))
type Damage = [[number, number][], number]

function damaged(bytes: Uint8Array, [edits, kept]: Damage): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(bytes.subarray(0, Math.ceil(kept * bytes.length)))
  for (const [at, value] of edits) if (copy.length > 0) copy[Math.floor(at * (copy.length - 1))] = value
  return copy
}

const isSentence = (error: unknown) => {
  expect(error).toBeInstanceOf(ImportError)
  expect((error as Error).message).toMatch(/^\S.{10,900}[.?]$/s)
}

async function answers(files: readonly (readonly [string, Uint8Array<ArrayBuffer>])[], change: (choice: ResponseChoice) => ResponseChoice) {
  const opened = await openChosen(
    files.map(([path, bytes]) => ({ path, blob: new Blob([bytes]) })),
    { asked: 'responses' },
  ).catch((error: unknown) => isSentence(error))
  if (!opened || !('responses' in opened)) return
  const { found, open, preview } = opened.responses
  for (const reading of found.readings.slice(0, 2)) {
    const choice = change(reading.choice)
    const { plan, problem, notes } = planFor(found, choice)
    expect(plan === null).toBe(problem !== null)
    if (problem !== null) expect(problem).toMatch(/^\S.{10,600}[.?]$/s)
    for (const note of notes) expect(note).toMatch(/[.]$/)
    if (plan && plan.bytes.held > 2 ** 22) continue
    await preview(choice, 7).then(({ frame, height, width }) => expect(frame.length).toBe(height * width), isSentence)
    const folder = memoryFolder()
    try {
      const kept = await storeResponses(folder, (writer) => convertResponses(open, found, choice, writer, () => {}))
      const { train, test } = (await readResponses(folder, kept.data))!
      for (const { streams } of [train, test]) expect(streams.stimulus!.values.every((value) => Number.isFinite(value))).toBe(true)
    } catch (error) {
      isSentence(error)
    }
  }
  open.close()
}

it('damaged bytes', { timeout }, () =>
  fc.assert(
    fc.asyncProperty(fc.nat(6), fc.nat(99), damage, (which, file, how) => {
      const files = Object.entries(made[which]!)
      return answers(
        files.map(([path, bytes], n) => [path, n === file % files.length ? damaged(bytes, how as Damage) : Uint8Array.from(bytes)]),
        (choice) => choice,
      )
    }),
    { numRuns },
  ),
)

const some = fc.record(
  {
    values: fc.constantFrom('binary' as const, 'counts' as const, 'rates' as const),
    unit: fc.constantFrom('bin' as const, 'second' as const),
    binMs: fc.double({ min: 0.01, max: 60_000, noNaN: true }),
    bins: fc.integer({ min: 1, max: 9 }),
    sum: fc.integer({ min: 1, max: 9 }),
    lag: fc.integer({ min: -50, max: 50 }),
    trials: fc.nat(4),
    channel: fc.integer({ min: -1, max: 2 }),
    average: fc.integer({ min: 1, max: 4 }),
    left: fc.nat(4),
    top: fc.nat(4),
    width: fc.nat(4),
    height: fc.nat(4),
    from: fc.nat(50),
    to: fc.nat(50),
    testShare: fc.integer({ min: 1, max: 99 }),
    normalize: fc.boolean(),
  },
  { requiredKeys: [] },
)

it('choices of any kind', { timeout }, () =>
  fc.assert(
    fc.asyncProperty(fc.nat(6), some, fc.array(fc.nat(5), { minLength: 8, maxLength: 8 }), fc.nat(3), (which, change, turns, mixed) =>
      answers(
        Object.entries(made[which]!).map(([path, bytes]) => [path, Uint8Array.from(bytes)]),
        (choice) => {
          const [first] = choice.recordings
          const shuffled = (id: string, known: readonly Axis[]) => choice.axes[id]!.map((_, i) => known[turns[i]! % known.length]!)
          const axes = {
            ...choice.axes,
            ...(mixed === 0 && { [first!.stimulus]: shuffled(first!.stimulus, STIMULUS_AXES) }),
            ...(mixed === 1 && { [first!.responses]: shuffled(first!.responses, RESPONSE_AXES) }),
          }
          return { ...choice, ...change, axes } as ResponseChoice
        },
      ),
    ),
    { numRuns },
  ),
)
