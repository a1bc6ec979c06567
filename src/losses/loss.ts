/**
 * The loss of a batch: one op that writes each sample's loss and prediction and the gradient of the outputs. The mean of
 * cross-entropies takes the outputs of every step; the others take the one output of a readout.
 */
import type { Activation } from '../engine/graph'
import type { Dispatch } from '../engine/kernel'
import type { Tensor } from '../engine/tensor'
import * as kernels from './kernels'
import type { LossSpec } from './schema'

const KERNELS = {
  crossEntropyOfMean: kernels.crossEntropy,
  meanOfCrossEntropy: kernels.meanOfCrossEntropy,
  mseOfRate: kernels.squaredError,
} as const satisfies Record<LossSpec['kind'], unknown>

export interface LossTensors {
  readonly labels: Tensor<'u32'>
  readonly micro: Tensor<'u32'>
  readonly loss: Tensor<'f32'>
  readonly prediction: Tensor<'u32'>
}

export const lossOp = (spec: LossSpec, output: Activation, tensors: LossTensors): Dispatch =>
  KERNELS[spec.kind]({ logits: output.value, logitsGrad: output.grad!, ...tensors }, { classes: output.features })
