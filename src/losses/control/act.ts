/** Selects actions from the outputs of a policy, and writes them into records. */
import type { Activation } from '../../engine/graph'
import type { Dispatch } from '../../engine/kernel'
import { streamOf } from '../../engine/random'
import { type Tensor, tensor, view } from '../../engine/tensor'
import * as kernels from './kernels'
import { CHOICES, type ChoiceKind, type TransitionWords } from './schema'
import { availableWord } from './transitions'

export interface ActSpec {
  readonly kind: ChoiceKind
  /** Selects the most likely or best action, or the mean, instead of drawing one. */
  readonly greedy: boolean
  /**
   * The standard deviation of noise added to a deterministic action, or the probability of a random action: from `start` to `end` over
   * this many clock values.
   */
  readonly noise?: { readonly start: number; readonly end: number; readonly over: number }
  /** Before the clock is this, every action is equally likely. */
  readonly warmUp?: number
}

export interface ActTensors {
  /** [1, rows, padded]: logits, values of actions, means, or the action itself. `features` is the number of actions or dimensions. */
  readonly policy: Activation
  /** [padded dimensions] or [1, rows, padded dimensions]: logs of standard deviations, for the two kinds that use them. */
  readonly logStd?: Tensor<'f32'>
  /** [1]: a word that differs from one rollout to the next. */
  readonly clock: Tensor<'u32'>
  /** [timeSteps, rows, words] */
  readonly records: Tensor<'f32'>
}

/**
 * The op of one step of a scan: at step t it writes the action into the records of time step t + 1. An action is drawn from (seed, split,
 * clock, row, t, dimension) alone. @param split 0 training, 1 evaluation, 2 views
 */
export function chooseAction(
  { policy, logStd, clock, records }: ActTensors,
  words: TransitionWords,
  { kind, greedy, noise = { start: 0, end: 0, over: 0 }, warmUp = 0 }: ActSpec,
  { seed, split }: { readonly seed: number; readonly split: number },
): Dispatch {
  const columns = policy.value.shape.at(-1)!
  const needsStd = kind === 'gaussian' || kind === 'tanhGaussian'
  if (needsStd !== (logStd !== undefined))
    throw new Error(`${policy.value.name}: ${needsStd ? 'no' : 'needless'} standard deviations of a ${kind} policy`)
  const deviations = logStd ?? tensor(`${policy.value.name}.noStd`, 'f32', [1, columns])
  const rows = deviations.shape.reduce((product, n) => product * n, 1) / columns
  return kernels.choose(
    { policy: policy.value, logStd: view(deviations, [rows, columns]), clock, records },
    {
      choices: policy.features,
      action: words.action,
      available: availableWord(words),
      seed,
      warmUp,
      stream: (streamOf('action') + split) >>> 0,
      noiseStart: noise.start,
      noiseEnd: noise.end,
      noiseOver: noise.over,
    },
    { KIND: CHOICES.indexOf(kind), GREEDY: Number(greedy) },
  )
}
