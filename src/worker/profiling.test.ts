/** A profile of the open run, and its gradient next to others. A profile trains a copy, so that the run keeps its bits, continues if it was training, and can be stopped. */
import { expect, test } from 'vitest'
import { madeData, small } from '../testing/data'
import { openSessions } from '../testing/session'

const setUp = openSessions(madeData(200, 60))
const experiment = small({ run: { epochs: 100, seed: 3 } })

test('a run that is profiled trains to the same bits as one that is not', async () => {
  const [profiled, other] = [(await setUp()).session, (await setUp()).session]
  for (const session of [profiled, other]) {
    await session.open(experiment)
    await session.train(2)
  }
  const profile = await profiled.profile()
  expect(profile!.kernels.map(({ kernel }) => kernel)).toContain('optimizers/adam')
  expect(profiled.state().state).toEqual({ kind: 'paused', step: 2 })
  for (const session of [profiled, other]) await session.train(3)
  expect(profiled.scalars()).toEqual(other.scalars())
  expect(new Uint8Array(await profiled.weights())).toEqual(new Uint8Array(await other.weights()))
})

test('a profile that is stopped is null, and training continues where it was', async () => {
  const { session, frames } = await setUp()
  await session.open(experiment)
  // Before it trains: numbers on their way from the GPU have buffers of their own.
  const allocated = session.gpu.allocated()
  await session.play()
  const profile = session.profile()
  while (!frames.some((frame) => frame.kind === 'state' && frame.state.kind === 'compiling' && frame.state.what === 'Profiling the step'))
    await new Promise((resolve) => setTimeout(resolve, 0))
  session.stopMeasuring()
  expect(await profile).toBeNull()
  expect(session.state().state.kind).toBe('running')
  await session.pause()
  expect(session.gpu.allocated()).toBe(allocated)
})

test('where TensorFlow.js does not start, it is a sentence, and training continues', async () => {
  const { session } = await setUp()
  await session.open(experiment)
  await session.play()
  await expect(session.benchPeer()).rejects.toThrow(/^TensorFlow\.js \S+ does not start its webgpu backend in this browser/)
  expect(session.state().state.kind).toBe('running')
  await session.pause()
})

test('gradients are compared while it trains, or stopped, and change no bit of it', async () => {
  const [compared, other] = [(await setUp()).session, (await setUp()).session]
  for (const session of [compared, other]) {
    await session.open(experiment)
    await session.train(2)
  }
  const asked = { samples: 3, draws: 32, sigma: null }
  const found = await compared.compareGradients(asked)
  expect(found!.samples).toBe(3)
  expect(found!.truth).toEqual({ why: expect.stringContaining('all neurons have to be noisy LIF') })
  for (const { cosines } of found!.others) expect(cosines).toHaveLength(found!.layers.length + 1)
  const stopped = compared.compareGradients(asked)
  compared.stopMeasuring()
  expect(await stopped).toBeNull()
  expect(compared.state().state).toEqual({ kind: 'paused', step: 2 })
  for (const session of [compared, other]) await session.train(3)
  expect(compared.scalars()).toEqual(other.scalars())
  expect(new Uint8Array(await compared.weights())).toEqual(new Uint8Array(await other.weights()))
})

test('the loss is looked at around the weights, also towards saved runs, and changes no bit of training', async () => {
  const { session: looking, frames } = await setUp()
  const { session: other } = await setUp()
  await looking.open(experiment, { preset: 'blank', id: 'first' })
  await looking.train(4)
  await looking.open(experiment, { preset: 'blank', id: 'second' })
  await looking.train(1)
  await looking.idle()
  for (const session of [looking, other]) {
    await session.open(experiment, { preset: 'blank', id: 'third' })
    await session.train(2)
  }
  const asked = { samples: 3, points: 5, reach: 0.5, seed: 1, towards: null }
  const found = await looking.lossLandscape(asked)
  expect(found!.samples).toBe(3)
  const posted = frames.flatMap((frame) => (frame.kind === 'landscape' ? [frame.landscape] : []))
  expect(posted[0]!.surface).toBeNull()
  expect(posted.at(-1)).toEqual(found)
  const towards = await looking.lossLandscape({ ...asked, towards: ['first', 'second'] })
  expect(towards!.axes).toEqual(['the run at step 4', 'the run at step 1'])
  expect(towards!.here).toEqual(found!.here)
  await expect(looking.lossLandscape({ ...asked, points: 6 })).rejects.toThrow('A surface has 5, 9, 17, 33 points on a side, not 6.')
  await expect(looking.lossLandscape({ ...asked, towards: ['first', 'lost'] })).rejects.toThrow('no longer saved')
  const stopped = looking.lossLandscape(asked)
  looking.stopMeasuring()
  expect(await stopped).toBeNull()
  expect(looking.state().state).toEqual({ kind: 'paused', step: 2 })
  for (const session of [looking, other]) await session.train(3)
  expect(looking.scalars()).toEqual(other.scalars())
  expect(new Uint8Array(await looking.weights())).toEqual(new Uint8Array(await other.weights()))
})
