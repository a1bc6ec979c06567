/** Problems between a loss and the readout. */
import { error, type Problem } from '../problem'
import type { LossSpec } from './schema'

/** @param everyStep whether the readout gives a prediction at every step */
export const lossProblems = (loss: LossSpec, everyStep: boolean): Problem[] =>
  loss.kind === 'meanOfCrossEntropy' && !everyStep
    ? [
        error('loss.kind', 'TET needs a prediction at every step, but this readout gives one at the end.', {
          label: 'Use the cross-entropy of the readout',
          path: 'loss.kind',
          value: 'crossEntropyOfMean',
        }),
      ]
    : []
