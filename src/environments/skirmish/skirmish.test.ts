/** The skirmish: its kernel against float64, its rules one by one, and the rewards of scripted sides. */
import { describe, expect, test } from 'vitest'
import { persistent } from '../../engine/tensor'
import { noise } from '../../testing/close'
import { kernelGpu } from '../../testing/gpu'
import { episodeOf, expectKeyedStarts, expectRules, type Policy, playTeam, randomActions, returnOf } from '../../testing/teams'
import { END, recordLayout } from '../record/schema'
import { type TeamRules, type TeamTimeStep, teamStep } from '../record/team'
import { rewardOf, skirmishRules } from './reference'
import { type Scenario, type SkirmishSpec, scenarioOf, scenarioShape, skirmishMap, skirmishShape, skirmishWords, UNIT } from './schema'
import { scriptOf } from './script'
import { scenarioStep } from './step'
import { type Fighter, far, fightersOf } from './units'

const gpu = await kernelGpu()
const draws = { seed: 5, split: 0 }
const of = (teams: SkirmishSpec['teams'], limit = 100): SkirmishSpec => ({ kind: 'skirmish', teams, limit })
const PRESETS = ['3m', '8m', '2s3z', '5m_vs_6m', '3s_vs_5z'] as const

describe('the kernel', () => {
  test.each([
    ['3m', 1],
    ['8m', 2],
    ['2s3z', 3],
    ['5m_vs_6m', 3],
    ['3s_vs_5z', 5],
  ] as const)('does in %s what the rules say', async (teams, count) => {
    const spec = of(teams, 30)
    const rules = skirmishRules(scenarioOf(spec))
    // Recorded actions of a fight in float64, then random ones.
    const random = randomActions(skirmishShape(spec), 70, count, 3)
    const fights = Array.from({ length: count }, (_, environment) => actionsTaken(rules, spec, environment))
    const actions = random.map((all, t) => all.map((one, environment) => (t > 0 && fights[environment]![t - 1]) || one))
    const played = await playTeam(gpu, spec, draws, count, actions)
    // 8 ticks of numbers up to 32, and pushes between units that nearly stand on each other.
    expectRules(played, actions, rules, draws, 4e-6)
    const ends = new Set(played.slice(1).flatMap((all) => all.map(({ end }) => end)))
    expect(ends.has(END.reset)).toBe(true)
    expect(ends.has(END.terminated) || ends.has(END.truncated)).toBe(true)
    expect(played.some((all) => all.some(({ rewards }) => rewards[0]! > 0))).toBe(true)
  })

  test('episodes start from seed, split, environment and number alone', () => expectKeyedStarts(gpu, of('3m', 10), 24, 9))

  test('starts stand where they should, apart from each other', async () => {
    const spec = of('8m')
    const played = await playTeam(gpu, spec, draws, 40, randomActions(skirmishShape(spec), 1, 40, 1))
    for (const { state } of played[1]!) {
      const units = fightersOf(scenarioOf(spec), state)
      units.forEach(({ x, y, health, cooldown }, i) => {
        expect(Math.abs(x - (i < 8 ? 8 : 24))).toBeLessThan(3.5)
        expect(Math.abs(y - 16)).toBeLessThan(3.5)
        expect({ health, cooldown }).toEqual({ health: 45, cooldown: 0 })
      })
    }
  })

  test('refuses more units than threads', () => {
    const scenario = { allies: 9, units: new Array<number>(17).fill(0), limit: 100 }
    const shape = scenarioShape(scenario)
    const rollout = persistent('rollout', 'f32', [2, 9, recordLayout(shape).words])
    expect(() => scenarioStep(scenario, { rollout, states: persistent('states', 'f32', [2, 1, shape.state]) }, draws)).toThrow('17 units')
  })
})

/** The actions that the script would give to the allies, by environment. */
function actionsTaken(rules: TeamRules, spec: SkirmishSpec, environment: number): (readonly number[])[] {
  const policy = byScript(scenarioOf(spec))
  const taken: (readonly number[])[] = []
  episodeOf(rules, draws, environment, () => {
    const act = policy()
    return (timeStep) => {
      taken.push(act(timeStep))
      return taken.at(-1)!
    }
  })
  return taken
}

/** The script as a policy for the allies, with a memory of its own. */
function byScript(scenario: Scenario): () => Policy {
  const random = noise(4)
  return () => {
    let aims = new Array<number>(scenario.allies).fill(-1)
    return ({ state }) => {
      const all = fightersOf(scenario, state).map((one, i) => (i < scenario.allies ? { ...one, aim: aims[i]! } : one))
      const chosen = aims.map((_, i) => scriptOf(scenario, all, i, 0, () => [random(), random(), random(), random()]))
      aims = chosen.map(({ aim }) => aim)
      return chosen.map(({ action }) => action)
    }
  }
}

