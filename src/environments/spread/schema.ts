/**
 * Spread: agents that bump into each other cover as many landmarks (`simple_spread` of the particle environments). Its settings and
 * shape. Data, no code.
 */
import * as z from 'zod'
import { choice, integer, number } from '../../schema'
import type { EnvironmentMap } from '../map/schema'
import {
  bodyNames,
  episodeLimit,
  headNames,
  landmarkBody,
  localRatio,
  MOVES,
  movingBody,
  numbered,
  planar,
  range,
} from '../particles/schema'
import { type EnvironmentShape, STATE_HEAD } from '../record/schema'

export const MAX_AGENTS = 6
/** The radius of an agent; two of them touch at twice this distance. */
export const RADIUS = 0.15
export const SEES = ['all', 'nearest', 'radius'] as const

export const spreadSchema = z.strictObject({
  kind: z.literal('spread'),
  agents: integer(2, MAX_AGENTS, 3, { label: 'Agents', help: 'How many agents there are, and as many landmarks.' }),
  sees: choice(SEES, 'all', {
    label: 'Sees',
    term: 'observation',
    help: 'What an agent sees of landmarks and others: all of them, the nearest ones, or what is within a radius. It sees its own place and velocity.',
    choices: { all: 'everything', nearest: 'the nearest', radius: 'within a radius' },
  }),
  nearest: integer(1, MAX_AGENTS - 1, 1, {
    label: 'Nearest',
    help: 'How many landmarks, and how many others, an agent sees, nearest first.',
    when: [{ sees: 'nearest' }],
  }),
  radius: number(0.1, 3, 0.5, {
    label: 'Radius of sight',
    help: 'Landmarks and others farther away than that are zeros. The start lies in a square of side 2.',
    when: [{ sees: 'radius' }],
  }),
  localRatio: localRatio('less 1 for each other that it bumps into.'),
  limit: episodeLimit(),
})
export type SpreadSpec = z.infer<typeof spreadSchema>

/** Offsets of landmarks and bodies in the state, and the number of landmarks and others that an agent observes. */
export function spreadWords({ agents, sees, nearest }: SpreadSpec) {
  const landmarks = STATE_HEAD.own
  const bodies = landmarks + 2 * agents
  return {
    landmarks,
    bodies,
    words: bodies + 4 * agents,
    marks: sees === 'nearest' ? nearest : agents,
    others: sees === 'nearest' ? nearest : agents - 1,
  }
}

export function spreadShape(spec: SpreadSpec): EnvironmentShape {
  const { words, marks, others } = spreadWords(spec)
  const near = spec.sees === 'nearest' ? 'near ' : ''
  const observed = [`${near}landmark`, `${near}other`].flatMap((name, i) => planar(numbered(name, i === 0 ? marks : others)))
  const said = planar(numbered(`${near}other`, others), ['says 1', 'says 2'])
  return {
    agents: spec.agents,
    observations: 4 + 2 * marks + 4 * others,
    action: { kind: 'discrete', count: MOVES.length },
    state: words,
    available: false,
    mixer: words - STATE_HEAD.own,
    limit: spec.limit,
    names: {
      observations: [...planar(['velocity', 'place']), ...observed, ...said],
      state: [...headNames, ...planar(numbered('landmark', spec.agents)), ...numbered('agent', spec.agents).flatMap(bodyNames)],
      actions: MOVES,
    },
    hidden: [],
  }
}

export function spreadMap(spec: SpreadSpec): EnvironmentMap {
  const { landmarks, bodies } = spreadWords(spec)
  const body = { radius: RADIUS, ...(spec.sees === 'radius' && { sight: spec.radius }) }
  return {
    frame: [-1.5, -1.5, 1.5, 1.5],
    bordered: false,
    bodies: [
      ...range(spec.agents).map((i) => movingBody(`agent ${i + 1}`, i, bodies + 4 * i, body)),
      ...range(spec.agents).map((i) => landmarkBody(`landmark ${i + 1}`, landmarks + 2 * i)),
    ],
    goals: [],
    messages: [],
  }
}
