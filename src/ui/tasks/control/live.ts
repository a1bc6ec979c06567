/** A rollout during playback: states by time step and environment, and the speed. Pure. */
import type { Live } from '../../../tasks/control/detail'
import { episodeOf } from './environment'

/** Time steps per second; at the last rate most of them are skipped. */
export const RATES = [2, 5, 15, 30, 60, 300] as const
export const FIRST_RATE = 3
export const rateText = (at: number): string => (at === RATES.length - 1 ? 'turbo' : `${RATES[at]} steps/s`)

export const MANY = [1, 4, 16, 64] as const

export function stateAt({ states, environments, words }: Live, timeStep: number, environment: number): Float32Array {
  const from = (timeStep * environments + environment) * words
  return states.subarray(from, from + words)
}

/** Whether the environments have begun an episode. */
export const hasBegun = (live: Live): boolean => episodeOf(stateAt(live, live.timeSteps - 1, 0)) > 0

/** Table rows for one environment: all words of its state at each time step. */
export const liveRows = (live: Live, environment: number) =>
  Array.from({ length: live.timeSteps }, (_, timeStep) => ({
    name: String(timeStep),
    values: Array.from(stateAt(live, timeStep, environment)),
  }))
