/** What is minimized: the choices and their equations. z is the output at step t, y the class. Data, no code. */
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
    help: 'What training makes small. Of the mean: the outputs are averaged over time first. Mean of: every step must answer (TET).',
    choices: {
      crossEntropyOfMean: 'cross-entropy of the mean',
      meanOfCrossEntropy: 'mean of cross-entropies',
      mseOfRate: 'squared error of the rate',
    },
  })
export type LossSpec = z.infer<typeof lossSchema>

export const LOSS_EQUATIONS: Readonly<Record<LossSpec['kind'], readonly Equation[]>> = {
  crossEntropyOfMean: [['L', '=', '−log softmax(mean over t of z[t])[y]']],
  meanOfCrossEntropy: [['L', '=', 'mean over t of −log softmax(z[t])[y]']],
  mseOfRate: [['L', '=', 'mean over classes of (mean over t of z[t] − onehot(y))²']],
}
