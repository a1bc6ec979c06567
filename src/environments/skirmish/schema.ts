/**
 * Skirmish: two teams of units on a bordered field; one learns and the other follows a script. The rules are those of SMAX (Rutherford et
 * al. 2023). Its settings, units and shape. Data, no code.
 */
import * as z from 'zod'
import { choice, integer } from '../../schema'
import type { EnvironmentMap, MapBody } from '../map/schema'
import { type EnvironmentShape, STATE_HEAD } from '../record/schema'

export const FIELD = 32
/** The number of ticks per step, and per second. */
export const TICKS = 8
export const TICK_RATE = 16
export const MAX_UNITS = 16
const SKIRMISH_MOVES = ['north', 'east', 'south', 'west', 'stop'] as const

/** Speed in lengths per second, damage, range, sight and radius in lengths, health, seconds between shots. */
interface UnitKind {
  readonly name: string
  readonly speed: number
  readonly damage: number
  readonly range: number
  readonly sight: number
  readonly radius: number
  readonly health: number
  readonly cooldown: number
}
const kind = (
  name: string,
  [speed, damage, range, sight, radius, health, cooldown]: readonly [number, number, number, number, number, number, number],
): UnitKind => ({ name, speed, damage, range, sight, radius, health, cooldown })
export const UNIT_KINDS: readonly UnitKind[] = [
  kind('marine', [3.15, 9, 5, 9, 0.375, 45, 0.61]),
  kind('marauder', [2.25, 10, 6, 10, 0.5625, 125, 1.07]),
  kind('stalker', [4.13, 13, 6, 10, 0.625, 160, 1.87]),
  kind('zealot', [3.15, 8, 2, 9, 0.5, 150, 0.86]),
  kind('zergling', [4.13, 5, 2, 8, 0.375, 35, 0.5]),
  kind('hydralisk', [3.15, 12, 5, 9, 0.625, 80, 0.59]),
]

/** A scenario: the units, as indices of `UNIT_KINDS`, of which the first `allies` learn. */
export interface Scenario {
  readonly allies: number
  readonly units: readonly number[]
  readonly limit: number
}

const [MARINE, STALKER, ZEALOT] = [0, 2, 3]
const of = (unit: number, count: number): number[] => new Array<number>(count).fill(unit)
const mixed = [...of(STALKER, 2), ...of(ZEALOT, 3)]
const TEAMS = {
  '3m': [of(MARINE, 3), of(MARINE, 3)],
  '8m': [of(MARINE, 8), of(MARINE, 8)],
  '2s3z': [mixed, mixed],
  '5m_vs_6m': [of(MARINE, 5), of(MARINE, 6)],
  '3s_vs_5z': [of(STALKER, 3), of(ZEALOT, 5)],
} as const

export const skirmishSchema = z.strictObject({
  kind: z.literal('skirmish'),
  teams: choice(['3m', '8m', '2s3z', '5m_vs_6m', '3s_vs_5z'], '3m', {
    label: 'Teams',
    help: 'The units of both sides. The side that learns stands on the left.',
    choices: {
      '3m': '3 marines each',
      '8m': '8 marines each',
      '2s3z': '2 stalkers and 3 zealots each',
      '5m_vs_6m': '5 against 6 marines',
      '3s_vs_5z': '3 stalkers against 5 zealots',
    },
  }),
  limit: integer(10, 1000, 100, {
    label: 'Episode length',
    unit: 'steps',
    help: 'Steps of half a second, after which the clock ends a fight.',
  }),
})
export type SkirmishSpec = z.infer<typeof skirmishSchema>

export function scenarioOf({ teams, limit }: SkirmishSpec): Scenario {
  const [allies, enemies] = TEAMS[teams]
  return { allies: allies.length, units: [...allies, ...enemies], limit }
}

