/** Neural response: gradients of whole models, what is carried on and what is not, the same seed the same trials, and what does not fit. */
import { beforeAll, describe, expect, test } from 'vitest'
import type { ResponseSet } from '../../data/clips/cut'
import { countsOf } from '../../data/streams'
import { compile } from '../../engine/plan'
import { rootOf } from '../../engine/tensor'
import { disposable } from '../../headless/disposable'
import { spikeTrainLossOf } from '../../losses/spike-trains/reference'
import { errorsOf } from '../../problem'
import { expectClose } from '../../testing/close'
import { testGpu } from '../../testing/gpu'
import { lossesOf, openFor, readWeights, weightsOf, writeWeights } from '../../testing/open'
import { slopesOf } from '../../testing/slope'
import { build } from './build'
import { response } from './builder'
import type { Fields, ResponseDetail, Trials } from './detail'
import { problemsOf } from './problems'
import { type ResponseSpec, responseSchema } from './schema'

const gpu = await testGpu()
const RETINA = {
  kind: 'retinaSim',
  batch: 4,
  movies: 4,
  frames: 60,
  clip: 10,
  trials: 3,
  cells: 6,
  validationFrames: 120,
  testFrames: 150,
  testTrials: 4,
  longFrames: 130,
  longTrials: 3,
} as const
const NETWORK = { kind: 'latent', stimulus: { kind: 'dense', hidden: [12] }, latents: 4, memory: { kind: 'gru', size: 8 } } as const
const spec = (change: object = {}): ResponseSpec =>
  responseSchema.parse({ version: 2, task: 'response', data: RETINA, network: NETWORK, scoring: { samples: 3, burnIn: 20 }, ...change })

let data: ResponseSet
const load = (e: ResponseSpec) => response.load(e, { gpu } as never, () => undefined)
beforeAll(async () => {
  data = await load(spec())
})

const RATE = { output: 'rate', latents: 0 } as const
const POISSON = { loss: { kind: 'poisson' } } as const

describe('the gradient of a whole model is the directional derivative', () => {
  test.each<[string, object]>([
    ['GRU, single trials', { loss: { kind: 'psp', against: 'trials' }, divergence: { weight: 0.3, warmUpSteps: 0 } }],
    [
      'tanh with hidden layers everywhere, standard prior',
      {
        network: {
          ...NETWORK,
          prior: 'standard',
          encoderHidden: 6,
          decoderHidden: 7,
          memory: { kind: 'tanh', size: 8, hidden: 5 },
        },
        divergence: { weight: 0.3, warmUpSteps: 0 },
      },
    ],
    ['learned prior with a hidden layer', { network: { ...NETWORK, priorHidden: 6 }, divergence: { weight: 0.5, warmUpSteps: 0 } }],
    ['a set of trials against a set', { loss: { kind: 'mmd', samples: 3 }, divergence: { weight: 0.3, warmUpSteps: 0 } }],
    ['the same, biased, the state reset', { loss: { kind: 'mmd', estimate: 'biased', samples: 2 }, state: 'reset' }],
    ['no memory', { network: { ...NETWORK, memory: { kind: 'none' } } }],
    [
      'window of 5 frames, convolutions, rates',
      {
        encoder: { kind: 'rows', window: 5 },
        network: { ...NETWORK, ...RATE, memory: { kind: 'none' }, stimulus: { kind: 'conv', channels: [4], kernel: 3 } },
        ...POISSON,
      },
    ],
    ['GRU, chances', { network: { ...NETWORK, ...RATE }, loss: { kind: 'bernoulli' } }],
    ['LSTM, rates', { network: { ...NETWORK, ...RATE, memory: { kind: 'lstm', size: 8 } }, ...POISSON }],
  ])('%s', async (_, change) => {
    const e = spec({ surrogate: { kind: 'gaussian', sigma: 0.4 }, ...change })
    expect(errorsOf(problemsOf(e))).toEqual([])
    const { numeric, analytic } = await slopesOf(gpu, e, await load(e), 0.002)
    expect(Math.abs(numeric)).toBeGreaterThan(1e-3)
    expect(Math.abs(analytic - numeric)).toBeLessThan(5e-3 * Math.abs(numeric))
  })
})

