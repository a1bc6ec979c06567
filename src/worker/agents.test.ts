/** Agents in the worker: settings of the algorithm that change while it trains, a run that is resumed, a device that is lost: the same bits. */
import { expect, test } from 'vitest'
import { readDraft, setAt } from '../experiments/edit'
import { presetNamed } from '../experiments/presets'
import type { Experiment } from '../experiments/schema'
import { readSafetensors } from '../interop/safetensors'
import { memoryCheckpoints } from '../runs/checkpoints'
import { openSessions } from '../testing/session'

// Agents generate their data while they train: an epoch is a number of environment steps.
const setUp = openSessions({ train: { count: 10_000, streams: {} }, test: { count: 4, streams: {} } })
type Session = Awaited<ReturnType<typeof setUp>>['session']

function tiny(preset: string, algorithm: Readonly<Record<string, number>>): Experiment {
  const settings = {
    'data.batch': 6,
    'data.test': 4,
    'encoder.steps': 17,
    'network.units': 12,
    'run.epochs': 20,
    'run.evaluateEvery': 3,
    ...Object.fromEntries(Object.entries(algorithm).map(([name, value]) => [`algorithm.${name}`, value])),
  }
  const made = Object.entries(settings).reduce<unknown>(
    (e, [path, value]) => setAt(e, path.split('.'), value),
    presetNamed(preset)!.experiment,
  )
  const read = readDraft(made)
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join(' '))
  return read.experiment
}

const replay = { updates: 2, batch: 8, sequence: 8, buffer: 48, randomRollouts: 2 }
const AGENTS = [
  ['PPO', tiny('grsn-cart', { minibatches: 2, epochs: 1 }), { gamma: 0.9, lambda: 0.5, clip: 0.05, valueWeight: 1, entropyWeight: 0.1 }],
  ['SAC for discrete actions', tiny('sacd-cart', replay), { gamma: 0.8, temperatureRate: 0.1, rate: 0.01, clipNorm: 0.5 }],
  ['TD3', tiny('td3-pendulum', replay), { gamma: 0.8, explorationNoise: 1 }],
  [
    'a team',
    tiny('riddle-qmix', { sequences: 6, capacity: 48, updates: 2 }),
    { gamma: 0.9, lambda: 0.2, exploration: { start: 1, end: 0.5, over: 4 } },
  ],
] as const

/** Everything measured and learned. */
const bitsOf = async (session: Session) => {
  const { step, columns } = session.scalars()
  return { step: [...step], columns: structuredClone(columns), weights: readSafetensors(await session.weights()).tensors }
}

test.each(AGENTS)(
  '%s: a change, a resumed run and a lost device come to the bits of a run that was never interrupted',
  async (_, e, values) => {
    const checkpoints = memoryCheckpoints()
    const { session } = await setUp({ checkpoints })
    await session.open(e, { preset: 'blank', id: 'one' })
    await session.train(4)
    const { changes } = await session.change(values)
    expect(changes).toEqual([{ step: 4, ...values }])
    await session.train(1)
    await session.save()
    await session.train(2)
    const bits = await bitsOf(session)
    expect(bits.step).toHaveLength(7)
    // The same without the change, which ends what is kept of the other run in this worker.
    await session.open(e)
    await session.train(7)
    const plain = await bitsOf(session)
    expect(plain.columns.trainLoss!.slice(0, 4)).toEqual(bits.columns.trainLoss!.slice(0, 4))
    expect(plain.weights).not.toEqual(bits.weights)

    const next = (await setUp({ checkpoints })).session
    const { step, experiment } = await next.resume('one')
    expect(step).toBeGreaterThanOrEqual(5)
    if (step < 7) await next.train(7 - step)
    expect(await bitsOf(next)).toEqual(bits)
    next.gpu.device.destroy()
    await next.gpu.lost
    await next.recover()
    await next.train(2)
    const resumed = await bitsOf(next)
    await next.open(experiment)
    await next.train(resumed.step.length)
    expect(await bitsOf(next)).toEqual(resumed)
  },
)

test('before there is a sequence to learn from, no potentials are shown; a study that ends there has what was counted', async () => {
  const { session, frames } = await setUp()
  const shown = () => frames.flatMap((frame) => (frame.kind === 'membrane' ? [{ step: frame.step, next: frame.next === true }] : []))
  // A rollout has 16 steps and a sequence 8 after 8 to warm up: there is one after the second rollout.
  await session.open(tiny('sacd-cart', replay))
  expect(shown()).toEqual([])
  await session.train(1)
  expect(shown()).toEqual([])
  expect((await session.membrane('actor.grsn')).samples).toBe(replay.updates * replay.batch)
  await session.train(1)
  expect(shown()).toEqual([{ step: 2, next: false }])
  expect((await session.membrane('critic.grsn')).samples).toBe(replay.updates * replay.batch)
})
