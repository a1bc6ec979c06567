/** Learning from replayed experience: gradients, the same bits twice, what stays fixed while nothing is learned, halting, and refusals. */
import { describe, expect, test } from 'vitest'
import { compile } from '../../../engine/plan'
import { sizeOf } from '../../../engine/tensor'
import { buildExperiment, loadSamples } from '../../../experiments/build'
import { openRun } from '../../../experiments/run'
import { disposable } from '../../../headless/disposable'
import { readSafetensors } from '../../../interop/safetensors'
import { readWeights } from '../../../networks/weights'
import { equalBits } from '../../../testing/close'
import { testGpu } from '../../../testing/gpu'
import { slopesAlong } from '../../../testing/slope'
import type { Built } from '../../built'
import type { Episode } from '../detail'
import { problemsOf } from '../problems'
import { type ControlSpec, controlSchema } from '../schema'
import { control } from '../task'

const gpu = await testGpu()
const cart = { kind: 'experience', environment: { kind: 'cartPole', mask: 'P', limit: 30 }, batch: 6, test: 5 }
const pendulum = { kind: 'experience', environment: { kind: 'pendulum', mask: 'P', limit: 20 }, batch: 6, test: 5 }
const replay = { updates: 2, batch: 5, sequence: 9, buffer: 60, randomRollouts: 3 }
const learned = (rate: number) => ({ temperature: { kind: 'learned', initial: 0.2, rate } })
const sacd = { kind: 'sacd', ...replay, ...learned(1e-2) }
const sac = { kind: 'sac', ...replay, ...learned(1e-2) }
const td3 = { kind: 'td3', ...replay, rewardScale: 0.1 }

const spec = (change: object = {}): ControlSpec =>
  controlSchema.parse({
    version: 2,
    task: 'control',
    data: cart,
    encoder: { kind: 'direct', steps: 9 },
    network: { kind: 'agent', memory: { kind: 'grsn', gain: 3 }, units: 12, observation: 8, shortcut: 6, heads: [10] },
    algorithm: sacd,
    run: { epochs: 1, seed: 3 },
    ...change,
  })
const ALGORITHMS: readonly (readonly [string, object])[] = [
  ['discrete SAC', {}],
  [
    'discrete SAC, Eq. 17, two inner steps',
    { network: { ...spec().network, memory: { kind: 'grsn', gates: 'spike', projection: true, gain: 4, innerSteps: 2 } } },
  ],
  ['SAC, GRU', { data: pendulum, algorithm: sac, network: { ...spec().network, memory: { kind: 'gru' } } }],
  [
    'SAC at a fixed temperature, no memory',
    {
      data: pendulum,
      algorithm: { ...sac, temperature: { kind: 'fixed', alpha: 0.1 } },
      network: { ...spec().network, memory: { kind: 'none' } },
    },
  ],
  ['TD3', { data: pendulum, algorithm: td3 }],
  ['TD3, delayed, from the first critic', { data: pendulum, algorithm: { ...td3, delay: { kind: 'delayed' }, judge: { kind: 'first' } } }],
]
const open = async (e: ControlSpec) => disposable(await openRun(gpu, buildExperiment(e), await loadSamples(e, {} as never)))
type Run = Awaited<ReturnType<typeof open>>
const columnsAfter = async (run: Run, steps: number) => {
  run.submit(steps)
  return (await run.readMetrics(0)).rows.columns
}
/** All tensors that outlast a step, by name. */
const kept = async (run: Run) => (await run.checkpoint()).tensors
const named = (built: Built, name: string) => built.networks.find(({ network }) => network.name === name)!

