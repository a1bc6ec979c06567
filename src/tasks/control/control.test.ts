/** Control: acting and learning see the same states, the gradient of a whole agent, the same bits twice, evaluation, and what is refused. */
import { describe, expect, test } from 'vitest'
import { compile } from '../../engine/plan'
import { persistent, sizeOf, type Tensor, view } from '../../engine/tensor'
import { buildExperiment, loadSamples } from '../../experiments/build'
import { openRun } from '../../experiments/run'
import { disposable } from '../../headless/disposable'
import { inspect } from '../../headless/readable-tensors'
import { readSafetensors } from '../../interop/safetensors'
import { readWeights } from '../../networks/weights'
import { SQUARES_SCALE } from '../../neurons/leaky/layer'
import { equalBits } from '../../testing/close'
import { testGpu } from '../../testing/gpu'
import { slopesAlong } from '../../testing/slope'
import { acting, agentOver } from './agent'
import type { ControlDetail, Episode, Live } from './detail'
import { begins, controlParts, copy, firstRecords, rolloutOf } from './parts'
import { CONTROL } from './presets'
import { problemsOf } from './problems'
import { type ControlSpec, controlSchema } from './schema'

const gpu = await testGpu()
const spec = (change: object = {}): ControlSpec =>
  controlSchema.parse({
    version: 2,
    task: 'control',
    data: { kind: 'experience', environment: { kind: 'cartPole', mask: 'P', limit: 30 }, batch: 6, test: 5 },
    encoder: { kind: 'direct', steps: 33 },
    network: { kind: 'agent', memory: { kind: 'grsn', gain: 3 }, units: 12, observation: 8, heads: [10] },
    algorithm: { kind: 'ppo', minibatches: 2, epochs: 2 },
    run: { epochs: 1, seed: 3 },
    ...change,
  })
const pendulum = { data: { kind: 'experience', environment: { kind: 'pendulum', mask: 'V', limit: 20 }, batch: 6, test: 5 } }
const memory = (kind: object) => ({ network: { kind: 'agent', memory: kind, units: 12, observation: 8, heads: [10] } })

const AGENTS: readonly (readonly [string, object])[] = [
  ['GRSN v1', {}],
  ['GRSN Eq. 17', memory({ kind: 'grsn', gates: 'spike', projection: true, gain: 4 })],
  ['LIF with four inner steps', memory({ kind: 'lif', gain: 3, innerSteps: 4 })],
  ['GRU', memory({ kind: 'gru' })],
  ['a pendulum, GRSN', pendulum],
]

describe.each(AGENTS)('%s', (_, change) => {
  test('acting and learning see the same states, to the last bit', async () => {
    const parts = controlParts(spec(change), {})
    const steps = 32
    const rollout = rolloutOf(parts, 'rollout', 6, steps)
    const carried = persistent('learned', 'f32', rollout.now.shape)
    const seen: Tensor<'f32'> = view(rollout.records, [steps, 6, parts.width])
    const learned = agentOver(parts, { name: 'learn', mode: 'train', records: seen, at: 'all', carried, values: true })
    using bench = await inspect(gpu, [
      begins(parts, rollout),
      acting(parts, 'act', rollout, 'training', false),
      copy(parts, rollout.start, carried, 6),
      ...learned.graph.forward,
    ])
    bench.write(rollout.records, firstRecords(rollout, parts))
    bench.write(parts.network.values, parts.network.initialValues())
    bench.run()
    const records = await bench.f32(rollout.records)
    const ends = Array.from({ length: (steps + 1) * 6 }, (__, i) => records[i * parts.width + parts.words.end]!)
    // Episodes end inside, so that the memory is zeroed.
    expect(ends.filter((end) => end === 4).length).toBeGreaterThan(6)
    const [now, again] = [await bench.f32(rollout.now), await bench.f32(carried)]
    expect(now.some((value) => value !== 0)).toBe(true)
    expect(equalBits(now, again)).toBe(true)
  })

  test('the gradient of the loss is its slope', async () => {
    const e = spec(change)
    const built = buildExperiment(e, { smooth: true })
    const { network, control } = built.networks[0]!
    const { act, judge, learn } = built.programs
    using compiled = disposable(await compile(gpu, { act: act!, judge: judge!, learn: learn! }, { readBack: built.readBack }))
    for (const [t, values] of built.initial) if (compiled.holds(t)) compiled.write(t, values({} as never))
    const submit = (names: readonly ('act' | 'judge' | 'learn')[]) => {
      const encoder = gpu.device.createCommandEncoder()
      for (const name of names) compiled.programs[name].encode(encoder)
      gpu.device.queue.submit([encoder.finish()])
    }
    submit(['act', 'judge'])
    // Away from what acted, so that ratios are not 1.
    const values = network.initialValues()
    for (const [i, v] of values.entries()) values[i] = 1.02 * v
    const run = async (weights: Float32Array<ArrayBuffer>) => {
      compiled.write(network.values, weights)
      compiled.write(network.grads, new Float32Array(weights.length))
      submit(['learn'])
      const losses = new Float32Array(await compiled.read(control.metrics)).subarray(0, control.batch)
      return losses.reduce((a, b) => a + b, 0) / losses.length
    }
    await run(values)
    const grads = new Float32Array(await compiled.read(network.grads))
    const { numeric, analytic } = await slopesAlong(values, grads, run)
    expect(Math.abs(numeric)).toBeGreaterThan(1e-4)
    expect(Math.abs(analytic - numeric)).toBeLessThan(5e-3 * Math.abs(numeric))
  })
})

