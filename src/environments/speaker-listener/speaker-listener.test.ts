/** Speaker and listener: its kernel against float64, when messages arrive, and the rewards of simple rules. */
import { describe, expect, test } from 'vitest'
import { noise } from '../../testing/close'
import { kernelGpu } from '../../testing/gpu'
import { episodeOf, expectKeyedStarts, expectRules, meanReturn, type Policy, playTeam, randomActions, towards } from '../../testing/teams'
import { bodyAt, type Point, pointAt } from '../particles/physics'
import type { TeamTimeStep } from '../record/team'
import { speakerListenerRules } from './reference'
import { LANDMARKS, SPEAKER_WORDS, speakerListenerMap, speakerListenerSchema, speakerListenerShape } from './schema'

const gpu = await kernelGpu()
const draws = { seed: 5, split: 0 }
const spec = speakerListenerSchema.parse({ kind: 'speakerListener' })
const rules = speakerListenerRules(spec)
const { GOAL, MARKS, LISTENER } = SPEAKER_WORDS

describe('the kernel', () => {
  test.each([1, 7, 65])('does in %i environments what the rules say', async (count) => {
    const short = { ...spec, limit: 9 }
    const actions = randomActions(speakerListenerShape(short), 22, count, 3)
    const played = await playTeam(gpu, short, draws, count, actions)
    expectRules(played, actions, speakerListenerRules(short), draws, 2e-6)
    expect(played.map(([one]) => one!.end)).toEqual([2, 4, 0, 0, 0, 0, 0, 0, 0, 0, 2, 4, 0, 0, 0, 0, 0, 0, 0, 0, 2, 4, 0])
  })

  test('the word of a step is received after it, and none at a start', async () => {
    const said = [0, 2, 1, 2, 0]
    const played = await playTeam(gpu, { ...spec, limit: 5 }, draws, 1, [[[1, 0]], ...said.map((word) => [[word, 0]]), [[1, 0]]])
    const heard = played.slice(1).map(([one]) => one!.observations[1]!.slice(-LANDMARKS).indexOf(1))
    expect(heard).toEqual([-1, ...said, -1])
  })

  test('the speaker may say three words, and what it sees is padded', async () => {
    const [, [first] = []] = await playTeam(gpu, spec, draws, 1, [[[0, 0]]])
    expect(first!.available).toEqual([
      [1, 1, 1, 0, 0],
      [1, 1, 1, 1, 1],
    ])
    const color = first!.observations[0]!
    expect(color.slice(0, 3).sort()).toEqual([0.15, 0.15, 0.65].map(Math.fround))
    expect(color.slice(3)).toEqual(new Array(8).fill(0))
    expect(color.indexOf(Math.fround(0.65))).toBe(first!.state.slice(GOAL, GOAL + LANDMARKS).indexOf(1))
  })

  test('episodes start from seed, split, environment and number alone', () => expectKeyedStarts(gpu, { ...spec, limit: 5 }, 14, 9))
})

const goalOf = ({ state }: TeamTimeStep): number => state.slice(GOAL, GOAL + LANDMARKS).indexOf(1)

test('each landmark is the goal as often as the others', () => {
  const goals = Array.from({ length: 900 }, (_, i) => goalOf(episodeOf({ ...rules, limit: 1 }, draws, i, () => () => [0, 0])[0]!))
  for (let k = 0; k < LANDMARKS; k++) expect(Math.abs(goals.filter((goal) => goal === k).length - 300)).toBeLessThan(4 * Math.sqrt(200))
})

test('simple rules get what they should', () => {
  const random = noise(9)
  const marksOf = ({ state }: TeamTimeStep) => Array.from({ length: LANDMARKS }, (_, i) => pointAt(state, MARKS + 2 * i))
  const walk =
    (goal: (first: TeamTimeStep) => Point) =>
    (first: TeamTimeStep): Policy =>
    ({ state }) => [0, towards(bodyAt(state, LISTENER), goal(first))]
  const of = (policy: (first: TeamTimeStep) => Policy) => meanReturn(rules, draws, 600, policy)
  const middle = of(walk((first) => marksOf(first).reduce<Point>(([x, y], mark) => [x + mark[0] / 3, y + mark[1] / 3], [0, 0])))
  const told = of(walk((first) => marksOf(first)[goalOf(first)]!))
  const any = of(() => () => [0, Math.floor(5 * random())])
  expect(Math.abs(any.mean + 39.4)).toBeLessThan(4 * any.error)
  expect(Math.abs(middle.mean + 15.4)).toBeLessThan(4 * middle.error)
  expect(Math.abs(told.mean + 7.3)).toBeLessThan(4 * told.error)
})

test('a map and a shape say where everything lies', () => {
  const { bodies, goals, messages } = speakerListenerMap()
  const shape = speakerListenerShape(spec)
  const names = shape.names.state
  expect({ namesLength: names.length, observationsLength: shape.names.observations.length, mixer: shape.mixer }).toEqual({
    namesLength: shape.state,
    observationsLength: shape.observations,
    mixer: 16,
  })
  expect(bodies.map(({ place }) => place.map((word) => names[word]))).toEqual(bodies.map(({ name }) => [`${name} x`, `${name} y`]))
  expect(goals[0]!.words.map((word) => names[word])).toEqual(['goal 1', 'goal 2', 'goal 3'])
  expect(goals[0]!.landmarks.map((body) => bodies[body]!.name)).toEqual(['landmark 1', 'landmark 2', 'landmark 3'])
  expect(messages[0]!.words.map((word) => names[word])).toEqual(['word 1', 'word 2', 'word 3'])
  expect(shape.hidden.map((word) => names[word])).toEqual(['speaker x', 'speaker y', 'speaker velocity x', 'speaker velocity y'])
})
