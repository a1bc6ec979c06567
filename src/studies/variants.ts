/** Predefined variants of an experiment: windows, noise, recurrences, orders of frames, fusions, lights, event samplers, the analog network. Data; trains nothing. */

import { isOwnBoxes } from '../data/boxes/schema'
import { MOST_BINS } from '../data/pixel-events/schema'
import { isSigns } from '../data/signs/schema'
import type { Experiment } from '../experiments/schema'
import { comparedWith } from '../layers/memory/describe'
import { readoutOf } from '../layers/readout/schema'
import { type FiringSpec, isFiring } from '../layers/sampler/schema'
import type { AgentSpec } from '../networks/agent/schema'
import { type FusionSpec, fusionSchema } from '../networks/fusion/schema'
import { hasSurrogate, isAlike } from '../networks/neurons'
import { describeKind, descriptionOf, isAnalog, neuronOf } from '../neurons/descriptions'
import { MAX_SPANS, recurrenceOf } from '../neurons/recurrent-lif/schema'
import type { Look } from '../readings/looks'
import { SURROGATES } from './layer-metrics'
import { USUAL_LOOKS } from './looks'
import { factorVariants, isSpikingResponse, rateVariants } from './response-variants'
import { type Variant, withEdits } from './variant'
import {
  followingVariants,
  followsPotentials,
  hasTrueGradient,
  takesWidths,
  truthVariants,
  widthVariants,
  windowVariants,
} from './window-variants'

/** Variants of recurrent input: from the previous step, a fixed skip, learned skips. */
function spanVariants({ data, network }: Experiment): Variant[] {
  const recurrence = recurrenceOf(network)
  const span = recurrence?.kind === 'skip' ? recurrence.span : data.kind === 'copy' ? data.lag : USUAL_SPAN
  const spans = recurrence?.kind === 'adaptive' ? recurrence.spans : Math.min(MAX_SPANS, Math.ceil(1.5 * span))
  return [
    { title: 'vanilla', edits: [['network.recurrence.kind', 'vanilla']] },
    {
      title: data.kind === 'copy' && span === data.lag ? `skip ${span}, the lag` : `skip ${span}`,
      edits: [
        ['network.recurrence.kind', 'skip'],
        ['network.recurrence.span', span],
      ],
    },
    {
      title: `adaptive 1 to ${spans}`,
      edits: [
        ...(recurrence?.kind === 'adaptive' ? [] : ([['network.recurrence.kind', 'adaptive']] as const)),
        ['network.recurrence.spans', spans],
      ],
    },
  ]
}

/** Frames as recorded, and with less temporal order: the accuracy that a network loses is what it gained from the order. */
const orderVariants = (): Variant[] =>
  (
    [
      ['recorded', 'as recorded'],
      ['reversed', 'reversed'],
      ['shuffled', 'shuffled'],
      ['collapsed', 'collapsed'],
      ['testShuffled', 'shuffled in tests only'],
    ] as const
  ).map(([order, title]) => ({ title, edits: [['encoder.order', order]] }))

/** Variants of stream fusion, and each stream alone. */
function fusionVariants({ network }: Experiment): Variant[] {
  const fusion = network.kind === 'layers' ? network.fusion : undefined
  return FUSIONS.map(([kind, title]) => ({ title, edits: fusionEdits(fusion, kind) }))
}

const FUSIONS = [
  ['concat', 'concatenation'],
  ['cmaV1', 'CMA V1'],
  ['cmaV2', 'CMA V2'],
  ['self', 'self-attention'],
  ['add', 'sum'],
  ['early', 'early'],
  ['late', 'late'],
  ['eventOnly', 'events only'],
  ['frameOnly', 'frames only'],
] as const satisfies readonly (readonly [FusionSpec['kind'], string])[]

/** Changes the kind of fusion and keeps the fields that both kinds have. */
function fusionEdits(now: FusionSpec | undefined, kind: FusionSpec['kind']): Variant['edits'] {
  if (now?.kind === kind) return []
  return [['network.fusion.kind', kind], ...(now ? keptBy(now, kind) : [])]
}

function keptBy(now: FusionSpec, kind: FusionSpec['kind']): Variant['edits'] {
  const fields = FUSION_FIELDS.filter((field) => field in fusionSchema.parse({ kind }))
  const values = now as Readonly<Partial<Record<(typeof FUSION_FIELDS)[number], unknown>>>
  return fields.flatMap((field) => (values[field] === undefined ? [] : [[`network.fusion.${field}`, values[field]] as const]))
}
const FUSION_FIELDS = ['after', 'scores', 'ratio', 'kernel'] as const

