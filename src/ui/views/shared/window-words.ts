/** What the gradient window is, by surrogate, noise or analog neuron: on the chart, and in a sentence. */
import type { WindowKind } from '../../../networks/schema'

/** Where a gradient passes: in a few words, and in a sentence. */
export function windowWords(kind: WindowKind): { short: string; long: string } {
  if (kind === 'rect') return { short: 'gradient window κ[t]', long: '|u − θ| < κ[t]/2: where the surrogate lets a gradient through.' }
  if (kind === 'relu')
    return { short: 'u > 0, where a gradient passes', long: 'u > 0: where the slope of the ReLU is 1; elsewhere it is 0.' }
  if (kind === 'silu') return { short: 'u > 0, steep', long: 'u > 0: where the slope of the SiLU is above one half; below, it fades to 0.' }
  if (kind === 'triangle')
    return { short: 'gradient window, |u − θ| < 1/α', long: '|u − θ| < 1/α: where the slope of the surrogate is not zero.' }
  if (kind === 'uniformNoise')
    return {
      short: 'gradient window, |u − θ| < a',
      long: '|u − θ| < a: where noise decides whether a neuron fires, and a gradient passes.',
    }
  if (kind === 'gaussianNoise' || kind === 'logisticNoise')
    return {
      short: 'gradient window, density ≥ a tenth of the peak',
      long: 'The density of this noise is zero nowhere; a gradient counts as available where it is at least a tenth of the peak.',
    }
  return {
    short: 'gradient window, slope ≥ a tenth of the peak',
    long: 'The slope of this surrogate is zero nowhere; a gradient counts as available where it is at least a tenth of the peak.',
  }
}

/** What the potentials from the threshold on are. */
export function firingWords(kind: WindowKind): string {
  if (kind === 'relu' || kind === 'silu') return 'active, u > 0'
  return kind.endsWith('Noise') ? 'spiking more often than not, u ≥ θ' : 'spiking, u ≥ θ'
}
