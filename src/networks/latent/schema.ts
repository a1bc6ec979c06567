/**
 * A latent model over time, and what is left of it where parts are absent: a rate model without a latent, a window model without a memory.
 * The equations are a reconstruction of TeCoS-LVM (Ma et al., NeurIPS 2023), whose code was not at hand. Data, no code.
 */
import * as z from 'zod'
import { walkFits as fits, type LatentSpec as WalkSpec } from '../../layers/latent/schema'
import { choice, type FieldMeta, field, integer } from '../../schema'

/** The limits of a walk in one workgroup. */
const MAX_UNITS = 256
const MAX_LATENTS = 64

/** A multiple of four, the unit of padding in memory. */
const fours = (min: number, max: number, initial: number, meta: FieldMeta) =>
  field(z.int().min(min).max(max).multipleOf(4), { ...meta, step: 4 }).default(initial)
const units = (initial: number, label: string, help: string) => fours(4, MAX_UNITS, initial, { label, unit: 'units', help })
const hidden = (label: string, help: string) => integer(0, MAX_UNITS, 0, { label, unit: 'units', help: `${help} 0: none.`, rare: true })

const memorySchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('none') }),
    z.strictObject({
      kind: z.literal('tanh'),
      size: units(64, 'Memory units', 'Units of the memory h, which carries on what was seen.'),
      hidden: hidden('Units before the memory', 'Units of a ReLU layer in front of the memory.'),
    }),
    z.strictObject({
      kind: z.literal('relu'),
      size: units(64, 'Memory units', 'Units of the memory h, which carries on what was seen.'),
      hidden: hidden('Units before the memory', 'Units of a ReLU layer in front of the memory.'),
    }),
    z.strictObject({ kind: z.literal('gru'), size: units(128, 'Memory units', 'Units of the memory h, which carries on what was seen.') }),
    // The largest size for which a workgroup has enough memory.
    z.strictObject({ kind: z.literal('lstm'), size: units(96, 'Memory units', 'Units of the memory h, which carries on what was seen.') }),
  ])
  .meta({
    label: 'Memory',
    term: 'latentMemory',
    help: 'How what was seen is carried on to the next step (temporal conditioning). None: each step knows its own window of the stimulus alone.',
    choices: { none: 'none', tanh: 'tanh', relu: 'ReLU', gru: 'GRU', lstm: 'LSTM' },
  })

const stimulusSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('dense'),
      hidden: field(z.array(z.int().min(1).max(1024)).max(8), {
        label: 'Features',
        unit: 'units',
        help: 'Units of each layer between the stimulus and the rest, with a ReLU behind each. None: a linear model, with a rate output an LN model.',
      }).default([64]),
    }),
    z.strictObject({
      kind: z.literal('conv'),
      channels: field(z.array(z.int().min(1).max(128)).min(1).max(4), {
        label: 'Channels',
        unit: 'channels',
        help: 'Channels of each convolution, with a ReLU behind each. The frames of the window are the channels of the first one’s input.',
      }).default([8, 16]),
      kernel: integer(1, 15, 5, { label: 'Kernel', term: 'convolution', unit: 'pixels', help: 'Side length of the kernel.' }),
    }),
  ])
  .meta({
    label: 'Stimulus encoder',
    help: 'What makes features of the stimulus, f(x).',
    choices: { dense: 'fully connected', conv: 'convolutions' },
  })

export const latentSchema = z
  .strictObject({
    kind: z.literal('latent'),
    stimulus: stimulusSchema.default({ kind: 'dense', hidden: [64] }),
    latents: fours(0, MAX_LATENTS, 16, {
      label: 'Latents',
      symbol: 'z',
      unit: 'dimensions',
      help: 'Dimensions of the latent z, a Gaussian that is drawn anew at each step. 0: the model has no latent.',
    }),
    prior: choice(['learned', 'standard'], 'learned', {
      label: 'Prior',
      term: 'prior',
      help: 'What the latent should stay near: a Gaussian that follows from the memory, or the same standard Gaussian at every step.',
      choices: { learned: 'from the memory', standard: 'standard Gaussian' },
    }),
    encoderHidden: hidden('Encoder units', 'Units of a ReLU layer in the encoder, between the features with the memory and q(z).'),
    priorHidden: hidden('Prior units', 'Units of a ReLU layer in the prior, between the memory and p(z).'),
    memory: memorySchema.default({ kind: 'gru', size: 128 }),
    decoderHidden: hidden('Decoder units', 'Units of a ReLU layer in the decoder, between the latent with the memory and the output.'),
    output: choice(['spikes', 'rate'], 'spikes', {
      label: 'Output',
      help: 'The model’s output for a cell: spikes of a neuron, trial by trial, or a rate (softplus of the last layer), of which trials are drawn.',
      choices: { spikes: 'spikes of neurons', rate: 'a rate' },
    }),
  })
  .meta({ term: 'latent' })
export type LatentSpec = z.infer<typeof latentSchema>

/**
 * The settings of a network's walk. @param features the number of stimulus features. @param idle the size of the memory if there is none,
 * which stays 0
 */
export function walkSpec({ latents, encoderHidden, memory }: LatentSpec, features: number, seed: number, idle = 4): WalkSpec {
  return {
    features,
    latents,
    encoderHidden,
    cell: memory.kind,
    size: memory.kind === 'none' ? idle : memory.size,
    memoryHidden: 'hidden' in memory ? memory.hidden : 0,
    seed,
  }
}

/** Whether a workgroup has enough memory for its walk. */
export const walkFits = (network: LatentSpec): boolean => fits(walkSpec(network, 1, 0))
