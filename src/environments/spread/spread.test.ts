/** Spread: its kernel against float64, its contacts, its resets and time limit, and the rewards of simple rules. */
import { describe, expect, test } from 'vitest'
import { noise } from '../../testing/close'
import { kernelGpu } from '../../testing/gpu'
import {
  episodeOf,
  expectKeyedStarts,
  expectRules,
  meanReturn,
  type Policy,
  playTeam,
  randomActions,
  returnOf,
  towards,
} from '../../testing/teams'
import { bodyAt, contact, distance, moved, pointAt } from '../particles/physics'
import { END, recordLayout } from '../record/schema'
import type { TeamTimeStep } from '../record/team'
import { spreadRules } from './reference'
import { spreadMap, spreadSchema, spreadShape, spreadWords } from './schema'

const gpu = await kernelGpu()
const draws = { seed: 5, split: 0 }
const plain = spreadSchema.parse({ kind: 'spread' })

describe('the kernel', () => {
  test.each([
    [1, {}],
    [7, { sees: 'nearest' }],
    [3, { sees: 'nearest', nearest: 4, agents: 3 }],
    [5, { sees: 'radius', radius: 0.8, agents: 5, localRatio: 0.25 }],
    [65, { agents: 2 }],
    [3, { agents: 6 }],
  ])('does in %i environments with %j what the rules say', async (count, change) => {
    const spec = spreadSchema.parse({ ...plain, limit: 9, ...change })
    const actions = randomActions(spreadShape(spec), 22, count, 3)
    const played = await playTeam(gpu, spec, draws, count, actions)
    // A contact is 100 N/m: what rounding leaves of a place near 1 becomes 1e-5 of a velocity.
    expectRules(played, actions, spreadRules(spec), draws, 2e-5)
    expect(played.map(([one]) => one!.end)).toEqual([2, 4, 0, 0, 0, 0, 0, 0, 0, 0, 2, 4, 0, 0, 0, 0, 0, 0, 0, 0, 2, 4, 0])
  })

  test('shapes say how wide everything is', () => {
    const wide = spreadShape(plain)
    expect({
      observations: wide.observations,
      observationsLength: wide.names.observations.length,
      state: wide.state,
      stateLength: wide.names.state.length,
      mixer: wide.mixer,
    }).toEqual({ observations: 18, observationsLength: 18, state: 20, stateLength: 20, mixer: 18 })
    const near = spreadShape({ ...plain, sees: 'nearest', nearest: 1 })
    expect({ observations: near.observations, observationsLength: near.names.observations.length }).toEqual({
      observations: 10,
      observationsLength: 10,
    })
    expect(recordLayout(wide).words).toBe(24)
  })
})

describe('physics', () => {
  test('two of radius 0.15 push each other as far as they overlap', () => {
    const force = (far: number) => contact([far, 0], 0.3)[0]
    expect(force(0.2)).toBeCloseTo(10, 3)
    expect(force(0.3)).toBeCloseTo(0.0693147, 7)
    expect(force(0.301)).toBeCloseTo(0.0313262, 7)
    expect(force(0.31)).toBeCloseTo(4.54e-6, 8)
    expect(contact([0, 0], 0.3)).toEqual([0, 0])
    expect(contact([0, -0.2], 0.3)[1]).toBeCloseTo(-10, 3)
  })

  test('the old velocity moves the place', () => {
    expect(moved([0, 0, 0.5, 0], [5, 0])).toEqual([0.05, 0, 0.875, 0])
  })

  test('no one is faster than 2', () => {
    let body = [0, 0, 0, 0] as Parameters<typeof moved>[0]
    for (let i = 0; i < 100; i++) body = moved(body, [5, 0])
    expect(body[2]).toBeCloseTo(2, 9)
  })
})

describe('episodes', () => {
  test('start from seed, split, environment and number alone', () => expectKeyedStarts(gpu, { ...plain, limit: 5 }, 14, 9))

  test('end by the clock alone, and the last observation stays', async () => {
    const spec = { ...plain, limit: 5 }
    const played = await playTeam(gpu, spec, draws, 2, randomActions(spreadShape(spec), 8, 2, 1))
    expect(played.map(([one]) => one!.end)).toEqual([END.truncated, END.reset, 0, 0, 0, 0, END.truncated, END.reset, 0])
    expect(played[6]![0]!.observations).toEqual(
      spreadRules(spec)
        .observe(played[6]![0]!.state)
        .map((seen) => seen.map(Math.fround)),
    )
    expect(played[7]![0]!.rewards).toEqual([0, 0, 0])
  })

  test('places are drawn evenly in a square of side 2', () => {
    const places = Array.from(
      { length: 400 },
      (_, i) => episodeOf({ ...spreadRules(plain), limit: 1 }, draws, i, () => () => [0, 0, 0])[0]!.state,
    )
    const numbers = places.flatMap((state) => [...state.slice(2, 8), ...[8, 12, 16].flatMap((word) => state.slice(word, word + 2))])
    expect(Math.min(...numbers)).toBeGreaterThan(-1)
    expect(Math.max(...numbers)).toBeLessThan(1)
    // The mean of 4800 uniform numbers in (-1, 1) has a standard deviation of 0.0083, their mean square one of 0.0043.
    expect(Math.abs(numbers.reduce((a, b) => a + b, 0) / numbers.length)).toBeLessThan(0.034)
    expect(Math.abs(numbers.reduce((a, b) => a + b * b, 0) / numbers.length - 1 / 3)).toBeLessThan(0.018)
  })
})

/** Moves each agent to its landmark in the assignment with the shortest total way, by pushes of full force. */
function greedy(first: TeamTimeStep): Policy {
  const words = spreadWords(plain)
  const marks = [0, 1, 2].map((i) => pointAt(first.state, words.landmarks + 2 * i))
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ]
  const way = (order: readonly number[]) =>
    order.reduce((sum, mark, i) => sum + distance(bodyAt(first.state, words.bodies + 4 * i), marks[mark]!), 0)
  const order = orders.reduce((best, one) => (way(one) < way(best) ? one : best))
  return ({ state }) => order.map((mark, i) => towards(bodyAt(state, words.bodies + 4 * i), marks[mark]!))
}

test('simple rules get what they should', () => {
  const rules = spreadRules(plain)
  const random = noise(9)
  const mean = (timeSteps: readonly TeamTimeStep[]) => (returnOf(timeSteps, 0) + returnOf(timeSteps, 1) + returnOf(timeSteps, 2)) / 3
  const of = (policy: (first: TeamTimeStep) => Policy) => meanReturn(rules, draws, 600, policy, mean)
  const found = {
    random: of(() => () => [0, 0, 0].map(() => Math.floor(5 * random()))),
    still: of(() => () => [0, 0, 0]),
    greedy: of(greedy),
  }
  expect(Math.abs(found.random.mean + 26.9)).toBeLessThan(4 * found.random.error)
  expect(Math.abs(found.still.mean + 24.2)).toBeLessThan(4 * found.still.error)
  expect(Math.abs(found.greedy.mean + 7.5)).toBeLessThan(4 * found.greedy.error)
})

test('a map says where everything lies', () => {
  const { bodies } = spreadMap({ ...plain, sees: 'radius', radius: 0.7 })
  const names = spreadShape(plain).names.state
  expect(bodies.map(({ name, place }) => [name, names[place[0]], names[place[1]]])).toEqual(
    bodies.map(({ name }) => [name, `${name} x`, `${name} y`]),
  )
  expect(bodies.filter(({ role }) => role === 'agent').map(({ sight, radius }) => [sight, radius])).toEqual(new Array(3).fill([0.7, 0.15]))
})
