/**
 * With validation, nothing reads the test set until it is evaluated: training, evaluations and views have the same bits where it is
 * poisoned, and the programs that evaluate it do not run. One experiment of each task, and of agents one of each way to learn.
 */
import { afterAll, describe, expect, test } from 'vitest'
import type { ResponseSet } from '../data/clips/cut'
import type { DataSet, SampleSet } from '../data/streams'
import { loadSamples } from '../experiments/build'
import { evaluateAll, type Run } from '../experiments/run'
import { type Experiment, parseExperiment } from '../experiments/schema'
import { readWeights } from '../networks/weights'
import { watchedMetrics } from '../studies/metrics'
import { testGpu } from '../testing/gpu'
import { openFor } from '../testing/open'
import { taskOf } from './registry'

const gpu = await testGpu()
afterAll(() => gpu.device.destroy())

const SHARE = { kind: 'share', share: 0.25, seed: 1 }
const MLP = { kind: 'mlp', hidden: [8] }
const AGENT = { kind: 'agent', memory: { kind: 'gru' }, units: 12, observation: 8, shortcut: 6, heads: [10] }
const EXPERIMENTS = [
  {
    task: 'classification',
    validation: SHARE,
    data: { kind: 'temporalXor', batch: 8, train: 64, test: 20 },
    encoder: { kind: 'rows' },
    network: MLP,
  },
  {
    task: 'regression',
    validation: SHARE,
    data: { kind: 'function', batch: 8, train: 64, test: 20, noise: 0 },
    encoder: { kind: 'direct', steps: 4 },
    network: MLP,
  },
  {
    task: 'response',
    validation: { kind: 'own' },
    data: {
      kind: 'retinaSim',
      batch: 2,
      movies: 2,
      frames: 60,
      clip: 10,
      trials: 2,
      cells: 4,
      validationFrames: 120,
      testFrames: 150,
      testTrials: 2,
      longFrames: 130,
      longTrials: 2,
    },
    network: { kind: 'latent', stimulus: { kind: 'dense', hidden: [8] }, latents: 4, memory: { kind: 'gru', size: 8 } },
    scoring: { samples: 2, burnIn: 20 },
  },
  {
    task: 'detection',
    validation: { kind: 'own' },
    data: { kind: 'movingShapes', batch: 4, train: 8, test: 4 },
    network: {
      kind: 'detector',
      spiking: 'none',
      strides: [8, 16],
      stem: 8,
      stages: [8, 12, 16],
      head: 8,
      width: 1,
      pools: [3],
    },
    sampler: { kind: 'count' },
  },
  {
    task: 'control',
    validation: { kind: 'starts' },
    data: { kind: 'experience', environment: { kind: 'cartPole', limit: 30 }, batch: 4, test: 3 },
    encoder: { kind: 'direct', steps: 9 },
  },
  {
    task: 'control',
    validation: { kind: 'starts' },
    data: { kind: 'experience', environment: { kind: 'pendulum', limit: 20 }, batch: 4, test: 3 },
    encoder: { kind: 'direct', steps: 9 },
    network: AGENT,
    algorithm: { kind: 'td3', updates: 2, batch: 5, sequence: 9, buffer: 60, randomRollouts: 1 },
  },
  {
    task: 'control',
    validation: { kind: 'starts' },
    data: { kind: 'experience', environment: { kind: 'switchRiddle', agents: 3 }, batch: 4, test: 3 },
    encoder: { kind: 'direct', steps: 9 },
    network: AGENT,
    algorithm: { kind: 'team', sequences: 5, length: 6, capacity: 40, updates: 2 },
  },
].map((of): Experiment => parseExperiment({ version: 2, ...of }))

const poisonedSet = ({ count, streams }: SampleSet): SampleSet => ({
  count,
  streams: Object.fromEntries(
    Object.entries(streams).map(([name, stream]) => [name, { ...stream, values: stream.values.map((value) => (value === 0 ? 1 : 0)) }]),
  ),
})

/** The data with another test set, where there are samples. */
function poisoned(data: DataSet): DataSet {
  const { recordings } = data as ResponseSet
  const test = recordings && {
    ...recordings,
    test: poisonedSet(recordings.test),
    ...(recordings.long && { long: poisonedSet(recordings.long) }),
  }
  return { ...data, test: poisonedSet(data.test), ...(test && { recordings: test }) }
}

