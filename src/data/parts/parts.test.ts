/** What is held out for validation: disjoint, of the size that is predicted, decided by its own seed; and what does not fit a set. */
import { describe, expect, it } from 'vitest'
import { dataSchema } from '../datasets/schema'
import type { DataSet as LabeledSet } from '../labeled-set'
import { loadLabeled } from '../sources'
import { countsOf, type DataSet, type SampleSet } from '../streams'
import { validationProblems } from './check'
import { countsOfParts } from './schema'
import { withValidation } from './split'

/** Samples of two words: their number, and ten times it. */
const data: DataSet = {
  train: {
    count: 50,
    streams: { pair: { shape: [2], type: 'u32', values: Uint32Array.from({ length: 100 }, (_, i) => (i >> 1) * (i % 2 ? 10 : 1)) } },
  },
  test: { count: 7, streams: { pair: { shape: [2], type: 'u32', values: new Uint32Array(14) } } },
}
const share = (share: number, seed = 1) => ({ kind: 'share', share, seed }) as const
const numbersIn = (set: DataSet, part: 'train' | 'validation') => [...set[part]!.streams.pair!.values].filter((_, i) => i % 2 === 0)

describe('a share of the training set', () => {
  it('leaves every sample in one part, in order and whole', () => {
    const split = withValidation(data, share(0.3))
    const [train, held] = [numbersIn(split, 'train'), numbersIn(split, 'validation')]
    expect([...train, ...held].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i))
    for (const part of [train, held]) expect(part).toEqual(part.toSorted((a, b) => a - b))
    const pairs = split.validation!.streams.pair!.values
    expect([...pairs].filter((_, i) => i % 2)).toEqual(held.map((number) => 10 * number))
    expect(split.test).toBe(data.test)
  })

  it.each([0.01, 0.1, 0.25, 0.5])('of %f has the counts that are predicted without the samples', (part) => {
    expect(countsOf(withValidation(data, share(part)))).toEqual(countsOfParts(share(part), countsOf(data)))
  })

  it('is the same for the same seed, and another for another', () => {
    const held = (seed: number) => numbersIn(withValidation(data, share(0.2, seed)), 'validation')
    expect(held(1)).toEqual(held(1))
    expect(held(1)).not.toEqual(held(2))
  })
})

describe('whole recordings of the training set', () => {
  /** Recording r has r samples, in turn; the first word of an origin is the recording. */
  const recordings = [4, 2, 9, 7, 3].flatMap((r) => Array<number>(r).fill(r))
  const grouped: DataSet = {
    ...data,
    train: {
      count: recordings.length,
      streams: {
        number: { shape: [1], type: 'u32', values: Uint32Array.from(recordings.keys()) },
        origin: { shape: [3], type: 'u32', values: Uint32Array.from(recordings.flatMap((r, time) => [r, time, 0])) },
      },
    },
  }
  const groups = (share: number, seed = 1) => ({ kind: 'groups', share, seed }) as const
  const partsOf = (share: number, seed?: number) => {
    const split = withValidation(grouped, groups(share, seed))
    return (['train', 'validation'] as const).map((part) => [...split[part]!.streams.number!.values].map(Number))
  }
  const recordingsIn = (samples: readonly number[]) => new Set(samples.map((sample) => recordings[sample]!))

  it.each([0.05, 0.2, 0.5])('of %f are never in both parts, and come in order until there are enough', (share) => {
    for (let seed = 0; seed < 20; seed++) {
      const [train, held] = partsOf(share, seed) as [number[], number[]]
      expect([...train, ...held].sort((a, b) => a - b)).toEqual([...recordings.keys()])
      expect([...recordingsIn(held)].filter((recording) => recordingsIn(train).has(recording))).toEqual([])
      expect(held).toEqual(held.toSorted((a, b) => a - b))
      const sizes = [...recordingsIn(held)]
      expect(held.length).toBeGreaterThanOrEqual(Math.round(share * recordings.length))
      expect(held.length - Math.max(...sizes)).toBeLessThan(Math.round(share * recordings.length))
    }
  })

  it('are the same for the same seed, and other ones for others', () => {
    expect(partsOf(0.2, 3)).toEqual(partsOf(0.2, 3))
    expect(new Set([1, 2, 3, 4, 5].map((seed) => partsOf(0.2, seed)[1]!.join())).size).toBeGreaterThan(2)
  })

  it('are subjects where those are said', () => {
    const { number, origin } = grouped.train.streams
    const subject = { shape: [1], type: 'u32' as const, values: Uint32Array.from(recordings) }
    const split = (streams: SampleSet['streams']) => withValidation({ ...grouped, train: { ...grouped.train, streams } }, groups(0.2))
    const held = split({ number: number!, subject }).validation!.streams
    expect(held.number).toEqual(split({ number: number!, origin: origin! }).validation!.streams.number)
    expect(new Set(held.subject!.values).size).toBeLessThan(5)
  })

  it('are refused where samples do not say what they are of, or all are of one', () => {
    expect(() => withValidation(data, groups(0.1))).toThrow('Open its files again, or hold out a share of single samples.')
    const origin = { ...grouped.train.streams.origin!, values: new Uint32Array(3 * recordings.length) }
    const one = { ...grouped, train: { ...grouped.train, streams: { origin } } }
    expect(() => withValidation(one, groups(0.1))).toThrow('there is no other to hold out')
    const counts = { train: 50, test: 7 }
    const [problem] = validationProblems(groups(0.1), counts)
    expect(problem).toMatchObject({ path: 'validation', remedy: { value: { kind: 'share' } } })
    expect(validationProblems(groups(0.1), counts, { grouped: true })).toEqual([])
  })
})

it('is nothing where nothing is asked for', () => {
  expect(withValidation(data, undefined)).toBe(data)
  expect(countsOfParts(undefined, { train: 5, validation: 2, test: 1 })).toEqual({ train: 5, test: 1 })
})

it('is the set’s own exactly where it has one', () => {
  const [without, having] = [
    { train: 50, test: 7 },
    { train: 50, validation: 4, test: 7 },
  ]
  expect(countsOfParts({ kind: 'own' }, having)).toEqual(having)
  expect(validationProblems({ kind: 'own' }, having)).toEqual([])
  expect(validationProblems(share(0.1), without)).toEqual([])
  const [none] = validationProblems({ kind: 'own' }, without)
  expect(none).toMatchObject({ path: 'validation', remedy: { value: { kind: 'share' } } })
  const [other] = validationProblems(share(0.1), having)
  expect(other).toMatchObject({ path: 'validation', remedy: { value: { kind: 'own' } } })
  expect(validationProblems(share(0.1), { train: 1, test: 7 })).toHaveLength(1)
  // Sets that are opened may have been opened without the file of that part.
  expect(validationProblems(share(0.1), having, { always: false })).toEqual([])
})

it('of a set that is opened is read only where it is asked for, and has to be there', async () => {
  const samples = (count: number) => ({
    images: new Uint8Array(),
    labels: new Uint8Array(),
    count,
    height: 250,
    width: 140,
    channels: 1,
    classes: 35,
  })
  const ssc = dataSchema.parse({ kind: 'ssc' })
  const parts = { train: samples(3), test: samples(2) }
  const load = (stored: LabeledSet, own: boolean) =>
    loadLabeled(ssc, { read: async () => new ArrayBuffer(0), stored: async () => stored }, undefined, own)
  const having = { ...parts, validation: samples(1) }
  expect(await load(having, true)).toEqual(having)
  expect(await load(having, false)).toEqual(parts)
  await expect(load(parts, true)).rejects.toThrow('SSC was opened without its validation file. Open it again')
})
