/**
 * What an agent of a team does not observe at a time step, but may remember: others out of its sight, and what is hidden from it. Follows
 * the observations in `rules`. Pure.
 */
import { type HuntSpec, huntShape } from './hunt/schema'
import { PAIR, RECALL_WORDS } from './joint-recall/schema'
import { numbered, range } from './particles/schema'
import { STATE_HEAD } from './record/schema'
import { MARKS, REFERENCE_WORDS } from './reference/schema'
import type { EnvironmentSpec } from './schema'
import { type SkirmishSpec, scenarioOf, skirmishWords, UNIT, UNIT_KINDS } from './skirmish/schema'
import { LANDMARKS, SPEAKER_WORDS } from './speaker-listener/schema'
import { type SpreadSpec, spreadWords } from './spread/schema'
import { RIDDLE_WORDS } from './switch-riddle/schema'

type State = ArrayLike<number>

/** Something that an agent does not always observe. Places are relative to its own. */
export interface Unseen {
  readonly name: string
  /** Null for numbers without a unit. */
  readonly unit: string | null
  /** Its numbers while the agent does not observe them; null while it does, and where there is nothing to know. */
  readonly at: (state: State) => readonly number[] | null
}

/** Empty for an environment of one agent, whose hidden variables its shape names. */
export function unseenBy(spec: EnvironmentSpec, agent: number): readonly Unseen[] {
  switch (spec.kind) {
    case 'hunt':
      return inHunt(spec, agent)
    case 'skirmish':
      return inSkirmish(spec, agent)
    case 'spread':
      return inSpread(spec, agent)
    case 'jointRecall':
      return range(PAIR).map((i) => ({
        name: i === agent ? 'own sign' : `sign of agent ${i + 1}`,
        unit: null,
        at: (state) => (i === agent && state[RECALL_WORDS.SHOWN] === 1 ? null : [state[RECALL_WORDS.SIGNS + i]!]),
      }))
    case 'switchRiddle':
      return numbered('prisoner', spec.agents).map((name, i) => always(`${name} visited`, RIDDLE_WORDS.BEEN + i, 1))
    case 'speakerListener':
      return [agent === 0 ? always('place of the listener', SPEAKER_WORDS.LISTENER, 2) : always('goal', SPEAKER_WORDS.GOAL, LANDMARKS)]
    case 'reference':
      // Each knows the goal of the other.
      return [always('own goal', REFERENCE_WORDS.GOALS + MARKS * (1 - agent), MARKS)]
    default:
      return []
  }
}

const words = (state: State, from: number, count: number): number[] => Array.from({ length: count }, (_, i) => state[from + i]!)
const always = (name: string, from: number, count: number): Unseen => ({ name, unit: null, at: (state) => words(state, from, count) })
/** The way from one place to another, each two words of the state. */
const way = (state: State, from: number, to: number): [number, number] => [state[to]! - state[from]!, state[to + 1]! - state[from + 1]!]
const allBut = (count: number, agent: number): number[] => range(count).filter((i) => i !== agent)

function inHunt(spec: HuntSpec, agent: number): Unseen[] {
  const { agents, sight } = spec
  const word = (body: number) => STATE_HEAD.own + 2 * body
  const { names } = huntShape(spec)
  return allBut(agents + 1, agent).map((body) => ({
    name: names.state[word(body)]!.replace(/ row$/, ''),
    unit: 'cells',
    at: (state) => {
      const found = way(state, word(agent), word(body))
      return found.every((cells) => Math.abs(cells) <= sight) ? null : found
    },
  }))
}

function inSkirmish(spec: SkirmishSpec, agent: number): Unseen[] {
  const scenario = scenarioOf(spec)
  const { allies, units } = scenario
  const { sight } = UNIT_KINDS[units[agent]!]!
  const first = skirmishWords(scenario).units
  const word = (unit: number) => first + UNIT.WORDS * unit
  const lives = (state: State, unit: number) => state[word(unit) + UNIT.HEALTH]! > 0
  return allBut(units.length, agent).map((unit) => ({
    name: unit < allies ? `ally ${unit + 1}` : `enemy ${unit - allies + 1}`,
    unit: 'lengths',
    at: (state) => {
      const found = way(state, word(agent) + UNIT.X, word(unit) + UNIT.X)
      return Math.hypot(...found) >= sight && lives(state, agent) && lives(state, unit) ? found : null
    },
  }))
}

function inSpread(spec: SpreadSpec, agent: number): Unseen[] {
  const { agents, sees, nearest, radius } = spec
  const { landmarks, bodies } = spreadWords(spec)
  const own = bodies + 4 * agent
  /** Places of one kind, of which the agent sees all, the nearest or those within a radius. */
  const places = (names: readonly string[], at: readonly number[]): Unseen[] =>
    sees === 'all'
      ? []
      : at.map((word, i) => ({
          name: names[i]!,
          unit: null,
          at: (state) => {
            const far = (other: number) => Math.hypot(...way(state, own, other))
            const before = at.filter((other, j) => far(other) < far(word) || (far(other) === far(word) && j < i)).length
            const isSeen = sees === 'nearest' ? before < nearest : far(word) < radius
            return isSeen ? null : way(state, own, word)
          },
        }))
  const others = allBut(agents, agent)
  const names = others.map((i) => `agent ${i + 1}`)
  const wordsOf = others.map((i) => bodies + 4 * i)
  return [
    ...places(names, wordsOf),
    ...places(
      numbered('landmark', agents),
      range(agents).map((i) => landmarks + 2 * i),
    ),
    ...wordsOf.map((word, i) => always(`velocity of ${names[i]!}`, word + 2, 2)),
  ]
}