/** Makes the programs that evaluate the test set throw. A response model draws all movies with one program, chosen by the host. */
function withoutTest(run: Run): Run {
  if (run.built.pinned.streams.stimulus) return run
  const programs = run.compiled.programs as Record<string, { encode: unknown }>
  const validated = 'validate' in programs
  for (const name of validated ? ['evaluate'] : ['report', 'reportBest'])
    programs[name] = {
      ...programs[name],
      encode: () => {
        throw new Error('The test set was looked at.')
      },
    }
  return run
}

/** All results of training, its evaluations and the views. */
async function seenOf(run: Run) {
  const evaluations = [await run.evaluate()]
  run.submit(2)
  evaluations.push(await run.evaluate())
  const encoder = gpu.device.createCommandEncoder()
  run.encodePinned(encoder)
  gpu.device.queue.submit([encoder.finish()])
  const { built } = run
  return {
    evaluations,
    pinned: new Uint32Array(await run.read(built.pinned.graph.layers[0]!.outputs[0]!.value)),
    weights: new Uint32Array(await run.read(built.networks[0]!.network.values)),
    rows: (await run.readMetrics(0)).rows,
  }
}

const titleOf = (e: Experiment): string => ('algorithm' in e ? `${e.task}, ${e.algorithm.kind}` : e.task)

describe.each(EXPERIMENTS.map((experiment) => [titleOf(experiment), experiment] as const))('%s', (_, experiment) => {
  test('never looks at the test set before it is asked to', async () => {
    const data = await loadSamples(experiment, { gpu } as never)
    expect(data.validation!.count).toBeGreaterThan(0)
    const [run, other] = [await openFor(gpu, experiment, data), await openFor(gpu, experiment, poisoned(data))]
    const seen = await seenOf(withoutTest(other))
    expect(seen).toEqual(await seenOf(run))
    expect(seen.evaluations.every(({ part }) => part === 'validation')).toBe(true)
    const values = await evaluateAll(run)
    const { evaluations } = seen
    for (const [name, value] of Object.entries(evaluations.at(-1)!.values)) expect(values[name]).toBe(value)
    const expected = taskOf(experiment)
      .metrics(experiment)
      .filter(({ split }) => split !== 'train')
      .map(({ name }) => name)
    expect(expected).toEqual(expect.arrayContaining(Object.keys(values)))
    expect(Object.keys(values).some((name) => name.startsWith('test'))).toBe(true)
    run.destroy()
    other.destroy()
  })
})

const SUPERVISED = EXPERIMENTS.filter(({ task }) => task !== 'control')
test.each(SUPERVISED.map((of) => [of.task, of] as const))(
  '%s keeps the weights that are the best on validation',
  async (task, experiment) => {
    using run = await openFor(gpu, experiment, await loadSamples(experiment, { gpu } as never))
    const { values: weights } = run.built.networks[0]!.network
    const [decides] = watchedMetrics(taskOf(experiment).metrics(experiment))
    const name = decides!.name.replace('validation', 'test')
    const seen: { readonly validated: number; readonly tested: number }[] = []
    for (let i = 0; i < 4; i++) {
      const validated = Math.fround((await run.evaluate()).values[decides!.name]!)
      const { values } = await run.evaluate(undefined, 'test')
      seen.push({ validated, tested: values[name]! })
      const better = decides!.better === 'lower' ? -1 : 1
      const best = seen.reduce((a, b) => (better * (b.validated - a.validated) > 0 ? b : a))
      expect(values.testBest).toBe(best.tested)
      run.compiled.write(
        weights,
        Float32Array.from({ length: weights.shape[0]! }, (_, j) => Math.sin((i + 1) * j * j)),
      )
    }
    // Detectors with such weights find nothing.
    if (task !== 'detection') expect(new Set(seen.map((pair) => JSON.stringify(pair))).size).toBeGreaterThan(1)
    // The best weights are not the last ones, and are saved, in a file and in a checkpoint.
    const [last, best] = await Promise.all(
      (['latest', 'best'] as const).map((which) => readWeights(run.compiled, run.built.networks, {}, which)),
    )
    expect(new Uint8Array(best!)).not.toEqual(new Uint8Array(last!))
    const { tensors } = await run.checkpoint()
    expect(new Float32Array(tensors['network.best']!)).toEqual(
      new Float32Array(await run.compiled.read(run.built.networks[0]!.best!.weights.values)),
    )
    expect(new Float32Array(tensors['network.bestScore']!)[1]).toBe(1)
  },
)
