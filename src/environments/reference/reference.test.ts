/** The task reference: its kernel against float64, who receives which message, and the rewards of simple rules. */
import { describe, expect, test } from 'vitest'
import { noise } from '../../testing/close'
import { kernelGpu } from '../../testing/gpu'
import { expectKeyedStarts, expectRules, meanReturn, type Policy, playTeam, randomActions, towards } from '../../testing/teams'
import { bodyAt, type Point, pointAt } from '../particles/physics'
import type { TeamTimeStep } from '../record/team'
import { referenceRules } from './reference'
import { MARKS, REFERENCE_WORDS, referenceMap, referenceSchema, referenceShape, VOCABULARY } from './schema'

const gpu = await kernelGpu()
const draws = { seed: 5, split: 0 }
const spec = referenceSchema.parse({ kind: 'reference' })
const { GOALS, PLACES, BODIES } = REFERENCE_WORDS

describe('the kernel', () => {
  test.each([1, 7, 65])('does in %i environments what the rules say', async (count) => {
    const short = { ...spec, limit: 9, localRatio: 0.25 }
    const actions = randomActions(referenceShape(short), 22, count, 3)
    const played = await playTeam(gpu, short, draws, count, actions)
    expectRules(played, actions, referenceRules(short), draws, 2e-6)
    expect(played.map(([one]) => one!.end)).toEqual([2, 4, 0, 0, 0, 0, 0, 0, 0, 0, 2, 4, 0, 0, 0, 0, 0, 0, 0, 0, 2, 4, 0])
  })

  test('each receives the word of the other, and moves by its own action', async () => {
    const played = await playTeam(gpu, spec, draws, 1, [[[0, 0]], [[5 * 3 + 2, 5 * 9 + 4]], [[0, 5]]])
    const heard = played.slice(1).map(([one]) => one!.observations.map((seen) => seen.slice(-VOCABULARY).indexOf(1)))
    expect(heard).toEqual([
      [-1, -1],
      [9, 3],
      [1, 0],
    ])
    expect(played[2]![0]!.observations.map((seen) => seen.slice(0, 2))).toEqual([
      [0.5, 0],
      [0, 0.5],
    ])
  })

  test('episodes start from seed, split, environment and number alone', () => expectKeyedStarts(gpu, { ...spec, limit: 5 }, 14, 9))
})

test('simple rules get what they should', () => {
  const random = noise(9)
  const rules = referenceRules(spec)
  const marksOf = ({ state }: TeamTimeStep) => Array.from({ length: MARKS }, (_, i) => pointAt(state, PLACES + 2 * i))
  const goalOf = ({ state }: TeamTimeStep, i: number) => state.slice(GOALS + MARKS * i, GOALS + MARKS * (i + 1)).indexOf(1)
  const walk =
    (goal: (first: TeamTimeStep, i: number) => Point) =>
    (first: TeamTimeStep): Policy =>
    ({ state }) =>
      [0, 1].map((i) => towards(bodyAt(state, BODIES + 4 * i), goal(first, i)))
  const of = (policy: (first: TeamTimeStep) => Policy) => meanReturn(rules, draws, 600, policy)
  const middle = of(walk((first) => marksOf(first).reduce<Point>(([x, y], mark) => [x + mark[0] / 3, y + mark[1] / 3], [0, 0])))
  const told = of(walk((first, i) => marksOf(first)[goalOf(first, 1 - i)]!))
  const any = of(() => () => [Math.floor(50 * random()), Math.floor(50 * random())])
  expect(Math.abs(any.mean + 27.8)).toBeLessThan(4 * any.error)
  expect(Math.abs(middle.mean + 17.6)).toBeLessThan(4 * middle.error)
  // How one walks matters as much as where to.
  expect(Math.abs(told.mean + 8.2)).toBeLessThan(1)
})

test('a map and a shape say where everything lies', () => {
  const { bodies, goals, messages } = referenceMap()
  const shape = referenceShape(spec)
  const names = shape.names.state
  expect({
    namesLength: names.length,
    observationsLength: shape.names.observations.length,
    actionsLength: shape.names.actions!.length,
    mixer: shape.mixer,
  }).toEqual({ namesLength: shape.state, observationsLength: 21, actionsLength: 50, mixer: 40 })
  expect(shape.names.actions![5 * 3 + 2]).toBe('right, word 4')
  expect(bodies.map(({ place }) => place.map((word) => names[word]))).toEqual(bodies.map(({ name }) => [`${name} x`, `${name} y`]))
  expect(goals.map(({ body, known, words }) => [body, known, names[words[0]!]])).toEqual([
    [1, 0, 'agent 1 knows goal 1'],
    [0, 1, 'agent 2 knows goal 1'],
  ])
  expect(messages.map(({ from, to, words }) => [from, to, words.length, names[words[9]!]])).toEqual([
    [0, 1, 10, 'agent 1 word 10'],
    [1, 0, 10, 'agent 2 word 10'],
  ])
})
