/** The surrogate whose window is a factor wider than another's. Pure. An adaptive window becomes a fixed one of that width. */
import type { NoiseSpec } from '../../../neurons/noisy-lif/schema'
import type { SurrogateSpec } from '../../../neurons/surrogate/schema'

/** Noise that is a factor wider. */
export function widenedNoise(noise: NoiseSpec, factor: number): NoiseSpec {
  switch (noise.kind) {
    case 'gaussian':
      return { ...noise, sigma: rounded(noise.sigma * factor) }
    case 'logistic':
      return { ...noise, scale: rounded(noise.scale * factor) }
    case 'uniform':
      return { ...noise, halfWidth: rounded(noise.halfWidth * factor) }
    default:
      return noise satisfies never
  }
}

const rounded = (value: number): number => Number(value.toPrecision(3))

/** `width`: of the window in use, for the rectangle. */
export function widened(surrogate: SurrogateSpec, factor: number, width: number): SurrogateSpec {
  switch (surrogate.kind) {
    case 'rect':
      return { kind: 'rect', window: 'fixed', width: rounded(Math.min(100, Math.max(0.01, width * factor))) }
    case 'gaussian':
      return { ...surrogate, sigma: rounded(surrogate.sigma * factor) }
    case 'triangle':
    case 'sigmoid':
    case 'atan':
    case 'fastSigmoid':
      return { ...surrogate, scale: rounded(surrogate.scale / factor) }
    default:
      return surrogate satisfies never
  }
}
