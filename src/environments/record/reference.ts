/**
 * The rules of an environment with one agent in float64, and a step by them as in the kernels: the reference implementation of
 * shaders/lib/episode.wgsl. Its numbers in (0, 1) are those of the kernels to the last bit.
 */
import { type Four, units } from '../../engine/philox'
import { END, STATE_HEAD } from './schema'
import type { Draws } from './step'

/** Streams of random numbers; the item is the number of the episode. */
export const STREAMS = { start: 0 } as const

/** The rules of an environment. A state starts with a head: the steps done and the number of the episode. `own` are the words after it. */
export interface Rules {
  /** @param draw returns the four numbers in (0, 1) of a block of this episode's start. */
  start(draw: (block: number) => Four): readonly number[]
  observe(state: readonly number[]): readonly number[]
  /** @param state before the action. @param action its index, or one number per dimension in [-1, 1]. */
  step(state: readonly number[], action: readonly number[]): { own: readonly number[]; reward: number; terminated: boolean }
  /** The number of steps after which an episode is cut off; Infinity if it only ends by itself. */
  readonly limit: number
}

/** The result of a step. */
export interface TimeStep {
  readonly state: readonly number[]
  readonly observation: readonly number[]
  readonly reward: number
  /** Bits of `END`. */
  readonly end: number
}

/** Computes the state and the end at the next time step; after the end of an episode the next one starts. */
export function referenceStep(
  rules: Rules,
  { seed, split, environment }: Draws & { readonly environment: number },
  before: Pick<TimeStep, 'state' | 'end'>,
  action: readonly number[],
): TimeStep {
  const [elapsed, episode] = [before.state[STATE_HEAD.elapsed]!, before.state[STATE_HEAD.episode]!]
  if (before.end & (END.terminated | END.truncated)) {
    const begun = rules.start((block) => units([seed, split], environment, STREAMS.start, episode + 1, block))
    const state = [0, episode + 1, ...begun]
    return { state, observation: rules.observe(state), reward: 0, end: END.reset }
  }
  const { own, reward, terminated } = rules.step(before.state, action)
  const state = [elapsed + 1, episode, ...own]
  const end = (terminated ? END.terminated : 0) | (elapsed + 1 >= rules.limit ? END.truncated : 0)
  return { state, observation: rules.observe(state), reward, end }
}

/** Maps a number in (0, 1) to an integer 0 .. count - 1, by a product in single precision as in the kernels. */
export const pick = (u: number, count: number): number => Math.min(Math.floor(Math.fround(u * count)), count - 1)

export const clip = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high)

/** Maps a number in (0, 1) to (low, high). */
export const between = (low: number, high: number, u: number): number => low + (high - low) * u
