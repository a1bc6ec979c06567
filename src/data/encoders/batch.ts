/** The tensors of a batch that an encoder reads. */
import type { Tensor } from '../../engine/tensor'

export interface BatchTensors {
  /** [batch, words]: four bytes per word. */
  readonly images: Tensor<'u32'>
  /** [batch]: the index of each sample in its data set. */
  readonly samples: Tensor<'u32'>
  /** [channels, 256]: the current of each byte, if it differs from the data set's scaling. */
  readonly lookupTable?: Tensor<'f32'>
}