describe('rules', () => {
  const duel: Scenario = { allies: 1, units: [0, 0], limit: 100 }
  const rules = skirmishRules(duel)
  const stand = (x: number, y: number, change: Partial<Fighter> = {}): Fighter => ({
    x,
    y,
    health: 45,
    cooldown: 0,
    action: 4,
    aim: -1,
    startX: 0,
    startY: 0,
    ...change,
  })
  const stateOf = (units: readonly Fighter[]): number[] => {
    const own = units.flatMap(({ x, y, health, cooldown, action, aim, startX, startY }) => [
      x,
      y,
      health,
      cooldown,
      action,
      aim,
      startX,
      startY,
    ])
    return [0, 1, ...own, ...new Array<number>(12 * units.length).fill(0)]
  }
  /** One step with given draws of 0 and the enemies' actions. */
  const step = (units: readonly Fighter[], actions: readonly number[], enemies: readonly number[], scenario = duel) => {
    const given = [...new Array<number>(8 * units.length).fill(0), ...enemies]
    const after = teamStep(skirmishRules(scenario), { ...draws, environment: 0 }, { state: stateOf(units), end: 0 }, actions, given)
    return { ...after, units: fightersOf(scenario, after.state) }
  }

  test('a marine walks 1.575 in a step, and no further than the border, where it dies', () => {
    const { units, end } = step([stand(10, 10), stand(20, 20)], [1], [4])
    expect({ x: units[0]!.x, y: units[0]!.y, end }).toEqual({ x: expect.closeTo(10 + (8 * 3.15) / 16, 12), y: 10, end: 0 })
    const wall = step([stand(0.5, 10), stand(20, 20)], [3], [4])
    expect({ x: wall.units[0]!.x, health: wall.units[0]!.health, end: wall.end }).toEqual({ x: 0, health: 0, end: END.terminated })
    expect(wall.rewards).toEqual([0])
  })

  test('a shot takes 9 of a marine at once, the next one after its cooldown', () => {
    const { units, rewards } = step([stand(10, 10), stand(14.9, 10)], [5], [4])
    expect(units[1]!.health).toBe(36)
    // 0.61 - 1/16 after the first tick, minus 7 ticks of 1/16.
    expect(units[0]!.cooldown).toBeCloseTo(0.61 - 8 / 16, 12)
    expect(rewards[0]).toBeCloseTo(0.2, 12)
    expect(step([stand(10, 10), stand(15, 10)], [5], [4]).units[1]!.health).toBe(45)
    expect(step([stand(10, 10, { cooldown: 0.3 }), stand(14, 10)], [5], [4]).units[1]!.health).toBe(36)
    expect(step([stand(10, 10, { cooldown: 0.5 }), stand(14, 10)], [5], [4]).units[1]!.health).toBe(45)
  })

  test('the last shot wins, and two that die of each other do not', () => {
    const won = step([stand(10, 10), stand(13, 10, { health: 9 })], [5], [4])
    expect({ end: won.end, reward: won.rewards[0] }).toEqual({ end: END.terminated, reward: 9 / 45 + 1 })
    const both = step([stand(10, 10, { health: 5 }), stand(13, 10, { health: 9 })], [5], [5])
    expect({ end: both.end, reward: both.rewards[0] }).toEqual({ end: END.terminated, reward: 9 / 45 })
    expect(rewardOf(duel, [stand(0, 0), stand(0, 0)], [stand(0, 0, { health: 0 }), stand(0, 0)], 1)).toBe(2)
  })

  test('enemies count the allies in reverse', () => {
    const scenario = { allies: 2, units: [0, 0, 0], limit: 100 }
    const { units } = step([stand(10, 10), stand(10, 13), stand(12, 11)], [4, 4], [5], scenario)
    expect(units.map(({ health }) => health)).toEqual([45, 36, 45])
  })

  test('living units that overlap are pushed apart, the dead are not', () => {
    const close = step([stand(10, 10), stand(10.5, 10)], [4], [4]).units
    expect(far(close[0]!, close[1]!)).toBeCloseTo(0.75, 5)
    expect(close[0]!.x + close[1]!.x).toBeCloseTo(20.5, 12)
    const dead = step([stand(10, 10), stand(10.5, 10, { health: 0 })], [4], [4]).units
    expect([dead[0]!.x, dead[1]!.x]).toEqual([10, 10.5])
  })

  test('what is out of sight or dead is zeros; the dead can only stop', () => {
    const seen = rules.observe(stateOf([stand(10, 10), stand(18.9, 10, { action: 3, cooldown: 0.305 })]))[0]!
    expect(seen.slice(0, 13)).toEqual([1, expect.closeTo(8.9 / 9, 12), 0, -1, 0, 0, 0.5, 1, 0, 0, 0, 0, 0])
    expect(rules.observe(stateOf([stand(10, 10), stand(19, 10)]))[0]!.slice(0, 13)).toEqual(new Array(13).fill(0))
    expect(rules.observe(stateOf([stand(10, 10, { health: 0 }), stand(12, 10)]))[0]).toEqual(new Array(23).fill(0))
    expect(rules.available!(stateOf([stand(10, 10), stand(12, 10)]))).toEqual([[1, 1, 1, 1, 1, 1]])
    expect(rules.available!(stateOf([stand(10, 10, { health: 0 }), stand(12, 10)]))).toEqual([[0, 0, 0, 0, 1, 0]])
  })

  test('the script shoots the closest, keeps to it, follows whom it sees, and else crosses the field', () => {
    const scenario = { allies: 2, units: [0, 0, 0], limit: 100 }
    const none = () => [0.1, 0.1, 0.1, 0.1] as const
    const act = (units: readonly Fighter[]) => scriptOf(scenario, units, 2, 0, none)
    expect(act([stand(10, 10), stand(12, 10), stand(14, 10)])).toEqual({ action: 5, aim: 1 })
    expect(act([stand(10, 10), stand(12, 10), stand(14, 10, { aim: 0 })])).toEqual({ action: 6, aim: 0 })
    expect(act([stand(8, 10), stand(12, 10), stand(14, 10, { aim: 0 })])).toEqual({ action: 5, aim: 1 })
    expect(act([stand(10, 10), stand(2, 10), stand(14, 18)])).toEqual({ action: 2, aim: -1 })
    expect(act([stand(2, 10), stand(2, 10), stand(24, 16, { startX: 24, startY: 16 })])).toEqual({ action: 3, aim: -1 })
  })
})

