/** How the gradient of weights is computed: forward in time, or, where absent, back through time. Data, no code. */
import * as z from 'zod'
import { choice } from '../../schema'

const broadcast = choice(['symmetric', 'random', 'adaptive'], 'symmetric', {
  label: 'Broadcast',
  term: 'onlineLearning',
  choices: { symmetric: 'by the output weights', random: 'by fixed weights', adaptive: 'by weights that learn' },
  help: 'How the error of the outputs reaches the hidden neurons. Brains have no copy of the output weights to send it back through: random weights drawn once do, and so do weights that start apart from them and learn from the same gradient.',
})

const updates = z
  .discriminatedUnion('kind', [z.strictObject({ kind: z.literal('step') })])
  .meta({
    label: 'Updates',
    term: 'onlineLearning',
    help: 'When weights change: once, by the gradients of all steps together, or at each step by its own gradient, as soon as it is known. A sequence of T steps then has T updates, and the optimizer counts each.',
    choices: { step: 'at every step' },
    absent: 'at the end of a sequence',
  })
  .optional()
const state = z
  .discriminatedUnion('kind', [z.strictObject({ kind: z.literal('carried') })])
  .meta({
    label: 'State',
    term: 'onlineLearning',
    help: 'With which potentials and traces a sequence begins: at rest, or with those that the sequence before has left in the same row of the batch, where the data are an endless stream. Evaluations begin at rest.',
    choices: { carried: 'carried on from the sequence before' },
    absent: 'at rest in each sequence',
  })
  .optional()
const shared = { updates, state }

export const learningRule = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('ottt'), ...shared }),
    z.strictObject({ kind: z.literal('sltt'), ...shared }),
    z.strictObject({ kind: z.literal('eprop'), broadcast, ...shared }),
  ])
  .meta({
    label: 'Learning rule',
    term: 'onlineLearning',
    help: 'Through time: the exact gradient of the surrogate model, for which every step is stored. Online: the gradient of each step from what is known at that step, so that the memory of training does not grow with T. OTTT weights it with a trace of earlier spikes, SLTT with the spikes of the step alone; e-prop uses traces too, for one hidden layer, which may be recurrent, and broadcasts the error of the outputs to it.',
    choices: { ottt: 'OTTT, online with traces', sltt: 'SLTT, online without traces', eprop: 'e-prop, online with broadcast errors' },
    absent: 'BPTT, through time',
    rare: true,
  })
  .optional()
export type LearningRule = NonNullable<z.infer<typeof learningRule>>
export type Broadcast = z.infer<typeof broadcast>
