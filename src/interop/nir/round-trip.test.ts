/** Networks that are written as NIR files and read back fire alike, cell by cell, on the GPU. */
import { describe, expect, test } from 'vitest'
import type { Run } from '../../experiments/run'
import { parseExperiment } from '../../experiments/schema'
import { layerSchema } from '../../layers/schema'
import { readPinned, readSample, sampleRanges } from '../../networks/pinned'
import { type EquationsSpec, equationsSpec } from '../../neurons/equations/schema'
import { type SynapticRule, synapticText } from '../../neurons/equations/synaptic'
import { madeData, small } from '../../testing/data'
import { testGpu } from '../../testing/gpu'
import { openFor, readWeights, writeWeights } from '../../testing/open'
import { type NamedTensor, readSafetensors, writeSafetensors } from '../safetensors'
import { readNirFile, writeNirFile } from './file'
import { filled } from './fill'
import { fromNir } from './read'
import type { NirTarget } from './targets'
import { toNir } from './write'

const gpu = await testGpu()
const data = madeData(60, 40)

/** The spikes of every layer for four samples. */
async function spikesOf(run: Run): Promise<string> {
  const { pinned } = run.built
  const samples = await Promise.all(
    [0, 1, 2, 3].map(async (row) => readSample(pinned, await readPinned(gpu, run.compiled, sampleRanges(run.compiled, pinned, row)))),
  )
  return samples.flatMap(({ layers }) => layers.map(({ spikes }) => spikes.join(''))).join('\n')
}

type Setting = Parameters<typeof small>[0]

/** Weights with statistics and decays as after training. */
const used = (tensors: readonly NamedTensor[]): NamedTensor[] =>
  tensors.map((one, at) => {
    const value = (v: number, i: number): number => {
      if (one.name.endsWith('running_mean')) return 0.1 * Math.sin(i + at)
      if (one.name.endsWith('running_var')) return 0.2 + 0.1 * Math.sin(i)
      if (one.name.endsWith('.w')) return v + 0.1 * at
      if (/\.(alpha|beta)$/.test(one.name)) return v - 0.02 * at
      return v
    }
    return { ...one, data: one.data.map(value) }
  })

/** Writes a network to a file, reads that into another run, and returns the spikes of both. */
async function thereAndBack(setting: Setting, target: NirTarget) {
  const spec = small({
    encoder: { kind: 'direct', steps: 9 },
    readout: { kind: 'spiking' },
    surrogate: { kind: 'atan', scale: 2 },
    ...setting,
  })
  using run = await openFor(gpu, spec, data)
  const tensors = used(readSafetensors(await readWeights(run)).tensors)
  writeWeights(run, writeSafetensors(tensors))
  const spikes = await spikesOf(run)
  const graph = await readNirFile(await writeNirFile(toNir(spec, tensors, target).graph))
  const read = fromNir(graph)
  using again = await openFor(gpu, parseExperiment({ ...spec, ...read.parts }), data)
  writeWeights(again, writeSafetensors(filled(readSafetensors(await readWeights(again)).tensors, read)))
  const back = await spikesOf(again)
  return { spikes, back, read, graph }
}

const recurrent = (recurrence: object, more: object = {}) =>
  ({ network: { kind: 'recurrent', hidden: [17, 9], inputScale: 6, recurrence, ...more } }) as Setting
const lif = { kind: 'lif', decay: 0.75, threshold: 0.5 } as const

