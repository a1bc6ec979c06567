/** What the open run must have for a step of a lesson: settings by their labels on screen, and the controls that set them. Pure. */

import type { Experiment } from '../../../experiments/schema'
import { normalizationOf } from '../../../networks/schema'
import { recurrenceOf } from '../../../neurons/recurrent-lif/schema'
import type { Need } from './lesson'

/** The form's row for a setting, by its path. */
export const fieldRow = (path: string): string => `[data-field="${path}"]`

const need = (ask: string, met: Need['met']): Need => ({ ask, met })

export const normalized = (kind: 'none' | 'tdBatchNorm', title: string): Need =>
  need(`set Normalization to ${title}`, ({ network }) => normalizationOf(network).kind === kind)

/** The width of a fixed rectangular window; NaN for any other surrogate. */
export const fixedWidth = ({ surrogate }: Experiment): number =>
  surrogate.kind === 'rect' && surrogate.window !== 'adaptive' ? surrogate.width : Number.NaN

const FIXED: Need = need('set Width to fixed', (experiment) => !Number.isNaN(fixedWidth(experiment)))

/** @param low and high: the range that counts as close enough. */
export const widthOf = (width: number, low = width, high = width): readonly Need[] => [
  FIXED,
  need(`set Fixed width to ${width}`, (experiment) => fixedWidth(experiment) >= low && fixedWidth(experiment) <= high),
]

export const ADAPTIVE: Need = need('set Width to adaptive', ({ surrogate }) => surrogate.kind === 'rect' && surrogate.window === 'adaptive')

export const thresholdOf = ({ neuron }: Experiment): number => ('threshold' in neuron ? neuron.threshold : Number.NaN)

export const lowThreshold: Need = need('set Threshold to 0.3 or less', (experiment) => thresholdOf(experiment) <= 0.6)
export const threshold = (value: number): Need => need(`set Threshold to ${value}`, (experiment) => thresholdOf(experiment) === value)

export const decay = (value: number): Need => need(`set Decay to ${value}`, ({ neuron }) => 'decay' in neuron && neuron.decay === value)

export const model = (kind: Experiment['neuron']['kind'], title: string): Need =>
  need(`set Model to ${title}`, ({ neuron }) => neuron.kind === kind)

export const equationsWith = (ask: string, met: Need['met']): Need => need(ask, met)

export const encoder = (kind: Experiment['encoder']['kind'], title: string): Need =>
  need(`set Encoder to ${title}`, ({ encoder }) => encoder.kind === kind)

export const timeSteps = (steps: number): Need =>
  need(`set Steps T to ${steps}`, ({ encoder }) => 'steps' in encoder && encoder.steps === steps)

export const recurrence = (kind: 'vanilla' | 'skip', title: string): Need =>
  need(`set Recurrence to ${title}`, ({ network }) => recurrenceOf(network)?.kind === kind)

export const skipLength = (span: number): Need =>
  need(`set Skip length to ${span}`, ({ network }) => {
    const recurrence = recurrenceOf(network)
    return recurrence?.kind === 'skip' && recurrence.span === span
  })
