/** The negative log-likelihood of recorded spikes, in nats, for a model that predicts rates or probabilities without drawing spikes. */
import type { Activation } from '../../engine/graph'
import type { Dispatch } from '../../engine/kernel'
import type { Tensor } from '../../engine/tensor'
import * as kernels from './kernels'

export interface LikelihoodSpec {
  /**
   * poisson: the prediction is a rate in spikes a bin, at least 0, and y a count: rate - y ln(rate + 1e-8), without the constant ln y!.
   * bernoulli: the prediction is the logit of the probability q of a spike, and y 0, 1 or a mean over trials: -y ln q - (1 - y) ln(1 - q).
   */
  readonly kind: 'poisson' | 'bernoulli'
  /** The first bin of a clip that counts in the loss. */
  readonly first: number
}

export interface LikelihoodTensors {
  /** y, [steps, rows, padded cells]. */
  readonly recorded: Tensor<'f32'>
  /** [1]: the micro-batch of the step. */
  readonly micro: Tensor<'u32'>
  /** [rows of the whole batch]: summed over bins and cells. */
  readonly loss: Tensor<'f32'>
}

/** One op that writes each row's loss and the gradient of their mean over the whole batch. @param prediction [steps, rows, padded cells], with a gradient */
export const likelihoodLoss = (
  prediction: Activation,
  { kind, first }: LikelihoodSpec,
  { recorded, micro, loss }: LikelihoodTensors,
): Dispatch =>
  kernels.likelihood(
    { prediction: prediction.value, predictionGrad: prediction.grad!, recorded, micro, loss },
    { cells: prediction.features, first },
    { BERNOULLI: Number(kind === 'bernoulli') },
  )
