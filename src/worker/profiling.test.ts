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
  await session.play()
  const allocated = session.gpu.allocated()
  const profile = session.profile()
  while (!frames.some((frame) => frame.kind === 'state' && frame.state.kind === 'compiling' && frame.state.what === 'Profiling the step'))
    await new Promise((resolve) => setTimeout(resolve, 0))
  session.stopMeasuring()
  expect(await profile).toBeNull()
  expect(session.state().state.kind).toBe('running')
  await session.pause()
  expect(session.gpu.allocated()).toBe(allocated)
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
