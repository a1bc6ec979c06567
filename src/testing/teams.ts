/** Environments of several agents for tests: kernels compared with the rules in float64, and the returns of policies. */
import { expect } from 'vitest'
import type { Gpu } from '../engine/device'
import type { Body, Point } from '../environments/particles/physics'
import { END } from '../environments/record/schema'
import { type TeamRules, type TeamTimeStep, teamStep } from '../environments/record/team'
import { type EnvironmentSpec, environmentShape } from '../environments/schema'
import { environmentStep } from '../environments/step'
import { type Grid, type SeenTeam, teamRollout } from '../headless/conformance/team-rollout'
import { noise } from './close'

interface Draws {
  readonly seed: number
  readonly split: number
}

/** An action for each agent, from what is known at a time step. */
export type Policy = (timeStep: TeamTimeStep) => readonly number[]

/** A rollout through the kernels, from the resets of step 0 on. */
export const playTeam = (gpu: Gpu, spec: EnvironmentSpec, draws: Draws, count: number, actions: Grid): Promise<SeenTeam[][]> =>
  teamRollout(gpu, {
    shape: environmentShape(spec),
    draws,
    count,
    actions,
    step: (tensors, given) => environmentStep(spec, tensors, given),
  })

/** A random action for every agent and time step, whether or not it is available. */
export function randomActions({ agents, action }: ReturnType<typeof environmentShape>, steps: number, count: number, seed: number): Grid {
  const random = noise(seed)
  const choices = action.kind === 'discrete' ? action.count : 0
  const times = <V>(length: number, what: () => V): V[] => Array.from({ length }, what)
  return times(steps, () => times(count, () => times(agents, () => Math.floor(choices * random()))))
}

/**
 * Compares each step of the kernels with the result of the rules from the kernels' state before it.
 * @param within the tolerance of every number; discrete values must be equal
 */
export function expectRules(seen: readonly (readonly SeenTeam[])[], actions: Grid, rules: TeamRules, draws: Draws, within: number): void {
  actions.forEach((all, t) => {
    all.forEach((action, environment) => {
      const [before, after] = [seen[t]![environment]!, seen[t + 1]![environment]!]
      const wanted = teamStep(rules, { ...draws, environment }, before, action)
      const where = `step ${t} of environment ${environment}`
      expect(after.end, where).toBe(wanted.end)
      expect(after.available, where).toEqual(wanted.available ?? after.available)
      expectNear(after.state, wanted.state, within, `${where}: state`)
      expectNear(after.observations.flat(), wanted.observations.flat(), within, `${where}: observation`)
      expectNear(after.rewards, wanted.rewards, within, `${where}: reward`)
    })
  })
}

function expectNear(got: readonly number[], want: readonly number[], within: number, what: string): void {
  expect(got.length, what).toBe(want.length)
  got.forEach((value, i) => {
    if (!(Math.abs(value - want[i]!) <= within * Math.max(1, Math.abs(want[i]!))))
      throw new Error(`${what} ${i} is ${value}, expected ${want[i]}`)
  })
}

/** The initial states of episodes, by environment and number of the episode. */
const startsOf = (seen: readonly (readonly SeenTeam[])[]): Map<string, string> =>
  new Map(
    seen.flatMap((all) =>
      all.flatMap(({ state, end }, environment) =>
        end === END.reset ? [[`${environment} ${state[1]}`, state.slice(2).join()] as const] : [],
      ),
    ),
  )

/** Checks that the start of an episode depends only on environment, episode, seed and split, and on each of these. */
export async function expectKeyedStarts(gpu: Gpu, spec: EnvironmentSpec, steps: number, kinds: number): Promise<void> {
  const draws = { seed: 5, split: 0 }
  const starts = async (actions: number, change: Partial<Draws> = {}) =>
    startsOf(await playTeam(gpu, spec, { ...draws, ...change }, 3, randomActions(environmentShape(spec), steps, 3, actions)))
  const [one, other] = [await starts(1), await starts(2)]
  const both = [...one.keys()].filter((key) => other.has(key))
  expect(both.length).toBeGreaterThanOrEqual(6)
  for (const key of both) expect(other.get(key), key).toBe(one.get(key))
  expect(new Set(one.values()).size).toBeGreaterThanOrEqual(Math.min(kinds, one.size))
  for (const change of [{ seed: 6 }, { split: 1 }]) {
    const changed = await starts(1, change)
    expect(both.some((key) => changed.get(key) !== one.get(key))).toBe(true)
  }
}

/** The state before a run: it marks an end, after which the first episode begins. */
const NOTHING = { state: [0, 0], end: END.truncated }

/** An episode in float64, from its reset to its end, and the actions taken in it. */
function played(rules: TeamRules, draws: Draws, environment: number, policy: (first: TeamTimeStep) => Policy) {
  const first = teamStep(rules, { ...draws, environment }, NOTHING, [])
  const [timeSteps, actions]: [TeamTimeStep[], (readonly number[])[]] = [[first], []]
  const act = policy(first)
  for (let last = first; timeSteps.length === 1 || last.end === 0; ) {
    const action = act(last)
    last = teamStep(rules, { ...draws, environment }, last, action)
    actions.push(action)
    timeSteps.push(last)
  }
  return { timeSteps, actions }
}

export const episodeOf = (...of: Parameters<typeof played>): TeamTimeStep[] => played(...of).timeSteps
export const actionsOf = (rules: TeamRules, draws: Draws, environment: number, policy: Policy): (readonly number[])[] =>
  played(rules, draws, environment, () => policy).actions

/** The sum of the rewards of one agent over an episode. */
export const returnOf = (timeSteps: readonly TeamTimeStep[], agent = 0): number =>
  timeSteps.slice(1).reduce((sum, { rewards }) => sum + rewards[agent]!, 0)

/** The mean return and its standard error over `episodes` environments. */
export function meanReturn(
  rules: TeamRules,
  draws: Draws,
  episodes: number,
  policy: (first: TeamTimeStep) => Policy,
  value = (timeSteps: readonly TeamTimeStep[]) => returnOf(timeSteps),
) {
  const values = Array.from({ length: episodes }, (_, environment) => value(episodeOf(rules, draws, environment, policy)))
  const mean = values.reduce((a, b) => a + b, 0) / episodes
  const error = Math.sqrt(values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (episodes - 1) / episodes)
  return { mean, error }
}

/** The action that moves a particle toward its goal along the axis with the larger distance from its predicted position; none if that is the goal. */
export function towards([x, y, vx, vy]: Body, goal: Point): number {
  const [right, up] = [goal[0] - x - 0.3 * vx, goal[1] - y - 0.3 * vy]
  if (Math.max(Math.abs(right), Math.abs(up)) < 0.05) return 0
  if (Math.abs(right) > Math.abs(up)) return right > 0 ? 2 : 1
  return up > 0 ? 4 : 3
}
