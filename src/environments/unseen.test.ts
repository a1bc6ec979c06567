/** What an agent does not observe is what its observation leaves out, at every time step of random play by the reference. */
import { describe, expect, it } from 'vitest'
import { STATE_HEAD } from './record/schema'
import { type TeamTimeStep, teamStep } from './record/team'
import { type TeamSpec, teamRulesOf } from './rules'
import { environmentSchema, environmentShape } from './schema'
import { UNIT_KINDS } from './skirmish/schema'
import { type Unseen, unseenBy } from './unseen'

const STEPS = 400
const specOf = (spec: object) => environmentSchema.parse(spec) as TeamSpec

/** Numbers in [0, 1) without a pattern. */
const noise = (at: number) => (Math.abs(Math.sin(12.9898 * at + 78.233)) * 43758.5453) % 1

/** Random play: every agent takes one of its available actions. */
function played(spec: TeamSpec): TeamTimeStep[] {
  const shape = environmentShape(spec)
  const count = shape.action.kind === 'discrete' ? shape.action.count : 0
  const draws = { seed: 5, split: 1, environment: 0 }
  const moments = [teamStep(teamRulesOf(spec), draws, { state: [0, 0], end: 2 }, new Array<number>(shape.agents).fill(0))]
  for (let step = 1; step < STEPS; step++) {
    const last = moments.at(-1)!
    const actions = Array.from({ length: shape.agents }, (_, a) => {
      const can = Array.from({ length: count }, (_, i) => i).filter((i) => last.available?.[a]?.[i] !== 0)
      return can[Math.floor(noise(step * 10 + a) * can.length)]!
    })
    moments.push(teamStep(teamRulesOf(spec), draws, last, actions))
  }
  return moments
}

/** Whether each thing is unseen, in order, and that both happened. */
function expectUnseen(
  spec: TeamSpec,
  agent: number,
  things: (all: readonly Unseen[]) => readonly Unseen[],
  seen: (m: TeamTimeStep) => boolean[],
) {
  const chosen = things(unseenBy(spec, agent))
  const counts = [0, 0]
  for (const moment of played(spec)) {
    const found = chosen.map(({ at }) => at(moment.state) === null)
    expect(found).toEqual(seen(moment))
    for (const one of found) counts[Number(one)]!++
  }
  expect(Math.min(...counts)).toBeGreaterThan(0)
}

const count = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)

describe('an agent of a team does not observe', () => {
  it.each([1, 2])('who is out of its sight of %d cells in the hunt', (sight) => {
    const spec = specOf({ kind: 'hunt', agents: 3, sight })
    const plane = (2 * sight + 1) ** 2
    const [prey, others] = [(all: readonly Unseen[]) => all.slice(-1), (all: readonly Unseen[]) => all.slice(0, -1)]
    expectUnseen(spec, 1, prey, ({ observations }) => [count(observations[1]!.slice(2 * plane, 3 * plane)) === 1])
    // The plane of predators has the agent itself.
    for (const { state, observations } of played(spec)) {
      const near = others(unseenBy(spec, 1)).filter(({ at }) => at(state) === null).length
      expect(near).toBe(count(observations[1]!.slice(plane, 2 * plane)) - 1)
    }
    expect(unseenBy(spec, 1).map(({ name }) => name)).toEqual(['predator 1', 'predator 3', 'prey'])
    const [, , far] = unseenBy(spec, 1)
    const state = [0, 1, 0, 0, 6, 1, 0, 3, 2, 5]
    expect(far!.at(state)).toEqual([-4, 4])
  })

  it('fighters out of its sight, and says nothing of the dead', () => {
    const spec = specOf({ kind: 'skirmish', teams: '2s3z' })
    const words = 7 + UNIT_KINDS.length
    for (const { state, observations } of played(spec)) {
      const unseen = unseenBy(spec, 2)
      expect(unseen).toHaveLength(9)
      const own = observations[2]!
      unseen.forEach(({ at }, other) => {
        const [health] = own.slice(other * words, (other + 1) * words)
        const alive = state[STATE_HEAD.own + 8 * (other < 2 ? other : other + 1) + 2]! > 0 && state[STATE_HEAD.own + 8 * 2 + 2]! > 0
        expect(at(state) !== null).toBe(health === 0 && alive)
      })
    }
  })

  it.each([
    { sees: 'radius', radius: 0.8 },
    { sees: 'nearest', nearest: 1 },
  ] as const)('who is far away in spread: %j', (change) => {
    const spec = specOf({ kind: 'spread', agents: 3, ...change })
    const [marks, places] = change.sees === 'nearest' ? [1, 1] : [3, 2]
    for (const { state, observations } of played(spec)) {
      const nonzero = (from: number, many: number) =>
        Array.from({ length: many }, (_, i) => Number(observations[0]!.slice(from + 2 * i, from + 2 * i + 2).some((x) => x !== 0)))
      const unseen = unseenBy(spec, 0).map(({ at }) => Number(at(state) === null))
      expect(count(unseen.slice(0, 2))).toBe(count(nonzero(4 + 2 * marks, places)))
      expect(count(unseen.slice(2, 5))).toBe(count(nonzero(4, marks)))
    }
  })

  it('signs, visits and goals, each by its own rule', () => {
    const recall = specOf({ kind: 'jointRecall', length: 4 })
    expectUnseen(
      recall,
      0,
      (all) => all.slice(0, 1),
      ({ observations }) => [observations[0]![1] === 1],
    )
    for (const { state } of played(recall)) expect(unseenBy(recall, 0)[1]!.at(state)).toEqual([state[3]])
    expect(unseenBy(recall, 1).map(({ name }) => name)).toEqual(['sign of agent 1', 'own sign'])
    const names = (spec: object, agent: number) => unseenBy(specOf(spec), agent).map(({ name }) => name)
    expect(names({ kind: 'switchRiddle', agents: 3 }, 0)).toEqual([1, 2, 3].map((i) => `prisoner ${i} visited`))
    expect(names({ kind: 'spread', agents: 3 }, 0)).toEqual(['velocity of agent 2', 'velocity of agent 3'])
    const [speaker, listener] = [0, 1].map((agent) => unseenBy(specOf({ kind: 'speakerListener' }), agent)[0]!)
    const state = Array.from({ length: 22 }, (_, i) => i)
    expect([speaker!.at(state)!.length, listener!.at(state)]).toEqual([2, [6, 7, 8]])
    expect([0, 1].map((agent) => unseenBy(specOf({ kind: 'reference' }), agent)[0]!.at(state))).toEqual([
      [5, 6, 7],
      [2, 3, 4],
    ])
    expect(unseenBy(environmentSchema.parse({ kind: 'cartPole' }), 0)).toEqual([])
  })
})
