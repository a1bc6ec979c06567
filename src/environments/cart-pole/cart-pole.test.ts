/** A pole on a cart: its golden steps, where an episode ends, and what simple rules get out of it. */
import { expect, test } from 'vitest'
import { expectClose } from '../../testing/close'
import { meanOf, type Policy, player, returnsOf } from '../../testing/environments'
import { kernelGpu } from '../../testing/gpu'
import { END } from '../record/schema'

const gpu = await kernelGpu()
const full = { kind: 'cartPole', mask: 'F', limit: 200 } as const
const from = async (state: readonly number[], actions: readonly number[], limit = 200) => {
  const start = { states: [[0, 1, ...state]] }
  using played = await player(gpu, { ...full, limit }, 1, { seed: 1, split: 0 }, actions.length, start)
  const seen = await played.steps(actions.map((action) => [[action]]))
  return seen.slice(1).map(([one]) => one!)
}

test('goes through the golden steps', async () => {
  const seen = await from([0.01, -0.02, 0.03, -0.04], [1, 0, 1, 1, 0])
  const golden = [
    [0.0096, 0.174679195748, 0.0292, -0.32306871796],
    [0.013093583915, -0.020846120233, 0.022738625641, -0.021322189539],
    [0.01267666151, 0.173942480216, 0.02231218185, -0.306744977734],
    [0.016155511115, 0.368739501658, 0.016177282295, -0.59230854336],
    [0.023530301148, 0.17339486216, 0.004331111428, -0.294574011652],
  ]
  const near = { absolute: 5 * 2 ** -22, reason: 'five steps of float32, of numbers below 1' }
  expectClose(
    seen.flatMap(({ observation }) => observation),
    golden.flat(),
    near,
  )
})

test('pays for the step that ends it, which is terminal, and the clock’s is not', async () => {
  const pushed = await from([0, 0, 0, 0], new Array(10).fill(1))
  expect(pushed.slice(0, 9).map(({ end }) => end)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, END.terminated])
  expect(pushed.slice(0, 9).map(({ reward }) => reward)).toEqual(new Array(9).fill(1))
  expectClose([pushed[8]!.observation[2]!], [-0.215186049885], { absolute: 1e-6, reason: 'nine steps of float32' })
  expect(pushed[9]).toMatchObject({ reward: 0, end: END.reset })
  expect(pushed[9]!.state.slice(0, 2)).toEqual([0, 2])
  const timed = await from([0, 0, 0, 0], [1, 0, 1, 0], 3)
  expect(timed.map(({ end }) => end)).toEqual([0, 0, END.truncated, END.reset])
  const both = await from([0, 0, 0, 0], new Array(9).fill(1), 9)
  expect(both.at(-1)!.end).toBe(END.terminated | END.truncated)
})

test('starts within a twentieth of rest, uniformly', async () => {
  using played = await player(gpu, full, 400, { seed: 5, split: 0 })
  const seen = await played.step(Array.from({ length: 400 }, () => [0]))
  for (let i = 0; i < 4; i++) {
    const starts = seen.map(({ observation }) => observation[i]!)
    expect(Math.max(...starts.map(Math.abs))).toBeLessThanOrEqual(0.05)
    // The mean of 400 uniform numbers of that range has a standard deviation of 0.0014, their variance one of 3.7e-5.
    expect(Math.abs(meanOf(starts))).toBeLessThan(4 * 0.0014)
    expect(Math.abs(meanOf(starts.map((x) => x * x)) - 0.01 / 12)).toBeLessThan(4 * 3.8e-5)
  }
})

test('a rule without memory holds the pole for long by speeds, not by positions', async () => {
  const push: (rule: (o: readonly number[]) => boolean) => Policy = (rule) => (o) => [rule(o) ? 1 : 0]
  const byAngle = await returnsOf(
    gpu,
    { ...full, mask: 'P' },
    200,
    push(([, th]) => th! > 0),
  )
  expect(Math.abs(meanOf(byAngle) - 42)).toBeLessThan(4)
  const bySpeed = await returnsOf(
    gpu,
    { ...full, mask: 'V' },
    50,
    push(([v, w]) => w! + 0.1 * v! > 0),
  )
  expect(bySpeed).toEqual(new Array(50).fill(200))
  const byMemory: Policy = ([, th], timeSteps) => [
    th! + (timeSteps.length > 1 ? (th! - timeSteps.at(-2)!.observation[1]!) / 0.02 : 0) > 0 ? 1 : 0,
  ]
  expect(meanOf(await returnsOf(gpu, { ...full, mask: 'P' }, 50, byMemory))).toBeGreaterThan(195)
})