/** Training in one light and testing in another: the lights of the experiment if they differ, else bright and dim. */
function lightVariants({ data, network }: Experiment): Variant[] {
  if (!isSigns(data)) return []
  const fusion = network.kind === 'layers' ? network.fusion : undefined
  const said = data.trainLight !== 'all' && data.testLight !== 'all' && data.trainLight !== data.testLight
  const [train, test] = said ? [data.trainLight, data.testLight] : (['bright', 'dim'] as const)
  const lights: Variant['edits'] = [
    ['data.trainLight', train],
    ['data.testLight', test],
  ]
  return FUSIONS.filter(([kind]) => LIT.includes(kind)).map(([kind, title]) => ({
    title: `${title}, ${train} to ${test}`,
    edits: [...lights, ...fusionEdits(fusion, kind)],
  }))
}
const LIT: readonly string[] = ['concat', 'cmaV1', 'eventOnly', 'frameOnly']

/** The network and its analog counterpart of the same size, or, for an analog network, its spiking counterpart; everything else is the same. */
function analogVariants({ neuron }: Experiment): Variant[] {
  const { label, outputs, counterpart } = descriptionOf(neuron)
  const own: Variant = { title: outputs === 'analog' ? describeKind(counterpart.kind).counterpart.title : label, edits: [] }
  const other: Variant = {
    title: counterpart.title,
    edits: [['neuron.kind', counterpart.kind], ...('inputGain' in neuron ? [['neuron.inputGain', neuron.inputGain] as const] : [])],
  }
  return outputs === 'analog' ? [other, own] : [own, other]
}

/** Neurons that draw their spikes, and neurons that fire whenever the threshold is reached, with the density of the noise as the surrogate. */
function noiseVariants({ neuron, surrogate }: Experiment): Variant[] {
  const { label, outputs, rule, slope } = descriptionOf(neuron)
  if (outputs !== 'drawn') return []
  const certain = neuronOf(rule)
  const fields = Object.entries(certain).map(([field, value]) => [`neuron.${field}`, value] as const)
  return [
    { title: label, edits: [] },
    { title: descriptionOf(certain).label, edits: [...fields, ['surrogate', slope(surrogate).surrogate]] },
  ]
}

/** A neuron that hands its potential on from step to step, and parallel ones, which see all steps or the newest by learned weights. */
function parallelVariants({ neuron }: Experiment): Variant[] {
  const leaky = neuronOf({ decay: 0.5, learnsDecay: false, threshold: 1, inputGain: 1, reset: 'zero', resetTo: 0, detachReset: false })
  const fields = Object.entries(leaky).map(([field, value]) => [`neuron.${field}`, value] as const)
  const forms = (['full', 'sliding'] as const).map((form) => ({ ...neuron, form }) as Experiment['neuron'])
  return [
    { title: descriptionOf(leaky).label, edits: fields },
    ...forms.map((one) => ({ title: descriptionOf(one).label, edits: [['neuron', one]] }) satisfies Variant),
  ]
}

/** A spiking model of responses with one factor changed at a time. */
const responseVariants = (open: Experiment): Variant[] => factorVariants(open, noiseVariants(open)[1]?.edits ?? [])

/** Variants of a latent model's memory (with memory, without it, and with a memory that is reset for each clip) or of an agent's. */
function memoryVariants({ network, neuron, task, ...rest }: Experiment): Variant[] {
  if (network.kind === 'agent') return agentMemories(network, neuron)
  if (network.kind !== 'latent') return []
  const carried = 'state' in rest && rest.state === 'carried'
  return [
    { title: 'as it is', edits: [] },
    ...(network.memory.kind === 'none'
      ? [{ title: 'GRU memory', edits: [['network.memory.kind', 'gru']] as const }]
      : [{ title: 'no memory', edits: [['network.memory.kind', 'none']] as const }]),
    ...(network.memory.kind !== 'none' && carried ? [{ title: 'memory reset each clip', edits: [['state', 'reset']] as const }] : []),
  ]
}

/**
 * The models that GRSN's paper compares, the spiking ones with and without temporal alignment; sizes and training are unchanged. A model
 * without memory does not receive its last action and reward either, since they would reveal the past.
 */
