/** Random changes to the images of a training batch: shifts, flips and cutout, differently each time. */
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

/** The images to encode, and the ops that make them; none if no change is chosen. */
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
