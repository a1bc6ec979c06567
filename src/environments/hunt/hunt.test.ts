/** The hunt: its kernel against float64, when the prey is caught, how it strays, and what hunters who see everything bring. */
import { describe, expect, test } from 'vitest'
import { kernelGpu } from '../../testing/gpu'
import { episodeOf, expectKeyedStarts, expectRules, meanReturn, type Policy, playTeam, randomActions } from '../../testing/teams'
import { END, STATE_HEAD } from '../record/schema'
import { huntRules } from './reference'
import { HUNT_ACTIONS, type HuntSpec, huntShape } from './schema'

const gpu = await kernelGpu()
const draws = { seed: 5, split: 0 }
const of = (change: Partial<HuntSpec> = {}): HuntSpec => ({ kind: 'hunt', agents: 3, size: 7, sight: 2, limit: 40, ...change })
const [STAY, GRAB] = ['stay', 'grab'].map((name) => HUNT_ACTIONS.indexOf(name as 'stay')) as [number, number]

/** Walks to the prey and grabs, seeing everything; now and then aside, so that hunters do not queue behind each other. */
const hunter: Policy = ({ state }) => {
  const bodies = Array.from(
    { length: (state.length - STATE_HEAD.own) / 2 },
    (_, i) => state.slice(2 + 2 * i, 4 + 2 * i) as [number, number],
  )
  const [row, column] = bodies.at(-1)!
  return bodies.slice(0, -1).map(([y, x], i) => {
    const [down, right] = [row - y, column - x]
    if (Math.abs(down) + Math.abs(right) === 1) return GRAB
    const aside = (state[0]! + i) % 3 === 0
    if (Math.abs(down) > Math.abs(right) !== aside) return down > 0 ? 2 : 1
    return right > 0 ? 4 : 3
  })
}

test.each([
  [1, of()],
  [65, of({ sight: 1, limit: 9 })],
  [7, of({ agents: 2, size: 4, sight: 3 })],
  [3, of({ agents: 4, size: 12 })],
])('the kernel does in %i environments of %o what the rules say', async (count, spec) => {
  // On a small board many grab at once.
  const actions = randomActions(huntShape(spec), 50, count, 3).map((all) =>
    all.map((one) => one.map((action) => (action === STAY ? GRAB : action))),
  )
  const played = await playTeam(gpu, spec, draws, count, actions)
  // A reward of 0.99 is rounded to single precision.
  expectRules(played, actions, huntRules(spec), draws, 2 ** -24)
  if (spec.size === 4) expect(played.flat().some(({ end }) => end === END.terminated)).toBe(true)
})

test('episodes start from seed, split, environment and number alone', () => expectKeyedStarts(gpu, of({ limit: 9 }), 40, 6))

describe('a catch', () => {
  const rules = huntRules(of())
  const none = () => [0.9, 0.9, 0.9, 0.9] as const
  const step = (bodies: readonly number[], actions: readonly number[]) => rules.step([3, 1, ...bodies], actions, none, [STAY])
  const [besideTwo, besideOne] = [
    [2, 3, 3, 2, 0, 0, 3, 3],
    [2, 3, 2, 2, 0, 0, 3, 3],
  ]

  test.each([
    ['needs two who grab beside the prey', besideTwo, [GRAB, GRAB, STAY], true],
    ['does not happen where one of them waits', besideTwo, [GRAB, STAY, GRAB], false],
    ['does not happen where one of them is across a corner', besideOne, [GRAB, GRAB, GRAB], false],
  ])('%s', (_, bodies, actions, caught) => {
    const { rewards, terminated } = step(bodies!, actions!)
    expect(terminated).toBe(caught)
    expect(rewards).toEqual(new Array(3).fill(Number(caught) - 0.01))
  })

  test('a cell that is taken and the edge stop a predator', () => {
    const { own } = step([2, 3, 3, 2, 0, 0, 3, 3], [2, 4, 1])
    expect(own).toEqual([2, 3, 3, 2, 0, 0, 3, 3])
  })
})

test('a predator sees what is around it, by planes', () => {
  const rules = huntRules(of({ sight: 1 }))
  const [first] = rules.observe([0, 1, 0, 0, 1, 1, 5, 5, 0, 1])
  expect(first).toEqual([1, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0])
})

test('the prey moves in two steps of five where nothing stops it', () => {
  const spec = of({ agents: 2, size: 12, limit: 400 })
  const waits: Policy = () => [STAY, STAY]
  let [moved, free] = [0, 0]
  for (let environment = 0; environment < 10; environment++) {
    const states = episodeOf(huntRules(spec), draws, environment, () => waits).map(({ state }) => state)
    states.slice(1).forEach((state, t) => {
      const bodies = states[t]!.slice(2)
      const [row, column] = bodies.slice(4) as [number, number]
      const isBeside = [0, 1].some((i) => Math.abs(bodies[2 * i]! - row) + Math.abs(bodies[2 * i + 1]! - column) === 1)
      if ([row, column].some((at) => at === 0 || at === 11) || isBeside) return
      free++
      if (state[6] !== row || state[7] !== column) moved++
    })
  }
  expect(free).toBeGreaterThan(1000)
  expect(Math.abs(moved / free - 0.4)).toBeLessThan(4 * Math.sqrt(0.24 / free))
})

test('hunters who see everything catch nearly every prey in a dozen steps, and who grabs at random hardly any', () => {
  const rules = huntRules(of())
  const won = (policy: Policy) =>
    meanReturn(
      rules,
      draws,
      500,
      () => policy,
      (steps) => Number((steps.at(-1)!.end & END.terminated) !== 0),
    )
  expect(won(hunter).mean).toBeGreaterThan(0.97)
  expect(meanReturn(rules, draws, 500, () => hunter).mean).toBeGreaterThan(0.85)
  const random = randomActions(huntShape(of()), 1, 500, 9)[0]!
  expect(won(({ state }) => random[(7 * state[0]! + state[1]!) % 500]!).mean).toBeLessThan(0.3)
})
