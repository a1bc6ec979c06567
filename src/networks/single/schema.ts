/** A single neuron and its input current, for experimentation: parameters, ranges, labels. Data, no code. */
import * as z from 'zod'
import { MAX_TEXT } from '../../neurons/equations/schema'
import { recurrenceSchema } from '../../neurons/recurrent-lif/schema'
import { spikingNeuronSchema } from '../../neurons/schema'
import { anySurrogateSchema } from '../../neurons/surrogate/schema'
import { choice, field, integer, number } from '../../schema'

const MAX_STEPS = 200
/** The largest current, of either sign. */
export const MAX_CURRENT = 10

const current = (initial: number, label: string, help: string) => number(-MAX_CURRENT, MAX_CURRENT, initial, { label, help, step: 0.05 })
const weight = current(0.8, 'Weight', 'The current that one input spike brings, at its step alone.')
const seed = integer(0, 4_294_967_295, 1, {
  label: 'Seed',
  term: 'seed',
  help: 'Another seed draws other numbers; the same seed always the same.',
})

const currentSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('step'),
      height: current(0.25, 'Height', 'The current while it is on.'),
      start: integer(1, MAX_STEPS, 6, { label: 'Start', help: 'The first step at which it is on, counted from 1.' }),
      length: integer(1, MAX_STEPS, 40, { label: 'Length', unit: 'steps', help: 'For how many steps it is on.' }),
    }),
    z.strictObject({
      kind: z.literal('noise'),
      mean: current(0.2, 'Mean', 'The mean of the current.'),
      deviation: number(0, MAX_CURRENT, 0.3, {
        label: 'Standard deviation',
        help: 'Standard deviation of the current; each step is drawn anew from a normal distribution.',
        step: 0.05,
      }),
      seed,
    }),
    z.strictObject({
      kind: z.literal('poisson'),
      rate: number(0, 1, 0.3, {
        label: 'Rate',
        unit: 'per step',
        help: 'The probability of an input spike at each step.',
        control: 'slider',
        step: 0.01,
      }),
      weight,
      seed,
    }),
    z.strictObject({
      kind: z.literal('regular'),
      period: integer(1, MAX_STEPS, 3, { label: 'Period', unit: 'steps', help: 'From one input spike to the next.' }),
      weight,
    }),
    z.strictObject({
      kind: z.literal('drawn'),
      /** The input from the first step on; missing values are 0. It is drawn in the plot, so the form has no row for it. */
      values: field(z.array(z.number().min(-MAX_CURRENT).max(MAX_CURRENT)).max(MAX_STEPS), {
        label: 'Values',
        help: 'The current of each step.',
        fact: true,
      }).default([]),
    }),
  ])
  .meta({
    label: 'Input current',
    term: 'current',
    help: 'What the neuron receives at each step: a current that is switched on and off, normal noise, input spikes at random or in a regular beat, or what you draw in the plot.',
    choices: { step: 'step', noise: 'noise', poisson: 'Poisson spikes', regular: 'regular spikes', drawn: 'drawn' },
  })
export type CurrentSpec = z.infer<typeof currentSchema>

export const singleNeuronSchema = z.strictObject({
  version: z.literal(1).default(1),
  neuron: spikingNeuronSchema.default(spikingNeuronSchema.parse({ kind: 'lif', decay: 0.9 })),
  /** The neuron as a text that the user types; absent where `neuron` says what it is. It is read by neurons/equations, never evaluated. */
  equations: field(z.string().max(MAX_TEXT), {
    label: 'Equations',
    term: 'equations',
    help: 'The neuron as equations, evaluated once a step.',
    fact: true,
  }).optional(),
  recurrence: recurrenceSchema.default({ kind: 'none' }),
  recurrentWeight: number(-MAX_CURRENT, MAX_CURRENT, -0.5, {
    label: 'Recurrent weight',
    term: 'recurrence',
    symbol: 'R',
    help: 'Multiplies the neuron’s own earlier spikes, which are added to its input current.',
    step: 0.05,
    when: [{ '/recurrence.kind': 'vanilla' }, { '/recurrence.kind': 'skip' }, { '/recurrence.kind': 'adaptive' }],
  }),
  surrogate: anySurrogateSchema.default(anySurrogateSchema.parse({ kind: 'rect' })),
  current: currentSchema.default(currentSchema.parse({ kind: 'step' })),
  steps: integer(2, MAX_STEPS, 60, { label: 'Steps', term: 'timeStep', symbol: 'T', help: 'Time steps that are computed.' }),
  gradient: choice(['none', 'spikes', 'membrane'], 'none', {
    label: 'Gradient',
    term: 'bptt',
    help: 'Backpropagation through time: how the number of spikes, or the potential of the last step, changes with the input current of each step, by the surrogate or the density of the noise.',
    choices: { none: 'not shown', spikes: 'of the number of spikes', membrane: 'of the last potential' },
  }),
})
export type SingleNeuron = z.infer<typeof singleNeuronSchema>
