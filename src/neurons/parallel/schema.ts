/**
 * Parallel spiking neurons: the potential is a learned weighted sum of the inputs of several steps, without reset, so that no step waits
 * for another. Fang et al., NeurIPS 2023, arXiv 2304.12760. Parameters, ranges, equations. Data, no code.
 */
import * as z from 'zod'
import { choice, type Equation, integer, number } from '../../schema'

/** The numbers of shaders/lib/parallel.wgsl. */
export const FORMS = ['full', 'masked', 'sliding'] as const
export type Form = (typeof FORMS)[number]

const BANDED = [{ form: 'masked' }, { form: 'sliding' }]

export const parallelSchema = z.strictObject({
  kind: z.literal('psn'),
  form: choice(FORMS, 'full', {
    label: 'Form',
    term: 'parallelNeuron',
    help: 'PSN: a weight for every pair of steps, later ones included. Masked: only the newest steps count. Sliding: one weight for each of the newest steps, the same at every step.',
    choices: { full: 'PSN (all steps)', masked: 'masked PSN', sliding: 'sliding PSN' },
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

const SPIKE: Equation = ['s[t]', '=', '1 if u[t] ≥ 0, else 0']

/** The potential by form, and the spike. */
export const PARALLEL_EQUATIONS: Readonly<Record<Form, readonly Equation[]>> = {
  full: [['u[t]', '=', 'Σ w[t, i] · x[i] + b[t], over all steps i'], SPIKE],
  masked: [
    ['u[t]', '=', 'Σ m[t, i] · w[t, i] · x[i] + b[t], over all steps i'],
    ['m[t, i]', '=', '1 where t − {order} < i ≤ t, else 1 − {masking}'],
    SPIKE,
  ],
  sliding: [['u[t]', '=', 'Σ w[j] · x[t − {order} + j] + b, over j = 1 … {order}'], SPIKE],
}
