/** Random changes to the event frames of a training batch: flips, shifts, and dropped steps and events, differently each time. */
import type { Context } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import { streamOf } from '../../engine/random'
import { type Tensor, tensor } from '../../engine/tensor'
import type { BatchTensors } from '../encoders/batch'
import { augmentFrames as kernel } from '../kernels'

export interface FrameAugmentation {
  readonly flip: boolean
  /** The maximum shift of a sample in each direction, in pixels, wrapping around the edges. */
  readonly roll: number
  /** The fraction of the steps whose events are dropped; the dropped steps are consecutive. */
  readonly dropTime: number
  /** The probability that an event is dropped. */
  readonly dropEvents: number
}

export interface FrameSizes {
  readonly steps: number
  readonly height: number
  readonly width: number
  readonly polarities: 1 | 2
}

/** The number of dropped steps; never all of them. */
export const droppedSteps = ({ dropTime }: FrameAugmentation, steps: number): number => Math.min(steps - 1, Math.round(dropTime * steps))
export const dropped16 = ({ dropEvents }: FrameAugmentation): number => Math.round(dropEvents * 65536)

/** The frames to encode, and the ops that make them; none if no change is chosen. */
export function augmentFrames(
  { random }: Pick<Context, 'random'>,
  how: FrameAugmentation,
  { images, samples }: BatchTensors,
  { steps, height, width, polarities }: FrameSizes,
): { readonly images: Tensor<'u32'>; readonly ops: readonly Op[] } {
  const [dropSteps, drop16] = [droppedSteps(how, steps), dropped16(how)]
  if (!how.flip && how.roll === 0 && dropSteps === 0 && drop16 === 0) return { images, ops: [] }
  const augmented = tensor('train.augmented', 'u32', images.shape)
  const { roll } = how
  const what = { steps, height, width, polarities, flip: Number(how.flip), roll, dropSteps, drop16 }
  const draws = { seed: random.seed, stream: streamOf('augment frames') }
  return { images: augmented, ops: [kernel({ images, samples, clock: random.clock, augmented }, { ...what, ...draws })] }
}
