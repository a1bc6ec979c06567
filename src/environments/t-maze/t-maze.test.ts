/** A corridor with a fork: when the goal is shown, where walls are, and the rewards of simple policies. */
import { describe, expect, test } from 'vitest'
import { expectClose } from '../../testing/close'
import { meanOf, type Policy, player, returnsOf } from '../../testing/environments'
import { kernelGpu } from '../../testing/gpu'
import { END } from '../record/schema'

const gpu = await kernelGpu()
const [RIGHT, UP, LEFT, DOWN] = [0, 1, 2, 3]
const walk = async (active: boolean, actions: readonly number[], goal = -1, length = 3) => {
  const start = [0, 1, active ? 1 : 0, 0, goal, active ? 0 : 1]
  using played = await player(gpu, { kind: 'tMaze', length, active }, 1, { seed: 1, split: 0 }, actions.length, { states: [start] })
  const seen = await played.steps(actions.map((action) => [[action]]))
  return seen.slice(1).map(([one]) => one!)
}

/** Walks to the oracle if it has to, then to the fork, and turns to the side that it was shown. */
const perfect: (active: boolean) => Policy = (active) => (observation, timeSteps) => {
  const told = timeSteps.map((timeStep) => timeStep.observation[0] === 0 && timeStep.observation[1]).find((side) => side)
  if (active && told === undefined) return [LEFT]
  return [observation[0] === 1 ? (told === 1 ? UP : DOWN) : RIGHT]
}

describe.each([false, true])('with the oracle behind the start: %s', (active) => {
  test('a walker that remembers gets 1, one that does not half of it', async () => {
    const spec = { kind: 'tMaze', length: 10, active } as const
    expect(await returnsOf(gpu, spec, 60, perfect(active))).toEqual(new Array(60).fill(1))
    const guessed = await returnsOf(gpu, { ...spec, length: 3, active: false }, 400, ([fork]) => [fork === 1 ? UP : RIGHT])
    expect(Math.abs(meanOf(guessed) - 0.5)).toBeLessThan(4 * 0.025)
  })
})

test('the goal is shown at the start of the passive maze, once', async () => {
  const seen = await walk(false, [LEFT, RIGHT, RIGHT, RIGHT])
  expect(seen.map(({ observation }) => observation)).toEqual([
    [0, 0],
    [0, 0],
    [0, 0],
    [1, 0],
  ])
  expectClose(
    seen.map(({ reward }) => reward),
    [-1 / 3, -1 / 3, -1 / 3, 0],
    { absolute: 1e-7, reason: 'a third in float32' },
  )
  expect(seen.at(-1)!.end).toBe(END.terminated)
  using played = await player(gpu, { kind: 'tMaze', length: 3, active: false }, 8, { seed: 1, split: 0 })
  const starts = await played.step(Array.from({ length: 8 }, () => [0]))
  expect(new Set(starts.map(({ observation }) => `${observation}`))).toEqual(new Set(['0,1', '0,-1']))
})

test('the oracle tells it where it is first reached; the way there costs nothing', async () => {
  const seen = await walk(true, [LEFT, LEFT, RIGHT, RIGHT, RIGHT, RIGHT])
  expect(seen.map(({ observation }) => observation[1])).toEqual([-1, 0, 0, 0, 0, 0])
  expect(seen.map(({ state }) => state[2])).toEqual([0, 0, 1, 2, 3, 4])
  expectClose(
    seen.map(({ reward }) => reward),
    [0, -1 / 3, -1 / 3, -1 / 3, -1 / 3, 0],
    { absolute: 1e-7, reason: 'a third in float32' },
  )
})

test('walls stop: off the corridor, beyond the fork and in its arms', async () => {
  const seen = await walk(true, [UP, RIGHT, RIGHT, RIGHT, UP, LEFT], -1)
  expect(seen.map(({ state }) => state.slice(2, 4))).toEqual([
    [1, 0],
    [2, 0],
    [3, 0],
    [4, 0],
    [4, 1],
    [4, 1],
  ])
  expect(seen.at(-1)).toMatchObject({ observation: [1, 1], reward: 0, end: END.terminated })
  const down = await walk(false, [RIGHT, DOWN], -1, 1)
  expect(down.at(-1)).toMatchObject({ observation: [1, -1], reward: 1, end: END.terminated })
})
