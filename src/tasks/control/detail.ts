/** Task-specific results of control, and the questions that its view asks of an open run. Types only, shared by page and worker. */

/** The detail of an evaluation by episode; with several agents, their mean. `wins` are 1 or 0, absent where no episode can be won. */
export interface ControlDetail {
  readonly returns: readonly number[]
  readonly lengths: readonly number[]
  readonly wins?: readonly number[]
}

export type ControlCall =
  /** The states of the first training environments at every time step of the newest rollout. */
  | { readonly ask: 'live'; readonly environments: number }
  /** An episode of one of the views' own environments with its memory, played with the current weights or those of the best evaluation. */
  | { readonly ask: 'episode'; readonly greedy: boolean; readonly environment: number; readonly agent?: number; readonly weights?: Weights }
  /** What an agent of a team remembers of what it does not observe, in many greedy episodes. */
  | { readonly ask: 'remembered'; readonly agent?: number; readonly weights?: Weights }
  /** The returns of the best evaluation so far, by episode. */
  | { readonly ask: 'best' }
  /** One step by the user from a state of an earlier reply; without a state, an episode begins, with the same start as the agent’s in that environment. */
  | { readonly ask: 'play'; readonly environment: number; readonly state: readonly number[] | null; readonly action: readonly number[] }
  /** One step of a team in which the user acts for an agent. */
  | ({ readonly ask: 'playInTeam' } & TeamPlay)

/**
 * A step of a team from the start of the episode of that environment: it is replayed by the actions of all agents at each step, `taken`,
 * and the network acts for the others with the memory that they have of it. Without an action the episode is only replayed.
 */
export interface TeamPlay {
  readonly environment: number
  /** The agent that the user acts for, from 0. */
  readonly agent: number
  readonly taken: readonly (readonly number[])[]
  readonly action: number | null
  readonly weights?: Weights
}

/** The weights of the last training step, or of the best evaluation so far. */
export type Weights = 'latest' | 'best'

/** The detail of the best evaluation. */
export interface Evaluated extends ControlDetail {
  readonly testWinRate?: number
  readonly testReturn: number
  readonly testLength: number
}

/** States of some environments, [time steps, environments, words]. */
export interface Live {
  readonly states: Float32Array
  readonly timeSteps: number
  readonly environments: number
  readonly words: number
}

/** Traces of a memory's units; for cells without spikes, also their output. */
export type StripName =
  | ('membrane' | 'spikes' | 'current')
  | ('forgetGate' | 'inputGate' | 'outputGate' | 'resetGate' | 'updateGate')
  | ('candidate' | 'cell' | 'output')

/** One episode: `steps` transitions and one more time step. Strips, policy and values are those of one agent. */
export interface Episode {
  /** The agent, from 0. */
  readonly agent: number
  readonly steps: number
  readonly states: Float32Array
  readonly stateWords: number
  /** [time steps, observations] of the agent. */
  readonly observations: Float32Array
  /** The action taken at each time step by each agent (its numbers), and the reward for it. */
  readonly actions: Float32Array
  readonly rewards: Float32Array
  /** [time steps, actions]: logits, or means of numbers; absent where an agent chooses by action values alone. */
  readonly policy?: Float32Array
  /**
   * The values of actions, by critics (the smaller of two) or by the agent itself: of each action, [time steps, actions], or of the action
   * taken, [time steps], where the last value is meaningless. Absent where nothing computes them, and for the best weights, which are saved
   * without critics.
   */
  readonly actionValues?: { readonly of: 'each' | 'taken'; readonly values: Float32Array }
  /** [time steps]: the agent's value of each state, where it has a value output. */
  readonly values?: Float32Array
  readonly units: number
  readonly strips: Readonly<Partial<Record<StripName, Float32Array>>>
}

/** The state that a unit carries between steps, by its strip; a readout uses the first that a memory has. */
export type ReadStrip = Extract<StripName, 'current' | 'membrane' | 'cell' | 'output'>

/** How well a linear map of an agent's memory predicts what it does not observe. */
export interface Remembered {
  readonly agent: number
  readonly episodes: number
  /** Null for an agent without a memory. */
  readonly from: ReadStrip | null
  readonly readings: readonly {
    readonly name: string
    readonly unit: string | null
    /** The time steps at which the agent does not observe it, of how many. */
    readonly timeSteps: number
    readonly of: number
    /** R² by the memory, and by the observation at the same time step; null without a memory, or where nothing changes. */
    readonly memory: number | null
    readonly observed: number | null
  }[]
}

/** The result of a step by the user; the observation is what an agent would receive. */
export interface Played {
  readonly state: readonly number[]
  readonly observation: readonly number[]
  readonly reward: number
  readonly over: boolean
}

/** The result of a step of a team: the observation is that of the user's agent, the reward the mean over agents. */
export interface TeamPlayed extends Played {
  /** The actions of all agents at each step so far. */
  readonly taken: readonly (readonly number[])[]
}

export interface ControlReplies {
  readonly live: Live
  readonly episode: Episode
  readonly remembered: Remembered
  readonly play: Played
  readonly playInTeam: TeamPlayed
  readonly best: Evaluated
}
