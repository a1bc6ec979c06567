/** The disturbances of a trained network, in the order of lists and tables. A new one is one more entry in one of the three lists. */
import type { Disturbance } from './disturbance'
import { ON_SAMPLES } from './samples'
import { ON_SETTINGS } from './settings'
import { ON_WEIGHTS } from './weights'

export const DISTURBANCES: readonly Disturbance[] = [...ON_SAMPLES, ...ON_SETTINGS, ...ON_WEIGHTS]

/** @throws with the names that exist */
export function disturbanceNamed(id: string): Disturbance {
  const found = DISTURBANCES.find((one) => one.id === id)
  if (!found) throw new Error(`There is no disturbance named ${id}. There are: ${DISTURBANCES.map((one) => one.id).join(', ')}.`)
  return found
}
