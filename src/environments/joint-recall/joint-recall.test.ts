/** Joint recall: its kernel against float64, when the signs are seen and asked for, and what guessing and remembering bring. */
import { describe, expect, test } from 'vitest'
import { kernelGpu } from '../../testing/gpu'
import { expectKeyedStarts, expectRules, meanReturn, type Policy, playTeam, randomActions } from '../../testing/teams'
import { END } from '../record/schema'
import { jointRecallRules } from './reference'
import { type JointRecallSpec, jointRecallShape, RECALL_WORDS } from './schema'

const gpu = await kernelGpu()
const draws = { seed: 5, split: 0 }
const of = (length: number): JointRecallSpec => ({ kind: 'jointRecall', length })
const { SIGNS } = RECALL_WORDS

test.each([
  [1, 1],
  [7, 3],
  [65, 8],
])('the kernel does in %i environments of length %i what the rules say', async (count, length) => {
  const actions = randomActions(jointRecallShape(of(length)), 40, count, 3)
  expectRules(await playTeam(gpu, of(length), draws, count, actions), actions, jointRecallRules(of(length)), draws, 0)
})

test('signs are seen once, each by its own agent, and asked for `length` steps later', async () => {
  const played = (await playTeam(gpu, of(3), draws, 1, randomActions(jointRecallShape(of(3)), 6, 1, 4))).map(([one]) => one!)
  const [first, ...later] = played.slice(1)
  const [one, other] = first!.state.slice(SIGNS)
  expect(first!.observations).toEqual([
    [one, 1, 0, 1, 0],
    [other, 1, 0, 0, 1],
  ])
  expect(later.slice(0, 3).map(({ observations }) => observations.map((seen) => seen.slice(0, 3)))).toEqual([
    [
      [0, 0, 0],
      [0, 0, 0],
    ],
    [
      [0, 0, 0],
      [0, 0, 0],
    ],
    [
      [0, 0, 1],
      [0, 0, 1],
    ],
  ])
  expect(later.map(({ end }) => end)).toEqual([0, 0, 0, END.terminated, END.reset])
})

test('episodes start from seed, split, environment and number alone', () => expectKeyedStarts(gpu, of(2), 24, 3))

describe('the share of episodes won', () => {
  const say =
    (action: (sign: number, agent: number) => number): Policy =>
    ({ state }) =>
      [0, 1].map((i) => action(state[SIGNS + i]!, i))

  test.each([
    ['is 1 where both remember', say((sign) => (sign + 1) / 2), 1],
    ['is a half where one of them does', say((sign, i) => (i === 0 ? (sign + 1) / 2 : 1)), 0.5],
    ['is a quarter where neither does', say(() => 1), 0.25],
  ])('%s', (_, policy, share) => {
    const { mean, error } = meanReturn(jointRecallRules(of(4)), draws, 2000, () => policy)
    expect(Math.abs(mean - share)).toBeLessThanOrEqual(4 * error)
  })
})
