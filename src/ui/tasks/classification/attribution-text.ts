/** Explains an attribution in sentences: of which output, through which slopes, and why it may be 0. Pure. */

import type { EncoderSpec } from '../../../data/encoders/schema'
import { percent } from '../../../format'
import { READOUT_EQUATIONS } from '../../../layers/readout/schema'
import { neuronsOf, outputSlope, windowOf } from '../../../networks/neurons'
import { descriptionOf } from '../../../neurons/descriptions'
import { anySurrogateSchema } from '../../../neurons/surrogate/schema'
import type { Attribution } from '../../../readings/attribution'
import { choiceLabel } from '../../../schema'
import type { ClassificationSpec } from '../../../tasks/classification/schema'
import { type Peak, peakOf, precise, type Shown } from './attribution'

/** Which output the gradient belongs to: y, as in the equations of the readout. */
export function outputText({ readout, loss }: Pick<ClassificationSpec, 'readout' | 'loss'>, output: number, name: string): string {
  const [, , equation] = READOUT_EQUATIONS[readout.kind].at(-1)!
  const after = {
    crossEntropyOfMean: 'the loss takes its softmax, the gradient does not',
    meanOfCrossEntropy: 'the loss takes a softmax at each step; this is the output that the prediction is read off, without one',
    mseOfRate: 'the loss compares it with its target',
  }[loss.kind]
  return `y is output ${output} of the readout, for ${name}: ${equation}; ${after}.`
}

/** Explains what x stands for. */
export function inputText(encoder: EncoderSpec): string {
  switch (encoder.kind) {
    case 'direct':
      return 'x[t] is the current that a pixel sends at step t. It is the same at every step, so the sum over steps is the gradient to the image.'
    case 'pixels':
    case 'rows':
      return 'x[t] is what arrives at step t.'
    case 'poisson':
    case 'latency':
      return 'x[t] are the spikes of step t, 0 or 1: the gradient takes them for numbers that may vary, and does not reach through the encoder to the image.'
    case 'camera':
    case 'frames':
      return 'x[t] are the events of step t, which are counted: the gradient takes them for numbers that may vary.'
    default:
      return encoder satisfies never
  }
}

/** Explains what replaces the derivative of a spike. */
export function slopeText(of: Pick<ClassificationSpec, 'neuron' | 'network' | 'readout' | 'surrogate'>): string {
  const { from } = outputSlope(of)
  const { surrogate } = of
  if (from === 'derivative') return `${descriptionOf(neuronsOf(of)[0]!).label} neurons have a derivative: there is no surrogate in it.`
  if (from === 'noise')
    return 'It passes through the probability that a neuron fires: it depends on the noise, and on the spikes that were drawn.'
  const kind = choiceLabel(anySurrogateSchema, surrogate.kind)
  return `A spike has no derivative. The gradient passes through the surrogate (${kind}) of every layer: with another one, or another window, it differs.`
}

const nothing = ({ layers }: Pick<Attribution, 'layers'>) => layers.filter(({ available }) => available.every((share) => share === 0))

/** Explains why the gradient is 0 everywhere. */
export function zeroText(attribution: Attribution, of: Parameters<typeof slopeText>[0]): string {
  const closed = nothing(attribution).map(({ layer }) => layer)
  const window = windowOf(of).long
  if (closed.length > 0)
    return `The gradient is 0 everywhere: no potential of ${closed.join(' and ')} lies in the window at any step (${window.replace(/\.$/, '')}). A wider window, a lower threshold or a larger input lets it through.`
  return 'The gradient is 0 everywhere: each layer has potentials in its window, but none that is connected to this output through the next ones.'
}

/** How much of the gradient each layer can pass on. */
export const availableText = ({ layers }: Attribution): string =>
  `Of this sample’s potentials there lie in the window: ${layers
    .map(({ layer, available }) => `${layer} ${percent(available.reduce((sum, share) => sum + share, 0) / available.length)}`)
    .join(', ')}.`

const peakText = ({ value, row, column, channel }: Peak): string =>
  `${precise(value)} at row ${row + 1}, column ${column + 1}${channel && `, ${channel}`}`

/** A text alternative to the chart, for screen readers. */
export function attributionSentence(attribution: Attribution, shown: Shown, sample: string, name: string): string {
  const { steps } = shown
  const head = `Gradient of output ${attribution.output}, ${name}, to the input of ${sample}, ${steps} ${steps === 1 ? 'step' : 'steps'}.`
  if (shown.reachOfSteps === 0) return `${head} It is 0 everywhere.`
  return `${head} ${largestText(attribution, shown)} A positive value: more input there makes the output larger.`
}

function largestText({ gradient }: Attribution, { seen, steps, step, gradient: large }: Shown): string {
  const features = gradient.length / steps
  const sizes = Array.from({ length: steps }, (_, t) =>
    gradient.subarray(t * features, (t + 1) * features).reduce((sum, g) => sum + Math.abs(g), 0),
  )
  const max = sizes.indexOf(Math.max(...sizes))
  const at = step ?? max
  const inStep = peakOf(gradient.subarray(at * features, (at + 1) * features), seen, at)
  const place = `Most of it is at step ${max + 1}.`
  if (step !== null) return `${place} At step ${step + 1} it is farthest from 0 with ${peakText(inStep)}.`
  if (seen.arrival) return `${place} There it is farthest from 0 with ${peakText(inStep)}.`
  return `${place} Summed over steps it is farthest from 0 with ${peakText(peakOf(large, seen))}.`
}
