/**
 * Terms that may be added to the loss of a supervised task, each with a weight; an absent one costs nothing. Data, no code. Firing rates:
 * Zenke and Vogels (2021), whose lower bound is on neurons and whose upper one is on the population.
 */
import * as z from 'zod'
import { field, number } from '../../schema'

const weight = (initial: number, of: string) =>
  number(0, 1e6, initial, {
    label: 'Weight',
    term: 'lossTerms',
    help: `The factor of ${of} in the sum that training minimizes. 0 measures it alone. It may change while the network trains.`,
  })

const rates = (initial: number, label: string, what: string) =>
  field(z.array(z.number().min(0).max(1)).min(1).max(64), {
    label,
    term: 'firingRate',
    unit: 'spikes a step',
    help: `${what} of each layer of neurons, in order from the input; the last value also holds for the layers behind it.`,
  }).default([initial])

/** A term on firing rates: of each neuron, or of the mean over the neurons of a layer. */
const onRates = (meta: { label: string; help: string }, initial: number, value: { label: string; what: string }) => {
  const fields = { weight: weight(1, 'this term'), rates: rates(initial, value.label, value.what) }
  return z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('neurons'), ...fields }),
      z.strictObject({ kind: z.literal('population'), ...fields }),
    ])
    .meta({
      ...meta,
      term: 'lossTerms',
      choices: { neurons: 'of each neuron', population: 'of each layer’s mean' },
      absent: 'none',
      rare: true,
    })
    .optional()
}

export const termSchemas = {
  rateTarget: onRates(
    { label: 'Firing-rate target', help: 'Adds the squared difference between firing rates and a target to the loss.' },
    0.1,
    { label: 'Target rate', what: 'The target' },
  ),
  rateLower: onRates(
    {
      label: 'Lower bound of rates',
      help: 'Adds the square of how far firing rates are below a bound: silent neurons are driven to fire.',
    },
    0.01,
    { label: 'Lower bound', what: 'The lower bound' },
  ),
  rateUpper: onRates({ label: 'Upper bound of rates', help: 'Adds the square of how far firing rates are above a bound.' }, 0.2, {
    label: 'Upper bound',
    what: 'The upper bound',
  }),
  synapticOperations: z
    .discriminatedUnion('kind', [z.strictObject({ kind: z.literal('share'), weight: weight(0.1, 'this share') })])
    .meta({
      label: 'Synaptic operations',
      term: 'lossTerms',
      help: 'Adds the share of connections that spikes meet, over all steps, to the loss: 1 if every neuron fired at every step. Fewer operations need less energy.',
      choices: { share: 'penalized' },
      absent: 'not penalized',
      rare: true,
    })
    .optional(),
  layerDecay: z
    .discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('squares'),
        weight: weight(1e-4, 'half the sum of squared weights'),
        layers: field(z.array(z.number().min(0).max(1000)).min(1).max(64), {
          label: 'Factors',
          term: 'weightDecay',
          help: 'The factor of each layer’s weights, in order from the input to the output layer; the last one also holds for the layers behind it.',
        }).default([1]),
      }),
    ])
    .meta({
      label: 'Weight decay by layer',
      term: 'lossTerms',
      help: 'Adds half the sum of squared weights, with a factor for each layer. The optimizer’s own weight decay is the same for all layers.',
      choices: { squares: 'half of squares' },
      absent: 'none',
      rare: true,
    })
    .optional(),
} as const

const termsSchema = z.object(termSchemas)
/** The terms of an experiment. */
export type Terms = z.infer<typeof termsSchema>
export type TermName = keyof typeof termSchemas
export const TERM_NAMES = Object.keys(termSchemas) as readonly TermName[]

/** The terms that an experiment has, in order: that of their metrics. */
export const termsIn = (terms: Terms): readonly TermName[] => TERM_NAMES.filter((name) => terms[name] !== undefined)

/** The value of a layer from a list; layers beyond its end have its last value. */
export const ofLayer = (values: readonly number[], layer: number): number => values[Math.min(layer, values.length - 1)]!
