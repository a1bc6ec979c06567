/**
 * The walk of a latent model over time: tensors and ops for posterior, latent and memory of every step. What does not depend on the
 * memory is elsewhere: features, prior and decoder run over all steps at once, in front of it and behind it.
 */
import { type Activation, type Context, type Layer, layer } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import type { Parameter } from '../../engine/network'
import { padded, sizeOf, type Tensor, tensor, view } from '../../engine/tensor'
import { summedGradient, weightGradient } from '../linear/layer'
import { type Kept, keptOf, outputsOf } from './kept'
import * as kernels from './kernels'
import { CELL_KINDS, type LatentSpec, roomFor, threadsFor } from './schema'
import { type Weights, weightsOf } from './weights'

export interface LatentInputs {
  /** [steps, rows, drivesOf(..).encoder] and [.., memory]: absent where these are 0. */
  readonly encoderDrive?: Activation | undefined
  readonly memoryDrive?: Activation | undefined
  /** [steps, rows, padded latents] standard normals; absent without a latent. */
  readonly noise?: Tensor<'f32'> | undefined
  /** [rows, statesOf(..)]: the initial state of each row, overwritten with the final one. */
  readonly carried: Tensor<'f32'>
}

export interface LatentWalk extends Layer {
  /**
   * Means, then log variances of q, [steps, rows, 2 latents]. Its consumer WRITES its gradient, to which the walk adds its own, in place.
   */
  readonly posterior: Activation
  /** The latent and the memory before the step, [steps, rows, padded latents + padded size]: the input of a decoder. */
  readonly joined: Activation
  /** [steps, rows, size]: the memory before each step, which is the input of a prior; after each step, for a model without a latent. */
  readonly memory: Activation
  readonly latent: Tensor<'f32'>
  readonly matrices: Weights['matrices']
}

/** @param reads which memory other layers read, and so has a gradient: that before a step or that after it. */
export function latentWalk(
  context: Context,
  name: string,
  spec: LatentSpec,
  inputs: LatentInputs,
  reads: 'before' | 'after' | 'none',
): LatentWalk {
  const { steps, batch: rows } = context
  const { latents, cell } = spec
  const weights = weightsOf(context, name, spec)
  const kept = keptOf(name, steps, rows, spec)
  const made = outputsOf(name, steps, rows, spec, kept, reads)
  const { encoderDrive, memoryDrive, noise, carried } = inputs
  const nothing = view(weights.span, [1, 1, 4])
  const constants = {
    CELL: CELL_KINDS.indexOf(cell),
    LATENT: Number(latents > 0),
    ENCODER_HIDDEN: Number(spec.encoderHidden > 0),
    MEMORY_HIDDEN: Number(spec.memoryHidden > 0),
    THREADS: threadsFor(spec),
  }
  const room = roomFor(spec)
  const params = { steps, latents, ...weights.places, ...kept.places }
  const forward = kernels.latentForward(
    {
      encoderDrive: encoderDrive?.value ?? nothing,
      memoryDrive: memoryDrive?.value ?? nothing,
      noise: noise ?? nothing,
      weights: weights.span,
      carried,
      kept: kept.whole,
    },
    params,
    { ...constants, ...room.both, ...room.forward },
  )
  const learned =
    context.mode === 'train' ? backwardOf(context, name, spec, inputs, reads, { weights, kept, made, params, constants }) : undefined
  return {
    ...layer(name, {
      outputs: [made.joined, made.memory],
      parameters: weights.all,
      forward: [forward],
      ...learned,
      visible: { posterior: made.posterior.value, latent: kept.latent, memory: made.memory.value },
    }),
    ...made,
    latent: kept.latent,
    matrices: weights.matrices,
  }
}

interface Made {
  readonly weights: Weights
  readonly kept: Kept
  readonly made: ReturnType<typeof outputsOf>
  readonly params: Parameters<typeof kernels.latentForward>[1]
  readonly constants: Readonly<Record<'CELL' | 'LATENT' | 'ENCODER_HIDDEN' | 'MEMORY_HIDDEN' | 'THREADS', number>>
}

