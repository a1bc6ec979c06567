/** A neuron as equations in an experiment: its text, which check.ts reads. Data, no code. */
import * as z from 'zod'
import { field } from '../../schema'

/** The most characters of a text; tree.ts bounds the rest. */
export const MAX_TEXT = 16_384

/** LIF whose threshold rises with each spike. */
const INITIAL = `param theta = 1 in 0.01..10
param beta = 0.5 in 0..10
b = 0.9*b[t-1] + s[t-1]
v = 0.8*v[t-1] + x - theta*s[t-1]
s = spike(v - theta - beta*b)`

export const equationsSchema = z.strictObject({
  kind: z.literal('equations'),
  text: field(z.string().max(MAX_TEXT), {
    label: 'Equations',
    term: 'equations',
    help: 'What the neuron computes at each step: a line assigns a name, x is the input, name[t-1] the step before, and s the output.',
  }).default(INITIAL),
})
export type EquationsSpec = z.infer<typeof equationsSchema>
export const equationsSpec = (text: string): EquationsSpec => ({ kind: 'equations', text })
