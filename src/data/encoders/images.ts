/**
 * Encodes images of a frame camera as input over time, in step with the events of the same sample: each clip is standardized (minus its
 * mean, divided by its standard deviation) and read frame by frame in the order of the event frames.
 */
import { type Context, type Layer, layer } from '../../engine/graph'
import { padded, type Tensor, tensor } from '../../engine/tensor'
import { imageEncode } from '../kernels'
import type { DataShape } from '../schema'
import { type FramesSpec, ORDERS, orderIn, orderKey } from './frames'

interface Clips {
  /** [batch, words]: the bytes of all images of a sample, in order. */
  readonly frames: Tensor<'u32'>
  /** [batch]: the index of each sample. */
  readonly samples: Tensor<'u32'>
}

/** @param count the number of images of a sample. */
export function pictures(
  context: Context,
  { order: asked }: FramesSpec,
  { frames, samples }: Clips,
  count: number,
  { height, width, channels }: DataShape['pictures'] & {},
): Layer {
  const order = orderIn(context.mode, asked)
  const features = height * width * channels
  const [batch] = frames.shape as readonly [number, number]
  const value = tensor('pictures', 'f32', [order === 'collapsed' ? 1 : count, batch, padded(features)])
  const constants = order === 'recorded' ? {} : { ORDER: ORDERS[order] }
  return layer('pictures', {
    outputs: [{ value, form: 'dense', features, space: { height, width, channels } }],
    forward: [imageEncode({ clips: frames, samples, value }, { features, ...orderKey(context, count) }, constants)],
    visible: { pictures: value },
  })
}