describe('a set of trials of each clip', () => {
  const mmd = (change: object = {}, more: object = {}) => spec({ loss: { kind: 'mmd', samples: 5, tau: 3, ...change }, ...more })

  test.each(['unbiased', 'biased'])('is compared with all that were recorded: %s', async (estimate) => {
    const built = build(mmd({ estimate }, { divergence: { weight: 0, warmUpSteps: 0 } }), { counts: countsOf(data) })
    const { network, control, graph } = built.networks[0]!
    const { value } = graph.outputs
    const readBack = new Set([...built.readBack, rootOf(value)])
    using compiled = disposable(await compile(gpu, { accumulate: built.programs.accumulate! }, { readBack }))
    for (const { tensor, from } of built.uploads) if (compiled.holds(tensor)) compiled.write(tensor, from(data))
    compiled.write(network.values, network.initialValues())
    const encoder = gpu.device.createCommandEncoder()
    compiled.programs.accumulate.encode(encoder)
    gpu.device.queue.submit([encoder.finish()])
    const spikes = new Float32Array(await compiled.read(value)).filter((_, i) => i % 8 < 6)
    const metrics = new Float32Array(await compiled.read(control.metrics))
    // A state that is carried on has clips in order: those of the first batch are the first four.
    const { values } = data.train.streams.responses!
    const bytes = values.length / data.train.count
    const recorded = Float32Array.from({ length: 10 * 4 * 3 * 6 }, (_, i) => {
      const [cell, trial, clip, t] = [i % 6, Math.floor(i / 6) % 3, Math.floor(i / 18) % 4, Math.floor(i / 72)]
      return Number((values as Uint8Array)[clip * bytes + (trial * 6 + cell) * 10 + t])
    })
    const size = { steps: 10, sets: 4, samples: 5, trials: 3, cells: 6 }
    const want = spikeTrainLossOf(size, spikes, recorded, { tau: 3, first: 0, unbiased: estimate === 'unbiased' })
    expect(spikes.some((spike) => spike > 0)).toBe(true)
    expectClose(metrics.subarray(0, 4), want.loss, { absolute: 1e-5, relative: 1e-5, reason: 'sums of 60 potentials below 1' })
    // The trials of a clip are drawn independently, though some have no spike; otherwise there would be four different trains.
    const trains = Array.from({ length: 20 }, (_, row) => spikes.filter((_, i) => Math.floor(i / 6) % 20 === row).join())
    expect(new Set(trains).size).toBeGreaterThan(8)
  })

  test.each(['unbiased', 'biased'])('is learned, the same bits twice: %s', async (estimate) => {
    const e = mmd({ estimate }, { optimizer: { kind: 'adam', rate: 0.01 } })
    using run = await openFor(gpu, e, data)
    run.submit(60)
    const losses = await lossesOf(run, 'trainSpikeLoss')
    const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
    // Two epochs of 24 clips are 12 steps.
    expect(mean(losses.slice(-12))).toBeLessThan(0.7 * mean(losses.slice(0, 12)))
    const weights = await weightsOf(run)
    run.reset()
    run.submit(60)
    expect(await weightsOf(run)).toEqual(weights)
  })

  test('is so many rows of a step, in micro-batches, too', () => {
    const operations = (change: object) => build(spec({ state: 'reset', ...change })).operations
    const one = operations({})
    expect(operations({ loss: { kind: 'mmd', samples: 5 } })).toBe(5 * one)
    expect(operations({ loss: { kind: 'mmd', samples: 5 }, run: { microBatches: 2 } })).toBe(5 * one)
  })
})

test('learns the same bits twice, from the first step and from a checkpoint', async () => {
  using run = await openFor(gpu, spec(), data)
  run.submit(5)
  const checkpoint = await run.checkpoint()
  run.submit(4)
  const [losses, weights] = [await lossesOf(run), await weightsOf(run)]
  run.reset()
  run.submit(9)
  expect(await lossesOf(run)).toEqual(losses)
  expect(await weightsOf(run)).toEqual(weights)
  run.restore(checkpoint)
  run.submit(4)
  expect(await weightsOf(run)).toEqual(weights)
})

test('carries the state of a row on to the next clip, but not to a preview', async () => {
  using run = await openFor(gpu, spec(), data)
  const carried = async () => new Float32Array(await run.read(run.built.persistent.find(({ name }) => name === 'network.state')!))
  expect((await carried()).every((h) => h === 0)).toBe(true)
  run.submitPreview(() => undefined)
  expect((await carried()).every((h) => h === 0)).toBe(true)
  run.submit(1)
  expect((await carried()).some((h) => h !== 0)).toBe(true)
  using reset = await openFor(gpu, spec({ state: 'reset' }), await load(spec({ state: 'reset' })))
  expect(reset.built.persistent.some(({ name }) => name === 'network.state')).toBe(false)
})