describe.each(ALGORITHMS)('%s', (_, change) => {
  test('the gradients of critics and policy are the slopes of their losses', async () => {
    const built = buildExperiment(spec(change), { smooth: true })
    const looking = ['lookOnce', 'look'].filter((name) => built.programs[name])
    const used = Object.entries(built.programs).filter(([name]) => ['act', 'finish', ...looking].includes(name))
    using compiled = disposable(await compile(gpu, Object.fromEntries(used), { readBack: built.readBack }))
    for (const [t, values] of built.initial) if (compiled.holds(t)) compiled.write(t, values({} as never))
    const submit = (...names: readonly string[]) => {
      const encoder = gpu.device.createCommandEncoder()
      for (const name of names) compiled.programs[name]!.encode(encoder)
      gpu.device.queue.submit([encoder.finish()])
    }
    submit('act', 'finish', 'act', 'finish', 'act')
    for (const name of ['critic', 'actor']) {
      const { network, control: of } = named(built, name)
      // Starts away from the initial values, with which all actions are alike.
      const values = network.initialValues()
      for (const [of, { value }] of network.parameters)
        if (/\.(q1|q2|policy|logDeviation)\.weight$/.test(of))
          for (let i = value.offset!; i < value.offset! + sizeOf(value.shape); i++) values[i] = 30 * values[i]!
      const run = async (weights: Float32Array<ArrayBuffer>) => {
        compiled.write(network.values, weights)
        compiled.write(network.grads, new Float32Array(weights.length))
        submit(...looking)
        const losses = new Float32Array(await compiled.read(of.metrics)).subarray(0, of.batch)
        return losses.reduce((a, b) => a + b, 0) / losses.length
      }
      await run(values)
      const grads = new Float32Array(await compiled.read(network.grads))
      // Narrow: between the ReLUs and the two critics there are kinks.
      const { numeric, analytic } = await slopesAlong(values, grads, run, 0.001)
      expect(Math.abs(numeric), name).toBeGreaterThan(1e-4)
      expect(Math.abs(analytic - numeric), name).toBeLessThan(5e-3 * Math.abs(numeric))
    }
  })

  test('the same bits twice, behind a reset, from a checkpoint, and behind a look at what comes next', async () => {
    const e = spec(change)
    using run = await open(e)
    const first = await columnsAfter(run, 6)
    // Rollouts are random at first.
    expect([...first.trainLoss!].map((loss) => loss > 0)).toEqual([false, false, false, true, true, true])
    const last = await kept(run)
    run.reset()
    run.submit(4)
    const checkpoint = await run.checkpoint()
    run.submitPreview(() => undefined)
    const resumed = await columnsAfter(run, 2)
    expect(resumed).toEqual(first)
    run.reset()
    run.restore(checkpoint)
    run.submit(2)
    const again = await kept(run)
    expect(Object.keys(again).sort()).toEqual(Object.keys(last).sort())
    for (const [name, bytes] of Object.entries(last))
      expect({ name, equal: equalBits(new Float32Array(bytes), new Float32Array(again[name]!)) }).toEqual({ name, equal: true })
    // Exactly the measured quantities have names.
    const names = control.metrics(e).filter(({ split }) => split === 'train')
    expect(Object.keys(first)).toEqual(names.map(({ name }) => name))
  })
})

test('a delayed policy and the target networks move with every other update of the critics, all of whose noise differs', async () => {
  const of = (updates: number, every: number) =>
    spec({ data: pendulum, algorithm: { ...td3, updates, delay: { kind: 'delayed', every }, target: { kind: 'soft', rate: 0.25 } } })
  using run = await open(of(6, 3))
  const first = await kept(run)
  run.submit(4)
  const moved = await kept(run)
  const clocks = ['actor.clock', 'critic.clock'].map((name) => new Uint32Array(moved[name]!)[0])
  expect(clocks).toEqual([2, 6])
  // The policy moves with one of three updates, and the targets with it, by a quarter of the way that the three have led.
  using one = await open(of(3, 3))
  one.submit(4)
  const after = await kept(one)
  for (const name of ['actor', 'critic']) {
    const [before, now, target] = [first[`${name}.values`], after[`${name}.values`], after[`${name}.target`]].map(
      (b) => new Float32Array(b!),
    )
    expect(now!.some((v, i) => v !== before![i])).toBe(true)
    for (const [i, v] of target!.entries()) expect(v).toBeCloseTo(before![i]! + 0.25 * (now![i]! - before![i]!), 6)
  }
})

