/** Disturbances of the settings that an evaluation runs with, while weights stay as trained. */

import { isOwnBoxes } from '../../data/boxes/schema'
import { isExperience } from '../../data/experience/schema'
import { MOST_BINS } from '../../data/pixel-events/schema'
import { LIGHTS, POSITIONS } from '../../data/signs/schema'
import { hasRow } from '../../experiments/form'
import type { Experiment } from '../../experiments/schema'
import { ownNeuron } from '../../layers/schema'
import { descriptionOf } from '../../neurons/descriptions'
import { MAX_SPANS, recurrenceOf } from '../../neurons/recurrent-lif/schema'
import type { NeuronSpec } from '../../neurons/schema'
import type { Disturbance, Edit, Tensors } from './disturbance'

/** Whole numbers relative to one that an experiment has: at least 1. */
const scaled = (value: number, strength: number): number => Math.max(1, Math.round(value * (1 + strength)))
const around = [-0.75, -0.5, -0.25, 0, 0.25, 0.5, 1, 2, 3]

/** The highest decay to which one drifts. */
const MOST_DECAY = 0.999

/** All neurons with their paths in the experiment: that of the network, and those of single layers. */
export const neuronsOf = ({ neuron, network }: Experiment): (readonly [path: string, neuron: NeuronSpec])[] => [
  ['neuron', neuron],
  ...(network.kind === 'layers' ? network.layers : []).flatMap((layer, at) => {
    const own = ownNeuron(layer)
    return own ? [[`network.layers.${at}.neuron`, own] as const] : []
  }),
]

/** Whether each neuron has a setting, or learns it. */
const hasAll = (e: Experiment, setting: 'threshold' | 'decay'): boolean =>
  hasRow(e, 'neuron.kind') &&
  neuronsOf(e).every(([, neuron]) => setting in neuron || (setting === 'decay' && descriptionOf(neuron).rule.learnsDecay))

/** Edits that change a setting of every neuron that has it. */
const editsOf = (e: Experiment, setting: 'threshold' | 'decay', change: (value: number) => number): Edit[] =>
  neuronsOf(e).flatMap(([path, neuron]) => {
    const value = (neuron as Partial<Record<typeof setting, number>>)[setting]
    return value === undefined ? [] : [[`${path}.${setting}`, change(value)]]
  })

const stepsOf = ({ encoder }: Experiment): number => ('steps' in encoder ? encoder.steps : 0)
const binsOf = (e: Experiment): number => ('sampler' in e ? e.sampler.bins : 0)
const slicesOf = (e: Experiment): number => ('sampler' in e && e.sampler.kind === 'arsnn' ? e.sampler.slices : 0)

const setSteps = (e: Experiment): string | null => {
  if (isExperience(e.data)) return 'An agent acts at every step of its environment, whose episodes set their own length.'
  if (!('steps' in e.encoder)) return 'A sample has as many steps as it was recorded with.'
  if ('sampler' in e && e.sampler.kind === 'arsnn' && e.sampler.slices > 1) return 'Its steps are the slices of its sampler.'
  return neuronsOf(e).some(([, neuron]) => (descriptionOf(neuron).parallel?.form ?? 'sliding') !== 'sliding')
    ? 'Its parallel neurons have weights for as many steps as in training; sliding ones take any number.'
    : null
}

/** Exchanges the largest logit with the one `shift` places further on, within the list. */
function shifted(logits: Float32Array, shift: number): Float32Array {
  const best = logits.indexOf(logits.reduce((a, b) => Math.max(a, b)))
  const to = Math.min(logits.length - 1, Math.max(0, best + shift))
  const moved = logits.slice()
  ;[moved[to], moved[best]] = [logits[best]!, logits[to]!]
  return moved
}

const condition = (id: 'testLight' | 'testPosition', title: string, names: readonly string[]): Disturbance => ({
  id: id === 'testLight' ? 'light' : 'position',
  title,
  help: 'Tests on samples of this condition alone; they are made anew.',
  term: 'stress',
  unit: null,
  strengths: [0, ...names.map((_, i) => i + 1)],
  whole: true,
  none: 0,
  names: ['as set', ...names],
  refusal: ({ data }) => (data.kind === 'twoStreamSigns' ? null : 'Only two-stream signs are made in several lights and positions.'),
  // Training samples are not used, and the fewest are soonest made.
  settings: (_, strength) =>
    strength === 0
      ? []
      : [
          [`data.${id}`, names[strength - 1]],
          ['data.trainSubjects', 1],
          ['data.batch', 16],
        ],
})

