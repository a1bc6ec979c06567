/** The six surrogates, and the slopes of analog neurons, as the kernels know them; and the one rule for the window that views and shaders share. */
import type { SlopeKind, SurrogateSpec } from './surrogate/schema'

/** The numbers of shaders/lib/surrogate.wgsl. */
export const SURROGATE_KINDS = {
  rect: 0,
  triangle: 1,
  sigmoid: 2,
  atan: 3,
  fastSigmoid: 4,
  gaussian: 5,
  relu: 6,
  silu: 7,
} as const satisfies Record<SlopeKind, number>
export const surrogateKind = (spec: { readonly kind: SlopeKind }): number => SURROGATE_KINDS[spec.kind]

/** The number that `surrogateScale` holds: the width of rect, the deviation of gaussian, the steepness of the others. */
export function surrogateScale(spec: SurrogateSpec): number {
  switch (spec.kind) {
    case 'rect':
      return spec.width
    case 'gaussian':
      return spec.sigma
    case 'triangle':
    case 'sigmoid':
    case 'atan':
    case 'fastSigmoid':
      return spec.scale
    default:
      return spec satisfies never
  }
}

/** Half the window: how far from the threshold the slope is still a tenth of its peak (all of it for rect and triangle). */
export function halfWidth(kind: SurrogateSpec['kind'], scale: number): number {
  switch (kind) {
    case 'rect':
      return scale / 2
    case 'triangle':
      return 1 / scale
    case 'sigmoid':
      return (2 * Math.log(Math.sqrt(10) + 3)) / scale
    case 'atan':
      return 6 / (Math.PI * scale)
    case 'fastSigmoid':
      return (Math.sqrt(10) - 1) / scale
    case 'gaussian':
      return Math.sqrt(2 * Math.LN10) * scale
    default:
      return kind satisfies never
  }
}
