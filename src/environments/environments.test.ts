/**
 * Checks of every environment with one agent: its kernel against its rules in float64, its resets, and the dependencies of its random
 * numbers.
 */
import { describe, expect, test } from 'vitest'
import { persistent } from '../engine/tensor'
import { equalBits, expectClose, noise } from '../testing/close'
import { type Player, player, type Seen } from '../testing/environments'
import { kernelGpu } from '../testing/gpu'
import { referenceStep, type TimeStep } from './record/reference'
import { END, recordLayout } from './record/schema'
import { type Draws, SPLITS } from './record/step'
import { type AloneSpec, rulesOf } from './rules'
import { environmentSchema, environmentShape } from './schema'
import { environmentStep } from './step'

const gpu = await kernelGpu()
const draws: Draws = { seed: 3, split: SPLITS.training }

/** Limits that some episode meets, others end before where they can. */
const SPECS: readonly AloneSpec[] = [
  ...(['F', 'P', 'V'] as const).map((mask) => ({ kind: 'cartPole', mask, limit: 15 }) as const),
  ...(['F', 'P', 'V'] as const).map((mask) => ({ kind: 'pendulum', mask, limit: 13 }) as const),
  ...(['F', 'P', 'V'] as const).map((mask) => ({ kind: 'acrobot', mask, limit: 19 }) as const),
  { kind: 'mountainCar', mask: 'F', limit: 17, cost: 'applied' },
  { kind: 'mountainCar', mask: 'P', limit: 17, cost: 'asked' },
  { kind: 'mountainCar', mask: 'V', limit: 17, cost: 'applied' },
  { kind: 'catch', runs: 1 },
  { kind: 'catch', runs: 3 },
  { kind: 'catch', runs: 11 },
  { kind: 'tMaze', length: 5, active: false },
  { kind: 'tMaze', length: 4, active: true },
  { kind: 'memoryChain', length: 6 },
  { kind: 'keyToDoor' },
]

/** More than a workgroup, and steps for some episodes. */
const [COUNT, STEPS] = [70, 100]
/** Steps that are also taken one by one. */
const APART = 30

/** Random actions for every time step; some continuous ones are out of range. */
function actionsOf(spec: AloneSpec, count = COUNT, steps = STEPS) {
  const { action } = environmentShape(spec)
  const random = noise(11)
  const one = () => (action.kind === 'discrete' ? Math.floor(random() * action.count) : Math.fround(3 * random() - 1.5))
  const all = Array.from({ length: steps }, () => Array.from({ length: COUNT }, () => [one()]))
  return all.map((row) => row.slice(0, count))
}

async function played<T>(made: Promise<Player>, use: (player: Player) => Promise<T>): Promise<T> {
  using one = await made
  return await use(one)
}

const rollout = (spec: AloneSpec, { count = COUNT, of = draws } = {}) =>
  played(player(gpu, spec, count, of, STEPS), ({ steps }) => steps(actionsOf(spec, count)))

const wordsOf = (seen: readonly Seen[]) =>
  Float32Array.from(seen.flatMap(({ state, observation, reward, end }) => [...state, ...observation, reward, end]))

