/** Environments of several agents for tests: kernels beside the rules in float64, and what rules of acting get out of an episode. */
import { expect } from 'vitest'
import type { Gpu } from '../engine/device'
import { type Body, forceOf, type Point } from '../environments/particles/physics'
import { END } from '../environments/record/schema'
import { type TeamMoment, type TeamRules, teamStep } from '../environments/record/team'
import { type EnvironmentSpec, environmentShape } from '../environments/schema'
import { environmentStep } from '../environments/step'
import { type Grid, type SeenTeam, teamRollout } from '../headless/conformance/team-rollout'
import { noise } from './close'

interface Draws {
  readonly seed: number
  readonly split: number
}

/** An action for each agent, of what is known at a moment. */
export type Policy = (moment: TeamMoment) => readonly number[]

/** Through the kernels, from the resets of step 0 on. */
export const playTeam = (gpu: Gpu, spec: EnvironmentSpec, draws: Draws, count: number, actions: Grid): Promise<SeenTeam[][]> =>
  teamRollout(gpu, {
    ...{ shape: environmentShape(spec), draws, count, actions },
    step: (tensors, given) => environmentStep(spec, tensors, given),
  })

/** Any action of any agent, taken or not. */
export function randomActions({ agents, action }: ReturnType<typeof environmentShape>, steps: number, count: number, seed: number): Grid {
  const random = noise(seed)
  const choices = action.kind === 'discrete' ? action.count : 0
  const times = <V>(length: number, what: () => V): V[] => Array.from({ length }, what)
  return times(steps, () => times(count, () => times(agents, () => Math.floor(choices * random()))))
}

/**
 * Each step of the kernels against what the rules make of the state before it, which they are given as the kernels left it.
 * @param within of every number; choices must be equal.
 */
export function expectRules(played: readonly (readonly SeenTeam[])[], actions: Grid, rules: TeamRules, draws: Draws, within: number): void {
  actions.forEach((all, t) => {
    all.forEach((action, environment) => {
      const [before, after] = [played[t]![environment]!, played[t + 1]![environment]!]
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

/** An episode in float64, from its reset to its end. */
export function episodeOf(rules: TeamRules, draws: Draws, environment: number, policy: (first: TeamMoment) => Policy): TeamMoment[] {
  const nothing = { state: [0, 0], end: END.truncated }
  const first = teamStep(rules, { ...draws, environment }, nothing, [])
  const moments = [first]
  const act = policy(first)
  for (let last = first; moments.length === 1 || last.end === 0; moments.push(last)) {
    last = teamStep(rules, { ...draws, environment }, last, act(last))
  }
  return moments
}

/** The sum of the rewards of one agent over an episode. */
export const returnOf = (moments: readonly TeamMoment[], agent = 0): number =>
  moments.slice(1).reduce((sum, { rewards }) => sum + rewards[agent]!, 0)

/** Mean and its standard error over `episodes` environments. */
export function meanReturn(
  rules: TeamRules,
  draws: Draws,
  episodes: number,
  policy: (first: TeamMoment) => Policy,
  value = (moments: readonly TeamMoment[]) => returnOf(moments),
) {
  const values = Array.from({ length: episodes }, (_, environment) => value(episodeOf(rules, draws, environment, policy)))
  const mean = values.reduce((a, b) => a + b, 0) / episodes
  const error = Math.sqrt(values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (episodes - 1) / episodes)
  return { mean, error }
}

/** The move of a particle after which it would come to rest nearest to its goal. */
export function towards([x, y, vx, vy]: Body, goal: Point): number {
  const far = (action: number) => {
    const [right, up] = forceOf(action)
    return Math.hypot(goal[0] - x - 0.4 * vx - 0.04 * right, goal[1] - y - 0.4 * vy - 0.04 * up)
  }
  return [0, 1, 2, 3, 4].reduce((best, action) => (far(action) < far(best) ? action : best))
}
