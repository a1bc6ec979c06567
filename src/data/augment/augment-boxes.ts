/**
 * Random changes to the event bins of a training batch and their boxes: scaled, stretched, shifted and flipped together, differently each
 * time.
 */
import type { Context } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import { streamOf } from '../../engine/random'
import { type Tensor, tensor } from '../../engine/tensor'
import { augmentBins, augmentBoxes as augmentTruths } from '../kernels'
import { type BoxAugmentSpec, MAX_PLACED_PIXELS } from './schema'

export interface BoxBatch {
  /** [bins, batch, pixels * 2], possibly followed by padding: counts of events. */
  readonly bins: Tensor<'f32'>
  /** [batch, most, 8]: class, center x and y, width and height in pixels, and columns that are not changed. */
  readonly truths: Tensor<'f32'>
  /** [batch]: the number of boxes of each sample. */
  readonly truthCounts: Tensor<'u32'>
  /** [batch]: the index of each sample in its data set. */
  readonly samples: Tensor<'u32'>
}

/** The values of a placement: height, width, top and left, and whether it is flipped. */
const FACTS = 5

export const minScale16 = ({ scale }: BoxAugmentSpec): number => Math.max(1, Math.round(scale * 65536))
export const jitter12 = ({ jitter }: BoxAugmentSpec): number => Math.round(jitter * 4096)

/**
 * The augmented batch, and the ops that make it; none if no change is chosen. As in the code of EAS-SNN (Wang et al., ECCV 2024), except
 * that counts are those of the nearest pixel instead of interpolated, and that the image is always moved as a whole.
 * @throws Error if the image has more than MAX_PLACED_PIXELS.
 */
export function augmentBoxes(
  { random }: Pick<Context, 'random'>,
  how: BoxAugmentSpec,
  { samples, ...batch }: BoxBatch,
  { height, width }: { readonly height: number; readonly width: number },
): Omit<BoxBatch, 'samples'> & { readonly ops: readonly Op[] } {
  if (how.scale === 1 && how.jitter === 0 && !how.flip) return { ...batch, ops: [] }
  if (height * width > MAX_PLACED_PIXELS) throw new Error(`${width} × ${height} pixels are more than can be augmented`)
  const made = {
    bins: tensor('train.augmented bins', 'f32', batch.bins.shape),
    truths: tensor('train.augmented truths', 'f32', batch.truths.shape),
    truthCounts: tensor('train.augmented truth counts', 'u32', batch.truthCounts.shape),
  }
  const places = tensor('train.places', 'u32', [samples.shape[0]!, FACTS])
  const { truths, truthCounts } = batch
  const what = { height, width, minScale16: minScale16(how), jitter12: jitter12(how), shift: Number(how.shift), flip: Number(how.flip) }
  const draws = { seed: random.seed, stream: streamOf('augment boxes') }
  return {
    ...made,
    ops: [
      augmentTruths(
        { truths, truthCounts, samples, clock: random.clock, places, augmented: made.truths, augmentedCounts: made.truthCounts },
        { ...what, ...draws },
      ),
      augmentBins({ bins: batch.bins, places, augmented: made.bins }, { height, width }),
    ],
  }
}
