/** The composition of a step: the dispatches of a hidden block, shards, and sizes without data. */
import { describe, expect, test } from 'vitest'
import type { Profile } from '../engine/device'
import { dispatchesOf, planMemory, prune, usesOf } from '../engine/memory'
import type { Compiled } from '../engine/plan'
import { rootOf, type Tensor } from '../engine/tensor'
import { layerSchema } from '../layers/schema'
import { positionsOf } from '../networks/graph'
import { membraneRanges } from '../networks/probe-reading'
import { errorsOf } from '../problem'
import { classificationPreset, small } from '../testing/data'
import { buildExperiment } from './build'
import { check } from './check'
import { PRESETS, presetNamed } from './presets'
import { type Experiment, parseExperiment } from './schema'

const dispatches = (e: Experiment, profile: Profile): number => {
  const built = buildExperiment(e, { profile })
  const bare = [...built.programs.accumulate!, ...built.programs.update!].filter((op) => !op.watch)
  return prune(bare, new Set()).reduce((n, op) => n + dispatchesOf(op).length, 0)
}

describe.each(['llvmpipe', 'swiftshader', 'gpu'] as const)('on %s', (profile) => {
  test('a hidden block of the default preset takes at most 12 dispatches, its share of the step’s end included', () => {
    const e = presetNamed('window')!.experiment
    const hidden = e.network.kind === 'mlp' ? e.network.hidden : []
    const deeper = parseExperiment({ ...e, network: { ...e.network, hidden: [...hidden, 128] } })
    // Norm, control, optimizer and statistics are one each for the whole network.
    const end = 4 / (hidden.length + 1)
    expect(dispatches(deeper, profile) - dispatches(e, profile) + end).toBeLessThanOrEqual(12)
  })
})

test('every preset is sound, and is built the same for as many samples as a set has and for fewer', () => {
  for (const { experiment } of PRESETS) {
    expect(errorsOf(check(experiment))).toEqual([])
    const shapes = (built: ReturnType<typeof buildExperiment>) =>
      built.programs.update!.flatMap(dispatchesOf).map(({ tensors }) => tensors.map(({ shape }) => shape.join(' by ')).join(', '))
    expect(shapes(buildExperiment(experiment))).toEqual(shapes(buildExperiment(experiment, { counts: { train: 640, test: 640 } })))
  }
})

test('what the views read of the layers of every preset is in one of its programs', () => {
  for (const { name, experiment } of PRESETS) {
    const { programs, probes } = buildExperiment(experiment)
    const used = new Set(Object.values(programs).flatMap((ops) => ops.flatMap((op) => [...usesOf(op).reads, ...usesOf(op).writes])))
    const missing: string[] = []
    const buffer = (t: Tensor) => {
      if (!used.has(rootOf(t))) missing.push(t.name)
      return {} as GPUBuffer
    }
    membraneRanges({ buffer, offset: () => 0 } as unknown as Compiled<string>, probes)
    expect(missing, name).toEqual([])
  }
})

test.each(['vanilla', 'skip', 'adaptive'] as const)('a %s recurrence takes as many dispatches however long a sequence is', (kind) => {
  const e = presetNamed('delayed-cue')!.experiment
  const long = (delay: number) => parseExperiment({ ...e, data: { ...e.data, delay }, network: { ...e.network, recurrence: { kind } } })
  // One more dispatch sums the bias separately where the splits of the weight gradient are no multiple of the bias's own.
  expect(dispatches(long(800), 'gpu')).toBe(dispatches(long(200), 'gpu'))
  expect(dispatches(long(800), 'gpu')).toBe(dispatches(long(20), 'gpu') + 1)
})

test('a data set is cut into shards of at most 64 MiB', () => {
  const count = 100_000
  const gathers = buildExperiment(small(), { counts: { train: count, test: 20 } }).programs.accumulate!.flatMap(dispatchesOf)
  const shards = gathers.map((d) => d.tensors[0]!).filter(({ name }) => name.startsWith('train.images.shard'))
  expect(shards.length).toBe(2)
  for (const t of shards) expect(t.shape[0]! * t.shape[1]! * 4).toBeLessThanOrEqual(64 * 2 ** 20)
  expect(shards.reduce((sum, t) => sum + t.shape[0]!, 0)).toBe(count)
})

test.each(['vggsnn-narrow', 'resnet19-narrow'])('%s at T 8 takes at most a third of what a tensor for everything would', (name) => {
  const preset = presetNamed(name)!.experiment
  const e = parseExperiment({ ...preset, encoder: { kind: 'poisson', steps: 8 } })
  const built = buildExperiment(e)
  const ops = [built.programs.accumulate!, built.programs.update!].map((list) =>
    prune(
      list.filter((op) => !op.watch),
      new Set(),
    ),
  )
  const transient = planMemory(ops, true, new Set()).slots.reduce((sum, bytes) => sum + bytes, 0)
  // Product, normalized copy, membrane and spikes of every block, each with its gradient, in f32.
  const everything = built.networks[0]!.graph.spiking.reduce((sum, s) => sum + 8 * 4 * 8 * e.data.batch * positionsOf(s) * s.features, 0)
  expect(transient / everything).toBeLessThan(1 / 3)
})

test('what may stand first in a list of layers is what can be built', () => {
  for (const kind of ['conv', 'pool', 'globalPool', 'residual', 'linear'] as const)
    for (const outputs of [1, 8]) {
      const layer = layerSchema.parse({ kind, ...(kind !== 'pool' && kind !== 'globalPool' && { outputs }) })
      const e = small({ network: { kind: 'layers', layers: [layer] } })
      const sound = errorsOf(check(e)).length === 0
      expect({ kind, sound }).toEqual({ kind, sound: kind === 'conv' || kind === 'linear' })
      if (sound) expect(() => buildExperiment(e)).not.toThrow()
    }
  expect(() => buildExperiment(small({ network: { kind: 'layers', layers: [] } }))).not.toThrow()
})

test('a run of one epoch is an epoch long, and one of several as long as their samples', () => {
  for (const [samples, batch] of [
    [18, 10],
    [14, 10],
    [3, 10],
    [60_000, 128],
  ] as const) {
    const e = classificationPreset('window')
    const counts = { train: samples, test: 10 }
    const built = (epochs: number) => buildExperiment({ ...e, data: { ...e.data, batch }, run: { ...e.run, epochs } }, { counts })
    expect(built(1).totalSteps).toBe(built(1).stepsPerEpoch)
    expect(Math.abs(built(8).totalSteps - (8 * samples) / batch)).toBeLessThanOrEqual(0.5)
  }
})
