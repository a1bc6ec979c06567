/**
 * The rules of an environment with several agents in float64, and a step by them as in the kernels. Its numbers in (0, 1) are those of the
 * kernels to the last bit.
 */
import { type Four, units } from '../../engine/philox'
import { STREAMS } from './reference'
import { END, STATE_HEAD } from './schema'
import type { Draws } from './step'

/** The four numbers in (0, 1) of a block of an episode; without a stream, those of its start. */
export type Draw = (block: number, stream?: number) => Four

/**
 * The rules of an environment with several agents. A state starts with a head: the steps done and the number of the episode. `own` are
 * the words after it.
 */
export interface TeamRules {
  start(draw: Draw): readonly number[]
  /** The observation of each agent. */
  observe(state: readonly number[]): readonly (readonly number[])[]
  /** For each agent, one number per action, 1 or 0; absent if all actions are always available. */
  available?(state: readonly number[]): readonly (readonly number[])[]
  /** @param state before the actions. @param actions of each agent. @param given values that replace random numbers, as in the kernel. */
  step(state: readonly number[], actions: readonly number[], draw: Draw, given?: readonly number[]): TeamStep
  /** The number of steps after which an episode is cut off; Infinity if it only ends by itself. */
  readonly limit: number
}

interface TeamStep {
  readonly own: readonly number[]
  readonly rewards: readonly number[]
  readonly terminated: boolean
}

export interface TeamTimeStep {
  readonly state: readonly number[]
  readonly observations: readonly (readonly number[])[]
  readonly available?: readonly (readonly number[])[]
  readonly rewards: readonly number[]
  /** Bits of `END`. */
  readonly end: number
}

/** Computes the state and the end at the next time step; after the end of an episode the next one starts. */
export function teamStep(
  rules: TeamRules,
  { seed, split, environment }: Draws & { readonly environment: number },
  before: Pick<TeamTimeStep, 'state' | 'end'>,
  actions: readonly number[],
  given?: readonly number[],
): TeamTimeStep {
  const [elapsed, episode] = [before.state[STATE_HEAD.elapsed]!, before.state[STATE_HEAD.episode]!]
  const drawOf =
    (number: number): Draw =>
    (block, stream = STREAMS.start) =>
      units([seed, split], environment, stream, number, block)
  const at = (state: readonly number[], rewards: readonly number[], end: number): TeamTimeStep => ({
    state,
    rewards,
    end,
    observations: rules.observe(state),
    ...(rules.available && { available: rules.available(state) }),
  })
  if (before.end & (END.terminated | END.truncated)) {
    return at(
      [0, episode + 1, ...rules.start(drawOf(episode + 1))],
      actions.map(() => 0),
      END.reset,
    )
  }
  const { own, rewards, terminated } = rules.step(before.state, actions, drawOf(episode), given)
  const end = (terminated ? END.terminated : 0) | (elapsed + 1 >= rules.limit ? END.truncated : 0)
  return at([elapsed + 1, episode, ...own], rewards, end)
}
