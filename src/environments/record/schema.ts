/**
 * The interface of environments, and the layout of a record of one time step: an agent's observation, and the transition that led to it.
 * The words for action, reward and end at a time step belong to this transition. Data, no code.
 */

export interface EnvironmentShape {
  readonly agents: number
  /** The number of values that one agent observes. */
  readonly observations: number
  readonly action: { readonly kind: 'discrete'; readonly count: number } | { readonly kind: 'continuous'; readonly size: number }
  /** The size of an environment's state in words: steps done in this episode, the number of the episode, then its own. */
  readonly state: number
  /** Whether some actions are not always available; records then state which are. */
  readonly available: boolean
  /** The number of words at the end of the state that a mixer of several agents receives; 0 if there are none. */
  readonly mixer: number
  /** What each of these words is multiplied by for a mixer or a critic, since networks learn from numbers near 1; absent where they are. */
  readonly mixerScales?: readonly number[]
  /** The number of steps after which an episode is cut off. */
  readonly limit: number
  /** An episode is won if its last reward is above this; absent where none can be won. */
  readonly wonAbove?: number
  /** The name of each word; those of the state include its head. */
  readonly names: { readonly observations: readonly string[]; readonly state: readonly string[]; readonly actions?: readonly string[] }
  /** Words of the state that no agent observes, shown in views. */
  readonly hidden: readonly number[]
  /** How views draw each word of the state after its head; absent if no view draws them as numbers. */
  readonly scales?: readonly NumberScale[]
}

/** The range of a number, and its unit. Where the rules set no bound, the usual range. */
export interface NumberScale {
  readonly low: number
  readonly high: number
  /** Null for a number that the rules give no unit. */
  readonly unit: string | null
}

/** A range as far to both sides of 0. */
export const around = (reach: number, unit: string | null): NumberScale => ({ low: -reach, high: reach, unit })

/** What mixers and critics receive of a state: its words from `first` on, each times its factor. */
export const mixerInput = ({ state, mixer, mixerScales }: EnvironmentShape) => ({
  first: state - mixer,
  scales: mixerScales ?? new Array<number>(mixer).fill(1),
})

/** The layout of a record: offsets and sizes of its parts, in words. */
export interface RecordLayout {
  readonly observation: 0
  readonly observations: number
  /** The index of a discrete action; for a continuous one, one word per dimension, in [-1, 1]. */
  readonly action: number
  readonly actions: number
  readonly reward: number
  /** Bits of `END`. */
  readonly end: number
  /** One word per action, 1 or 0; null if all actions are always available. */
  readonly available: number | null
  /** The size of a record, with padding. */
  readonly words: number
}

/** How a transition ended, as bits of a number. */
export const END = { terminated: 1, truncated: 2, reset: 4 } as const

/** The steps done in this episode, and its number. */
export const STATE_HEAD = { elapsed: 0, episode: 1, own: 2 } as const

export function recordLayout({ observations, action, available }: EnvironmentShape): RecordLayout {
  const actions = action.kind === 'discrete' ? 1 : action.size
  const reward = observations + actions
  const choices = available && action.kind === 'discrete' ? action.count : 0
  return {
    observation: 0,
    observations,
    action: observations,
    actions,
    reward,
    end: reward + 1,
    available: choices > 0 ? reward + 2 : null,
    words: Math.ceil((reward + 2 + choices) / 4) * 4,
  }
}
