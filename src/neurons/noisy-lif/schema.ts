/**
 * The noisy LIF of Noisy Spiking Neuron Nets (Ma, Yan and Tang, 2023): a neuron fires with a probability, which has a derivative.
 * Parameters, ranges, equations. Data, no code. Layer and kernels are those of neurons/leaky.
 */
import * as z from 'zod'
import { type Equation, field, number } from '../../schema'
import { LEAKY_EQUATIONS, leakyFields, lifSchema, type Reset } from '../lif/schema'
import type { SurrogateSpec } from '../surrogate/schema'

const gaussianSchema = z.strictObject({
  kind: z.literal('gaussian'),
  sigma: number(0.01, 50, 0.4, {
    label: 'Noise standard deviation',
    symbol: 'σ',
    help: 'Standard deviation of the noise. Larger means spikes that depend less on the potential, and a lower and wider gradient.',
    scale: 'log',
  }),
})
const logisticSchema = z.strictObject({
  kind: z.literal('logistic'),
  scale: number(0.01, 20, 0.4, {
    label: 'Noise scale',
    symbol: 'σ',
    help: 'Scale of the noise; its standard deviation is 1.8 times that. Larger means spikes that depend less on the potential, and a lower and wider gradient.',
    scale: 'log',
  }),
})
const uniformSchema = z.strictObject({
  kind: z.literal('uniform'),
  halfWidth: number(0.005, 50, 0.4, {
    label: 'Noise half width',
    symbol: 'a',
    help: 'The noise lies between −a and a. Further than that from the threshold nothing is random, and no gradient passes.',
    scale: 'log',
  }),
})

const noiseSchema = z.discriminatedUnion('kind', [gaussianSchema, logisticSchema, uniformSchema]).meta({
  label: 'Membrane noise',
  term: 'noisyLif',
  help: 'The distribution of the noise: a neuron fires with the probability that potential and noise together reach the threshold. Its density is the derivative of that probability, and takes the place of a surrogate.',
  choices: { gaussian: 'normal', logistic: 'logistic', uniform: 'uniform' },
})
export type NoiseSpec = z.infer<typeof noiseSchema>

export const noisyLifSchema = z.strictObject({
  kind: z.literal('noisyLif'),
  decay: lifSchema.shape.decay,
  noise: noiseSchema.default({ kind: 'gaussian', sigma: 0.4 }),
  ...leakyFields,
  threshold: field(leakyFields.threshold, {
    label: 'Threshold',
    term: 'threshold',
    help: 'The potential at which a neuron fires with a probability of one half.',
  }),
})

export type NoisyLifSpec = z.infer<typeof noisyLifSchema>

/** The noisy neuron that draws the spikes of a LIF with the same fields; null for other neurons. */
export function drawnAs(neuron: object, noise: NoiseSpec): NoisyLifSpec | null {
  const read = noisyLifSchema.safeParse({ ...neuron, kind: noisyLifSchema.shape.kind.value, noise })
  return read.success ? read.data : null
}

/** The surrogate whose smooth spike is the probability that such noise exceeds -x, and whose slope is its density. */
export function densityOf(noise: NoiseSpec): SurrogateSpec {
  switch (noise.kind) {
    case 'gaussian':
      return { kind: 'gaussian', sigma: noise.sigma }
    case 'logistic':
      return { kind: 'sigmoid', scale: 1 / noise.scale }
    case 'uniform':
      return { kind: 'rect', window: 'fixed', width: 2 * noise.halfWidth }
    default:
      return noise satisfies never
  }
}

const PROBABILITY_EQUATIONS: Readonly<Record<NoiseSpec['kind'], Equation>> = {
  gaussian: ['p[t]', '=', 'Φ((u[t] − {threshold})/{sigma})'],
  logistic: ['p[t]', '=', '1/(1 + exp(−(u[t] − {threshold})/{scale}))'],
  uniform: ['p[t]', '=', '1/2 + (u[t] − {threshold})/(2 · {halfWidth}), between 0 and 1'],
}

/** The update rule; `v` is the potential after the reset. */
export const noisyEquations = (reset: Reset, noise: NoiseSpec['kind']): readonly Equation[] =>
  LEAKY_EQUATIONS[reset].flatMap((equation): readonly Equation[] =>
    equation[0] === 's[t]' ? [PROBABILITY_EQUATIONS[noise], ['s[t]', '=', '1 if drawn, with probability p[t], else 0']] : [equation],
  )

/** What replaces the derivative of a spike: that of its probability. */
export const DENSITY_EQUATIONS: Readonly<Record<NoiseSpec['kind'], readonly Equation[]>> = {
  gaussian: [['∂s/∂u', '≈', 'N(u − θ; 0, {sigma}²)']],
  logistic: [['∂s/∂u', '≈', 'p[t] (1 − p[t])/{scale}']],
  uniform: [['∂s/∂u', '≈', '1/(2 · {halfWidth}) where |u − θ| < {halfWidth}, else 0']],
}
