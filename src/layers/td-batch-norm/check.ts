/** What does not fit between tdBN, the layers that it follows and the batch. */
import { error, type Problem, warning } from '../../problem'

export const biasProblems = (bias: boolean): Problem[] =>
  bias
    ? [
        warning('network.bias', 'A bias in front of tdBN has no effect: the normalization takes it away.', {
          label: 'Leave it out',
          path: 'network.bias',
          value: false,
        }),
      ]
    : []

/** @param samples of a part of a batch, in layers whose channels have no places */
export const varianceProblems = (samples: number): Problem[] =>
  samples < 2
    ? [
        error('data.batch', 'tdBN needs at least two samples in a batch: with one there is no variance.', {
          label: 'Use 100',
          path: 'data.batch',
          value: 100,
        }),
      ]
    : []

export const partProblems = (microBatches: number): Problem[] =>
  microBatches > 1
    ? [
        warning(
          'run.microBatches',
          'With micro-batches, tdBN normalizes each part by itself, and its running statistics follow the last part of each batch.',
        ),
      ]
    : []
