/**
 * The loss of a batch: one op that writes each sample's loss and prediction and the gradient of the outputs at every step. Most losses are
 * of the readout, a weighted sum over steps, which they compute themselves.
 */
import type { Activation } from '../engine/graph'
import type { Dispatch } from '../engine/kernel'
import { type Tensor, tensor } from '../engine/tensor'
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

/**
 * The loss of one step, inside a scan over `steps`: its part of the mean of cross-entropies, and what is known of the loss and of the
 * prediction so far. @throws where the loss is of a readout, which is known only after the last step
 */
export function stepLossOp(spec: LossSpec, outputs: Activation, steps: number, tensors: LossTensors): Dispatch {
  if (spec.kind !== 'meanOfCrossEntropy') throw new Error(`${spec.kind} is not a loss of each step`)
  const { value: logits, grad, features: classes } = outputs
  const sums = tensor('loss.sums', 'f32', logits.shape)
  return kernels.crossEntropyStep({ logits, logitsGrad: grad!, sums, ...tensors }, { steps, classes, ...pull(spec) }, regularized(spec))
}

type EachStep = Extract<LossSpec, { readonly kind: 'meanOfCrossEntropy' }>
const pull = ({ regularization }: EachStep) => ({ lambda: regularization?.lambda ?? 0, targetValue: regularization?.target ?? 0 })
const regularized = ({ regularization }: EachStep) => ({ REGULARIZED: Number(regularization !== undefined) })

/** @param weights [steps]: the readout; the mean of cross-entropies has none */
export function lossOp(spec: LossSpec, outputs: Activation, weights: Tensor<'f32'>, tensors: LossTensors): Dispatch {
  const bound = { logits: outputs.value, logitsGrad: outputs.grad!, ...tensors }
  const classes = { classes: outputs.features }
  switch (spec.kind) {
    case 'crossEntropyOfMean':
      return kernels.crossEntropy({ ...bound, weights }, classes)
    case 'mseOfRate':
      return kernels.squaredError({ ...bound, weights }, classes)
    case 'meanOfCrossEntropy':
      return kernels.meanOfCrossEntropy(bound, { ...classes, ...pull(spec) }, regularized(spec))
    default:
      return spec satisfies never
  }
}
