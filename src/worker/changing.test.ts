/** Changes while a run trains, on a real device: from the next step on, the same bits again from its experiment or from what is kept. */
import { expect, test } from 'vitest'
import { asOf } from '../experiments/changes'
import type { Experiment } from '../experiments/schema'
import { memoryCheckpoints } from '../runs/checkpoints'
import { madeData, small } from '../testing/data'
import { openSessions } from '../testing/session'

const setUp = openSessions(madeData(200, 60))
const adaptive = { run: { epochs: 4, seed: 3 }, optimizer: { kind: 'adamw', rate: 0.01, weightDecay: 0.01 } } as const

type Set = Awaited<ReturnType<typeof setUp>>['session']
const lossesOf = (session: Set) => Array.from(session.scalars().columns.trainLoss!)
const ratesOf = (session: Set) => Array.from(session.scalars().columns.rate!)

/** Trains 12 steps, with changes after 4 and 8. */
async function changed(session: Set, other: object = {}): Promise<Experiment> {
  await session.open(small({ ...adaptive, ...other }))
  await session.train(4)
  await session.change({ rate: 0.002, clipNorm: 0.5 })
  await session.train(4)
  const experiment = await session.change({ schedule: { kind: 'cosine' }, epochs: 3, weightDecay: 0.1 })
  await session.train(4)
  return experiment
}

test('takes effect at the next step, keeps what was learned, and is a part of the experiment', async () => {
  const { session } = await setUp()
  const experiment = await changed(session)
  expect(experiment.changes).toEqual([
    { step: 4, rate: 0.002, clipNorm: 0.5 },
    { step: 8, schedule: { kind: 'cosine' }, epochs: 3, weightDecay: 0.1 },
  ])
  const rates = ratesOf(session)
  expect(rates.slice(0, 4)).toEqual(Array(4).fill(Math.fround(0.01)))
  expect(rates.slice(4, 8)).toEqual(Array(4).fill(Math.fround(0.002)))
  expect(rates[8]).toBeLessThan(0.002)
  expect(session.state().progress).toMatchObject({ step: 12, totalSteps: 30 })
  const losses = lossesOf(session)
  expect(losses).toHaveLength(12)
  expect(losses[4]).toBeLessThan(losses[0]!)
})

const TYPED = { kind: 'equations', text: 'param a = 0.8 in 0..1 learned\nv = a*v[t-1] + x - s[t-1]\ns = spike(v - 1)' }

test.each([
  ['LIF', {}],
  ['equations', { neuron: TYPED }],
])('the experiment with its changes gives the same bits, and again after a reset: %s', async (_, neuron) => {
  const { session } = await setUp()
  const experiment = await changed(session, neuron)
  const [losses, weights] = [lossesOf(session), new Uint8Array(await session.weights())]
  const other = (await setUp()).session
  await other.open(experiment)
  await other.train(12)
  expect(lossesOf(other)).toEqual(losses)
  expect(new Uint8Array(await other.weights())).toEqual(weights)
  await session.reset()
  await session.train(12)
  expect(lossesOf(session)).toEqual(losses)
  expect(new Uint8Array(await session.weights())).toEqual(weights)
})

test('what is kept between changes goes on to the same bits', async () => {
  const checkpoints = memoryCheckpoints()
  const { session } = await setUp({ checkpoints })
  await session.open(small(adaptive), { preset: 'mnist', id: 'one' })
  await session.train(4)
  await session.change({ rate: 0.002 })
  await session.train(2)
  await session.change({ rate: 0.001 })
  await session.train(2)
  await session.save()
  await session.train(4)
  const losses = lossesOf(session)
  const next = (await setUp({ checkpoints })).session
  await session.open(small(adaptive))
  await session.idle()
  const resumed = await next.resume('one')
  expect(resumed.experiment.changes).toHaveLength(2)
  expect(resumed.step).toBeGreaterThanOrEqual(8)
  if (resumed.step < 12) await next.train(12 - resumed.step)
  expect(lossesOf(next)).toEqual(losses)
})

