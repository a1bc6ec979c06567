/** Units of a skirmish in float64, read from the words of a state. */
import { type Scenario, skirmishWords, UNIT } from './schema'

/** Random streams: additions to cooldowns, and choices of the script. That of starts is 0. */
export const COOLDOWNS = 1
export const SCRIPT = 2
export const STOP = 4

export interface Fighter {
  readonly x: number
  readonly y: number
  readonly health: number
  /** Seconds; it can shoot at 0 or less. */
  readonly cooldown: number
  /** Its last action. */
  readonly action: number
  /** The unit at which the script shot last, or -1. */
  readonly aim: number
  readonly startX: number
  readonly startY: number
}

export function fightersOf(scenario: Scenario, state: ArrayLike<number>): Fighter[] {
  const { units } = skirmishWords(scenario)
  return scenario.units.map((_, i) => {
    const word = (name: Exclude<keyof typeof UNIT, 'WORDS'>) => state[units + UNIT.WORDS * i + UNIT[name]]!
    return {
      x: word('X'),
      y: word('Y'),
      health: word('HEALTH'),
      cooldown: word('COOLDOWN'),
      action: word('ACTION'),
      aim: word('AIM'),
      startX: word('START_X'),
      startY: word('START_Y'),
    }
  })
}

export const far = (a: Fighter, b: Fighter): number => Math.hypot(a.x - b.x, a.y - b.y)

/** The direction of an action: north, east, south, west; zero for all others. */
export const stepOf = (action: number): readonly [number, number] =>
  (
    [
      [0, 1],
      [1, 0],
      [0, -1],
      [-1, 0],
    ] as const
  )[action] ?? [0, 0]

/** The units that a unit can attack, in the order of its actions; for enemies the order is reversed. */
export const foesOf = ({ allies, units }: Scenario, unit: number): number[] =>
  unit < allies
    ? Array.from({ length: units.length - allies }, (_, j) => allies + j)
    : Array.from({ length: allies }, (_, j) => allies - 1 - j)
