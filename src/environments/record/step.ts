/** The tensors and parameters of every environment's kernel: the host's side of shaders/lib/episode.wgsl. */
import { persistent, type Tensor } from '../../engine/tensor'
import { type EnvironmentShape, recordLayout } from './schema'

export const stepTensors = { rollout: 'f32[timeSteps, rows, words]', states: 'f32[timeSteps, environments, stateWords]' } as const
export const stepParams = { seed: 'u32', split: 'u32', limit: 'u32', reward: 'u32' } as const
/** Values that replace random numbers, one row per step and environment. */
export const givenTensor = 'f32[givenSteps, givenEnvironments, givenWords]' as const
export const anEnvironmentEach = ({ environments }: { environments: number }) => [environments] as const

/** `rollout` f32[timeSteps, rows, words], where a row is environment * agents + agent; `states` f32[timeSteps, environments, shape.state]. */
export interface Rollout {
  readonly rollout: Tensor<'f32'>
  readonly states: Tensor<'f32'>
}

/** What the random numbers depend on, besides the environment and the episode: a seed, and one of SPLITS. */
export interface Draws {
  readonly seed: number
  readonly split: number
  /**
   * f32[steps, environments, words]: values that replace random numbers in environments that draw at each step; their shaders describe
   * them.
   */
  readonly given?: Tensor<'f32'>
}
/** Episodes for training, for evaluation, for views and for a report never share random numbers. */
export const SPLITS = { training: 0, evaluation: 1, views: 2, report: 3 } as const

/** The tensor of given draws, or a placeholder, and the constant that says whether there are any. */
export const givenOf = ({ given }: Draws) => ({
  tensor: given ?? persistent('no draws', 'f32', [1, 1, 4]),
  constants: { GIVEN: given ? 1 : 0 },
})

export const stepValues = (shape: EnvironmentShape, { seed, split }: Draws) => ({
  seed,
  split,
  limit: shape.limit,
  reward: recordLayout(shape).reward,
})

/** The last step of an episode is always terminal; there is no time limit. */
export const endsByItself = { limit: 0xffffffff } as const
