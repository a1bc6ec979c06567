/** Several networks in one experiment: each has its own names, groups, optimizer state and clock, and learns what it would learn alone. */
import { expect, test } from 'vitest'
import { makeFunctionSet } from '../data/functions/make'
import { openRun } from '../experiments/run'
import { disposable } from '../headless/disposable'
import { readSafetensors } from '../interop/safetensors'
import { readWeights } from '../networks/weights'
import { testGpu } from '../testing/gpu'
import type { Built } from './built'
import { build } from './regression/build'
import { regressionSchema } from './regression/schema'

const gpu = await testGpu()
const specOf = (seed: number, rate: number) =>
  regressionSchema.parse({
    version: 2,
    task: 'regression',
    data: { kind: 'function', batch: 20, train: 100, test: 20 },
    encoder: { kind: 'direct', steps: 4 },
    network: { kind: 'mlp', hidden: [8, 8], normalization: { kind: 'tdBatchNorm' }, bias: false },
    neuron: { kind: 'plif', initialDecay: 0.4, threshold: 0.8 },
    optimizer: { kind: 'adam', rate },
    run: { epochs: 10, seed },
  })
const specs = { left: specOf(1, 0.01), right: specOf(2, 0.003) }
const data = makeFunctionSet(specs.left.data)

/** Combines two networks: a step is one step of the first and two of the second. */
function together({ left, right }: Record<'left' | 'right', Built>): Built {
  const prefixed = (name: string, of: Built) => Object.fromEntries(Object.entries(of.programs).map(([key, ops]) => [`${name}.${key}`, ops]))
  const stagesOf = (name: string, of: Built) => of.stages.map(({ program, repeat }) => ({ program: `${name}.${program}`, repeat }))
  return {
    ...left,
    networks: [...left.networks, ...right.networks],
    programs: { ...prefixed('left', left), ...prefixed('right', right), pinned: left.programs.pinned!, evaluate: left.programs.evaluate! },
    stages: [...stagesOf('left', left), ...stagesOf('right', right), ...stagesOf('right', right)],
    persistent: [...left.persistent, ...right.persistent],
    initial: new Map([...left.initial, ...right.initial]),
    uploads: [...left.uploads, ...right.uploads],
    scratch: [...left.scratch, ...right.scratch],
    readBack: new Set([...left.readBack, ...right.readBack]),
    probes: [...left.probes, ...right.probes],
  }
}

const builtAs = (name: 'left' | 'right') => build(specs[name], { profile: gpu.info.profile, counts: { train: 100, test: 20 }, name })
const valuesOf = async (run: { read: (typeof opened)['read']; built: Built }) =>
  Promise.all(run.built.networks.map(async ({ network }) => [...new Uint32Array(await run.read(network.values))]))
const opened = await openRun(gpu, together({ left: builtAs('left'), right: builtAs('right') }), data)

test('no two of their tensors, layers or parameters have one name', () => {
  const { persistent, probes, networks } = opened.built
  const names = [
    persistent.map(({ name }) => name),
    probes.map(({ spiking }) => spiking.name),
    networks.flatMap(({ network }) => [...network.parameters.keys()]),
  ]
  for (const all of names) expect(new Set(all).size).toBe(all.length)
  expect(names[1]).toEqual(['left.plif1', 'left.plif2', 'right.plif1', 'right.plif2'])
})

test('each learns the same bits as alone, by its own clock', async () => {
  opened.reset()
  opened.submit(6)
  const clocks = await Promise.all(opened.built.networks.map(async ({ control }) => new Uint32Array(await opened.read(control.clock))[0]))
  expect(clocks).toEqual([6, 12])
  const both = await valuesOf(opened)
  for (const [i, name] of (['left', 'right'] as const).entries()) {
    using alone = disposable(await openRun(gpu, builtAs(name), data))
    alone.submit([6, 12][i]!)
    expect((await valuesOf(alone))[0], name).toEqual(both[i])
  }
})

test('a checkpoint holds both, and both continue from it', async () => {
  opened.reset()
  opened.submit(3)
  const checkpoint = await opened.checkpoint()
  opened.submit(3)
  const first = await valuesOf(opened)
  opened.reset()
  opened.restore(checkpoint)
  opened.submit(3)
  expect(await valuesOf(opened)).toEqual(first)
})

test('a value that is not finite in one of them is named, and stops that one for good', async () => {
  opened.reset()
  const { network } = opened.built.networks[1]!
  opened.compiled.write(network.values, new Float32Array(network.values.shape[0]!).fill(Number.NaN))
  opened.submit(2)
  const { halted } = await opened.readMetrics(0)
  expect(halted).toMatchObject({ parameter: expect.stringMatching(/^right\./) })
  opened.reset()
})

test('a file of weights names the network in front of each tensor', async () => {
  const file = readSafetensors(await readWeights(opened.compiled, opened.built.networks, {}))
  const names = file.tensors.map(({ name }) => name)
  expect(names).toContain('left.linear1.weight')
  expect(names).toContain('right.output.weight')
  expect(new Set(names).size).toBe(names.length)
})
