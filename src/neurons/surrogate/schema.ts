/** The six surrogates: functions that replace the derivative of a spike. x = u − θ. */
import * as z from 'zod'
import { choice, type Equation, field, number } from '../../schema'

const scale = (initial: number, high: number) =>
  number(0.05, high, initial, {
    label: 'Surrogate scale',
    symbol: 'α',
    help: 'Steepness of the surrogate. Larger means a higher and narrower gradient around the threshold.',
    scale: 'log',
  })

const rectSchema = z.strictObject({
  kind: z.literal('rect'),
  window: choice(['adaptive', 'fixed'], 'fixed', {
    label: 'Window width',
    term: 'adaptiveWindow',
    symbol: 'κ',
    help: 'Adaptive: the width follows the preceding normalization layer and the decay, for each layer and step (MPD-AGL). Fixed: the same width everywhere.',
    choices: { adaptive: 'adaptive', fixed: 'fixed' },
  }),
  width: number(0.01, 100, 1, {
    label: 'Fixed width',
    term: 'window',
    symbol: 'κ',
    help: 'Width of the window in which a gradient passes; its height is 1/κ. Used when the window is fixed.',
    scale: 'log',
    // An output layer that spikes has no normalization in front: its window is always fixed.
    when: [{ window: 'fixed' }, { '/readout.kind': 'spiking' }],
  }),
})
const triangleSchema = z.strictObject({ kind: z.literal('triangle'), scale: scale(1, 50) })
const sigmoidSchema = z.strictObject({ kind: z.literal('sigmoid'), scale: scale(4, 100) })
const atanSchema = z.strictObject({ kind: z.literal('atan'), scale: scale(2, 100) })
const fastSigmoidSchema = z.strictObject({ kind: z.literal('fastSigmoid'), scale: scale(25, 200) })
const gaussianSchema = z.strictObject({
  kind: z.literal('gaussian'),
  sigma: number(0.01, 50, 0.4, {
    label: 'Standard deviation',
    symbol: 'σ',
    help: 'Standard deviation of the normal density that replaces the derivative of a spike.',
    scale: 'log',
  }),
})

/** Each surrogate as it is called on the screen. */
export const SURROGATE_NAMES = {
  rect: 'rectangle',
  triangle: 'triangle',
  sigmoid: 'sigmoid',
  atan: 'arctangent',
  fastSigmoid: 'fast sigmoid',
  gaussian: 'Gaussian',
} as const

export const surrogateSchema = z
  .discriminatedUnion('kind', [rectSchema, triangleSchema, sigmoidSchema, atanSchema, fastSigmoidSchema, gaussianSchema])
  .meta({
    label: 'Surrogate',
    term: 'surrogate',
    help: 'The function that replaces the derivative of a spike, which is zero or infinite. Where it is zero, nothing is learned.',
    // Neurons that do not spike have their own derivatives.
    when: [{ '/neuron.kind': 'lif' }, { '/neuron.kind': 'plif' }, { '/neuron.kind': 'equations' }, { '/neuron.kind': 'psn' }],
    choices: SURROGATE_NAMES,
  })
export type SurrogateSpec = z.infer<typeof surrogateSchema>

/** The most characters of a formula. */
const MAX_FORMULA = 2048

const formulaSchema = z.strictObject({
  kind: z.literal('formula'),
  text: field(z.string().max(MAX_FORMULA), {
    label: 'Formula',
    term: 'surrogateFormula',
    help: 'surrogate(z) = … is the derivative of a spike by its argument z = u − θ. It may read mean and std of z, as measured for each layer and step in the training step before, t, T, gain, leak, and parameters in lines param name = number.',
  }).default('surrogate(z) = (abs(z) < std)/(2*std)'),
})

/** The surrogates of tasks whose networks take a formula. */
export const anySurrogateSchema = z.discriminatedUnion('kind', [...surrogateSchema.options, formulaSchema]).meta({
  ...surrogateSchema.meta(),
  choices: { ...SURROGATE_NAMES, formula: 'formula' },
})
export type AnySurrogate = z.infer<typeof anySurrogateSchema>
/** The derivative of a neuron's outputs: a surrogate, or the exact one of an analog neuron. */
export type SlopeKind = SurrogateSpec['kind'] | 'relu' | 'silu'

export const SURROGATE_EQUATIONS: Readonly<Record<SurrogateSpec['kind'], readonly Equation[]>> = {
  rect: [['∂s/∂u', '≈', '1/κ where |u − θ| < κ/2, else 0']],
  triangle: [['∂s/∂u', '≈', '{scale} · max(0, 1 − {scale} |u − θ|)']],
  sigmoid: [['∂s/∂u', '≈', '{scale} q (1 − q),  q = 1/(1 + exp(−{scale} (u − θ)))']],
  atan: [['∂s/∂u', '≈', '({scale}/2) / (1 + (π/2 · {scale} (u − θ))²)']],
  fastSigmoid: [['∂s/∂u', '≈', '1 / (1 + {scale} |u − θ|)²']],
  gaussian: [['∂s/∂u', '≈', 'N(u − θ; 0, {sigma}²)']],
}

/** The width of the adaptive window: from the mean scale γ̄ of the normalization in front, and the leak. */
export const ADAPTIVE_EQUATIONS: readonly Equation[] = [
  ['κ[1]', '=', '2γ̄θ'],
  ['κ[t>1]', '=', 'κ[1] · √(1 + {decay}²)'],
]
