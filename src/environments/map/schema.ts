/** Where the state of an environment holds what its map shows: positions, observations, messages. Data, no code. */

export interface EnvironmentMap {
  /** Left, bottom, right, top of what is shown at first; things may leave it where the world has no border. */
  readonly frame: readonly [number, number, number, number]
  /** Whether the frame is the border of the world. */
  readonly bordered: boolean
  readonly bodies: readonly MapBody[]
  readonly goals: readonly MapGoal[]
  readonly messages: readonly MapMessage[]
}

export interface MapBody {
  readonly name: string
  readonly role: 'agent' | 'landmark' | 'enemy'
  /** The agent's index among all agents; absent for bodies that do not learn. */
  readonly agent?: number
  /** Words of the state: its place, and its velocity where it has one. */
  readonly place: readonly [number, number]
  readonly velocity?: readonly [number, number]
  readonly radius: number
  /** How far it sees, and how far it shoots; absent where nothing ends either. */
  readonly sight?: number
  readonly range?: number
  /** The word of its health, and what full health is. */
  readonly health?: { readonly word: number; readonly full: number }
}

/** Which landmark a body has to reach: one word per landmark, 1 or 0. */
interface MapGoal {
  /** Indices of bodies: who is to get there, and who knows. */
  readonly of: number
  readonly known: number
  readonly words: readonly number[]
  /** Indices of bodies, one a word. */
  readonly landmarks: readonly number[]
}

/** The last message of a body: one word of the state per word of its language, 1 or 0. */
interface MapMessage {
  readonly from: number
  readonly to: number
  readonly words: readonly number[]
}
