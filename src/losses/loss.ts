/**
 * The loss of a batch: one op that writes each sample's loss and prediction and the gradient of the outputs at every step. Most losses are
 * of the readout, a weighted sum over steps, which they compute themselves.
 */
import type { Activation } from '../engine/graph'
import type { Dispatch } from '../engine/kernel'
import type { Tensor } from '../engine/tensor'
import * as kernels from './kernels'
import type { LossSpec } from './schema'

export interface LossTensors {
  readonly labels: Tensor<'u32'>
  readonly micro: Tensor<'u32'>
  /** [samples of the whole batch], and so are the others. */
  readonly loss: Tensor<'f32'>
  readonly prediction: Tensor<'u32'>
  /** 1 where the prediction is the label, else 0. */
  readonly correct: Tensor<'f32'>
}

/** @param weights [steps]: the readout; the mean of cross-entropies has none */
export function lossOp(spec: LossSpec, outputs: Activation, weights: Tensor<'f32'>, tensors: LossTensors): Dispatch {
  const bound = { logits: outputs.value, logitsGrad: outputs.grad!, ...tensors }
  const classes = { classes: outputs.features }
  switch (spec.kind) {
    case 'crossEntropyOfMean':
      return kernels.crossEntropy({ ...bound, weights }, classes)
    case 'mseOfRate':
      return kernels.squaredError({ ...bound, weights }, classes)
    case 'meanOfCrossEntropy': {
      const { lambda, target } = spec.regularization ?? { lambda: 0, target: 0 }
      const REGULARIZED = Number(spec.regularization !== undefined)
      return kernels.meanOfCrossEntropy(bound, { ...classes, lambda, targetValue: target }, { REGULARIZED })
    }
    default:
      return spec satisfies never
  }
}
