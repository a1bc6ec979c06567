/** Checks tdBN against the layers that it follows and the batch. */
import { error, type Problem, warning } from '../../problem'

export const biasProblems = (bias: boolean): Problem[] =>
  bias
    ? [
        warning('network.bias', 'A bias before tdBN has no effect: the normalization removes it.', {
          label: 'Remove it',
          path: 'network.bias',
          value: false,
        }),
      ]
    : []

/** @param samples of a part of a batch, in layers whose channels have no spatial positions */
export const varianceProblems = (samples: number): Problem[] =>
  samples < 2
    ? [
        error('data.batch', 'tdBN needs at least two samples per batch: one has no variance.', {
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
          'With micro-batches, tdBN normalizes each part separately, and its running statistics follow the last part of each batch.',
        ),
      ]
    : []
