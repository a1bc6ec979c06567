/**
 * Delays of synapses: a spike that leaves now arrives some steps later. Learned by interpolation between lags, as in Hammouamri et al.,
 * ICLR 2024, arXiv 2306.17670 (Gaussian), or drawn, or the same everywhere. Parameters, ranges. Data, no code.
 */
import * as z from 'zod'
import { choice, integer, number } from '../../schema'

/** The numbers of shaders/lib/delayed-synapses.wgsl. */
export const DELAYS_PER = ['synapse', 'axon', 'neuron'] as const
export type DelaysPer = (typeof DELAYS_PER)[number]
/** The numbers of shaders/lib/delay.wgsl; a third is a whole number of steps. */
export const INTERPOLATIONS = ['gaussian', 'linear'] as const
export type Interpolation = (typeof INTERPOLATIONS)[number]
const MAX_DELAY = 64
/** The standard deviation at which the Gaussian stops narrowing, in steps. */
export const MIN_SIGMA = 0.5

const shared = (per: DelaysPer, more: string) => ({
  per: choice(DELAYS_PER, per, {
    label: 'One for each',
    term: 'delay',
    help: `What has a delay of its own: every synapse, every input of a layer (its axon), or every neuron.${more}`,
    choices: { synapse: 'synapse', axon: 'axon', neuron: 'neuron' },
  }),
  max: integer(1, MAX_DELAY, 16, {
    label: 'Longest delay',
    term: 'delay',
    help: 'Delays lie between 0 and this. A layer computes a product for every lag, so longer ones cost more.',
    unit: 'steps',
  }),
})

const kindsWith = (own: ReturnType<typeof shared>) =>
  [
    z.strictObject({
      kind: z.literal('learned'),
      ...own,
      interpolation: choice(INTERPOLATIONS, 'gaussian', {
        label: 'Interpolation',
        term: 'delayKernel',
        help: 'How training spreads a delay over lags, so that it has a gradient. Gaussian: over many, and over fewer the longer it trains. Linear: over its two neighbors.',
        choices: { gaussian: 'Gaussian', linear: 'linear' },
      }),
      sigma: number(MIN_SIGMA, MAX_DELAY / 2, 4, {
        label: 'Initial width',
        term: 'delayKernel',
        symbol: 'σ',
        help: 'The initial standard deviation of the Gaussian. A wide one finds lags that are far from where a delay begins.',
        unit: 'steps',
        when: [{ interpolation: 'gaussian' }],
      }),
      narrowing: integer(1, 1_000_000, 500, {
        label: 'Narrows over',
        term: 'delayKernel',
        help: `The training steps in which the Gaussian narrows to σ = ${MIN_SIGMA}, by the same factor at every step.`,
        unit: 'training steps',
        when: [{ interpolation: 'gaussian' }],
      }),
      rateFactor: number(0.1, 1000, 100, {
        label: 'Rate factor',
        term: 'delay',
        help: 'Multiplies the learning rate for delays, which are steps and not weights: far larger numbers.',
        scale: 'log',
      }),
    }),
    z.strictObject({ kind: z.literal('random'), ...own }),
    z.strictObject({
      kind: z.literal('fixed'),
      steps: integer(0, MAX_DELAY, 1, { label: 'Delay', term: 'delay', help: 'The delay of every synapse.', unit: 'steps' }),
    }),
  ] as const

const TIME = 'The time that a spike takes from layer to layer, the output layer excepted'
const KINDS = 'Learned together with the weights; or, to compare with, drawn once, or the same for all. Evaluation uses whole steps.'
const field = {
  label: 'Delays',
  term: 'delay',
  choices: { learned: 'learned', random: 'random', fixed: 'fixed' },
  absent: 'none',
} as const

export const delaysSchema = z
  .discriminatedUnion('kind', kindsWith(shared('synapse', '')))
  .meta({ ...field, help: `${TIME}. ${KINDS} Recurrent networks have none; in a list of layers, convolutions delay their channels.` })
  .optional()

/** The same in a list of layers, where convolutions have delays of axons. */
export const listedDelaysSchema = z
  .discriminatedUnion('kind', kindsWith(shared('axon', ' Convolutions have one for each channel of their input.')))
  .meta({
    ...field,
    help: `${TIME}: in front of a convolution one for each channel, at all positions the same. ${KINDS} A list with residual blocks, a recurrence or two streams has none.`,
    rare: true,
  })
  .optional()
export type DelaysSpec = NonNullable<z.infer<typeof delaysSchema>>
export type LearnedDelays = Extract<DelaysSpec, { readonly kind: 'learned' }>

/** The delays of a network's synapses, fully connected or in a list of layers; undefined where spikes arrive at once. */
export const synapticDelays = (network: { readonly kind: string; readonly delays?: DelaysSpec | undefined }): DelaysSpec | undefined =>
  network.delays
