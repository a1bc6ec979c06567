/** The session on a real device: the order of its states, pause, reset, loss of the device, refusals. What it sends to the views: watching.test.ts. */
import { expect, test } from 'vitest'
import { DataNotHere } from '../data/labeled-set'
import { buildExperiment } from '../experiments/build'
import type { Misclassified } from '../tasks/classification/detail'
import { madeData, small } from '../testing/data'
import { readWeights, writeWeights } from '../testing/open'
import { openSessions } from '../testing/session'
import type { Frame } from './protocol'

const data = madeData(200, 60)
const setUp = openSessions(data)

test('opens paused, trains to the end, evaluates each epoch, and is finished', async () => {
  const { session, frames, states } = await setUp()
  const opened = await session.open(small({ run: { epochs: 2, seed: 3 } }))
  expect(opened.totalSteps).toBe(20)
  expect(opened.layers.map((l) => l.name)).toEqual(['input', 'lif1', 'lif2', 'output'])
  expect(opened.cost.byteLength).toBeGreaterThan(0)
  expect(session.state().state).toEqual({ kind: 'paused', step: 0 })
  await session.play()
  await session.idle()
  expect(session.state().state).toEqual({ kind: 'finished', step: 20 })
  expect(states()).toEqual(['compiling', 'paused', 'running', 'finished'])
  expect(session.tests().map((t) => t.step)).toEqual([10, 20])
  expect([...session.scalars().step]).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
  expect(frames.filter((f) => f.kind === 'report').length).toBe(2)
  const wrong = (await session.inspect({ ask: 'misclassified', limit: 3 })) as Misclassified
  expect(wrong.samples).toBe(60)
  const labels = data.test.streams.labels!.values
  expect(wrong.examples.every((x) => x.prediction !== x.label && labels[x.index] === x.label)).toBe(true)
})

test('while an experiment is opened it says what is waited for: the data, where they are not loaded yet, and the shaders', async () => {
  const { session, frames } = await setUp()
  const said = () => {
    const all = frames.splice(0).flatMap((frame) => (frame.kind === 'state' && frame.state.kind === 'compiling' ? [frame.state] : []))
    return all.filter(({ what }, at) => what !== all[at - 1]?.what).map(({ what, done }) => `${what}, ${done}`)
  }
  await session.open(small({ run: { epochs: 100, seed: 3 } }))
  expect(said()).toEqual(['Loading the data, 0', 'Compiling the shaders, 0'])
  await session.open(small({ run: { epochs: 100, seed: 4 } }))
  expect(said()).toEqual(['Compiling the shaders, 0'])
})

test('step adds that many batches and their metrics are readable; reset gives the same first loss', async () => {
  const { session } = await setUp()
  await session.open(small({ run: { epochs: 100, seed: 3 } }))
  await session.train(1)
  expect(session.state().state).toEqual({ kind: 'paused', step: 1 })
  const first = session.scalars().columns.trainLoss![0]
  await session.train(3)
  expect([...session.scalars().step]).toEqual([1, 2, 3, 4])
  await session.reset()
  expect(session.state().state).toEqual({ kind: 'paused', step: 0 })
  expect(session.scalars().step.length).toBe(0)
  await session.train(1)
  expect(session.scalars().columns.trainLoss![0]).toBe(first)
})

test('an evaluation says how much of it is done, and nothing once it has ended', async () => {
  const { session } = await setUp()
  await session.open(small({ run: { epochs: 100, seed: 3 } }))
  const seen: (number | undefined)[] = []
  let ended = false
  const evaluation = session.evaluate().finally(() => {
    ended = true
  })
  while (!ended) {
    seen.push(session.state().progress.evaluated)
    await new Promise((resolve) => setTimeout(resolve, 0))
  }
  await evaluation
  expect(seen).toContain(1)
  expect(session.state().progress).not.toHaveProperty('evaluated')
})

test('pause acts at the end of a step, and play continues from there', async () => {
  const { session } = await setUp()
  await session.open(small({ run: { epochs: 10_000, seed: 3 } }))
  await session.play()
  await session.train(2)
  await session.play()
  await session.pause()
  const { state } = session.state()
  expect(state.kind).toBe('paused')
  const { step } = session.state().progress
  expect([...session.scalars().step].at(-1)).toBe(step)
})

