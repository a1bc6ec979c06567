/** Teams: the gradient through agents and mixer, what is replayed, the same bits twice, PPO of several agents, and what is refused. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { compile } from '../../engine/plan'
import type { Tensor } from '../../engine/tensor'
import { TOTALS } from '../../environments/record/kernels'
import { buildExperiment, loadSamples } from '../../experiments/build'
import { openRun } from '../../experiments/run'
import { disposable } from '../../headless/disposable'
import { equalBits } from '../../testing/close'
import { testGpu } from '../../testing/gpu'
import { slopesAlong } from '../../testing/slope'
import type { ControlDetail, Episode, Remembered, TeamPlayed } from './detail'
import { controlParts } from './parts'
import { problemsOf } from './problems'
import { type ControlSpec, controlSchema } from './schema'

const gpu = await testGpu()
const prisoners = { kind: 'experience', environment: { kind: 'switchRiddle', agents: 3 }, batch: 5, test: 6 }
const speaking = { kind: 'experience', environment: { kind: 'speakerListener', limit: 10 }, batch: 4, test: 5 }
const team = { kind: 'team', sequences: 7, length: 6, capacity: 40, updates: 2, mixer: { kind: 'monotonic', embed: 5, hypernetHidden: 6 } }
const agent = (memory: object) => ({ kind: 'agent', memory, units: 12, observation: 8, shortcut: 4, heads: [10] })
const spec = (change: object = {}): ControlSpec =>
  controlSchema.parse({
    version: 2,
    task: 'control',
    data: prisoners,
    encoder: { kind: 'direct', steps: 17 },
    network: agent({ kind: 'grsn', gain: 3 }),
    algorithm: team,
    run: { epochs: 1, seed: 3 },
    ...change,
  })
const gru = { network: agent({ kind: 'gru' }) }
const ppo = { algorithm: { kind: 'ppo', minibatches: 1, epochs: 2 } }
const mappo = { algorithm: { ...ppo.algorithm, critic: { kind: 'state' } } }

/** Programs of an experiment in the smooth mode, as they stand at first. */
async function opened(e: ControlSpec) {
  const built = buildExperiment(e, { smooth: true })
  const names = ['act', 'judge', 'learn', 'finish']
  const programs = Object.fromEntries(names.map((name) => [name, built.programs[name]!]))
  const named = programs.learn!.flatMap((op) => (op.kind === 'dispatch' ? op.tensors : []))
  const find = (name: string) => named.find((t) => t.name === name)!
  const kept = named.filter(({ name }) => name === 'learn.records' || name === 'learn.states')
  const compiled = await compile(gpu, programs, { readBack: new Set([...built.readBack, ...kept]) })
  onTestFinished(compiled.destroy)
  for (const [t, values] of built.initial) if (compiled.holds(t)) compiled.write(t, values({} as never))
  const submit = (run: readonly string[]) => {
    const encoder = gpu.device.createCommandEncoder()
    for (const name of run) compiled.programs[name]!.encode(encoder)
    gpu.device.queue.submit([encoder.finish()])
  }
  return { built, compiled, submit, find }
}

