/** A step of a skirmish as an op. */
import type { Dispatch } from '../../engine/kernel'
import { persistent } from '../../engine/tensor'
import { skirmishStep } from '../kernels'
import { type Draws, givenOf, type Rollout, stepValues } from '../record/step'
import { MAX_UNITS, type Scenario, scenarioShape, UNIT_KINDS } from './schema'

/**
 * @param draws whose `given`, if any, are numbers in [0, 1) for the cooldowns [ticks, units], then the enemies' actions: f32[steps, environments, 8 units + enemies].
 * @throws if there are more units than threads.
 */
export function scenarioStep(scenario: Scenario, tensors: Rollout, draws: Draws): Dispatch {
  const { allies, units } = scenario
  if (units.length > MAX_UNITS) throw new Error(`a skirmish of ${units.length} units: at most ${MAX_UNITS}`)
  const words = units.flatMap((unit) => {
    const { speed, damage, range, sight, radius, health, cooldown } = UNIT_KINDS[unit]!
    return [speed, damage, range, sight, radius, health, cooldown, unit]
  })
  const kinds = persistent('kinds of units', 'f32', [units.length, 8], Float32Array.from(words))
  const { tensor, constants } = givenOf(draws)
  return skirmishStep({ kinds, given: tensor, ...tensors }, { ...stepValues(scenarioShape(scenario), draws), allies }, constants)
}
