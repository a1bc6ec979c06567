/** The description of the noisy LIF: a LIF with random spikes, whose derivative is the density of its noise. Pure. */
import type { NeuronDescription } from '../description'
import { describeLeaky, plainEquations } from '../lif/describe'
import { leakyRule } from '../lif/rule'
import type { Slope, WindowText } from '../surrogate/describe'
import { toThreeDigits } from '../surrogate/describe'
import { DENSITY_EQUATIONS, densityOf, type NoiseSpec, type NoisyLifSpec, noisyEquations } from './schema'

export const describeNoisyLif = (spec: NoisyLifSpec): NeuronDescription => ({
  ...describeLeaky(spec),
  kind: spec.kind,
  label: 'noisy LIF',
  summary: `noisy LIF β ${spec.decay}, θ ${spec.threshold}`,
  term: 'noisyLif',
  outputs: 'drawn',
  rule: leakyRule(spec, spec.decay),
  equations: plainEquations(noisyEquations(spec.reset, spec.noise.kind), spec),
  slope: () => densitySlope(spec.noise),
  withoutNir: 'NIR has no neurons that fire at random.',
})

const UNBOUNDED: WindowText = {
  short: 'gradient window, density ≥ a tenth of the peak',
  long: 'The density of this noise is zero nowhere; a gradient counts as available where it is at least a tenth of the peak.',
  above: 'spiking more often than not, u ≥ θ',
}

/** The slope of the probability of a spike, which is the density of the noise. */
function densitySlope(noise: NoiseSpec): Slope {
  const surrogate = densityOf(noise)
  const slope = {
    from: 'noise',
    kernel: surrogate.kind,
    surrogate,
    equations: DENSITY_EQUATIONS[noise.kind],
    parameters: noise,
    window: UNBOUNDED,
  } as const
  switch (noise.kind) {
    case 'gaussian':
      return {
        ...slope,
        summary: `normal noise, σ ${noise.sigma}`,
        scaled: (factor) => ['neuron.noise', { ...noise, sigma: toThreeDigits(noise.sigma * factor) }],
      }
    case 'logistic':
      return {
        ...slope,
        summary: `logistic noise, σ ${noise.scale}`,
        scaled: (factor) => ['neuron.noise', { ...noise, scale: toThreeDigits(noise.scale * factor) }],
      }
    case 'uniform':
      return {
        ...slope,
        summary: `uniform noise, a ${noise.halfWidth}`,
        window: {
          ...UNBOUNDED,
          short: 'gradient window, |u − θ| < a',
          long: '|u − θ| < a: where noise decides whether a neuron fires, and a gradient passes.',
        },
        scaled: (factor) => ['neuron.noise', { ...noise, halfWidth: toThreeDigits(noise.halfWidth * factor) }],
        widened: (width) => ({ label: `Widen the noise to a = ${width / 2}`, change: ['neuron.noise.halfWidth', width / 2] }),
      }
    default:
      return noise satisfies never
  }
}