test.each<[string, Setting, object]>([
  ['vanilla recurrence', { ...recurrent({ kind: 'vanilla' }), neuron: lif }, { kind: 'vanilla' }],
  ['a skip of three steps', { ...recurrent({ kind: 'skip', span: 3 }), neuron: lif }, { kind: 'skip', span: 3 }],
  ['a skip of one step', { ...recurrent({ kind: 'skip', span: 1 }), neuron: lif }, { kind: 'vanilla' }],
  ['recurrence without a bias', { ...recurrent({ kind: 'vanilla' }, { bias: false }), neuron: lif }, { kind: 'vanilla' }],
  [
    'an input gain, which scales recurrent weights too',
    { ...recurrent({ kind: 'vanilla' }), neuron: { ...lif, inputGain: 0.5 } },
    { kind: 'vanilla' },
  ],
  ['integrators', { ...recurrent({ kind: 'skip', span: 2 }), neuron: { ...lif, decay: 1 } }, { kind: 'skip', span: 2 }],
  [
    'a soft reset, of which the lab makes a note',
    { ...recurrent({ kind: 'vanilla' }), neuron: { ...lif, reset: 'subtract' } },
    { kind: 'vanilla' },
  ],
])('%s', async (_, setting, recurrence) => {
  for (const target of ['generic', 'euler'] as const) {
    const { spikes, back, read } = await thereAndBack(setting, target)
    expect(spikes).toMatch(/1.*\n.*1/)
    expect(back, target).toEqual(spikes)
    expect(read.parts.network).toMatchObject({ kind: 'recurrent', hidden: [17, 9], recurrence })
  }
})

test.each<[string, object]>([
  ['drawn', { kind: 'random', per: 'axon', max: 6 }],
  ['learned, with whole steps', { kind: 'learned', per: 'axon', max: 6 }],
  ['the same everywhere', { kind: 'fixed', steps: 2 }],
])('delays of axons: %s', async (_, delays) => {
  const network = { kind: 'mlp', hidden: [17, 9], initialization: 'kaiming', delays } as NonNullable<Setting>['network']
  for (const target of ['generic', 'euler'] as const) {
    const setting: Setting = { network, neuron: lif, encoder: { kind: 'poisson', steps: 12 } }
    const { spikes, back, read, graph } = await thereAndBack(setting, target)
    expect(spikes).toMatch(/1.*\n.*1/)
    expect(back, target).toEqual(spikes)
    expect(read.parts.network).toMatchObject({ kind: 'mlp', delays: { kind: 'random', per: 'axon' } })
    expect([...graph.nodes.values()].filter(({ type }) => type === 'Delay')).toHaveLength(2)
  }
})

test.each<[string, object]>([
  ['drawn', { kind: 'random', per: 'axon', max: 6 }],
  ['learned, with whole steps', { kind: 'learned', per: 'axon', max: 6 }],
  ['the same everywhere', { kind: 'fixed', steps: 2 }],
])('delays of channels: %s', async (_, delays) => {
  const layers = [
    layerSchema.parse({ kind: 'conv', outputs: 5, stride: 2 }),
    layerSchema.parse({ kind: 'pool', how: 'average', size: 2 }),
    layerSchema.parse({ kind: 'conv', outputs: 3 }),
    layerSchema.parse({ kind: 'linear', outputs: 9 }),
  ]
  const network = {
    kind: 'layers',
    layers,
    normalization: { kind: 'none' },
    initialization: 'kaiming',
    delays,
  } as NonNullable<Setting>['network']
  const setting: Setting = { network, neuron: { ...lif, threshold: 0.25 }, encoder: { kind: 'poisson', steps: 16 } }
  const { spikes, back, read, graph } = await thereAndBack(setting, 'generic')
  expect(spikes.split('\n').every((layer) => layer.includes('1'))).toBe(true)
  expect(back).toEqual(spikes)
  expect(read.parts.network).toMatchObject({ kind: 'layers', delays: { kind: 'random', per: 'axon' } })
  expect([...graph.nodes.values()].filter(({ type }) => type === 'Delay')).toHaveLength(3)
})

test('layers with unlike neurons are read as one kind, each with its own decays, and fire alike', async () => {
  const text = synapticText(
    { synapse: 0.6, decay: 0.8, threshold: 0.7, inputGain: 1, reset: 'zero', resetTo: 0 },
    { alpha: false, beta: false },
  )
  const linear = (outputs: number, neuron?: object) => layerSchema.parse({ kind: 'linear', outputs, ...(neuron && { neuron }) })
  const of = (first: object, second?: object): Setting => ({
    network: {
      kind: 'layers',
      layers: [linear(17, first), linear(9, second)],
      normalization: { kind: 'none' },
      bias: true,
      initialization: 'kaiming',
    },
    neuron: lif,
  })
  const leaks = await thereAndBack(of({ ...lif, decay: 0.5, threshold: 1.5 }), 'generic')
  const currents = await thereAndBack(of({ kind: 'equations', text }), 'generic')
  expect(leaks.read.parts.neuron).toMatchObject({ kind: 'plif' })
  expect(leaks.read.notes.join(' ')).toMatch(/different thresholds/)
  expect(currents.read.parts.neuron).toMatchObject({ kind: 'equations' })
  for (const { spikes, back } of [leaks, currents]) {
    expect(spikes).toMatch(/1.*\n.*1/)
    // Scaled weights are rounded once more, so a neuron within rounding of its threshold may fire differently.
    expect([...spikes].filter((spike, i) => spike !== back[i]).length).toBeLessThan(spikes.length / 1000)
  }
})