describe.each(SPECS.map((spec) => [JSON.stringify(spec), spec] as const))('%s', (_, spec) => {
  let made: Promise<readonly (readonly Seen[])[]> | undefined
  const whole = () => {
    made ??= rollout(spec)
    return made
  }

  test('does, from each of its own states, what the rules do', async () => {
    const seen = await whole()
    const rules = rulesOf(spec)
    const got: number[] = []
    const want: number[] = []
    for (let t = 0; t < STEPS; t++)
      for (let i = 0; i < COUNT; i++) {
        const [before, after] = [seen[t]![i]!, seen[t + 1]![i]!]
        const next = referenceStep(rules, { ...draws, environment: i }, before, after.action)
        expect(after.end).toBe(next.end)
        got.push(...after.state, ...after.observation, after.reward)
        want.push(...next.state, ...next.observation, next.reward)
      }
    expectClose(got, want, { relative: 2e-6, absolute: 4e-6, reason: 'one step of float32, of at most a hundred operations' })
  })

  test('follows the rules for five steps from a start of its own', async () => {
    const seen = await whole()
    const rules = rulesOf(spec)
    const got: number[] = []
    const want: number[] = []
    for (let i = 0; i < COUNT; i++) {
      let one: TimeStep = seen[1]![i]!
      for (let t = 2; t <= 6; t++) {
        one = referenceStep(rules, { ...draws, environment: i }, one, seen[t]![i]!.action)
        expect(seen[t]![i]!.end).toBe(one.end)
        got.push(...seen[t]![i]!.state, ...seen[t]![i]!.observation, seen[t]![i]!.reward)
        want.push(...one.state, ...one.observation, one.reward)
      }
    }
    expectClose(got, want, { relative: 1e-5, absolute: 1e-5, reason: 'five steps of float32, of which each is good to 2e-6' })
  })

  test('begins with a reset, and behind each end takes another one of its own', async () => {
    const seen = await whole()
    expect(seen[1]!.every(({ end }) => end === END.reset)).toBe(true)
    for (let i = 0; i < COUNT; i++)
      for (let t = 1; t < STEPS; t++) {
        const [before, after] = [seen[t]![i]!, seen[t + 1]![i]!]
        const isReset = (before.end & (END.terminated | END.truncated)) !== 0
        expect(after.end === END.reset).toBe(isReset)
        expect(after.state.slice(0, 2)).toEqual(isReset ? [0, before.state[1]! + 1] : [before.state[0]! + 1, before.state[1]])
        if (isReset) expect(after.reward).toBe(0)
      }
    expect(Math.max(...seen.at(-1)!.map(({ state }) => state[1]!))).toBeGreaterThan(1)
  })

  test('gives the same bits whatever the number of environments, and however steps are divided', async () => {
    const all = await whole()
    const few = await rollout(spec, { count: 3 })
    for (let t = 1; t <= STEPS; t++) expect(equalBits(wordsOf(few[t]!), wordsOf(all[t]!.slice(0, 3)))).toBe(true)
    const single = await played(player(gpu, spec, 3, draws), async ({ step }) => {
      const timeSteps: (readonly Seen[])[] = []
      for (const actions of actionsOf(spec, 3).slice(0, APART)) timeSteps.push(await step(actions))
      return timeSteps
    })
    for (let t = 0; t < APART; t++) expect(equalBits(wordsOf(single[t]!), wordsOf(few[t + 1]!))).toBe(true)
  })

  test('has a layout whose names, hidden words and records fit', () => {
    const shape = environmentShape(environmentSchema.parse(spec))
    expect(shape.names.observations).toHaveLength(shape.observations)
    expect(shape.names.state).toHaveLength(shape.state)
    expect(shape.names.actions).toHaveLength(shape.action.kind === 'discrete' ? shape.action.count : shape.action.size)
    expect(shape.hidden.every((word) => word >= 2 && word < shape.state)).toBe(true)
    expect(recordLayout(shape).words).toBeGreaterThanOrEqual(shape.observations + 3)
  })
})

test('episodes hang on seed, split, environment and number, and on nothing else', async () => {
  const spec = { kind: 'cartPole', mask: 'F', limit: 15 } as const
  const starts = async (of: Draws) =>
    (await rollout(spec, { count: 8, of })).flatMap((row) =>
      row.filter(({ end }) => end === END.reset).map(({ observation }) => `${observation}`),
    )
  const one = await starts(draws)
  expect(await starts(draws)).toEqual(one)
  const others = [...(await starts({ seed: 4, split: 0 })), ...(await starts({ seed: 3, split: SPLITS.evaluation }))]
  expect(new Set([...one, ...others]).size).toBe(one.length + others.length)
})

test('refuses a rollout that is not as wide as the environment', () => {
  const wide = { kind: 'cartPole', mask: 'F', limit: 15 } as const
  const states = persistent('states', 'f32', [2, 3, 6])
  expect(() => environmentStep(wide, { rollout: persistent('rollout', 'f32', [2, 3, 12]), states }, draws)).toThrow(
    'cartPole: a rollout [2,3,12]',
  )
  expect(() => environmentStep(wide, { rollout: persistent('rollout', 'f32', [2, 4, 8]), states }, draws)).toThrow('does not fit')
})