const open = async (e: ControlSpec) => disposable(await openRun(gpu, buildExperiment(e), await loadSamples(e, {} as never)))

test('the same bits twice, behind a reset and from a checkpoint', async () => {
  using run = await open(spec())
  const train = async (steps: number) => {
    run.submit(steps)
    return (await run.readMetrics(0)).rows.columns
  }
  const first = await train(4)
  expect(first.trainReturn).toHaveLength(4)
  expect(first.spikeRate!.every((rate) => rate > 0 && rate < 1)).toBe(true)
  run.reset()
  await train(2)
  const checkpoint = await run.checkpoint()
  expect((await train(2)).trainLoss).toEqual(first.trainLoss)
  run.reset()
  run.restore(checkpoint)
  const resumed = await train(2)
  for (const name of ['trainLoss', 'trainReturn', 'entropy', 'spikeRate']) expect(resumed[name]!.slice(2)).toEqual(first[name]!.slice(2))
})

test('a look at the next rollout leaves everything as it is', async () => {
  using run = await open(spec())
  run.submit(2)
  const before = await run.checkpoint()
  run.submitPreview(() => undefined)
  run.submit(1)
  const looked = await run.readMetrics(0)
  run.restore(before)
  run.submit(1)
  expect((await run.readMetrics(0)).rows.columns.trainLoss).toEqual(looked.rows.columns.trainLoss)
})

test('an evaluation plays the same starts, keeps the best weights, and says each return', async () => {
  using run = await open(spec())
  const first = await run.evaluate()
  const again = await run.evaluate()
  expect(again).toEqual(first)
  const { returns, lengths } = first.detail as ControlDetail
  expect(returns).toHaveLength(5)
  expect(lengths.every((length, i) => length === returns[i] && length > 3 && length <= 30)).toBe(true)
  expect(first.values.testReturn).toBeCloseTo(returns.reduce((a, b) => a + b, 0) / 5, 5)
  expect(first.values.testBest).toBe(first.values.testReturn)
  run.submit(3)
  const later = await run.evaluate()
  expect(later.values.testBest).toBeCloseTo(Math.max(first.values.testReturn!, later.values.testReturn!), 5)
})

test('shows where the environments are, and an episode with its memory', async () => {
  using run = await open(spec())
  run.submit(1)
  const live = (await run.inspect({ ask: 'live', environments: 3 }, undefined)) as Live
  expect({ timeSteps: live.timeSteps, environments: live.environments, words: live.words }).toEqual({
    timeSteps: 33,
    environments: 3,
    words: 6,
  })
  expect(live.states.slice(0, 18).some((x, i) => x !== live.states[18 + i])).toBe(true)
  const episode = (await run.inspect({ ask: 'episode', greedy: true, environment: 1 }, undefined)) as Episode
  expect(episode.rewards).toHaveLength(episode.steps)
  expect(episode.states).toHaveLength((episode.steps + 1) * 6)
  expect(Object.keys(episode.strips).sort()).toEqual(['current', 'forgetGate', 'inputGate', 'membrane', 'spikes'])
  expect(episode.strips.membrane).toHaveLength((episode.steps + 1) * 12)
  expect((await run.inspect({ ask: 'episode', greedy: true, environment: 1 }, undefined)) as Episode).toEqual(episode)
  await expect(run.inspect({ ask: 'dance' }, undefined)).rejects.toThrow('“dance”')
})

