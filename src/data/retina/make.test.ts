/** A generated set of movies and responses: its movies, streams and their order, and that they are the same on every machine. */
import { describe, expect, it } from 'vitest'
import { padded, sizeOf } from '../../engine/tensor'
import { testGpu } from '../../testing/gpu'
import { countsOf, type SampleSet, streamsOfSample, wordsOf } from '../streams'
import { retinaOf } from './cells'
import { makeRetina } from './make'
import { movieOf } from './movie'
import { driveOf, framesOf, pooled, ratesOf } from './reference'
import { RETINA_PARTS, type RetinaSpec, retinaSchema, retinaShape } from './schema'

const gpu = await testGpu()
const IGNORE = () => undefined
const specOf = (changes: Partial<RetinaSpec> = {}): RetinaSpec => retinaSchema.parse({ kind: 'retinaSim', ...changes })
const SHORT = { validationFrames: 120, testFrames: 125, longFrames: 130 }
/** A row of responses that is no whole word, and sets that are not either. */
const FEW = specOf({ movies: 2, frames: 61, trials: 1, cells: 3, testTrials: 3, longTrials: 2, ...SHORT })
const NAMES = ['stimulus', 'responses', 'rate', 'slow'] as const

const bytesOf = ({ count, streams }: SampleSet): number =>
  Object.values(streams).reduce((sum, stream) => sum + 4 * count * wordsOf(stream), 0)

describe('the shape', () => {
  it('has the movies of the definition', () => {
    const { shows, train, test, height, width, cells, outputNames } = retinaShape(specOf())
    expect({ train, test, height, width, cells }).toEqual({ train: 64, test: 1, height: 12, width: 12, cells: 24 })
    expect(shows.train.movies).toEqual([11, ...Array.from({ length: 63 }, (_, i) => 111 + i)])
    expect(shows.train.spikes.slice(0, 3)).toEqual([21, 121, 221])
    expect(RETINA_PARTS.map((part) => [shows[part].frames, shows[part].trials])).toEqual([
      [600, 10],
      [900, 30],
      [1800, 30],
      [9000, 10],
    ])
    const { validation, test: tested, long } = shows
    expect([validation, tested, long].map(({ movies, spikes }) => [...movies, ...spikes])).toEqual([
      [12, 22],
      [13, 23],
      [14, 24],
    ])
    expect(outputNames.slice(0, 3)).toEqual(['ON 0', 'OFF 1', 'ON 2'])
  })

  it('never has a movie twice, and seeds that are words', () => {
    const { shows } = retinaShape(specOf({ movies: 256, movieSeed: 4_294_967_295, spikeSeed: 4_294_967_290 }))
    const all = RETINA_PARTS.flatMap((part) => shows[part].movies)
    expect(new Set(all).size).toBe(259)
    for (const seed of [...all, ...RETINA_PARTS.flatMap((part) => shows[part].spikes)]) expect(seed).toBe(seed >>> 0)
  })

  it('fits in memory at its largest', () => {
    const largest = specOf({
      movies: 256,
      frames: 1800,
      trials: 30,
      validationFrames: 3600,
      testFrames: 3600,
      testTrials: 60,
      longFrames: 18_000,
      longTrials: 30,
    })
    const { shows, height, width, cells } = retinaShape(largest)
    const bytes = RETINA_PARTS.map((part) => {
      const { movies, frames, trials } = shows[part]
      return movies.length * frames * (4 * (height * width + 2 * cells) + trials * cells)
    })
    expect(bytes.reduce((a, b) => a + b)).toBeLessThan(2 ** 30)
  })
})

