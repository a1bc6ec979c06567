/** What is minimized: the choices and their equations. z is the output at step t, y the readout of them, label the class. Data, no code. */
import * as z from 'zod'
import type { Equation } from '../schema'

export const lossSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('crossEntropyOfMean') }),
    z.strictObject({ kind: z.literal('meanOfCrossEntropy') }),
    z.strictObject({ kind: z.literal('mseOfRate') }),
  ])
  .meta({
    label: 'Loss',
    help: 'What training makes small: an error of the readout’s answer, or the mean of cross-entropies, where every step must answer (TET).',
    choices: {
      crossEntropyOfMean: 'cross-entropy',
      meanOfCrossEntropy: 'mean of cross-entropies',
      mseOfRate: 'squared error',
    },
  })
export type LossSpec = z.infer<typeof lossSchema>

export const LOSS_EQUATIONS: Readonly<Record<LossSpec['kind'], readonly Equation[]>> = {
  crossEntropyOfMean: [['L', '=', '−log softmax(y)[label]']],
  meanOfCrossEntropy: [['L', '=', 'mean over t of −log softmax(z[t])[label]']],
  mseOfRate: [['L', '=', 'mean over classes of (y − onehot(label))²']],
}
