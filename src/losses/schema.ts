/** The losses for classes. Tasks with numbers as targets have losses of their own. Data, no code. */
import * as z from 'zod'
import { number } from '../schema'

/** Absent: the cross-entropy alone. */
export const outputRegularization = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('squared'),
      lambda: number(0, 1, 0.05, {
        label: 'λ of TET',
        symbol: 'λ',
        help: 'The loss is (1 − λ) of the cross-entropy plus λ of the mean squared distance of every output from the target value.',
      }),
      target: number(-100, 100, 1, {
        label: 'Target value',
        symbol: 'φ',
        help: 'The value to which λ pulls the outputs of every step; the paper takes the threshold.',
      }),
    }),
  ])
  .meta({
    label: 'Regularization of outputs',
    term: 'tet',
    help: 'Pulls the outputs of every step to one value, so that single steps stand out less (TET, Deng et al., 2022).',
    choices: { squared: 'squared distance' },
    absent: 'none',
    rare: true,
  })
  .optional()

export const lossSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('crossEntropyOfMean') }),
    z.strictObject({
      kind: z.literal('meanOfCrossEntropy'),
      regularization: outputRegularization,
    }),
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