const KINDS = UNIT_KINDS.map(({ name }) => name)
/** What a unit observes of another unit and of itself, before the unit kinds; a mixer receives the latter of every unit. */
const OTHER = ['health', 'x', 'y', 'last move x', 'last move y', 'last attack', 'cooldown']
const SELF = ['health', 'x', 'y', 'cooldown']
/** Offsets in the state of a unit: `aim` is the unit at which the script shot last, or -1, `start` its initial position. */
export const UNIT = { X: 0, Y: 1, HEALTH: 2, COOLDOWN: 3, ACTION: 4, AIM: 5, START_X: 6, START_Y: 7, WORDS: 8 } as const
/** The number of words for one other unit in an observation, and for a unit, before team and kind, in the input of a mixer. */
export const SEEN_WORDS = OTHER.length + KINDS.length
export const MIXED_WORDS = SELF.length + KINDS.length

/** Offsets of the units and of the mixer's input in the state, and all sizes. */
export function skirmishWords({ allies, units }: Scenario) {
  const mixer = (MIXED_WORDS + 2) * units.length
  const seen = STATE_HEAD.own + UNIT.WORDS * units.length
  return {
    units: STATE_HEAD.own,
    seen,
    mixer,
    words: seen + mixer,
    observations: SEEN_WORDS * (units.length - 1) + MIXED_WORDS,
    actions: 5 + units.length - allies,
  }
}

const named = ({ allies, units }: Scenario): string[] => units.map((_, i) => (i < allies ? `ally ${i + 1}` : `enemy ${i - allies + 1}`))

export const skirmishShape = (spec: SkirmishSpec): EnvironmentShape => scenarioShape(scenarioOf(spec))

export function scenarioShape(scenario: Scenario): EnvironmentShape {
  const { words, mixer, observations, actions } = skirmishWords(scenario)
  const names = named(scenario)
  const kinds = KINDS.map((name) => `is ${name}`)
  const numbers = ['x', 'y', 'health', 'cooldown', 'action', 'aim', 'start x', 'start y']
  return {
    agents: scenario.allies,
    observations,
    action: { kind: 'discrete', count: actions },
    state: words,
    available: true,
    mixer,
    // A cooldown counts on below 0, by seconds, where a unit does not shoot.
    mixerScales: [
      ...names.flatMap(() => [1, 1 / FIELD, 1 / FIELD, 0.1, ...kinds.map(() => 1)]),
      ...names.map(() => 1),
      ...names.map(() => 1 / kinds.length),
    ],
    limit: scenario.limit,
    // The last shot brings a part of 1 in addition.
    wonAbove: 1,
    names: {
      observations: [
        ...names.slice(1).flatMap((_, i) => [...OTHER, ...kinds].map((what) => `other ${i + 1} ${what}`)),
        ...[...SELF, ...kinds].map((what) => `own ${what}`),
      ],
      state: [
        'elapsed',
        'episode',
        ...names.flatMap((name) => numbers.map((what) => `${name} ${what}`)),
        ...names.flatMap((name) => [...SELF, ...kinds].map((what) => `${name} ${what}, for the mixer`)),
        ...names.map((name) => `${name} team`),
        ...names.map((name) => `${name} kind`),
      ],
      actions: [...SKIRMISH_MOVES, ...names.slice(scenario.allies).map((name) => `attack ${name}`)],
    },
    hidden: names.flatMap((_, i) => [UNIT.AIM, UNIT.START_X, UNIT.START_Y].map((word) => STATE_HEAD.own + UNIT.WORDS * i + word)),
  }
}

export function skirmishMap(spec: SkirmishSpec): EnvironmentMap {
  const scenario = scenarioOf(spec)
  const bodies = named(scenario).map((name, i): MapBody => {
    const { radius, sight, range, health } = UNIT_KINDS[scenario.units[i]!]!
    const word = STATE_HEAD.own + UNIT.WORDS * i
    const ally = i < scenario.allies
    return {
      name,
      role: ally ? 'agent' : 'enemy',
      radius,
      sight,
      range,
      place: [word + UNIT.X, word + UNIT.Y],
      health: { word: word + UNIT.HEALTH, full: health },
      ...(ally && { agent: i }),
    }
  })
  return { frame: [0, 0, FIELD, FIELD], bordered: true, bodies, goals: [], messages: [] }
}