test('once a pause is asked the counter moves by at most one batch, and after it is answered by none', async () => {
  const { session } = await setUp()
  await session.open(small({ run: { epochs: 10_000, seed: 3 } }))
  for (const min of [1, 4, 9]) {
    await session.play()
    await expect.poll(() => session.state().progress.step).toBeGreaterThan(min)
    const asked = session.state().progress.step
    await session.pause()
    const { state, progress } = session.state()
    expect(state).toEqual({ kind: 'paused', step: progress.step })
    expect(progress.step - asked).toBeLessThanOrEqual(1)
    // Reading a layer waits for everything that was submitted to the device.
    await session.membrane('lif1')
    expect(session.state().progress.step).toBe(progress.step)
    expect([...session.scalars().step]).toHaveLength(progress.step)
  }
})

test('a lost device is a failure that says so, and recovers to the last checkpoint', async () => {
  const { session } = await setUp()
  await session.open(small())
  await session.train(3)
  session.gpu.device.destroy()
  await session.gpu.lost
  await Promise.resolve()
  expect(session.state().state).toMatchObject({ kind: 'failed', recoverable: true })
  expect(session.state().state).not.toHaveProperty('cause')
  await session.recover()
  expect(session.state().state.kind).toBe('paused')
  await session.train(1)
  expect(session.state().state.kind).toBe('paused')
})

test('a value that is not finite fails the run, keeps finite weights, and names the step', async () => {
  const { session } = await setUp()
  await session.open(small({ optimizer: { kind: 'sgd', rate: 10, momentum: 0, weightDecay: 1 }, run: { epochs: 100 } }))
  await session.play()
  await session.idle()
  expect(session.state().state).toMatchObject({ kind: 'failed', recoverable: true })
  const { state } = session.state()
  expect(state.kind === 'failed' && state.error).toMatch(/no longer a finite number at step \d+/)
  expect(state).toMatchObject({ cause: { kind: 'notFinite', parameter: expect.any(String) } })
  expect([...session.run().built.networks[0]!.network.parameters.keys()]).toContain(state.kind === 'failed' && state.cause?.parameter)
  expect(new Float32Array(await session.run().read(session.run().built.networks[0]!.network.values)).every(Number.isFinite)).toBe(true)
})

test('an experiment with a problem, or too large for the device, is refused in words and the open one stays', async () => {
  const { session } = await setUp()
  await session.open(small())
  await session.train(1)
  await expect(session.open(small({ network: { kind: 'mlp', hidden: [8] } }))).rejects.toThrow('The adaptive window needs a tdBN')
  const vast = small({
    data: { kind: 'mnist', batch: 4096 },
    encoder: { kind: 'poisson', steps: 100 },
    network: { kind: 'mlp', hidden: [4096], normalization: { kind: 'tdBatchNorm' } },
  })
  await expect(session.open(vast)).rejects.toThrow(/would need .* in one buffer; this adapter allows .*smaller batch/)
  expect(session.state().state).toEqual({ kind: 'paused', step: 1 })
})

test('weights go out as [out, in] and come back bit for bit; a file that does not fit says which tensor', async () => {
  const { session } = await setUp()
  await session.open(small())
  await session.train(3)
  const file = await readWeights(session.run())
  const before = new Uint32Array(await session.run().read(session.run().built.networks[0]!.network.values))
  await session.reset()
  writeWeights(session.run(), file)
  expect(new Uint32Array(await session.run().read(session.run().built.networks[0]!.network.values))).toEqual(before)
  await session.open(small({ network: { kind: 'mlp', hidden: [14, 24], normalization: { kind: 'tdBatchNorm' }, bias: false } }))
  expect(() => writeWeights(session.run(), file)).toThrow('linear1.weight is [13,784] in the file; this network needs [14,784]')
})

test('timing the kernels changes no weight, no history and no later loss', async () => {
  const train = async (tuned: boolean) => {
    const { session } = await setUp()
    await session.open(small())
    await session.train(4)
    if (tuned) expect(Object.keys((await session.tune()) ?? {}).length).toBeGreaterThan(2)
    expect(session.state().state).toEqual({ kind: 'paused', step: 4 })
    await session.train(4)
    return session.scalars().columns.trainLoss!
  }
  expect(await train(true)).toEqual(await train(false))
})

