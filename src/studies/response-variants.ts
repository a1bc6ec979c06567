/**
 * Predefined variants of a model of neural responses: each changes one factor of a model that spikes; and rate models as controls. Data;
 * trains nothing.
 */
import type { Experiment } from '../experiments/schema'
import { describeKind, descriptionOf, NEURON_KINDS } from '../neurons/descriptions'
import type { Variant } from './variant'

/** The frames that a model without a memory sees as its control: about what RetinaSim's fast filters span. */
const WINDOW = 20

type SpikingResponse = Extract<Experiment, { readonly network: { readonly kind: 'latent' } }>
export const isSpikingResponse = (open: Experiment): open is SpikingResponse =>
  open.network.kind === 'latent' && open.network.output === 'spikes'

/** The model as it is, and with one factor changed: state, target, loss, noise, memory; without a memory also with a window of frames. */
export function factorVariants(open: Experiment, withoutNoise: Variant['edits']): Variant[] {
  if (!isSpikingResponse(open)) return []
  const { loss, state, network, neuron } = open
  const { outputs } = descriptionOf(neuron)
  const tau = 'tau' in loss ? loss.tau : 2
  return [
    { title: 'as it is', edits: [] },
    state === 'carried'
      ? { title: 'state reset at each clip', edits: [['state', 'reset']] }
      : { title: 'state carried on', edits: [['state', 'carried']] },
    ...(loss.kind === 'psp' ? [otherTarget(loss.against)] : []),
    loss.kind === 'mmd'
      ? { title: 'PSP loss', edits: [['loss', { kind: 'psp', tau }]] }
      : { title: 'MMD loss', edits: [['loss', { kind: 'mmd', tau }]] },
    outputs === 'drawn' ? { title: 'no noise', edits: withoutNoise } : { title: 'noisy neurons', edits: [['neuron.kind', NOISY]] },
    ...(network.memory.kind === 'none' ? [] : [{ title: 'no memory', edits: [NO_MEMORY] }]),
    { title: `no memory, window of ${WINDOW} frames`, edits: [NO_MEMORY, ['encoder.window', WINDOW]] },
  ]
}

/** The neurons that draw their spikes. */
const NOISY = NEURON_KINDS.find((kind) => describeKind(kind).outputs === 'drawn')
const NO_MEMORY = ['network.memory', { kind: 'none' }] as const

const otherTarget = (against: 'trials' | 'psth'): Variant =>
  against === 'psth'
    ? { title: 'trained on single trials', edits: [['loss.against', 'trials']] }
    : { title: 'against the mean of trials', edits: [['loss.against', 'psth']] }

/**
 * The model as it is, and rates trained by their Poisson likelihood, each without a latent: of a memory, of a window by convolutions, and
 * of a window by one linear filter a cell, a Poisson GLM without spike history.
 */
export function rateVariants(open: Experiment): Variant[] {
  if (!isSpikingResponse(open)) return []
  const memory = open.network.memory.kind === 'none' ? { kind: 'gru' } : open.network.memory
  const rates = (title: string, network: object, window: number): Variant => ({
    title,
    edits: [
      ['network', { ...open.network, output: 'rate', latents: 0, ...network }],
      ['loss', { kind: 'poisson' }],
      ['encoder.window', window],
    ],
  })
  const convolutions = { kind: 'conv', channels: [16, 16], kernel: 5 }
  const linear = { kind: 'dense', hidden: [] }
  return [
    { title: 'as it is', edits: [] },
    rates('rates, memory', { memory }, open.encoder.window),
    rates(`rates, window of ${WINDOW} frames`, { memory: { kind: 'none' }, stimulus: convolutions }, WINDOW),
    rates(`rates, GLM of ${WINDOW} frames`, { memory: { kind: 'none' }, stimulus: linear }, WINDOW),
  ]
}