test('learned decays and a normalization in front of recurrent layers', async () => {
  const normalized = recurrent({ kind: 'vanilla' }, { normalization: { kind: 'tdBatchNorm' }, bias: false })
  for (const target of ['generic', 'euler'] as const) {
    const { spikes, back, read } = await thereAndBack(
      { ...normalized, neuron: { kind: 'plif', initialDecay: 0.7, threshold: 0.5 } },
      target,
    )
    expect(read.parts.network).toMatchObject({ kind: 'recurrent', normalization: { kind: 'none' }, bias: true })
    // Folding rounds the weights once more, so a neuron within rounding of its threshold may fire differently.
    expect([...spikes].filter((spike, i) => spike !== back[i]).length, target).toBeLessThan(spikes.length / 1000)
  }
})

test('a recurrent network whose layers do not receive their spikes is a chain', async () => {
  const { spikes, back, read } = await thereAndBack({ ...recurrent({ kind: 'none' }), neuron: lif }, 'steps')
  expect(back).toEqual(spikes)
  expect(read.parts.network).toMatchObject({ kind: 'mlp', hidden: [17, 9] })
})

describe('neurons with a synaptic current', () => {
  const net = { network: { kind: 'mlp', hidden: [17, 9], initialization: 'kaiming' } } as Setting
  const cuba = (change: Partial<SynapticRule> = {}, learned = { alpha: false, beta: false }): Setting => ({
    ...net,
    neuron: equationsSpec(
      synapticText({ synapse: 0.6, decay: 0.75, inputGain: 0.5, threshold: 0.25, reset: 'zero', resetTo: 0, ...change }, learned),
    ),
  })

  test.each<[string, Setting]>([
    ['a hard reset', cuba()],
    ['a hard reset to a value', cuba({ resetTo: -0.25 })],
    ['a soft reset, of which the lab makes a note', cuba({ reset: 'subtract' })],
    ['decays that layers have learned', cuba({}, { alpha: true, beta: true })],
    ['a recurrent network', { ...cuba(), ...recurrent({ kind: 'vanilla' }) }],
    [
      'a recurrent network with a skip and learned decays',
      { ...cuba({}, { alpha: true, beta: true }), ...recurrent({ kind: 'skip', span: 2 }) },
    ],
  ])('%s', async (_, setting) => {
    for (const target of ['generic', 'euler'] as const) {
      const { spikes, back, read, graph } = await thereAndBack(setting, target)
      expect(spikes).toMatch(/1.*\n.*1/)
      expect([...graph.nodes.values()].map(({ type }) => type)).toContain('CubaLIF')
      expect(read.parts.neuron).toMatchObject({ kind: 'equations' })
      const { text } = read.parts.neuron as EquationsSpec
      if (target === 'generic' && !text.includes('learned')) expect(read.parts.neuron).toEqual(setting!.neuron)
      if (target === 'generic') expect(back, target).toEqual(spikes)
      else expect([...spikes].filter((spike, i) => spike !== back[i]).length, target).toBeLessThan(spikes.length / 1000)
    }
  })

  test('LIF as a text comes back as LIF', async () => {
    const { spikes, back, read } = await thereAndBack(cuba({ synapse: 0 }), 'generic')
    expect(read.parts.neuron).toMatchObject({ kind: 'lif', decay: 0.75, threshold: 0.25, inputGain: 0.5 })
    expect([...spikes].filter((spike, i) => spike !== back[i]).length).toBeLessThan(spikes.length / 1000)
  })
})
