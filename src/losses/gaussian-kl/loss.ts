/**
 * The divergence of the posterior of a latent state from its prior, in nats: KL(posterior || prior) of independent normal
 * distributions, summed over steps and units. Statistics are rows of means, then logarithms of variances, [steps, rows, padded 2 size];
 * without a prior it is normal with mean 0 and variance 1.
 */
import type { Activation } from '../../engine/graph'
import type { Dispatch } from '../../engine/kernel'
import { type Tensor, tensor } from '../../engine/tensor'
import * as kernels from './kernels'

/**
 * The weight of the divergence in the loss: beta * min(1, step / warmUpSteps), with steps counted from 0; beta from the start if
 * warmUpSteps is 0.
 */
export interface KlSpec {
  readonly beta: number
  readonly warmUpSteps: number
}

export interface KlTensors {
  /** [1]: the steps that are done. */
  readonly clock: Tensor<'u32'>
  /** [1]: the micro-batch of the step. */
  readonly micro: Tensor<'u32'>
  /** [rows of the whole batch]: the divergence of each, in nats, not weighted. */
  readonly kl: Tensor<'f32'>
}

/**
 * One op that writes `kl` and both gradients, of the weighted mean over the whole batch. It writes rather than adds: if a sample of the
 * posterior also has a gradient, fork the statistics.
 * @param posterior statistics, `features` = 2 size, with a gradient
 * @param prior the statistics of the prior; absent for a standard normal one
 */
export function gaussianKl(
  name: string,
  posterior: Activation,
  prior: Activation | undefined,
  { beta, warmUpSteps }: KlSpec,
  { clock, micro, kl }: KlTensors,
): Dispatch {
  return kernels.gaussianKl(
    {
      posterior: posterior.value,
      posteriorGrad: posterior.grad!,
      prior: prior?.value ?? nothing(name),
      priorGrad: prior?.grad ?? nothing(name),
      clock,
      micro,
      kl,
    },
    { size: posterior.features / 2, beta, warmUpSteps },
    { STANDARD: Number(!prior) },
  )
}

/** One op that writes the divergence of every unit at every step: for a view and for an evaluation. @param divergence [steps, rows, padded size], nats; padding is 0 */
export const gaussianKlUnits = (name: string, posterior: Activation, prior: Activation | undefined, divergence: Tensor<'f32'>): Dispatch =>
  kernels.gaussianKlUnits(
    { posterior: posterior.value, prior: prior?.value ?? nothing(name), divergence },
    { size: posterior.features / 2 },
    { STANDARD: Number(!prior) },
  )

/** A placeholder that is bound if there is no prior. */
const nothing = (name: string) => tensor(`${name}.noPrior`, 'f32', [1, 1, 4])

/** [samples of the whole batch]: the rest of the loss, the mean divergence of each sample's rows, and the loss. */
export interface LossTensors {
  readonly error: Tensor<'f32'>
  readonly divergence: Tensor<'f32'>
  readonly loss: Tensor<'f32'>
}

/**
 * One op at the end of a micro-batch: loss = error + weight * divergence of each of its samples, which have as many rows of `kl` as
 * each other, and the counter of micro-batches moves on.
 * @param samples of a micro-batch
 */
export const addKl = (samples: number, { beta, warmUpSteps }: KlSpec, tensors: KlTensors & LossTensors): Dispatch =>
  kernels.addKl(tensors, { samples, beta, warmUpSteps })
