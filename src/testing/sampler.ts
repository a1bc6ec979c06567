/** Synthetic bins, weights and gradients for samplers, and the distance of potentials from the points where spikes or slopes change. Only tests import it. */
import type { Sampled, SamplerSize, SamplerWeights } from '../layers/sampler/reference'
import { type FiringSpec, outputsOf, slicesOf } from '../layers/sampler/schema'
import { noise } from './close'

export interface MadeSampler {
  /** [bins, batch, pixels, 2], oldest first: mostly empty. */
  readonly bins: Float64Array
  readonly weights: SamplerWeights
  /** [slices, batch, pixels, 2] */
  readonly grad: Float64Array
}

/** Random numbers in float32, such that about a third of the pixels fire. */
export function madeSampler(spec: FiringSpec, { batch, height, width }: SamplerSize, seed: number): MadeSampler {
  const random = noise(seed)
  const draw = (length: number, from: number, to: number) => Float64Array.from({ length }, () => Math.fround(from + (to - from) * random()))
  const count = batch * height * width * 2
  const outputs = outputsOf(spec)
  const weights: Record<string, Float64Array> = spec.kind === 'snn' ? { decayLogit: draw(1, -1, 1) } : {}
  for (const [stack, reach] of [
    ['input', 2],
    ['gate', 1.2],
  ] as const) {
    if (stack === 'gate' && spec.kind === 'snn') continue
    for (const [d, inputs] of [2, outputs].slice(0, spec.depth).entries()) {
      weights[`${stack}Weight${d + 1}`] = draw(spec.kernel ** 2 * inputs * outputs, -reach / spec.kernel, reach / spec.kernel)
      weights[`${stack}Bias${d + 1}`] = draw(outputs, 0, d + 1 < spec.depth ? 0.5 : 0.4)
    }
  }
  const events = Float64Array.from({ length: spec.bins * count }, () => (random() < 0.4 ? Math.fround(0.5 + 2 * random()) : 0))
  return { bins: events, weights, grad: draw(slicesOf(spec) * count, -1, 1) }
}

/** The minimum distance of a potential from a point where its spike or its slope changes. */
export const marginOf = ({ potential }: Sampled, { threshold, alpha }: FiringSpec): number =>
  potential.reduce((min, u) => Math.min(min, Math.abs(u - threshold), Math.abs(Math.abs(u - threshold) - 0.5 / alpha)), 1)
