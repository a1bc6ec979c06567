/** The elementwise functions in float64, each by its own definition, and their derivatives. For tests. */
import type { ActivationKind } from './schema'

export function activationOf(kind: ActivationKind, x: number): number {
  switch (kind) {
    case 'relu':
      return Math.max(0, x)
    case 'tanh':
      return Math.tanh(x)
    case 'sigmoid':
      return 1 / (1 + Math.exp(-x))
    case 'softplus':
      return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x))
    case 'exp':
      return x < 10 ? Math.exp(x) : Math.exp(10) * (x - 9)
    default:
      return kind satisfies never
  }
}

/** The derivative at x; at the kink of a ReLU 0. */
export function activationSlope(kind: ActivationKind, x: number): number {
  switch (kind) {
    case 'relu':
      return Number(x > 0)
    case 'tanh':
      return 1 / Math.cosh(x) ** 2
    case 'sigmoid':
      return 1 / (2 + Math.exp(x) + Math.exp(-x))
    case 'softplus':
      return 1 / (1 + Math.exp(-x))
    case 'exp':
      return Math.exp(Math.min(x, 10))
    default:
      return kind satisfies never
  }
}