test('timing the kernels can be stopped, and everything is as it was', async () => {
  const timed = (frame: Frame): number =>
    frame.kind === 'state' && frame.state.kind === 'compiling' && frame.state.what === 'Timing the kernels' ? frame.state.done : -1
  const { session, frames } = await setUp({}, true, (frame) => {
    if (timed(frame) >= 1) session.stopTuning()
  })
  await session.open(small())
  await session.train(4)
  const before = await readWeights(session.run())
  expect(await session.tune()).toBeNull()
  expect(session.state().state).toEqual({ kind: 'paused', step: 4 })
  expect(await readWeights(session.run())).toEqual(before)
  expect(Math.max(...frames.map(timed))).toBeLessThan(4)
  await session.train(1)
  expect(session.state().state).toEqual({ kind: 'paused', step: 5 })
})

test('commands that change the run wait for each other: each step is taken, and an open in between ends what runs', async () => {
  const { session } = await setUp()
  await session.open(small({ run: { epochs: 100, seed: 3 } }))
  await Promise.all([session.train(1), session.train(2), session.train(3)])
  expect(session.state().state).toEqual({ kind: 'paused', step: 6 })
  const tuning = session.tune()
  const opening = session.open(small({ neuron: { kind: 'lif', decay: 0.7, threshold: 1 } }))
  await Promise.all([tuning, opening])
  expect(session.state().state).toEqual({ kind: 'paused', step: 0 })
  const { options } = session.run().built.networks[0]!.graph.spiking[0]!
  expect(options.decay.initial).toEqual(Float32Array.of(0.7))
})

test('a pause ends an evaluation that the loop began, and it is made up for when training continues', async () => {
  const { session } = await setUp()
  await session.open(small({ run: { epochs: 100, seed: 3, evaluateEvery: 2 } }))
  await session.play()
  await session.pause()
  const { step } = session.state().progress
  await session.train(2)
  const asked = session.tests().map((t) => t.step)
  expect(asked.filter((s) => s <= step).length).toBeGreaterThanOrEqual(Math.floor(step / 2))
})

test('while the device is gone nothing trains, and an edit opens another', async () => {
  const { session } = await setUp()
  await session.open(small())
  await session.train(2)
  session.gpu.device.destroy()
  await session.gpu.lost
  await expect(session.train(1)).rejects.toThrow('The graphics device was lost')
  expect(session.state().state.kind).toBe('failed')
  await session.open(small({ neuron: { kind: 'lif', decay: 0.7, threshold: 1 } }))
  await session.train(1)
  expect(session.state().state).toEqual({ kind: 'paused', step: 1 })
})

test('a data set that is not here is a failure that says what it needs, and the next experiment opens', async () => {
  const { session } = await setUp({
    loadData: async (e) => {
      if (e.data.kind === 'cifar10') throw new DataNotHere('CIFAR-10')
      return data
    },
  })
  await expect(session.open(small({ data: { kind: 'cifar10', batch: 20 } }))).rejects.toThrow('CIFAR-10 is not in this browser.')
  expect(session.state().state).toMatchObject({ kind: 'failed', recoverable: false, needs: 'data' })
  await session.open(small())
  expect(session.state().state).toEqual({ kind: 'paused', step: 0 })
})

test('of a set that is only partly here the memory is what it takes, before it is opened and after', async () => {
  const counts = { train: 200, test: 60 }
  const { session } = await setUp({ countsOf: async () => counts })
  const e = small({ run: { epochs: 1, seed: 3 } })
  const { cost } = await session.open(e)
  const before = (await setUp({ countsOf: async () => counts })).session
  expect(cost.byteLength + cost.staging).toBe(session.allocated())
  expect(await session.predict(e)).toEqual(cost)
  expect(await before.predict(e)).toEqual(cost)
  expect(await before.predict(e, { train: 400, test: 60 })).not.toEqual(cost)
})

test('one edit costs one build: what is predicted is what is opened', async () => {
  let builds = 0
  const { session } = await setUp({
    countsOf: async () => ({ train: 200, test: 60 }),
    buildExperiment: (e, options) => {
      builds++
      return buildExperiment(e, options)
    },
  })
  await session.open(small())
  expect(builds).toBe(1)
  const edited = small({ neuron: { kind: 'lif', decay: 0.7, threshold: 1 } })
  await session.predict(edited)
  await session.open(edited)
  expect(builds).toBe(2)
  await session.train(1)
  await session.reset()
  await session.open(edited)
  expect(builds).toBe(2)
  // The largest batch is computed on request.
  expect(await session.largestBatch(edited)).toBeGreaterThan(100)
  expect(builds).toBeGreaterThan(2)
})
