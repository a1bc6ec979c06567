/** What control says beyond numbers, and what its view may ask of an open run. Types only: page and worker share them. */

/** Of an evaluation, by episode; with several agents their mean. */
export interface ControlDetail {
  readonly returns: readonly number[]
  readonly lengths: readonly number[]
}

export type ControlCall =
  /** Where the first environments are that are learned from: their states at every moment of the newest rollout. */
  | { readonly ask: 'live'; readonly environments: number }
  /** Episodes of some environments of their own with the present weights, with what the memory held; or with those of the best evaluation. */
  | { readonly ask: 'episode'; readonly greedy: boolean; readonly environment: number; readonly weights?: Weights }
  /** What the best evaluation so far returned, by episode. */
  | { readonly ask: 'best' }
  /** One step of the user, from a state that was answered; without one an episode begins, where the agent’s of that environment does. */
  | { readonly ask: 'play'; readonly environment: number; readonly state: readonly number[] | null; readonly action: readonly number[] }

/** Those of the last training step, or those that the best evaluation so far was played with. */
export type Weights = 'latest' | 'best'

/** Of the best evaluation. */
export interface Evaluated extends ControlDetail {
  readonly testReturn: number
  readonly testLength: number
}

/** States of some environments, [moments, environments, words]. */
export interface Live {
  readonly states: Float32Array
  readonly timeSteps: number
  readonly environments: number
  readonly words: number
}

/** What the walk of a memory shows; of a cell that does not spike also what it says. */
export type StripName =
  | ('membrane' | 'spikes' | 'current')
  | ('forgetGate' | 'inputGate' | 'outputGate' | 'resetGate' | 'updateGate')
  | ('candidate' | 'cell' | 'output')

/** One episode: `steps` transitions, and a moment more. Strips are [moments, units] of the first agent. */
export interface Episode {
  readonly steps: number
  readonly states: Float32Array
  readonly stateWords: number
  /** By moment and agent: the action taken there (its numbers), and the reward for it. */
  readonly actions: Float32Array
  readonly rewards: Float32Array
  /** [moments, actions]: logits, or means of numbers; absent where an agent goes by values of actions alone. */
  readonly policy?: Float32Array
  /**
   * What actions are worth, by critics (the smaller of two) or by the agent itself: of each, [moments, actions], or of the one that was
   * taken, [moments], the last of which means nothing. Absent where nothing says so, and of best weights, beside which no critic is kept.
   */
  readonly actionValues?: { readonly of: 'each' | 'taken'; readonly values: Float32Array }
  /** [moments]: what each is worth to the agent, where it says so. */
  readonly values?: Float32Array
  readonly units: number
  readonly strips: Readonly<Partial<Record<StripName, Float32Array>>>
}

/** Where a step of the user led; an observation is what an agent would see. */
export interface Played {
  readonly state: readonly number[]
  readonly observation: readonly number[]
  readonly reward: number
  readonly over: boolean
}

export interface ControlReplies {
  readonly live: Live
  readonly episode: Episode
  readonly play: Played
  readonly best: Evaluated
}
