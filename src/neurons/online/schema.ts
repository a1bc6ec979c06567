/** How the gradient of weights is computed: forward in time, or, where absent, back through time. Data, no code. */
import * as z from 'zod'
import { choice } from '../../schema'

const broadcast = choice(['symmetric', 'random', 'adaptive'], 'symmetric', {
  label: 'Broadcast',
  term: 'onlineLearning',
  choices: { symmetric: 'by the output weights', random: 'by fixed weights', adaptive: 'by weights that learn' },
  help: 'How the error of the outputs reaches the hidden neurons. Brains have no copy of the output weights to send it back through: random weights drawn once do, and so do weights that start apart from them and learn from the same gradient.',
})

export const learningRule = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('ottt') }),
    z.strictObject({ kind: z.literal('sltt') }),
    z.strictObject({ kind: z.literal('eprop'), broadcast }),
  ])
  .meta({
    label: 'Learning rule',
    term: 'onlineLearning',
    help: 'Through time: the exact gradient of the surrogate model, for which every step is stored. Online: the gradient of each step from what is known at that step, so that the memory of training does not grow with T. OTTT weights it with a trace of earlier spikes, SLTT with the spikes of the step alone; e-prop uses traces too, for one hidden layer, which may be recurrent, and broadcasts the error of the outputs to it. Weights change at the end of a sequence.',
    choices: { ottt: 'OTTT, online with traces', sltt: 'SLTT, online without traces', eprop: 'e-prop, online with broadcast errors' },
    absent: 'BPTT, through time',
    rare: true,
  })
  .optional()
export type LearningRule = NonNullable<z.infer<typeof learningRule>>
export type Broadcast = z.infer<typeof broadcast>