test('updates that are no multiple of the policy’s delay are refused with the nearest one, and so are intervals of targets', () => {
  const delayed = { ...td3, delay: { kind: 'delayed', every: 4 } }
  const problem = (algorithm: object) => problemsOf(spec({ data: pendulum, algorithm }))
  expect(problem({ ...delayed, updates: 8 })).toEqual([])
  expect(problem({ ...delayed, updates: 10 })).toMatchObject([{ path: 'algorithm.updates', remedy: { value: 12 } }])
  expect(problem({ ...delayed, updates: 2 })).toMatchObject([{ path: 'algorithm.updates', remedy: { value: 4 } }])
  const hard = (every: number) => ({ ...delayed, updates: 8, target: { kind: 'hard', every } })
  expect(problem(hard(9))).toMatchObject([{ path: 'algorithm.target.every', remedy: { value: 8 } }])
  expect(problem(hard(8))).toEqual([])
})

test('nothing moves while rollouts are random; then all networks do, and targets by their rate', async () => {
  using run = await open(spec({ data: pendulum, algorithm: { ...td3, target: { kind: 'soft', rate: 0.25 }, updates: 1 } }))
  const first = await kept(run)
  const values = Object.keys(first).filter((name) => /values|target/i.test(name))
  expect(values.sort()).toEqual(['actor.target', 'actor.values', 'critic.target', 'critic.values'])
  run.submit(3)
  const waited = await kept(run)
  for (const name of values) expect(equalBits(new Float32Array(waited[name]!), new Float32Array(first[name]!))).toBe(true)
  expect(new Uint32Array(waited['actor.halted']!)[0]).toBe(0)
  for (const name of ['actor.clock', 'critic.clock']) expect(new Uint32Array(waited[name]!)[0]).toBe(0)
  run.submit(1)
  const moved = await kept(run)
  for (const name of ['actor', 'critic']) {
    const [before, now, target] = [first[`${name}.values`], moved[`${name}.values`], moved[`${name}.target`]].map(
      (b) => new Float32Array(b!),
    )
    expect(now!.some((v, i) => v !== before![i])).toBe(true)
    for (const [i, v] of target!.entries()) expect(v).toBeCloseTo(before![i]! + 0.25 * (now![i]! - before![i]!), 6)
    expect(new Uint32Array(moved[`${name}.clock`]!)[0]).toBe(1)
  }
})

test('the temperature falls where the policy is undecided, by a rate of its own', async () => {
  using run = await open(spec({ algorithm: { ...sacd, sequence: 3, ...learned(1e-2) } }))
  const { temperature, entropy } = await columnsAfter(run, 6)
  expect([...temperature!.subarray(0, 3)]).toEqual([0, 0, 0])
  // A step has two updates, and the first is reported before it moves the temperature. Adam's first steps have the size of the rate.
  expect(temperature![3]).toBeCloseTo((0.2 * (1 + Math.exp(-0.01))) / 2, 4)
  expect(temperature![5]).toBeLessThan(temperature![4]!)
  expect(entropy![3]).toBeCloseTo(Math.log(2), 2)
})

test.each(['actor', 'critic'])('a value of the %s that is not a number halts all networks, and is named', async (name) => {
  using run = await open(spec())
  run.submit(5)
  const { network } = named(run.built, name)
  const head = name === 'actor' ? 'policy' : 'q1'
  const before = await kept(run)
  const values = new Float32Array(before[`${name}.values`]!.slice(0))
  values[network.parameters.get(`${name}.${head}.bias`)!.value.offset!] = Number.NaN
  run.compiled.write(network.values, values)
  run.submit(2)
  const { step, halted } = await run.readMetrics(0)
  expect(step).toBe(5)
  expect(halted?.message).toContain('no longer a finite number')
  expect(halted?.parameter).toMatch(new RegExp(`^${name}\\.`))
  const after = await kept(run)
  expect(equalBits(new Float32Array(after['temperature.values']!), new Float32Array(before['temperature.values']!))).toBe(true)
  expect(equalBits(new Float32Array(after[`${name}.values`]!), values)).toBe(true)
})

