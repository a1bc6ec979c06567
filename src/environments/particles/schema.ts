/**
 * The particle world that the tasks spread, speaker and listener, and reference share (Lowe et al. 2017, with the order of updates of
 * MPE2): its physics and the words of a state. Data, no code.
 */
import { integer, number } from '../../schema'
import type { MapBody } from '../map/schema'
import { STATE_HEAD } from '../record/schema'

/**
 * The time step in s, the fraction of a velocity that remains after a step, the force of an action in N, the stiffness of a contact in
 * N/m, and the length over which a contact sets in.
 */
export const PHYSICS = { DT: 0.1, KEPT: 0.75, FORCE: 5, STIFFNESS: 100, MARGIN: 0.001 } as const
/** The radius of bodies without contact, on maps. */
const SMALL = 0.05

export const MOVES = ['stay', 'left', 'right', 'down', 'up'] as const
const AXES = ['x', 'y'] as const

export const episodeLimit = () =>
  integer(5, 1000, 25, { label: 'Episode length', unit: 'steps', help: 'Steps after which the clock ends an episode. The papers use 25.' })

export const localRatio = (own: string) =>
  number(0, 1, 0.5, {
    label: 'Own share of the reward',
    help: `How much of an agent’s reward is its own: ${own} The rest is common to all.`,
    control: 'slider',
    step: 0.05,
  })

export const range = (count: number, first = 0): number[] => Array.from({ length: count }, (_, i) => first + i)
/** `landmark 1 x`, `landmark 1 y` for each name. */
export const planar = (names: readonly string[], words: readonly string[] = AXES): string[] =>
  names.flatMap((name) => words.map((word) => `${name} ${word}`))
/** Position and velocity, four words. */
export const bodyNames = (name: string): string[] => planar([name, `${name} velocity`])
export const numbered = (name: string, count: number): string[] => range(count).map((i) => `${name} ${i + 1}`)
export const headNames = Object.keys(STATE_HEAD).slice(0, STATE_HEAD.own)

/** A body of four words from `word` on. */
export const movingBody = (name: string, agent: number, word: number, more: Partial<MapBody> = {}): MapBody => ({
  name,
  role: 'agent',
  agent,
  place: [word, word + 1],
  velocity: [word + 2, word + 3],
  radius: SMALL,
  ...more,
})
export const landmarkBody = (name: string, word: number): MapBody => ({ name, role: 'landmark', place: [word, word + 1], radius: SMALL })
