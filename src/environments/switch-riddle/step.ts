/** A day of the switch riddle as an op. */
import type { Dispatch } from '../../engine/kernel'
import { type Draws, givenOf, type Rollout, type stepValues } from '../record/step'
import { switchRiddleStep } from './kernels'
import { daysOf, type SwitchRiddleSpec } from './schema'

/** Its last day is an end, not a time-out. */
const NO_CLOCK = 2 ** 32 - 1

/** @param draws whose `given`, if any, is who is in the room after each step, f32[steps, environments, 1]. */
export function switchRiddleDispatch(
  { agents }: SwitchRiddleSpec,
  tensors: Rollout,
  values: ReturnType<typeof stepValues>,
  draws: Draws,
): Dispatch {
  const { tensor, constants } = givenOf(draws)
  return switchRiddleStep({ given: tensor, ...tensors }, { ...values, limit: NO_CLOCK, agents, days: daysOf(agents) }, constants)
}