export const ON_SETTINGS: readonly Disturbance[] = [
  {
    id: 'steps',
    title: 'Time steps',
    help: 'Shows each sample for another number of steps T than in training. The strength is the change of T.',
    term: 'timeStep',
    unit: '%',
    strengths: around,
    none: 0,
    number: stepsOf,
    refusal: setSteps,
    settings: (e, strength) => [['encoder.steps', scaled(stepsOf(e), strength)]],
  },
  {
    id: 'bins',
    title: 'Bins of events',
    help: 'Cuts the events of a sample into another number of bins than in training. The strength is the change of that number.',
    term: 'stress',
    unit: '%',
    strengths: around,
    none: 0,
    number: binsOf,
    refusal(e) {
      if (!('sampler' in e)) return 'Its samples come in the steps that they were recorded in; Coarser time joins these.'
      if (isOwnBoxes(e.data)) return 'Custom recordings were cut into bins when they were converted.'
      return 'threshold' in e.sampler || e.sampler.kind === 'count'
        ? null
        : 'The bins of this representation are channels, for which there are weights.'
    },
    settings: (e, strength) => [['sampler.bins', Math.min(MOST_BINS, scaled(binsOf(e), strength))]],
  },
  {
    id: 'slices',
    title: 'Slices',
    help: 'The detector sees another number of windows of the sampler than in training. The strength is the change of that number.',
    term: 'stress',
    unit: '%',
    strengths: around,
    none: 0,
    number: slicesOf,
    refusal: (e) => (slicesOf(e) > 0 ? null : 'Only an ARSNN sampler gives slices.'),
    settings(e, strength) {
      const slices = Math.min(16, scaled(slicesOf(e), strength))
      const spiking = e.network.kind === 'detector' && e.network.spiking !== 'none'
      const steps = slices > 1 && spiking ? slices : stepsOf(e)
      return [
        ['sampler.slices', slices],
        ['encoder.steps', steps],
      ]
    },
  },
  {
    id: 'span',
    title: 'Skip length',
    help: 'Recurrent layers receive their spikes of so many steps later or earlier than in training. Of learned skips the most probable one is moved.',
    term: 'skip',
    unit: 'steps',
    strengths: [-8, -6, -4, -3, -2, -1, 0, 1, 2, 3, 4, 6, 8],
    whole: true,
    none: 0,
    refusal(e) {
      if (!recurrenceOf(e.network)) return 'Its layers do not receive their own spikes.'
      return 'learning' in e && e.learning ? 'Skips are not built for e-prop, by which it learns.' : null
    },
    settings(e, strength) {
      const recurrence = recurrenceOf(e.network)
      if (strength === 0 || !recurrence || recurrence.kind === 'adaptive') return []
      const span = (recurrence.kind === 'skip' ? recurrence.span : 1) + strength
      return [['network.recurrence', { kind: 'skip', span: Math.min(1000, Math.max(1, span)) }]]
    },
    weights: (tensors, strength): Tensors =>
      tensors.map((tensor) => {
        const logits = tensor.name.endsWith('.skip') && tensor.data.length <= MAX_SPANS
        return logits && strength !== 0 ? { ...tensor, data: shifted(tensor.data, strength) } : tensor
      }),
  },
  {
    id: 'threshold',
    title: 'Threshold drift',
    help: 'Multiplies the threshold of every neuron by one plus the strength.',
    term: 'threshold',
    unit: '%',
    strengths: [-0.8, -0.6, -0.4, -0.3, -0.2, -0.1, -0.05, 0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1, 2],
    none: 0,
    refusal: (e) => (hasAll(e, 'threshold') ? null : 'The threshold of its neurons is not a setting.'),
    settings: (e, strength) => editsOf(e, 'threshold', (threshold) => Math.min(20, Math.max(0.05, threshold * (1 + strength)))),
  },
  {
    id: 'decay',
    title: 'Decay drift',
    help: 'Adds the strength to the decay of every neuron. Decays stay between 0 and 0.999. The memory of an agent scales its input by one minus its decay.',
    term: 'decay',
    unit: null,
    strengths: [-0.5, -0.4, -0.3, -0.2, -0.1, -0.05, -0.02, 0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5],
    none: 0,
    refusal: (e) => (hasAll(e, 'decay') ? null : 'The decay of its neurons is not a setting.'),
    settings: (e, strength) => editsOf(e, 'decay', (decay) => Math.min(Math.max(decay, MOST_DECAY), Math.max(0, decay + strength))),
    // A learned decay is sigmoid(w).
    weights: (tensors, strength): Tensors =>
      tensors.map((tensor) =>
        strength !== 0 && tensor.name.endsWith('.w') ? { ...tensor, data: tensor.data.map((w) => drifted(w, strength)) } : tensor,
      ),
  },
  condition('testLight', 'Light', LIGHTS),
  condition('testPosition', 'Position', POSITIONS),
]

function drifted(w: number, strength: number): number {
  const decay = Math.min(MOST_DECAY, Math.max(1e-3, 1 / (1 + Math.exp(-w)) + strength))
  return Math.log(decay / (1 - decay))
}