test('begins anew with each piece of the test movie', async () => {
  using run = await openFor(gpu, spec({ scoring: { samples: 3, burnIn: 20, pieces: [40, 150] } }), data)
  run.submit(3)
  const { values } = await run.evaluate()
  expect(values.testCorrelation150).toBe(values.testCorrelation)
  expect(values.testCorrelation40).toBeGreaterThan(-1)
  expect(values.testCorrelation40).not.toBe(values.testCorrelation)
})

test('says chances where a Bernoulli likelihood is trained', async () => {
  const e = spec({ network: { ...NETWORK, ...RATE }, loss: { kind: 'bernoulli' } })
  using run = await openFor(gpu, e, await load(e))
  run.submit(3)
  const { model } = (await run.inspect({ ask: 'trials', part: 'test', from: 0, bins: 60, samples: 3, seed: 1 }, undefined)) as Trials
  expect(model.probabilities!.every((p) => p > 0 && p < 1)).toBe(true)
})

describe('trials of a model', () => {
  const ask = { ask: 'trials', part: 'test', from: 0, bins: 150, samples: 3, seed: 5 } as const

  test('are the same of the same seed, wherever a stretch begins, and others of another', async () => {
    using run = await openFor(gpu, spec(), data)
    run.submit(3)
    const all = (await run.inspect(ask, undefined)) as Trials
    const late = (await run.inspect({ ...ask, from: 110, bins: 30 }, undefined)) as Trials
    const other = (await run.inspect({ ...ask, seed: 6 }, undefined)) as Trials
    expect(all.model.counts.some((count) => count > 0)).toBe(true)
    for (let row = 0; row < 3 * 6; row++)
      expect([...late.model.counts.subarray(row * 30, (row + 1) * 30)]).toEqual([
        ...all.model.counts.subarray(row * 150 + 110, row * 150 + 140),
      ])
    expect([...late.latent!.mean]).toEqual([...all.latent!.mean.subarray(110 * 4, 140 * 4)])
    expect([...other.model.counts]).not.toEqual([...all.model.counts])
    expect([...late.data.counts.subarray(0, 30)]).toEqual([
      ...(data.recordings.test.streams.responses!.values as Uint8Array).subarray(110, 140),
    ])
    expect(late.truth!.rate).toHaveLength(6 * 30)
    expect([...late.movie.values]).toEqual([
      ...(data.recordings.test.streams.stimulus!.values as Float32Array).subarray(110 * 144, 140 * 144),
    ])
    await expect(run.inspect({ ask: 'dance' }, undefined)).rejects.toThrow('“dance”')
  })

  test('of a model that says rates are drawn from its rates', async () => {
    const e = spec({ network: { ...NETWORK, ...RATE }, ...POISSON })
    using run = await openFor(gpu, e, await load(e))
    run.submit(3)
    const { model } = (await run.inspect(ask, undefined)) as Trials
    const rates = model.probabilities!
    const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length
    expect(rates.every((rate) => rate > 0)).toBe(true)
    expect(Math.abs(mean(model.counts) - mean(rates.map((rate) => Math.min(1, rate))))).toBeLessThan(0.05)
  })
})

describe('what a cell looks at', () => {
  test.each<[string, object]>([
    ['a memory and a latent', {}],
    [
      'convolutions over a window',
      {
        encoder: { kind: 'rows', window: 5 },
        network: { ...NETWORK, ...RATE, memory: { kind: 'none' }, stimulus: { kind: 'conv', channels: [4], kernel: 3 } },
        ...POISSON,
      },
    ],
  ])('is how its output changes with the stimulus, and leaves training as it is: %s', async (_, change) => {
    const e = spec({ surrogate: { kind: 'gaussian', sigma: 0.4 }, ...change })
    const set = await load(e)
    using run = await openFor(gpu, e, set)
    run.submit(2)
    const weights = await weightsOf(run)
    const fields = (await run.inspect({ ask: 'fields', cell: 2 }, undefined)) as Fields
    expect({ frames: fields.frames, height: fields.height, width: fields.width }).toEqual({
      frames: e.encoder.window + 9,
      height: 12,
      width: 12,
    })
    expect(fields.gradient.some((g) => g !== 0)).toBe(true)
    // A model without a memory does not depend on frames before its window.
    if (e.network.memory.kind === 'none') expect(fields.gradient.subarray(0, (fields.frames - 5) * 144).every((g) => g === 0)).toBe(true)
    const spikes = set.recordings.test.streams.responses!.values as Uint8Array
    expect(fields.average.some((a) => a !== 0)).toBe(spikes.subarray(2 * 150, 3 * 150).some((count) => count > 0))
    run.submit(2)
    const after = await weightsOf(run)
    run.reset()
    run.submit(2)
    expect(await weightsOf(run)).toEqual(weights)
    run.submit(2)
    expect(await weightsOf(run)).toEqual(after)
    await expect(run.inspect({ ask: 'fields', cell: 6 }, undefined)).rejects.toThrow('6 cells')
  })
})