function agentMemories({ memory, action, reward }: AgentSpec, neuron: Experiment['neuron']): Variant[] {
  const { outputs, rule } = descriptionOf(neuron)
  const neurons = (reset: 'subtract' | 'zero'): Variant['edits'] => [
    ...(outputs === 'spikes' ? [] : ([['neuron.kind', neuronOf(rule).kind]] as const)),
    ['neuron.reset', reset],
  ]
  const seen: Variant['edits'] =
    action + reward > 0
      ? []
      : [
          ['network.action', 8],
          ['network.reward', 8],
        ]
  const unseen: Variant['edits'] = [
    ['network.action', 0],
    ['network.reward', 0],
  ]
  return comparedWith(memory).map(({ title, memory: other, reset, remembers }) => ({
    title,
    edits: [['network.memory', other], ...(reset ? neurons(reset) : []), ...(remembers ? seen : unseen)],
  }))
}

/** Samplers from event counts to spikes that close windows, the latter with and without each training method; sizes and threshold are unchanged. */
function samplerVariants(open: Experiment): Variant[] {
  if (!samples(open)) return []
  const { kind: _, ...own } = open.sampler
  const { bins, kernel, depth, threshold, resetTo, alpha } = own
  const shared = { bins, kernel, depth, threshold, resetTo, alpha }
  const windows = (spikeAwareTraining: boolean, residualPotentialDropout: boolean) =>
    ({ kind: 'arsnn', ...own, spikeAwareTraining, residualPotentialDropout }) as const
  return [
    ['event count', { kind: 'count', bins }],
    ['SNN', { kind: 'snn', ...shared }],
    ['RSNN', { kind: 'rsnn', ...shared }],
    ['ARSNN', windows(false, false)],
    ['ARSNN, SAT', windows(true, false)],
    ['ARSNN, RPD', windows(false, true)],
    ['ARSNN, SAT and RPD', windows(true, true)],
  ].map(([title, sampler]) => ({ title: title as string, edits: [['sampler', sampler]] }))
}

/** Fewer and more bins of events than the experiment has: what a sampler learns with one number, and is tested with another. */
function binVariants(open: Experiment): Variant[] {
  if (!samples(open)) return []
  const { bins } = open.sampler
  const numbers = new Set([Math.ceil(bins / 2), bins, Math.min(MOST_BINS, 2 * bins)])
  return [...numbers].map((number) => ({ title: `${number} bins`, edits: [['sampler.bins', number]] }))
}

/** Whether the network's input is a spiking sampler. */
const samples = (e: Experiment): e is Experiment & { readonly sampler: FiringSpec } => 'sampler' in e && isFiring(e.sampler)

const isLatent = ({ network }: Experiment): boolean => network.kind === 'latent'
const remembersOrNot = ({ network }: Experiment): boolean => network.kind === 'latent' || network.kind === 'agent'
/** Whether neurons draw their spikes at random; networks that output rates do not. */
const drawsSpikes = (e: Experiment): boolean =>
  isAlike(e) && descriptionOf(e.neuron).outputs === 'drawn' && !(e.network.kind === 'latent' && e.network.output === 'rate')

/** A list of layers has an analog version unless its readout is a rate of spikes. */
const hasAnalog = (e: Experiment): boolean =>
  isAlike(e) && (isAnalog(e.neuron) || (e.network.kind === 'layers' && readoutOf(e).kind !== 'spiking'))

/** The skip length of the paper for S-MNIST. */
const USUAL_SPAN = 16

/** Whether layers may receive their own spikes, from whichever step. */
export const receivesOwnSpikes = ({ network }: Experiment): boolean =>
  network.kind === 'recurrent' ? network.hidden.length > 0 : recurrenceOf(network) !== undefined

const hasFusion = ({ network }: Experiment): boolean => network.kind === 'layers' && network.fusion !== undefined

/** Whether the gradient of each of its samples is followed back through time: agents have no such loss, and online learning no such gradient. */
const reachesBack = (e: Experiment): boolean => receivesOwnSpikes(e) && e.network.kind !== 'agent' && !('learning' in e && e.learning)

/** A set of variants, and the look that is taken at each of their networks. */
interface ReadySet {
  readonly text: string
  readonly variants: (open: Experiment) => Variant[]
  readonly look?: Look
}

