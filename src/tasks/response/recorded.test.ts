/** Neural response on recordings of the user's: loaded, cut into clips, scored by one row of test movies; and what does not fit. */
import { describe, expect, test } from 'vitest'
import { DataNotHere } from '../../data/labeled-set'
import { type OwnResponseSpec, ownResponseSchema } from '../../data/response/schema'
import type { DataSources } from '../../data/sources'
import type { DataSet, SampleSet } from '../../data/streams'
import { errorsOf } from '../../problem'
import { testGpu } from '../../testing/gpu'
import { lossesOf, openFor } from '../../testing/open'
import { response } from './builder'
import type { ResponseDetail, Trials } from './detail'
import { problemsOf } from './problems'
import { countsOf, type ResponseSpec, responseSchema } from './schema'

const DATA = {
  kind: 'ownResponse',
  batch: 4,
  clip: 10,
  name: 'mine',
  fingerprint: 'a'.repeat(32),
  height: 2,
  width: 3,
  cells: 5,
  movies: 2,
  frames: 45,
  trials: 2,
  testMovies: 3,
  testFrames: 21,
  testTrials: 4,
} as const
const spec = (change: object = {}, data: Partial<OwnResponseSpec> = {}): ResponseSpec =>
  responseSchema.parse({
    version: 2,
    task: 'response',
    data: ownResponseSchema.parse({ ...DATA, ...data }),
    scoring: { samples: 3, burnIn: 5 },
    network: { kind: 'latent', stimulus: { kind: 'dense', hidden: [8] }, latents: 4, memory: { kind: 'gru', size: 4 } },
    ...change,
  })

function part(movies: number, frames: number, trials: number): SampleSet {
  const row = 4 * Math.ceil((trials * 5 * frames) / 4)
  const stimulus = Float32Array.from({ length: movies * frames * 6 }, (_, i) => Math.sin(i))
  const responses = new Uint8Array(movies * row).map((_, i) => Number(((i % row) * 7 + Math.floor(i / row)) % 5 === 0))
  return {
    count: movies,
    streams: {
      stimulus: { shape: [frames, 2, 3], type: 'f32', values: stimulus },
      responses: { shape: [trials, 5, frames], type: 'u8', values: responses },
    },
  }
}
const SET: DataSet = { train: part(2, 45, 2), test: part(3, 21, 4), outputNames: ['a', 'b', 'c', 'd', 'e'] }
const load = (e: ResponseSpec, set: DataSet | undefined = SET) =>
  response.load(e, { recorded: async () => set } as unknown as DataSources, () => undefined)

test('clips of the training movies, and the test movies in a row', async () => {
  const e = spec()
  const { train, test: tested, recordings, outputNames } = await load(e)
  expect(countsOf(e)).toEqual({ train: 8, test: 6 })
  expect({ train: train.count, test: tested.count, outputNames }).toEqual({ train: 8, test: 6, outputNames: SET.outputNames })
  expect(recordings.long).toBeUndefined()
  const { stimulus, responses } = recordings.test.streams
  expect({ test: recordings.test.count, stimulus: stimulus!.shape, responses: responses!.shape }).toEqual({
    test: 1,
    stimulus: [63, 2, 3],
    responses: [4, 5, 63],
  })
  expect(stimulus!.values).toEqual(SET.test.streams.stimulus!.values)
  const row = 4 * Math.ceil((4 * 5 * 21) / 4)
  for (const [trial, cell, t] of [
    [0, 0, 0],
    [3, 4, 62],
    [1, 2, 30],
  ] as const)
    expect(responses!.values[(trial * 5 + cell) * 63 + t]).toBe(
      SET.test.streams.responses!.values[Math.floor(t / 21) * row + (trial * 5 + cell) * 21 + (t % 21)],
    )
  await expect(response.load(e, {} as DataSources, () => undefined)).rejects.toThrow(DataNotHere)
})

test('a model learns from them and is scored', async () => {
  const run = await openFor(await testGpu(), spec(), await load(spec()))
  run.submit(3)
  const losses = await lossesOf(run)
  expect(losses).toHaveLength(3)
  expect(losses.every((loss) => Number.isFinite(loss))).toBe(true)
  const { detail, values } = await run.evaluate()
  expect(detail as ResponseDetail).toMatchObject({ trials: 4, bins: 63, samples: 3, leftOut: [] })
  expect((detail as ResponseDetail).cells.map(({ name }) => name)).toEqual(SET.outputNames)
  expect(values).not.toHaveProperty('testLongCorrelation')
})

test.each([
  ['binary', 1],
  ['counts', 2],
] as const)('trials of a model that says rates are as the recorded bins are: %s', async (values, min) => {
  const network = { kind: 'latent', output: 'rate', latents: 0, memory: { kind: 'gru', size: 4 } }
  const e = spec({ network, loss: { kind: 'poisson' } }, { values })
  using run = await openFor(await testGpu(), e, await load(e))
  const ask = { ask: 'trials', part: 'test', from: 0, bins: 63, samples: 3, seed: 1 }
  const { model } = (await run.inspect(ask, undefined)) as Trials
  // The initial rate is about ln 2, so every sixth bin has two or more spikes.
  expect(Math.max(...model.counts)).toBeGreaterThanOrEqual(min)
  if (values === 'binary') expect(Math.max(...model.counts)).toBe(1)
  const mean = (numbers: ArrayLike<number>) => Array.from(numbers).reduce((a, b) => a + b, 0) / numbers.length
  expect(Math.abs(mean(model.counts) - mean(model.probabilities!))).toBeLessThan(0.1)
})

describe('what does not fit', () => {
  const messages = (change: object = {}, data: Partial<OwnResponseSpec> = {}) =>
    errorsOf(problemsOf(spec(change, data))).map(({ message }) => message)
  test('says so', () => {
    expect(messages()).toEqual([])
    expect(messages({}, { values: 'rates' })).toEqual([expect.stringContaining('These responses are rates')])
    expect(messages({}, { values: 'counts' })).toEqual([expect.stringContaining('These responses are counts')])
    const rate = { kind: 'latent', output: 'rate', latents: 0, memory: { kind: 'gru', size: 4 } }
    expect(messages({ network: rate, loss: { kind: 'poisson' } }, { values: 'counts' })).toEqual([])
    expect(messages({ scoring: { samples: 3, burnIn: 60 } })).toEqual(['The burn-in takes more than half of a test movie.'])
    expect(messages({}, { clip: 46 })).toContain('A clip of 46 frames is longer than a movie.')
  })
})
