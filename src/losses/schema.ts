/** What is minimized: the choices. Data, no code. */
import * as z from 'zod'

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