test('an evaluation says figures of every cell that fires, and means of them', async () => {
  using run = await openFor(gpu, spec(), data)
  run.submit(2)
  const told: number[] = []
  const { values, detail } = await run.evaluate((done, total) => void told.push(done / total))
  const { cells, leftOut, trials, samples, burnIn } = detail as ResponseDetail
  expect(told.at(-1)).toBe(1)
  expect({ cells: cells.length + leftOut.length, trials, samples, burnIn }).toEqual({ cells: 6, trials: 4, samples: 3, burnIn: 20 })
  expect(values.testCorrelation).toBeCloseTo(cells.reduce((sum, { cc }) => sum + cc, 0) / cells.length, 12)
  expect(Number.isFinite(values.testLongCorrelation)).toBe(true)
})

test('an evaluation is what it is while a view asks for trials', async () => {
  using run = await openFor(gpu, spec(), data)
  run.submit(3)
  const alone = await run.evaluate()
  const ask = { ask: 'trials', part: 'test', from: 0, bins: 150, samples: 3, seed: 5 } as const
  const trials = (await run.inspect(ask, undefined)) as Trials
  const [beside, asked] = await Promise.all([run.evaluate(), run.inspect(ask, undefined) as Promise<Trials>])
  expect(beside.values).toEqual(alone.values)
  expect([...asked.model.counts]).toEqual([...trials.model.counts])
})

test('an evaluation draws its trials of the average of the weights, where there is one', async () => {
  using first = await openFor(gpu, spec(), data)
  const report = await first.evaluate()
  using run = await openFor(gpu, spec({ average: { kind: 'exponential', decay: 0.99 } }), data)
  const { average, network } = run.built.networks[0]!
  const values = new Float32Array(await run.read(average!.values))
  run.submit(3)
  expect(await run.evaluate()).not.toEqual(report)
  run.compiled.write(average!.values, values)
  expect(await run.evaluate()).toEqual(report)
  expect(new Float32Array(await run.read(network.values))).not.toEqual(values)
})

test('weights go to a file and back', async () => {
  using run = await openFor(gpu, spec(), data)
  run.submit(2)
  const [file, weights] = [await readWeights(run), await weightsOf(run)]
  run.reset()
  writeWeights(run, file)
  expect(await weightsOf(run)).toEqual(weights)
})

test('what does not fit is said, with what would', () => {
  const said = (change: object) => problemsOf(spec(change)).map(({ path }) => path)
  expect(said({})).toEqual([])
  expect(said({ network: { ...NETWORK, output: 'rate' } })).toEqual(['loss.kind'])
  expect(said(POISSON)).toEqual(['loss.kind'])
  expect(said({ neuron: { kind: 'plif' } })).toEqual(['neuron.kind'])
  expect(said({ neuron: { kind: 'relu' } })).toContain('neuron.kind')
  expect(said({ network: { ...NETWORK, memory: { kind: 'lstm', size: 256 } } })).toEqual(['network.memory'])
  // A memory chosen by its kind alone gets settings that fit.
  for (const kind of ['tanh', 'relu', 'gru', 'lstm']) expect(said({ network: { kind: 'latent', memory: { kind } } })).toEqual([])
  const once = { data: { ...RETINA, trials: 1 } }
  expect(said({ ...once, loss: { kind: 'mmd' } })).toEqual(['loss.estimate'])
  expect(said({ ...once, loss: { kind: 'mmd', estimate: 'biased' } })).toEqual([])
  expect(said({ network: { ...NETWORK, output: 'rate' }, loss: { kind: 'mmd' } })).toEqual(['loss.kind'])
  expect(said({ data: { ...RETINA, batch: 200 } })).toContain('data.batch')
  expect(said({ run: { microBatches: 2 } })).toContain('run.microBatches')
  expect(said({ scoring: { samples: 3, burnIn: 100 } })).toEqual(['scoring.burnIn'])
})
