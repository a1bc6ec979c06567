/** How the gradient of weights is computed: forward in time, or, where absent, back through time. Data, no code. */
import * as z from 'zod'

export const learningRule = z
  .discriminatedUnion('kind', [z.strictObject({ kind: z.literal('ottt') }), z.strictObject({ kind: z.literal('sltt') })])
  .meta({
    label: 'Learning rule',
    term: 'onlineLearning',
    help: 'Through time: the exact gradient of the surrogate model, for which every step is stored. Online: the gradient of each step from what is known at that step, so that the memory of training does not grow with T. OTTT weights it with a trace of earlier spikes, SLTT with the spikes of the step alone. Weights change at the end of a sequence.',
    choices: { ottt: 'OTTT, online with traces', sltt: 'SLTT, online without traces' },
    absent: 'BPTT, through time',
    rare: true,
  })
  .optional()
export type LearningRule = NonNullable<z.infer<typeof learningRule>>