/** Mean return of the allies, and the share of fights that they win. */
function fight(teams: SkirmishSpec['teams'], episodes: number, policy: () => Policy) {
  const scenario = scenarioOf(of(teams))
  const rules = skirmishRules(scenario)
  const fought = Array.from({ length: episodes }, (_, environment) => episodeOf(rules, draws, environment, policy))
  const won = fought.filter((timeSteps) =>
    fightersOf(scenario, timeSteps.at(-1)!.state)
      .slice(scenario.allies)
      .every(({ health }) => health <= 0),
  )
  return { mean: fought.reduce((sum, timeSteps) => sum + returnOf(timeSteps), 0) / episodes, won: won.length / episodes }
}

/** Shoots the enemy in range with the lowest health; otherwise acts by another policy. */
function focused(scenario: Scenario, otherwise: () => Policy): () => Policy {
  return () => {
    const other = otherwise()
    return (timeStep: TeamTimeStep) => {
      const all = fightersOf(scenario, timeStep.state)
      const walks = other(timeStep)
      return timeStep.available!.map((can, i) => {
        const targets = can.flatMap((one, action) => (action > 4 && one === 1 ? [action] : []))
        const health = (action: number) => all[scenario.allies + action - 5]!.health
        return targets.length === 0 ? walks[i]! : targets.reduce((best, one) => (health(one) < health(best) ? one : best))
      })
    }
  }
}

test('scripted sides get about what they should', () => {
  const three = scenarioOf(of('3m'))
  const random = noise(8)
  const any: Policy = ({ available }) =>
    available!.map((can) => {
      const choices = can.flatMap((one, action) => (one === 1 ? [action] : []))
      return choices[Math.floor(random() * choices.length)]!
    })
  const found = {
    random: fight('3m', 40, () => any),
    script: fight('3m', 80, byScript(three)),
    focus: fight('3m', 80, focused(three, byScript(three))),
    hold: fight(
      '3m',
      100,
      focused(three, () => ({ rewards: _ }) => [4, 4, 4]),
    ),
    fewer: fight('5m_vs_6m', 20, byScript(scenarioOf(of('5m_vs_6m')))),
  }
  expect(found.random.mean).toBeLessThan(0.25)
  expect(found.random.won).toBe(0)
  // For a probability of a half, the fraction of 60 fights has a standard deviation of 0.065, that of 80 one of 0.056.
  expect(Math.abs(found.script.won - 0.47)).toBeLessThan(0.25)
  expect(Math.abs(found.script.mean - 1.36)).toBeLessThan(0.3)
  expect(Math.abs(found.focus.won - 0.65)).toBeLessThan(0.25)
  expect(Math.abs(found.focus.mean - 1.58)).toBeLessThan(0.3)
  expect(Math.abs(found.hold.mean - 0.81)).toBeLessThan(0.3)
  expect(found.fewer.mean).toBeLessThan(0.85)
})

test.each(PRESETS)('shape and map of %s say where everything lies', (teams) => {
  const shape = skirmishShape(of(teams))
  const scenario = scenarioOf(of(teams))
  expect({
    stateLength: shape.names.state.length,
    observationsLength: shape.names.observations.length,
    actionsLength: shape.names.actions!.length,
  }).toEqual({
    stateLength: shape.state,
    observationsLength: shape.observations,
    actionsLength: 5 + scenario.units.length - scenario.allies,
  })
  expect(shape.mixer).toBe(12 * scenario.units.length)
  const { bodies } = skirmishMap(of(teams))
  expect(bodies.map(({ place, health }) => [...place, health!.word].map((word) => shape.names.state[word]))).toEqual(
    bodies.map(({ name }) => [`${name} x`, `${name} y`, `${name} health`]),
  )
  expect(bodies.filter(({ role }) => role === 'agent').map(({ agent }) => agent)).toEqual(Array.from({ length: shape.agents }, (_, i) => i))
  expect(skirmishWords(scenario).words).toBe(2 + UNIT.WORDS * scenario.units.length + shape.mixer)
})
