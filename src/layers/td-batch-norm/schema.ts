/** Threshold-dependent batch normalization (Zheng et al., AAAI 2021): parameters, and the choice of whether there is one. Data, no code. */
import * as z from 'zod'
import { number } from '../../schema'

const tdBatchNormSchema = z.strictObject({
  kind: z.literal('tdBatchNorm'),
  alpha: number(0.01, 10, 1, {
    label: 'tdBN scale',
    symbol: 'α',
    help: 'Multiplies the normalized current, in addition to the threshold.',
    rare: true,
  }),
  epsilon: number(1e-8, 0.1, 1e-5, {
    label: 'tdBN epsilon',
    symbol: 'ε',
    help: 'Added to the variance for numerical stability.',
    scale: 'log',
    rare: true,
  }),
  momentum: number(0.001, 1, 0.1, {
    label: 'tdBN momentum',
    help: 'Weight of the current batch in the running statistics, which evaluation uses.',
    rare: true,
  }),
})

export const normalizationSchema = z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('none') }), tdBatchNormSchema]).meta({
  label: 'Normalization',
  term: 'normalization',
  help: 'Whether currents are normalized over the batch and time before they reach the neuron.',
  choices: { none: 'none', tdBatchNorm: 'tdBN' },
})
export type NormalizationSpec = z.infer<typeof normalizationSchema>