/** Predefined sets of variants, for experiments that have them. */
export const READY = {
  samplers: { text: 'samplers', variants: samplerVariants },
  bins: { text: 'bins of events', variants: binVariants },
  memory: { text: 'memory', variants: memoryVariants },
  factors: { text: 'one factor at a time', variants: responseVariants },
  rates: { text: 'rate models', variants: rateVariants },
  recurrence: { text: 'recurrence', variants: spanVariants },
  parallel: { text: 'LIF and parallel neurons', variants: parallelVariants },
  window: { text: 'gradient window', variants: windowVariants },
  widths: { text: 'gradient window and controls', variants: widthVariants },
  following: { text: 'window that follows the potentials', variants: followingVariants },
  fusion: { text: 'fusion', variants: fusionVariants },
  light: { text: 'other light', variants: lightVariants },
  noise: { text: 'noise', variants: noiseVariants },
  analog: { text: 'analog network', variants: analogVariants },
  order: { text: 'order of frames', variants: orderVariants },
  reach: { text: 'how far the gradient reaches', variants: spanVariants, look: USUAL_LOOKS.reach },
  truth: { text: 'how true the gradient is', variants: truthVariants, look: USUAL_LOOKS.truth },
} as const satisfies Record<string, ReadySet>
export type Ready = keyof typeof READY
/** The sets that fit the open experiment, the default first. */
export const readyFor = (open: Experiment): Ready[] => [
  ...(samples(open) ? (['samplers'] as const) : []),
  ...(samples(open) && !isOwnBoxes(open.data) ? (['bins'] as const) : []),
  ...(remembersOrNot(open) ? (['memory'] as const) : []),
  ...(isSpikingResponse(open) ? (['factors', 'rates'] as const) : []),
  ...(hasFusion(open) ? (['fusion'] as const) : []),
  ...(hasFusion(open) && isSigns(open.data) ? (['light'] as const) : []),
  ...(receivesOwnSpikes(open) ? (['recurrence'] as const) : []),
  ...(isAlike(open) && descriptionOf(open.neuron).parallel ? (['parallel'] as const) : []),
  ...(hasSurrogate(open) && !isLatent(open) ? (['window'] as const) : []),
  ...(takesWidths(open) ? (['widths'] as const) : []),
  ...(followsPotentials(open) ? (['following'] as const) : []),
  ...(drawsSpikes(open) ? (['noise'] as const) : []),
  ...(hasAnalog(open) ? (['analog'] as const) : []),
  ...(open.encoder.kind === 'frames' ? (['order'] as const) : []),
  ...(reachesBack(open) ? (['reach'] as const) : []),
  ...(hasTrueGradient(open) ? (['truth'] as const) : []),
]

/** The look that is taken at each network of a predefined set. */
export const readyLook = (name: Ready): Look | undefined => {
  const set: ReadySet = READY[name]
  return set.look
}

interface ReadyStudy {
  readonly variants: Variant[]
  readonly look?: Look
}

/**
 * The variants of a predefined set, and its look.
 * @param only titles of the variants to take; all if there are none
 * @throws with the sets that the experiment has, or the titles of the set
 */
export function readyStudy(open: Experiment, name: string, only: readonly string[] = []): ReadyStudy {
  const offered = readyFor(open)
  const set = offered.find((one) => one === name)
  if (!set) throw new Error(`There are no ready variants “${name}” of this experiment. There are: ${offered.join(', ')}`)
  const [variants, look] = [READY[set].variants(open), readyLook(set)]
  const unknown = only.find((title) => !variants.some((variant) => variant.title === title))
  if (unknown !== undefined)
    throw new Error(`No variant of “${name}” is called “${unknown}”. There are: ${variants.map(({ title }) => title).join('; ')}`)
  return { variants: only.length > 0 ? variants.filter(({ title }) => only.includes(title)) : variants, ...(look && { look }) }
}

/** The default variants of an experiment; none if no set fits it. */
export const usualVariants = (e: Experiment): Variant[] =>
  readyFor(e)
    .slice(0, 1)
    .flatMap((name) => READY[name].variants(e))

interface Compared {
  readonly base: Experiment
  readonly variants: readonly Variant[]
}

/**
 * A sentence on what the variants change in the open experiment's surrogate, beyond what their titles say: that all have a rectangle, or
 * that one has a rectangle of the default settings. Null where it is rectangular already.
 */
export function surrogateNote({ base, variants }: Compared): string | null {
  if (base.surrogate.kind === 'rect') return null
  const rectangular = variants.filter(({ edits }) => edits.some(([path, value]) => path === 'surrogate.kind' && value === 'rect'))
  if (rectangular.length === 0) return null
  const name = SURROGATES[base.surrogate.kind]!
  if (rectangular.length === variants.length)
    return `The surrogate becomes a rectangle; the experiment has ${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}.`
  const edited = rectangular.map(({ edits }) => withEdits(base, edits))
  const fixed = edited.every((one) => one.ok && one.experiment.surrogate.kind === 'rect' && one.experiment.surrogate.window === 'fixed')
  return fixed && takesWidths(base)
    ? `The rectangle has a fixed window of width 1, its default. “${READY.widths.text}” compares the adaptive one.`
    : null
}
