/** Which numbers of the state an agent observes: all, positions only, or velocities only. Data, and index arithmetic. */
import { choice } from '../../schema'

export const MASKS = ['F', 'P', 'V'] as const
type Mask = (typeof MASKS)[number]

/** The indices of the observed numbers, by mask. */
export type Seen = Readonly<Record<Mask, readonly number[]>>

/** Masks as in Ni, Eysenbach and Salakhutdinov, Recurrent Model-Free RL Can Be a Strong Baseline for Many POMDPs, 2022. */
export const mask = choice(MASKS, 'P', {
  label: 'Observed',
  term: 'observation',
  help: 'What the agent observes. Without the velocities it needs a memory of the last positions; without the positions it has to integrate velocities.',
  choices: { F: 'everything', P: 'positions', V: 'velocities' },
})

/** One bit for each observed number. */
export const seenBits = (places: readonly number[]): number => places.reduce((bits, place) => bits | (1 << place), 0)
