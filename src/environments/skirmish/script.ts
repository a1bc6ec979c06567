/** The actions of scripted units in a skirmish, in float64 (the heuristic of SMAX). */
import { pick } from '../record/reference'
import type { Draw } from '../record/team'
import { FIELD, MAX_UNITS, type Scenario, UNIT_KINDS } from './schema'
import { type Fighter, far, foesOf, SCRIPT, STOP, stepOf } from './units'

/**
 * Shoots the closest enemy in range, and the same one while it stays in range; otherwise walks to a random visible enemy, otherwise to
 * its own start mirrored at the center of the field.
 */
export function scriptOf(
  scenario: Scenario,
  all: readonly Fighter[],
  unit: number,
  elapsed: number,
  draw: Draw,
): Pick<Fighter, 'action' | 'aim'> {
  const own = all[unit]!
  const { sight, range } = UNIT_KINDS[scenario.units[unit]!]!
  const foes = foesOf(scenario, unit)
  const within = (reach: number) => foes.filter((j) => own.health > 0 && all[j]!.health > 0 && far(own, all[j]!) < reach)
  const near = within(Math.min(range, sight))
  if (near.length > 0) {
    const closest = near.reduce((best, j) => (far(own, all[j]!) < far(own, all[best]!) ? j : best))
    const aim = near.includes(own.aim) ? own.aim : closest
    return { action: STOP + 1 + foes.indexOf(aim), aim }
  }
  const seen = within(sight)
  const goal = seen.length > 0 ? all[seen[pick(draw(elapsed * MAX_UNITS + unit, SCRIPT)[0], seen.length)]!]! : undefined
  const [right, up] = goal ? [goal.x - own.x, goal.y - own.y] : [FIELD - own.startX - own.x, FIELD - own.startY - own.y]
  const towards = [0, 1, 2, 3].map((action) => stepOf(action)[0] * right + stepOf(action)[1] * up)
  return { action: towards.indexOf(Math.max(...towards)), aim: -1 }
}
