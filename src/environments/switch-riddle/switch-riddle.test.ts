/** The switch riddle: its kernel against float64, and how often policies that know everything, or nothing, announce in time. */
import { describe, expect, test } from 'vitest'
import { kernelGpu } from '../../testing/gpu'
import { actionsOf, expectKeyedStarts, expectRules, meanReturn, type Policy, playTeam, randomActions } from '../../testing/teams'
import { END } from '../record/schema'
import { switchRiddleRules } from './reference'
import { daysOf, RIDDLE_WORDS, type SwitchRiddleSpec, switchRiddleShape } from './schema'

const gpu = await kernelGpu()
const draws = { seed: 5, split: 0 }
const of = (agents: number): SwitchRiddleSpec => ({ kind: 'switchRiddle', agents })
const { VISITOR, BEEN } = RIDDLE_WORDS

describe('the kernel', () => {
  test.each([
    [1, 3],
    [7, 5],
    [65, 4],
    [3, 8],
  ])('does in %i environments of %i prisoners what the rules say', async (count, agents) => {
    const spec = of(agents)
    // Few prisoners announce, so that episodes continue.
    const actions = randomActions(switchRiddleShape(spec), 60, count, 3).map((all, t) =>
      all.map((one) => one.map((action, i) => ((t + i) % 5 === 0 ? action : Math.min(1, action)))),
    )
    const played = await playTeam(gpu, spec, draws, count, actions)
    expectRules(played, actions, switchRiddleRules(spec), draws, 0)
  })

  test('ends on the last day without a reward, and that is no time-out', async () => {
    const nothing = Array.from({ length: daysOf(3) + 2 }, () => [[0, 0, 0]])
    const played = await playTeam(gpu, of(3), draws, 1, nothing)
    expect(played.map(([one]) => one!.end)).toEqual([2, END.reset, 0, 0, 0, 0, 0, END.terminated, END.reset])
    expect(played.slice(1).flatMap(([one]) => one!.rewards)).toEqual(new Array(3 * 8).fill(0))
  })

  test('episodes start from seed, split, environment and number alone', () => expectKeyedStarts(gpu, of(8), 40, 5))
})

describe('probabilities', () => {
  /** Announces as soon as everyone has visited, which no player in the game can know. */
  const informed: Policy = ({ state }) => {
    const [visitor, been] = [state[VISITOR]!, state.slice(BEEN)]
    return been.map(() => (been.every((one, i) => one === 1 || i === visitor) ? 2 : 0))
  }
  const blind =
    (agents: number): Policy =>
    ({ state }) =>
      new Array<number>(agents).fill(state[0] === daysOf(agents) - 1 ? 2 : 0)

  test.each([
    [3, 20 / 27, 0.481481],
    [4, 0.780602, 0.561203],
    [5, 0.787907, 0.575814],
  ])('%i prisoners who know everything are free in a share of %d, blind ones get %d', (agents, bound, guess) => {
    const rules = switchRiddleRules(of(agents))
    const [best, last] = [informed, blind(agents)].map((policy) => meanReturn(rules, draws, 4000, () => policy))
    expect(Math.abs(best!.mean - bound)).toBeLessThan(4 * best!.error)
    expect(Math.abs(last!.mean - guess)).toBeLessThan(4 * last!.error)
  })

  test('three prisoners reach the bound with what each of them can remember, through the kernel', async () => {
    const episodes = 3000
    // First day: nothing. A newcomer who finds the light off switches it on, one who finds it on tells.
    const plan = (): Policy => {
      const known = [false, false, false]
      return ({ observations, state }) =>
        observations.map(([inside, light], i) => {
          const isNew = inside === 1 && !known[i]
          known[i] ||= inside === 1
          return isNew && state[0]! > 0 ? (light === 1 ? 2 : 1) : 0
        })
    }
    const rules = switchRiddleRules(of(3))
    const { mean, error } = meanReturn(rules, draws, episodes, plan)
    expect(Math.abs(mean - 20 / 27)).toBeLessThan(4 * error)
    expect(await planned(episodes, rules, plan)).toBeCloseTo(mean, 12)
  })

  /** Mean return of the first episodes through the kernel, by the actions that the plan takes in float64. */
  async function planned(count: number, rules: ReturnType<typeof switchRiddleRules>, plan: () => Policy): Promise<number> {
    const steps = daysOf(3)
    const taken = Array.from({ length: count }, (_, environment) => actionsOf(rules, draws, environment, plan()))
    const actions = [[...taken.map(() => [0, 0, 0])], ...Array.from({ length: steps }, (_, t) => taken.map((one) => one[t] ?? [0, 0, 0]))]
    const played = await playTeam(gpu, of(3), draws, count, actions)
    const first = played.map((all) => all.map(({ state, rewards }) => (state[1] === 1 ? rewards[0]! : 0)))
    return first.flat().reduce((a, b) => a + b, 0) / count
  }
})

test('a shape says where everything lies', () => {
  const shape = switchRiddleShape(of(4))
  expect({ state: shape.state, stateLength: shape.names.state.length, mixer: shape.mixer, limit: shape.limit }).toEqual({
    state: 8,
    stateLength: 8,
    mixer: 5,
    limit: 10,
  })
  expect(shape.names.state.slice(-shape.mixer)).toEqual(['light', ...[1, 2, 3, 4].map((i) => `prisoner ${i} visited`)])
  expect(shape.hidden).toEqual([4, 5, 6, 7])
})