test('training that is under way continues', async () => {
  const { session } = await setUp()
  await session.open(small({ ...adaptive, run: { epochs: 10_000, seed: 3 } }))
  await session.play()
  await expect.poll(() => session.state().progress.step).toBeGreaterThan(3)
  const { changes } = await session.change({ rate: 0.002 })
  const { step } = changes!.at(-1)!
  await expect.poll(() => session.state().progress.step).toBeGreaterThan(step + 3)
  expect(session.state().state.kind).toBe('running')
  await session.pause()
  const rates = ratesOf(session)
  expect(rates[step - 1]).toBe(Math.fround(0.01))
  expect(rates[step]).toBe(Math.fround(0.002))
})

test('many changes one after the other, with what was measured being read, end nothing and lose no step', async () => {
  const { session } = await setUp()
  await session.open(small({ ...adaptive, run: { epochs: 10_000, seed: 3 } }))
  await session.play()
  await expect.poll(() => session.state().progress.step).toBeGreaterThan(1)
  for (let k = 1; k <= 12; k++) {
    const { changes } = await session.change({ rate: 0.001 * k })
    await expect.poll(() => session.state().progress.step).toBeGreaterThan(changes!.at(-1)!.step)
    await Promise.all([session.membrane('lif1'), session.sample(0), session.weights()])
  }
  expect(session.state().state.kind).toBe('running')
  await session.pause()
  const { step } = session.state().progress
  expect([...session.scalars().step]).toEqual(Array.from({ length: step }, (_, i) => i + 1))
})

test('a run that has ended goes on where it is given more epochs, and no run ends before the step that it is at', async () => {
  const { session } = await setUp()
  await session.open(small({ run: { epochs: 1, seed: 3 } }))
  await session.play()
  await session.idle()
  expect(session.state().state).toEqual({ kind: 'finished', step: 10 })
  await expect(session.change({ epochs: 0.5 })).rejects.toThrow('0.5 epochs are 5 training steps, and the run has done more.')
  await session.change({ epochs: 2 })
  expect(session.state().state).toEqual({ kind: 'paused', step: 10 })
  await session.play()
  await session.idle()
  expect(session.state().state).toEqual({ kind: 'finished', step: 20 })
  expect(session.tests().map(({ step }) => step)).toEqual([10, 20])
})

test('before the first step there is nothing to change', async () => {
  const { session } = await setUp()
  const experiment = small(adaptive)
  await session.open(experiment)
  await expect(session.change({ rate: 0.1 })).rejects.toThrow('Nothing has been trained yet')
  expect(asOf(experiment, 0)).toEqual(experiment)
})

test('a run takes no more changes than a link or a file of it may hold', async () => {
  const { session } = await setUp()
  const changes = Array.from({ length: 200 }, (_, i) => ({ step: 1000 + i, clipNorm: i + 1 }))
  await session.open({ ...small({ run: { epochs: 10_000, seed: 3 } }), changes })
  await session.train(1)
  await expect(session.change({ rate: 0.1 })).rejects.toThrow('at most 200 changes')
  await session.train(1)
  expect(ratesOf(session)[1]).toBe(ratesOf(session)[0])
})

test('a change that breaks off fails the run, and Resume goes on with it', async () => {
  const { session } = await setUp()
  await session.open(small(adaptive))
  await session.train(4)
  await session.idle()
  const gpu = session.gpu as { createBuffer: unknown }
  const { createBuffer } = gpu
  gpu.createBuffer = () => {
    throw new Error('There is no room.')
  }
  await expect(session.change({ rate: 0.002 })).rejects.toThrow('There is no room.')
  gpu.createBuffer = createBuffer
  expect(session.state().state).toMatchObject({ kind: 'failed', recoverable: true, error: 'There is no room.' })
  await session.recover()
  expect(session.state().state).toEqual({ kind: 'paused', step: 4 })
  await session.train(1)
  expect(ratesOf(session)[4]).toBe(Math.fround(0.002))
})
