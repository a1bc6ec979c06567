/** Images of a training batch, moved, turned left to right and covered in part, anew each time they are seen. */
import type { Context, Space } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import { streamOf } from '../../engine/random'
import { type Tensor, tensor } from '../../engine/tensor'
import type { BatchTensors } from '../encoders/batch'
import { augmentImages } from '../kernels'

export interface Augmentation {
  /** The maximum shift of an image in each direction, in pixels. */
  readonly crop: number
  readonly flip: boolean
  /** The side of the black square; 0 for none. */
  readonly cutout: number
}

/** The images as they are to be encoded, and the ops that make them so: none where nothing is asked for. */
export function augment(
  { random }: Pick<Context, 'random'>,
  { crop, flip, cutout }: Augmentation,
  { images, samples }: BatchTensors,
  { height, width, channels }: Space,
): { readonly images: Tensor<'u32'>; readonly ops: readonly Op[] } {
  if (crop === 0 && !flip && cutout === 0) return { images, ops: [] }
  const augmented = tensor('train.augmented', 'u32', images.shape)
  const how = { height, width, channels, crop, flip: Number(flip), cutout, seed: random.seed, stream: streamOf('augment') }
  return { images: augmented, ops: [augmentImages({ images, samples, clock: random.clock, augmented }, how)] }
}