describe('the samples', () => {
  it('are streams of stimulus, responses and what is behind them', async () => {
    const told: (readonly [number, number])[] = []
    const set = await makeRetina(FEW, gpu, (...progress) => told.push(progress))
    expect(countsOf(set)).toEqual({ train: 2, validation: 1, test: 1 })
    expect({ validation: set.validation.count, long: set.long.count }).toEqual({ validation: 1, long: 1 })
    const total = 2 * 61 + 120 + 125 + 130
    expect(told).toEqual([0, 122, 242, 367, total].map((done) => [done, total]))
    const { train, test, validation, long } = set
    expect(NAMES.map((name) => train.streams[name]!.shape)).toEqual([
      [61, 12, 12],
      [1, 3, 61],
      [3, 61],
      [3, 61],
    ])
    expect([test, validation, long].map(({ streams }) => streams.responses!.shape)).toEqual([
      [3, 3, 125],
      [3, 3, 120],
      [2, 3, 130],
    ])
    for (const half of [train, test, validation, long]) {
      const held = Object.values(half.streams).reduce((sum, { values }) => sum + values.byteLength, 0)
      expect(held).toBe(bytesOf(half))
      expect(half.streams.responses!.values.length).toBe(half.count * padded(sizeOf(half.streams.responses!.shape)))
    }
    expect(new Set(train.streams.responses!.values)).toEqual(new Set([0, 1]))
  })

  it('are the same from the GPU and from float64, but for roundings', async () => {
    const [fast, exact] = [await makeRetina(FEW, gpu, IGNORE), await makeRetina(FEW, undefined, IGNORE)]
    for (const part of RETINA_PARTS) {
      for (const name of ['stimulus', 'rate', 'slow'] as const) {
        const [got, want] = [fast, exact].map((set) => set[part].streams[name]!.values as Float32Array)
        const max = want!.reduce((worst, value, i) => Math.max(worst, Math.abs(value - got![i]!)), 0)
        expect(max).toBeLessThan(2 ** -14)
      }
      const [got, want] = [fast, exact].map((set) => set[part].streams.responses!.values)
      expect(got!.filter((spike, i) => spike !== want![i]).length).toBeLessThanOrEqual(4)
    }
  })

  it('lie in their places over several pieces', async () => {
    const spec = specOf({ movies: 41, frames: 60, trials: 1, cells: 1, testTrials: 2, longTrials: 2, ...SHORT })
    const told: number[] = []
    const { train } = await makeRetina(spec, gpu, (done) => told.push(done))
    expect(told.slice(0, 3)).toEqual([0, 21 * 60, 41 * 60])
    const { movies } = retinaShape(spec).shows.train
    const retina = retinaOf(spec)
    for (const sample of [0, 20, 21, 40]) {
      const shown = framesOf(movieOf(movies[sample]!, 60))
      const { rate, slow } = ratesOf(driveOf(shown, retina), retina)
      const found = streamsOfSample(train, sample)
      for (const [name, want] of Object.entries({ stimulus: pooled(shown), rate, slow }))
        want.forEach((value, i) => {
          expect(Math.abs(found[name]![i]! - value)).toBeLessThan(2 ** -14)
        })
    }
  })

  it('depend on their seeds alone, and on all of them', async () => {
    const one = await makeRetina(FEW, gpu, IGNORE)
    const more = await makeRetina({ ...FEW, movies: 3, cells: 4 }, gpu, IGNORE)
    const [first, second] = [one, more].map(({ train }) => streamsOfSample(train, 1))
    expect(second!.stimulus).toEqual(first!.stimulus)
    for (const name of ['responses', 'rate', 'slow'] as const) expect(second![name]!.slice(0, 3 * 61)).toEqual(first![name])
    const others = { cellSeed: 2, movieSeed: 1011, spikeSeed: 1021 }
    const changed = [] as string[][]
    for (const [seed, value] of Object.entries(others)) {
      const other = streamsOfSample((await makeRetina({ ...FEW, [seed]: value }, gpu, IGNORE)).train, 1)
      changed.push(NAMES.filter((name) => !Buffer.from(other[name]!.buffer).equals(Buffer.from(first![name]!.buffer))))
    }
    expect(changed).toEqual([['responses', 'rate', 'slow'], [...NAMES], ['responses']])
  })

  it('are not made to the end where that is stopped, and leave nothing on the device', async () => {
    const before = gpu.allocated()
    for (const device of [gpu, undefined]) {
      const stop = makeRetina(FEW, device, (done) => {
        if (done > 0) throw new Error('stopped')
      })
      await expect(stop).rejects.toThrow('stopped')
    }
    expect(gpu.allocated()).toBe(before)
  })
})