describe.each([
  // The best action is the target's own: the learned network's changes in jumps.
  ['QMIX of GRSN', { algorithm: { ...team, double: false } }],
  ['QMIX of a GRU, from one step', { ...gru, algorithm: { ...team, double: false, lambda: 0 } }],
  [
    'QMIX of a GRU that sees no state',
    { ...gru, algorithm: { ...team, double: false, mixer: { ...team.mixer, state: { kind: 'none' } } } },
  ],
  [
    'VDN of a GRU, with actions that cannot be taken',
    { ...gru, data: speaking, algorithm: { ...team, double: false, mixer: { kind: 'sum' } } },
  ],
  ['PPO of three', { ...ppo }],
  ['PPO of two, with actions that cannot be taken', { ...ppo, ...gru, data: speaking }],
  ['PPO of three with a critic that sees the state', mappo],
  ['PPO of two without a memory and with a critic that sees the state', { ...mappo, network: agent({ kind: 'none' }), data: speaking }],
] as const)('%s', (_, change) => {
  test('the gradient of the loss is its slope', async () => {
    const { built, compiled, submit } = await opened(spec(change))
    const { network, control } = built.networks[0]!
    submit(['act', 'judge'])
    // Away from what acted and from what is learned towards.
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

  test('agents take what can be taken', async () => {
    const e = spec(change)
    const { words, width, shape } = controlParts(e, {})
    const { compiled, submit, built } = await opened(e)
    submit(['act'])
    const rollout = built.persistent.find((t) => t.name === 'rollout.records')!
    const records = new Float32Array(await compiled.read(rollout))
    const [moments, rows] = rollout.shape as readonly [number, number, number]
    const taken = new Set<number>()
    // The first record is skipped: the transition after it is a reset.
    for (let t = 1; t + 1 < moments; t++)
      for (let row = 0; row < rows; row++) {
        const action = records[((t + 1) * rows + row) * width + words.action]!
        taken.add(action)
        if (words.available !== null) expect(records[(t * rows + row) * width + words.available + action]).toBe(1)
      }
    expect(taken.size).toBe(shape.action.kind === 'discrete' && shape.action.count)
  })
})

test('what is replayed are episodes from their starts, with the states that belong to them', async () => {
  const e = spec()
  const { words, width, shape } = controlParts(e, {})
  const { compiled, submit, find } = await opened(e)
  for (let i = 0; i < 4; i++) submit(['act', 'judge', 'learn', 'finish'])
  const records = new Float32Array(await compiled.read(find('learn.records')))
  const states = new Float32Array(await compiled.read(find('learn.states')))
  const [length, sequences] = [6, 7]
  let whole = 0
  for (let s = 0; s < sequences; s++) {
    const record = (t: number, a: number) => ((t * sequences + s) * shape.agents + a) * width
    expect(records[record(0, 0) + words.end]).toBe(4)
    for (let t = 0; t <= length; t++) {
      if (t > 0 && records[record(t, 0) + words.end] === 4) break
      const inside = Array.from({ length: shape.agents }, (_, a) => a).filter((a) => records[record(t, a)] === 1)
      expect(inside).toHaveLength(1)
      // The prisoner in the room observes the light of the state.
      expect(states[(t * sequences + s) * 4]).toBe(records[record(t, inside[0]!) + 1])
      if ((records[record(t, 0) + words.end]! & 3) !== 0) whole++
    }
  }
  expect(whole).toBe(sequences)
})

const open = async (e: ControlSpec) => disposable(await openRun(gpu, buildExperiment(e), await loadSamples(e, {} as never)))

describe.each([
  ['QMIX', {}, 'teamValue'],
  [
    'VDN that follows slowly',
    { ...gru, data: speaking, algorithm: { ...team, mixer: { kind: 'sum' }, target: { kind: 'soft' } } },
    'teamValue',
  ],
  ['PPO', ppo, 'entropy'],
  ['PPO with a critic that sees the state', mappo, 'valueLoss'],
] as const)('%s', (_, change, metric) => {
  test('the same bits twice, behind a reset and from a checkpoint, whatever is looked at', async () => {
    using run = await open(spec(change))
    const train = async (steps: number) => {
      run.submit(steps)
      return (await run.readMetrics(0)).rows.columns
    }
    const first = await train(6)
    expect(first[metric]!.every((value) => Number.isFinite(value) && value !== 0)).toBe(true)
    run.reset()
    // The ring has wrapped by then.
    await train(4)
    const checkpoint = await run.checkpoint()
    run.submitPreview(() => undefined)
    expect((await train(2)).trainLoss).toEqual(first.trainLoss)
    run.reset()
    run.restore(checkpoint)
    const resumed = await train(2)
    for (const name of ['trainLoss', 'trainReturn', metric]) expect(resumed[name]!.slice(4)).toEqual(first[name]!.slice(4))
    const { returns } = (await run.evaluate()).detail as { returns: readonly number[] }
    expect(returns).toHaveLength(run.built.counts.test)
  })
})

test('where episodes can be won, the win rate chooses the best weights, and the return between equal ones', async () => {
  using run = await open(spec({ ...ppo, data: { ...(spec().data as object), environment: { kind: 'jointRecall', length: 2 }, test: 40 } }))
  const { values, detail } = await run.evaluate()
  const { wins, returns } = detail as ControlDetail
  expect(wins).toEqual(returns)
  expect(values.testWinRate).toBeCloseTo(wins!.filter((won) => won === 1).length / 40, 6)
  expect(values).toMatchObject({ testBest: values.testReturn, testBestWinRate: Math.fround(values.testWinRate!) })
  const { testWinRate: now } = values
  const keptAfter = async (mean: number, winRate: number) => {
    const checkpoint = await run.checkpoint()
    const totals = new Float32Array(checkpoint.tensors['best.totals']!)
    totals.set([mean, 1, winRate], totals.length - TOTALS)
    run.restore(checkpoint)
    const later = (await run.evaluate()).values
    return [later.testBestWinRate, later.testBest]
  }
  expect(await keptAfter(-5, now! + 0.25)).toEqual([Math.fround(now! + 0.25), -5])
  const own = [Math.fround(now!), Math.fround(values.testReturn!)]
  expect(await keptAfter(5, now! - 0.25)).toEqual(own)
  expect(await keptAfter(-5, now!)).toEqual(own)
  expect(await keptAfter(5, now!)).toEqual([Math.fround(now!), 5])
})

test('an episode has what an agent says of each action, and no chances', async () => {
  using run = await open(spec())
  run.submit(3)
  await run.evaluate()
  for (const weights of ['latest', 'best'] as const) {
    const episode = (await run.inspect({ ask: 'episode', greedy: true, environment: 0, weights }, undefined)) as Episode
    expect(episode.policy).toBeUndefined()
    expect(episode.actionValues?.of).toBe('each')
    expect(episode.actionValues!.values.length % (episode.steps + 1)).toBe(0)
    expect(new Set(episode.actionValues!.values).size).toBeGreaterThan(2)
  }
})

test('an episode is that of the agent that is asked for, and its memory tells its own sign and not that of the other', async () => {
  const data = { ...prisoners, environment: { kind: 'jointRecall', length: 3 } }
  using run = await open(spec({ ...ppo, ...gru, data }))
  const ask = (call: object) => run.inspect(call, undefined)
  const episodes = await Promise.all(
    [0, 1].map((agent) => ask({ ask: 'episode', greedy: true, environment: 2, agent }) as Promise<Episode>),
  )
  expect(equalBits(episodes[0]!.states, episodes[1]!.states)).toBe(true)
  expect(episodes.map(({ observations }) => observations[0])).toEqual([episodes[0]!.states[2], episodes[0]!.states[3]])
  expect(equalBits(episodes[0]!.strips.output!, episodes[1]!.strips.output!)).toBe(false)
  for (const agent of [0, 1]) {
    const { readings, from, ...rest } = (await ask({ ask: 'remembered', agent })) as Remembered
    expect({ from, ...rest }).toEqual({ from: 'output', agent, episodes: 64 })
    // An untrained GRU forgets a sign within a few steps, but not at once.
    const [own, other] = [readings[agent]!, readings[1 - agent]!]
    expect([own.name, own.timeSteps, own.of]).toEqual(['own sign', 64 * 4, 64 * 5])
    expect(own.memory!).toBeGreaterThan(0.8)
    for (const value of [own.observed!, other.memory!, other.observed!]) expect(value).toBeLessThan(0.2)
  }
  await expect(ask({ ask: 'remembered', agent: 2 })).rejects.toThrow('There is no agent 2 here: they are 0 to 1.')
})

test.each([
  ['prisoners', {}],
  ['two who cannot take every action, by PPO', { ...ppo, ...gru, data: speaking }],
] as const)('who acts as an agent would is answered by the others as in the episode of the agents: %s', async (_, change) => {
  using run = await open(spec(change))
  run.submit(3)
  const episode = (await run.inspect({ ask: 'episode', greedy: true, environment: 1 }, undefined)) as Episode
  const agents = episode.actions.length / episode.steps
  const own = 1
  const call = { ask: 'playInTeam', environment: 1, agent: own } as const
  let now = (await run.inspect({ ...call, taken: [], action: null }, undefined)) as TeamPlayed
  for (let step = 0; step < episode.steps; step++) {
    expect(now.over).toBe(false)
    now = (await run.inspect({ ...call, taken: now.taken, action: episode.actions[step * agents + own]! }, undefined)) as TeamPlayed
  }
  expect(now.over).toBe(true)
  expect(now.taken.flat()).toEqual([...episode.actions])
})

test('exploration falls, and the network that follows is a copy now and then', async () => {
  const e = spec({ algorithm: { ...team, exploration: { start: 0.9, end: 0.1, over: 4 }, target: { kind: 'hard', every: 3 } } })
  using run = await open(e)
  const { network } = run.built.networks[0]!
  const target = run.built.persistent.find((t) => t.name === 'network.target')!
  const weights = async (t: Tensor) => new Float32Array(await run.read(t))
  run.submit(1)
  expect(equalBits(await weights(target), network.initialValues())).toBe(true)
  // There are two updates per rollout: the third copies the weights, the fourth moves on.
  run.submit(1)
  const between = await weights(target)
  expect(equalBits(between, network.initialValues())).toBe(false)
  expect(equalBits(between, await weights(network.values))).toBe(false)
  run.submit(1)
  expect(equalBits(await weights(target), await weights(network.values))).toBe(true)
  run.submit(2)
  const { exploration } = (await run.readMetrics(0)).rows.columns
  exploration!.forEach((chance, i) => void expect(chance).toBeCloseTo(0.9 - 0.2 * i, 5))
})

test('what does not fit is said, with what would', () => {
  const said = (change: object) => problemsOf(spec(change)).map(({ path, severity, remedy }) => [path, severity, remedy?.value])
  const alone = { kind: 'experience', environment: { kind: 'tMaze', length: 4 }, batch: 6 }
  const numbers = { kind: 'experience', environment: { kind: 'pendulum' }, batch: 6 }
  expect(said({})).toEqual([])
  expect(said({ data: numbers })).toEqual([['algorithm.kind', 'error', { kind: 'ppo' }]])
  expect(said({ data: alone })).toEqual([['algorithm.mixer.kind', 'error', { kind: 'sum' }]])
  expect(said({ data: alone, algorithm: { ...team, mixer: { kind: 'sum' } } })).toEqual([])
  expect(said({ algorithm: { ...team, capacity: 15 } })).toEqual([['algorithm.capacity', 'error', 16]])
  expect(said({ algorithm: { ...team, length: 20 } })).toEqual([['algorithm.capacity', 'error', 41]])
  expect(said({ algorithm: { ...team, length: 4 } })).toEqual([['algorithm.length', 'warning', 6]])
  expect(said(mappo)).toEqual([])
  expect(said({ ...mappo, data: alone })).toEqual([['algorithm.critic', 'error', undefined]])
  expect(said({ algorithm: { kind: 'ppo', minibatches: 4 } })).toEqual([['algorithm.minibatches', 'error', 1]])
})

test('one agent learns from values of its own to remember a sign for three steps', async () => {
  const e = spec({
    data: { kind: 'experience', environment: { kind: 'memoryChain', length: 2 }, batch: 16, test: 32 },
    encoder: { kind: 'direct', steps: 9 },
    ...gru,
    optimizer: { kind: 'adam', rate: 5e-3 },
    algorithm: {
      ...team,
      mixer: { kind: 'sum' },
      sequences: 32,
      length: 3,
      capacity: 256,
      updates: 4,
      target: { kind: 'hard', every: 20 },
      exploration: { start: 0.5, end: 0.05, over: 40 },
    },
  })
  expect(problemsOf(e)).toEqual([])
  using run = await open(e)
  run.submit(60)
  const { values } = await run.evaluate()
  // Guessing brings 0 on average.
  expect(values.testReturn).toBeGreaterThan(0.9)
})

test('a critic that sees the state values it, and agents act without it', async () => {
  const e = spec(mappo)
  const { built, compiled, submit } = await opened(e)
  const { words, width, shape } = controlParts(e, {})
  submit(['act'])
  const tensorOf = (name: string) => built.persistent.find((t) => t.name === name)!
  const states = tensorOf('rollout.states')
  const before = new Float32Array(await compiled.read(states))
  const acted = async () => {
    const records = new Float32Array(await compiled.read(tensorOf('rollout.records')))
    return Array.from({ length: records.length / width }, (_, row) => records[row * width + words.action]!)
  }
  const actions = await acted()
  const lossFor = async (visited: number) => {
    const changed = before.slice()
    for (let at = shape.state - shape.mixer; at < changed.length; at += shape.state) changed.fill(visited, at, at + shape.mixer)
    compiled.write(states, changed)
    submit(['judge', 'learn'])
    return new Float32Array(await compiled.read(built.networks[0]!.control.metrics)).slice(2 * 15, 3 * 15)
  }
  expect(await lossFor(0)).not.toEqual(await lossFor(1))
  expect(await acted()).toEqual(actions)
})

const two = { kind: 'experience', environment: { kind: 'jointRecall', length: 2 }, batch: 32, test: 64 }
test.each([
  ['by IPPO', undefined],
  ['by MAPPO', { kind: 'state' }],
])('two learn %s to say their signs together', async (_, critic) => {
  const e = spec({
    data: two,
    encoder: { kind: 'direct', steps: 17 },
    ...gru,
    optimizer: { kind: 'adam', rate: 1e-2 },
    algorithm: { kind: 'ppo', minibatches: 1, epochs: 4, valueWeight: 1, ...(critic && { critic }) },
  })
  expect(problemsOf(e)).toEqual([])
  using run = await open(e)
  const { values: first } = await run.evaluate()
  run.submit(30)
  const { values } = await run.evaluate()
  // Guessing wins a quarter.
  expect(first.testWinRate).toBeLessThan(0.5)
  expect(values.testWinRate).toBeGreaterThan(0.95)
})
