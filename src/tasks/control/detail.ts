/** What control says beyond numbers, and what its view may ask of an open run. Types only: page and worker share them. */

/** Of an evaluation, by episode; with several agents their mean. */
export interface ControlDetail {
  readonly returns: readonly number[]
  readonly lengths: readonly number[]
}

export type ControlCall =
  /** Where the first environments are that are learned from: their states at every moment of the newest rollout. */
  | { readonly ask: 'live'; readonly environments: number }
  /** Episodes of some environments of their own with the present weights, with what the memory held. */
  | { readonly ask: 'episode'; readonly greedy: boolean; readonly environment: number }

/** States of some environments, [moments, environments, words]. */
export interface Live {
  readonly states: Float32Array
  readonly moments: number
  readonly environments: number
  readonly words: number
}

/** One episode: `steps` transitions, and a moment more. Strips are [moments, units] of the first agent. */
export interface Episode {
  readonly steps: number
  readonly states: Float32Array
  readonly stateWords: number
  /** By moment and agent: the action taken there (its numbers), and the reward for it. */
  readonly actions: Float32Array
  readonly rewards: Float32Array
  /** [moments, actions]: logits, or means of numbers. */
  readonly policy: Float32Array
  readonly units: number
  readonly strips: Readonly<Partial<Record<'membrane' | 'spikes' | 'current' | 'forgetGate' | 'inputGate', Float32Array>>>
}
