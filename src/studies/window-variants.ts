/**
 * Predefined variants of the gradient window: adaptive windows, and controls that differ from them in one thing: fixed ones of the same
 * mean width, the first widths, learned widths. Data; trains nothing.
 */
import { stepsOf } from '../data/encoders/schema'
import { withEdit } from '../experiments/edit'
import type { Experiment } from '../experiments/schema'
import { hasSurrogate, isAlike } from '../networks/neurons'
import { adaptiveWidths } from '../neurons/adaptive-window/reference'
import { descriptionOf, isLeaky, thresholdScale } from '../neurons/descriptions'
import { learningWidths } from '../neurons/equations/leaky'
import { drawnAs } from '../neurons/noisy-lif/schema'
import { toThreeDigits } from '../neurons/surrogate/describe'
import { USUAL_LOOKS } from './looks'
import type { Variant } from './variant'

/** The adaptive window, a fixed one of the same mean width, and that of the experiment where it is another. */
export function windowVariants(open: Experiment): Variant[] {
  const { surrogate } = open
  const mean = meanWidth(open)
  const own = surrogate.kind === 'rect' && surrogate.window === 'fixed' && surrogate.width !== mean ? [fixed(open, surrogate.width)] : []
  return [adaptive(open), fixed(open, mean), ...own]
}

/**
 * The adaptive window and its controls: fixed at the same mean width; the widths before training, which then stay; widths that are learned,
 * one per layer and step; fixed at the experiment's width, 1 unless it was changed.
 */
export function widthVariants(open: Experiment): Variant[] {
  if (!takesWidths(open)) return []
  const mean = meanWidth(open)
  const [first, later] = firstWidths(open, 2)
  const width = `where(t > 0, ${later}, ${first})`
  const own = open.surrogate.kind === 'rect' ? open.surrogate.width : 1
  return [
    adaptive(open),
    fixed(open, mean),
    { title: 'first widths, frozen', edits: [...rectangle(open), ['surrogate', formula(`surrogate(z) = (abs(z) < ${width}/2)/${width}`)]] },
    {
      title: 'learned widths',
      edits: [
        ...rectangle(open),
        ['neuron', learnedWidths(open)],
        ['network.normalization.alpha', open.network.normalization.alpha * thresholdScale(open.neuron)],
      ],
    },
    ...(own === mean ? [] : [fixed(open, own)]),
  ]
}

/** A window that follows the measured potentials, a fixed one of the same mean width, and MPD-AGL's, which predicts their spread. */
export const followingVariants = (open: Experiment): Variant[] =>
  followsPotentials(open)
    ? [
        { title: 'window follows std', edits: [['surrogate', FOLLOWS_STD]] },
        fixed(open, meanWidth(open)),
        { ...adaptive(open), title: 'window of MPD-AGL' },
      ]
    : []

/** A fixed window, one of the mean width of the adaptive one, the adaptive one, and one that follows the potentials as a formula. */
export const truthVariants = (open: Experiment): Variant[] =>
  hasTrueGradient(open)
    ? [
        ...(meanWidth(open) === 1 ? [] : [fixed(open, 1)]),
        fixed(open, meanWidth(open)),
        adaptive(open),
        { title: 'window follows std', edits: [['surrogate', FOLLOWS_STD]] },
      ]
    : []

const formula = (text: string) => ({ kind: 'formula', text }) as const
const FOLLOWS_STD = formula('surrogate(z) = (abs(z) < std)/(2*std)')

const rectangle = ({ surrogate }: Experiment): Variant['edits'] => (surrogate.kind === 'rect' ? [] : [['surrogate.kind', 'rect']])

/** An output layer that spikes has a fixed window in any case: it has the width of the control. */
const adaptive = (open: Experiment): Variant => ({
  title: 'adaptive window',
  edits: [
    ...rectangle(open),
    ['surrogate.window', 'adaptive'],
    ...('readout' in open && open.readout.kind === 'spiking' ? [['surrogate.width', meanWidth(open)] as const] : []),
  ],
})

const fixed = (open: Experiment, width: number): Variant => ({
  title: `fixed window ${width}`,
  edits: [...rectangle(open), ['surrogate.window', 'fixed'], ['surrogate.width', width]],
})

/** The widths of the adaptive window before training, when every scale of the normalization is 1. */
function firstWidths({ neuron }: Experiment, steps: number): readonly number[] {
  const { threshold, rule } = descriptionOf(neuron)
  return adaptiveWidths([1], threshold ?? 1, rule.decay, steps).widths
}

const meanWidth = (open: Experiment): number => {
  const widths = firstWidths(open, stepsOf(open.data, open.encoder))
  return Math.max(0.01, toThreeDigits(widths.reduce((sum, width) => sum + width) / widths.length))
}

/** The threshold of an argument in units of its width is 0, so that the normalization takes θ into its own factor. */
const learnedWidths = (open: Experiment) => learningWidths(descriptionOf(open.neuron).rule, meanWidth(open))

type Normalized = Experiment & { readonly network: { readonly normalization: { readonly kind: 'tdBatchNorm'; readonly alpha: number } } }

/** Whether a window may follow the potentials, and a normalization predicts them. */
export const followsPotentials = (open: Experiment): open is Normalized =>
  isAlike(open) &&
  isLeaky(open.neuron) &&
  hasSurrogate(open) &&
  'normalization' in open.network &&
  open.network.normalization.kind === 'tdBatchNorm' &&
  withEdit(open, 'surrogate', FOLLOWS_STD).ok

/**
 * Whether there is a true gradient of the expected loss to compare with, once the spikes are drawn for the comparison: of LIF that do not
 * receive their own spikes and learn through time, in a task with a loss of single samples.
 */
export const hasTrueGradient = (open: Experiment): open is Normalized =>
  followsPotentials(open) &&
  LOSS_OF_SAMPLES.includes(open.network.kind) &&
  drawnAs(open.neuron, { kind: 'gaussian', sigma: USUAL_LOOKS.truth.sigma }) !== null &&
  !('learning' in open && open.learning)
const LOSS_OF_SAMPLES: readonly Experiment['network']['kind'][] = ['mlp', 'layers']

/** Whether the widths of windows may also be learned, by neurons as equations. */
export const takesWidths = (open: Experiment): open is Normalized =>
  followsPotentials(open) && descriptionOf(learnedWidths(open)).problems({ network: open.network }).length === 0
