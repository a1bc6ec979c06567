/** The tensors of a batch that an encoder reads. */
import type { Tensor } from '../../engine/tensor'

export interface BatchTensors {
  /** [batch, words]: four bytes a word. */
  readonly images: Tensor<'u32'>
  /** [batch]: the number of each sample in its data set. */
  readonly samples: Tensor<'u32'>
  /** [channels, 256]: what a byte is as a current, where it is not what the data set says. */
  readonly lookupTable?: Tensor<'f32'>
}
