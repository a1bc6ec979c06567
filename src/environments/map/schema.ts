/** Where the state of an environment holds what its map shows: positions, observations, messages. Data, no code. */

export interface EnvironmentMap {
  /** The initial left, bottom, right and top of the map; bodies may leave it if the world has no border. */
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
  /** Offsets of words of the state: its position, and its velocity if it has one. */
  readonly place: readonly [number, number]
  readonly velocity?: readonly [number, number]
  readonly radius: number
  /** The range of its sight and of its shots; absent if they are unlimited. */
  readonly sight?: number
  readonly range?: number
  /** The offset of its health, and the value of full health. */
  readonly health?: { readonly word: number; readonly full: number }
}

/** Which landmark a body has to reach: one word per landmark, 1 or 0. */
interface MapGoal {
  /** Indices of bodies: the one that has to reach the goal, and the one that knows it. */
  readonly body: number
  readonly known: number
  readonly words: readonly number[]
  /** Indices of bodies, one per word. */
  readonly landmarks: readonly number[]
}

/** The last message of a body: one word of the state per word of its language, 1 or 0. */
interface MapMessage {
  readonly from: number
  readonly to: number
  readonly words: readonly number[]
}