function backwardOf(
  context: Context,
  name: string,
  spec: LatentSpec,
  { encoderDrive, memoryDrive }: LatentInputs,
  reads: 'before' | 'after' | 'none',
  { weights, kept, made, params, constants }: Made,
) {
  const { steps, batch: rows } = context
  const { latents, cell } = spec
  const size = padded(spec.size)
  const room = roomFor(spec)
  const unused = (what: string) => tensor(`${name}.${what}`, 'f32', [1, 1, 4])
  const nothing = view(weights.span, [1, 1, 4])
  const gateGrads = tensor(`${name}.gateGrads`, 'f32', [steps, rows, cell === 'gru' ? 3 * size : 4])
  const outGrads = tensor(`${name}.outGrads`, 'f32', [steps, rows, spec.memoryHidden > 0 ? size : 4])
  // At most one of the two is in use.
  const grads = cell === 'gru' ? gateGrads : outGrads
  const backward = kernels.latentBackward(
    {
      kept: kept.whole,
      weights: weights.span,
      joinedGrad: latents > 0 ? made.joined.grad! : nothing,
      memoryGrad: reads === 'none' ? nothing : made.memory.grad!,
      posteriorGrad: latents > 0 ? made.posterior.grad! : unused('noPosterior'),
      encoderDriveGrad: encoderDrive?.grad ?? unused('noEncoder'),
      memoryDriveGrad: memoryDrive?.grad ?? unused('noMemory'),
      grads: view(grads, [sizeOf(grads.shape)]),
    },
    { ...params, size, gateGrads: 0, outGrads: 0 },
    { ...constants, ...room.both, ...room.backward, MEMORY_GRAD: { none: 0, before: 1, after: 2 }[reads] },
  )
  return {
    backwardInput: [backward],
    backwardParameters: weightGradients(context, name, weights, kept, {
      encoder: encoderDrive?.grad,
      gates: memoryDrive?.grad,
      products: cell === 'gru' ? gateGrads : memoryDrive?.grad,
      out: outGrads,
      posterior: made.posterior.grad,
    }),
  }
}

// ---- the gradients of the weights, over all steps at once

interface Grads {
  readonly encoder: Tensor<'f32'> | undefined
  readonly gates: Tensor<'f32'> | undefined
  readonly products: Tensor<'f32'> | undefined
  readonly out: Tensor<'f32'>
  readonly posterior: Tensor<'f32'> | undefined
}

function weightGradients(context: Context, name: string, weights: Weights, kept: Kept, grads: Grads): Op[] {
  const before = kept.section('keptMemory')
  const product = (what: string, value: Tensor<'f32'>, grad: Tensor<'f32'> | undefined, weight: Parameter | undefined) =>
    weight && grad ? weightGradient(context, `${name}.${what}`, { value, form: 'dense', features: value.shape[2]! }, grad, weight) : []
  const sum = (what: string, grad: Tensor<'f32'> | undefined, bias: Parameter | undefined) =>
    bias && grad ? summedGradient(`${name}.${what}.bias`, grad, bias) : []
  return [
    ...product('encoderMemory', before, grads.encoder, weights.encoderMemory),
    ...product('encoderOut', kept.section('keptHidden'), grads.posterior, weights.encoderOut),
    ...sum('encoderOut', grads.posterior, weights.encoderOutBias),
    ...product('memoryMemory', before, grads.products, weights.memoryMemory),
    ...sum('memory', grads.products, weights.memoryBias),
    ...product('memoryLatent', kept.latent, grads.gates, weights.memoryLatent),
    ...product('memoryOut', kept.section('keptGates'), grads.out, weights.memoryOut),
    ...sum('memoryOut', grads.out, weights.memoryOutBias),
  ]
}
