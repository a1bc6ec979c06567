/** The losses for classes. Tasks with numbers as targets have losses of their own. Data, no code. */
import * as z from 'zod'

export const lossSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('crossEntropyOfMean') }),
    z.strictObject({ kind: z.literal('meanOfCrossEntropy') }),
    z.strictObject({ kind: z.literal('mseOfRate') }),
  ])
  .meta({
    label: 'Loss',
    term: 'loss',
    help: 'What training minimizes: an error of the readout, or the cross-entropy averaged over time steps (TET), which trains the prediction at every step.',
    choices: {
      crossEntropyOfMean: 'cross-entropy',
      meanOfCrossEntropy: 'TET (cross-entropy at every step)',
      mseOfRate: 'squared error',
    },
  })
export type LossSpec = z.infer<typeof lossSchema>
