/**
 * Parallel spiking neurons: the potential is a learned weighted sum of the inputs of several steps, without reset, so that no step waits
 * for another. Fang et al., NeurIPS 2023, arXiv 2304.12760. Parameters, ranges, equations. Data, no code.
 */
import * as z from 'zod'
import { choice, integer, number } from '../../schema'

/** The numbers of shaders/lib/parallel.wgsl. */
export const FORMS = ['psn', 'masked', 'sliding'] as const

const BANDED = [{ form: 'masked' }, { form: 'sliding' }]

const parallelSchema = z.strictObject({
  kind: z.literal('parallel'),
  form: choice(FORMS, 'psn', {
    label: 'Form',
    term: 'parallelNeuron',
    help: 'PSN: a weight for every pair of steps, later ones included. Masked: only the newest steps count. Sliding: one weight for each of the newest steps, the same at every step.',
    choices: { psn: 'PSN (all steps)', masked: 'masked PSN', sliding: 'sliding PSN' },
  }),
  order: integer(1, 1024, 8, {
    label: 'Order',
    term: 'parallelOrder',
    symbol: 'k',
    help: 'The number of newest steps that a neuron sees, the present one included.',
    when: BANDED,
  }),
  masking: number(0, 1, 1, {
    label: 'Masking',
    term: 'parallelOrder',
    symbol: 'λ',
    help: 'How much the mask counts: weights of other steps than the newest are multiplied by 1 − λ. At 1 no neuron sees a later step; the paper raises it from 0 to 1 over training.',
    control: 'slider',
    step: 0.05,
    when: [{ form: 'masked' }],
  }),
})
export type ParallelSpec = z.infer<typeof parallelSchema>
