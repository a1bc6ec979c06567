/** What does not fit between a loss and the answers that it is taken of. */
import { error, type Problem } from '../problem'
import type { LossSpec } from './schema'

/** @param everyStep whether the readout gives an answer at every step */
export const lossProblems = (loss: LossSpec, everyStep: boolean): Problem[] =>
  loss.kind === 'meanOfCrossEntropy' && !everyStep
    ? [
        error('loss.kind', 'The mean of cross-entropies asks every step for an answer, and this readout gives one at the end.', {
          label: 'Use the cross-entropy of the readout',
          path: 'loss.kind',
          value: 'crossEntropyOfMean',
        }),
      ]
    : []