test('an evaluation plays by the actor, and its weights are kept', async () => {
  using run = await open(spec({ data: pendulum, algorithm: sac }))
  run.submit(4)
  const first = await run.evaluate()
  expect(await run.evaluate()).toEqual(first)
  expect(first.values.testReturn).toBeLessThan(-10)
})

test.each([
  ['each', {}, 2],
  ['taken', { data: pendulum, algorithm: sac }, 1],
  ['taken', { data: pendulum, algorithm: td3 }, 1],
] as const)('an episode has what critics say of %s action', async (of, change, numbers) => {
  using run = await open(spec(change))
  run.submit(4)
  const call = { ask: 'episode', greedy: true, environment: 0 } as const
  const episode = (await run.inspect(call, undefined)) as Episode
  expect(episode.actionValues?.of).toBe(of)
  expect(episode.actionValues!.values).toHaveLength((episode.steps + 1) * numbers)
  expect(new Set(episode.actionValues!.values).size).toBeGreaterThan(2)
  expect(episode.values).toBeUndefined()
  expect(episode.policy).toHaveLength((episode.steps + 1) * numbers)
  // Critics are kept of the last step alone.
  await run.evaluate()
  expect(((await run.inspect({ ...call, weights: 'best' }, undefined)) as Episode).actionValues).toBeUndefined()
  const file = await readWeights(run.compiled, run.built.networks, {}, 'best')
  expect(readSafetensors(file).metadata.weights).toBe(
    'The weights of actor are those of the best evaluation. Those of critic are of the last training step.',
  )
})

test('what does not fit is said, with what would', () => {
  const said = (change: object) => problemsOf(spec(change)).map(({ path, remedy }) => [path, remedy?.path, remedy?.value])
  const first = (change: object) => said(change).map(([path, at, value]) => [path, at, (value as { kind?: string }).kind ?? value])
  expect(said({})).toEqual([])
  expect(said({ data: pendulum, algorithm: td3 })).toEqual([])
  expect(first({ data: pendulum })).toEqual([['algorithm.kind', 'algorithm', 'sac']])
  expect(first({ algorithm: td3 })).toEqual([['algorithm.kind', 'algorithm', 'sacd']])
  expect(first({ algorithm: sac })).toEqual([['algorithm.kind', 'algorithm', 'sacd']])
  const blind = { ...spec().network, shortcut: 0 }
  expect(said({ data: pendulum, algorithm: sac, network: blind })).toEqual([['network.shortcut', 'network.shortcut', 32]])
  expect(said({ network: blind })).toEqual([])
  expect(said({ algorithm: { ...sacd, buffer: 10 } })).toEqual([['algorithm.buffer', 'algorithm.buffer', 20]])
  expect(said({ algorithm: { ...sacd, sequence: 3, batch: 60, buffer: 10 } })).toEqual([['algorithm.buffer', 'algorithm.buffer', 17]])
  expect(said({ algorithm: { ...sacd, sequence: 2, buffer: 8 }, encoder: { kind: 'direct', steps: 17 } })).toEqual([
    ['algorithm.buffer', 'algorithm.buffer', 16],
  ])
  expect(said({ algorithm: { ...sacd, sequence: 40, buffer: 100, randomRollouts: 3 } })).toEqual([
    ['algorithm.randomRollouts', 'algorithm.randomRollouts', 10],
  ])
  expect(said({ algorithm: { ...sacd, sequence: 40, buffer: 100, randomRollouts: 10 } })).toEqual([])
  expect(said({ algorithm: { ...sacd, randomRollouts: 300 } })).toEqual([['run.epochs', 'run.epochs', 15]])
  expect(said({ algorithm: { ...sacd, gamma: 1 } })).toEqual([['algorithm.gamma', 'algorithm.gamma', 0.99]])
})

test('a remedy for the wrong kind of actions is an algorithm that fits', () => {
  const wrong = spec({ data: pendulum })
  const [problem] = problemsOf(wrong)
  const changed = controlSchema.parse({ ...wrong, algorithm: problem!.remedy!.value })
  expect(problemsOf(changed)).toEqual([])
  expect(changed.algorithm).toMatchObject({ kind: 'sac', ...replay })
})