test('the weights of the best evaluation play an episode, are a file, and leave training as it is', async () => {
  using run = await open(spec())
  const episode = (weights: 'latest' | 'best') => run.inspect({ ask: 'episode', greedy: true, environment: 0, weights }, undefined)
  const file = async (which: 'latest' | 'best') => new Uint8Array(await readWeights(run.compiled, run.built.networks, {}, which))
  const tensors = async (which: 'latest' | 'best') => readSafetensors((await file(which)).buffer).tensors
  await expect(episode('best')).rejects.toThrow('No evaluation')
  await expect(file('best')).rejects.toThrow('No evaluation')
  await expect(run.inspect({ ask: 'best' }, undefined)).rejects.toThrow('No evaluation')
  // A score that nothing reaches: what is kept stays what it was at step 0.
  const first = await run.evaluate()
  const [atFirst, fileAtFirst] = [await episode('latest'), await tensors('latest')]
  const { score } = run.built.networks[0]!.best!
  run.compiled.write(score, Float32Array.of(1e6, 1))
  run.submit(3)
  await run.evaluate()
  const before = await run.checkpoint()
  const latest = await episode('latest')
  expect(latest).not.toEqual(atFirst)
  expect(await episode('best')).toEqual(atFirst)
  expect(await tensors('best')).toEqual(fileAtFirst)
  expect(await tensors('latest')).not.toEqual(fileAtFirst)
  expect(readSafetensors((await file('best')).buffer).metadata.weights).toBe('The weights of network are those of the best evaluation.')
  expect(await run.inspect({ ask: 'best' }, undefined)).toMatchObject(first.detail as object)
  expect(await episode('latest')).toEqual(latest)
  expect(await run.checkpoint()).toEqual(before)
  // The best weights are part of a checkpoint.
  run.reset()
  run.restore(before)
  expect(await episode('best')).toEqual(atFirst)
})

test('the gradient norm that is shown of the memory is that of its drive, by step', async () => {
  const e = spec()
  const built = buildExperiment(e)
  const { grad } = built.networks[0]!.graph.layers.find(({ name }) => name === 'grsn.drive')!.outputs[0]!
  const { act, judge, learn } = built.programs
  using compiled = disposable(
    await compile(gpu, { act: act!, judge: judge!, learn: learn! }, { readBack: new Set([...built.readBack, grad!]) }),
  )
  for (const [t, values] of built.initial) if (compiled.holds(t)) compiled.write(t, values({} as never))
  const encoder = gpu.device.createCommandEncoder()
  for (const name of ['act', 'judge', 'learn'] as const) compiled.programs[name].encode(encoder, { watched: true })
  gpu.device.queue.submit([encoder.finish()])
  const values = new Float32Array(await compiled.read(grad!))
  const squares = new Float32Array(await compiled.read(built.probes[0]!.squares))
  const stride = values.length / 33
  for (let t = 0; t < 33; t++) {
    const want = Math.sqrt(values.subarray(t * stride, (t + 1) * stride).reduce((sum, g) => sum + g * g, 0))
    expect(Math.abs(Math.sqrt(squares[t]!) / SQUARES_SCALE - want)).toBeLessThanOrEqual(1e-5 * want)
  }
})

test('a value that is not a number halts it, with the weights of the step before', async () => {
  using run = await open(spec({ optimizer: { kind: 'adam', rate: 1e-3 } }))
  run.submit(1)
  const { network } = run.built.networks[0]!
  const values = new Float32Array(await run.read(network.values))
  values[network.parameters.get('value.bias')!.value.offset!] = Number.NaN
  run.compiled.write(network.values, values)
  run.submit(2)
  const { step, halted } = await run.readMetrics(0)
  expect(step).toBe(1)
  expect(halted?.message).toContain('no longer a finite number')
  expect(equalBits(new Float32Array(await run.read(network.values)), values)).toBe(true)
})

test('what does not fit is said, with what would', () => {
  const said = (change: object) => problemsOf(spec(change)).map(({ path, remedy }) => [path, remedy?.path])
  expect(said({})).toEqual([])
  expect(said({ algorithm: { kind: 'ppo', minibatches: 4 } })).toEqual([['algorithm.minibatches', 'algorithm.minibatches']])
  expect(said({ algorithm: { kind: 'ppo', minibatches: 2, gamma: 1 } })).toEqual([['algorithm.gamma', 'algorithm.gamma']])
  expect(said(memory({ kind: 'grsn', gates: 'spike' }))).toEqual([['network.memory.projection', 'network.memory.projection']])
  expect(said({ neuron: { kind: 'relu' } })).toEqual([['neuron.kind', 'neuron']])
  expect(said({ neuron: { kind: 'lif', decay: 0.8, inputGain: 0.5 } })).toEqual([['neuron.inputGain', 'neuron.inputGain']])
})

/** What a preset is warned of on purpose: fights take some 16 steps, so a sequence of 40 holds nearly all of them. */
const WARNED: Readonly<Record<string, readonly string[]>> = { 'skirmish-3m-qmix': ['warning: algorithm.length'] }

test.each(CONTROL)('$name fits', ({ name, experiment }) => {
  expect(problemsOf(experiment).map(({ severity, path }) => `${severity}: ${path}`)).toEqual(WARNED[name] ?? [])
  expect(sizeOf(buildExperiment(experiment).networks[0]!.network.values.shape)).toBeGreaterThan(1000)
})
