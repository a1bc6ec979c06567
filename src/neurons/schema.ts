/** The neurons that an experiment may have, as one union; `descriptions` describes each. Data, no code. */
import * as z from 'zod'
import { equationsSchema } from './equations/schema'
import { lifSchema } from './lif/schema'
import { noisyLifSchema } from './noisy-lif/schema'
import { parallelSchema } from './parallel/schema'
import { plifSchema } from './plif/schema'
import { reluSchema } from './relu/schema'
import type { SiluSpec } from './silu/schema'

const SPIKING = { lif: 'LIF', plif: 'PLIF (learned decay)', noisyLif: 'Noisy LIF' } as const

export const spikingNeuronSchema = z.discriminatedUnion('kind', [lifSchema, plifSchema, noisyLifSchema]).meta({
  label: 'Model',
  term: 'lif',
  help: 'How a neuron integrates its input and fires. The noisy LIF fires by chance.',
  choices: SPIKING,
})
export type SpikingNeuronSpec = z.infer<typeof spikingNeuronSchema>

const HELP =
  'How a neuron integrates its input and fires. The noisy LIF fires by chance. The ReLU makes an analog network: it keeps nothing over time, and gives numbers instead of spikes.'

export const neuronSchema = z.discriminatedUnion('kind', [lifSchema, plifSchema, noisyLifSchema, reluSchema]).meta({
  label: 'Model',
  term: 'lif',
  help: `${HELP} Neurons as equations train in classification, regression and detection, parallel neurons in the first two.`,
  choices: { ...SPIKING, relu: 'ReLU (analog, no spikes)' },
})
/** The neurons of tasks whose networks take a text. */
export const anyNeuronSchema = z
  .discriminatedUnion('kind', [lifSchema, plifSchema, noisyLifSchema, reluSchema, equationsSchema, parallelSchema])
  .meta({
    ...neuronSchema.meta(),
    help: HELP,
    choices: { ...SPIKING, relu: 'ReLU (analog, no spikes)', equations: 'equations', psn: 'parallel (PSN)' },
  })
export type NeuronSpec = z.infer<typeof anyNeuronSchema>
/** The neuron of a layer: that of the experiment, or the SiLU of a part that is analog by design. */
export type LayerNeuron = NeuronSpec | SiluSpec
