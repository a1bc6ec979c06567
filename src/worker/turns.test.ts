/** Two runs that train in turn on one device: they stay in step, and each has the bits that it has alone. */
import { expect, test } from 'vitest'
import { madeData, small } from '../testing/data'
import { openSessions } from '../testing/session'
import { createTurns } from './turns'

const setUp = openSessions(madeData(200, 60))
const long = small({ run: { epochs: 10_000, seed: 3 } })
const other = small({ run: { epochs: 10_000, seed: 4 } })

async function two() {
  const turns = createTurns()
  const { session: lead } = await setUp({ turn: turns.leading })
  const { session: follower } = await setUp({ openGpu: async () => lead.gpu, turn: turns.follow() })
  return { turns, lead, follower }
}
const at = ({ state }: { state: Awaited<ReturnType<typeof setUp>>['session']['state'] }) => state().progress.step

test('the one that follows is never ahead, catches up, and stands where the other stands', async () => {
  const { lead, follower } = await two()
  await lead.open(long)
  await follower.open(other)
  await lead.train(7)
  expect(at(follower)).toBe(0)
  await follower.play()
  await expect.poll(() => at(follower)).toBe(7)
  await expect.poll(() => follower.scalars().step.length).toBe(7)
  await lead.play()
  await expect.poll(() => at(follower)).toBeGreaterThan(20)
  const ahead: number[] = []
  for (let look = 0; look < 20; look++) {
    await new Promise((resolve) => setTimeout(resolve, 0))
    ahead.push(at(lead) - at(follower))
  }
  expect(Math.min(...ahead)).toBeGreaterThanOrEqual(0)
  await lead.pause()
  const end = at(lead)
  await expect.poll(() => at(follower)).toBe(end)
  expect(follower.state().state.kind).toBe('running')
  await follower.pause()
  expect(follower.state().state).toEqual({ kind: 'paused', step: end })
})

test('a change that comes before the first step takes effect behind it', async () => {
  const { lead, follower } = await two()
  await lead.open(long)
  await follower.open(other)
  await expect(follower.change({ rate: 0.002 })).rejects.toThrow('Nothing has been trained yet')
  await follower.play()
  const changed = follower.change({ rate: 0.002 })
  expect(at(follower)).toBe(0)
  await lead.train(3)
  const { changes } = await changed
  expect(changes).toEqual([{ step: expect.any(Number), rate: 0.002 }])
  expect(changes![0]!.step).toBeGreaterThan(0)
  await follower.pause()
})

test('the one that follows knows whether the other rests, at which step it may look at what it has', () => {
  const turns = createTurns()
  const turn = turns.follow()
  turns.leading.at(3, true)
  expect({ limit: turn.limit(3), leadingRests: turn.othersRest(), followingRests: turns.leading.othersRest() }).toEqual({
    limit: 3,
    leadingRests: false,
    followingRests: true,
  })
  turn.at(2, true)
  turns.leading.at(3, false)
  expect({ leadingRests: turn.othersRest(), followingRests: turns.leading.othersRest() }).toEqual({
    leadingRests: true,
    followingRests: false,
  })
})

test('each learns what it learns alone, to the last bit', async () => {
  const { lead, follower } = await two()
  await lead.open(long)
  await follower.open(other)
  await follower.play()
  await lead.train(30)
  await expect.poll(() => follower.scalars().step.length).toBe(30)
  for (const [session, experiment] of [
    [lead, long],
    [follower, other],
  ] as const) {
    const { session: alone } = await setUp()
    await alone.open(experiment)
    await alone.train(30)
    expect(session.scalars().columns.trainLoss).toEqual(alone.scalars().columns.trainLoss)
  }
})

test('one that has ended, or is gone, is waited for no longer', async () => {
  const { turns, lead, follower } = await two()
  await lead.open(long)
  await follower.open(small({ run: { epochs: 0.5, seed: 4 } }))
  await follower.play()
  await lead.play()
  await expect.poll(() => follower.state().state.kind).toBe('finished')
  await expect.poll(() => at(lead)).toBeGreaterThan(at(follower) + 5)
  const before = lead.allocated()
  turns.alone()
  await follower.close()
  expect(lead.allocated()).toBeLessThan(before)
  const { step } = lead.state().progress
  await expect.poll(() => at(lead)).toBeGreaterThan(step + 3)
  await lead.pause()
})

test('a pause of the one that waits ends its waiting', async () => {
  const { lead, follower } = await two()
  await lead.open(long)
  await follower.open(other)
  await follower.play()
  await follower.pause()
  expect(follower.state().state).toEqual({ kind: 'paused', step: 0 })
  await lead.train(3)
  expect(at(lead)).toBe(3)
})
