/**
 * The six surrogates in float64: the slope that replaces the derivative of a spike, the smooth spike whose true
 * derivative is that slope, and the window in which a gradient counts as available. For tests, and the page's single neuron
 * and tiny network; lib/surrogate has them as shaders.
 */
import type { SurrogateSpec } from './schema'

export type SurrogateKind = SurrogateSpec['kind']

/**
 * The spike function of a model. Training uses a step with a surrogate derivative; gradient tests use one whose derivative is exact. `t`
 * is the step.
 */
export interface SpikeFunction {
  spike(x: number, t: number): number
  slope(x: number, t: number): number
}

/** `parameter` is the width of rect, sigma of gaussian, and the scale of the others; x = membrane - threshold. */
export function slope(kind: SurrogateKind, parameter: number, x: number): number {
  switch (kind) {
    case 'rect':
      return Math.abs(x) < parameter / 2 ? 1 / parameter : 0
    case 'triangle':
      return parameter * Math.max(0, 1 - parameter * Math.abs(x))
    case 'sigmoid': {
      const q = sigmoid(parameter * x)
      return parameter * q * (1 - q)
    }
    case 'atan':
      return parameter / 2 / (1 + ((Math.PI / 2) * parameter * x) ** 2)
    case 'fastSigmoid':
      return 1 / (1 + parameter * Math.abs(x)) ** 2
    case 'gaussian':
      return Math.exp(-0.5 * (x / parameter) ** 2) / (parameter * Math.sqrt(2 * Math.PI))
    default:
      return kind satisfies never
  }
}

/** 1/2 at x = 0, and derivative `slope` everywhere it has one. */
export function smoothSpike(kind: SurrogateKind, parameter: number, x: number): number {
  switch (kind) {
    case 'rect':
      return Math.min(1, Math.max(0, x / parameter + 0.5))
    case 'triangle': {
      const y = Math.min(1, Math.max(-1, parameter * x))
      return 0.5 + y - (y * Math.abs(y)) / 2
    }
    case 'sigmoid':
      return sigmoid(parameter * x)
    case 'atan':
      return 0.5 + Math.atan((Math.PI / 2) * parameter * x) / Math.PI
    case 'fastSigmoid':
      return 0.5 + x / (1 + parameter * Math.abs(x))
    case 'gaussian':
      return 0.5 * (1 + erf(x / (parameter * Math.SQRT2)))
    default:
      return kind satisfies never
  }
}

/**
 * Half the width of the window: where the slope is at least a tenth of its peak. The triangle's is its whole support,
 * which ends at 1/scale.
 */
export function halfWidth(kind: SurrogateKind, parameter: number): number {
  switch (kind) {
    case 'rect':
      return parameter / 2
    case 'triangle':
      return 1 / parameter
    case 'sigmoid': {
      const q = (1 + Math.sqrt(0.9)) / 2
      return Math.log(q / (1 - q)) / parameter
    }
    case 'atan':
      return 6 / (Math.PI * parameter)
    case 'fastSigmoid':
      return (Math.sqrt(10) - 1) / parameter
    case 'gaussian':
      return Math.sqrt(2 * Math.log(10)) * parameter
    default:
      return kind satisfies never
  }
}

/** The step function of training. A list of parameters gives one per time step. */
export const stepFunction = (kind: SurrogateKind, parameter: number | readonly number[]): SpikeFunction => ({
  spike: (x) => (x >= 0 ? 1 : 0),
  slope: (x, t) => slope(kind, at(parameter, t), x),
})

/** The smooth spike: its slope is its derivative, so that finite differences can check a backward pass. */
export const smoothFunction = (kind: SurrogateKind, parameter: number | readonly number[]): SpikeFunction => ({
  spike: (x, t) => smoothSpike(kind, at(parameter, t), x),
  slope: (x, t) => slope(kind, at(parameter, t), x),
})

const at = (parameter: number | readonly number[], t: number): number => (typeof parameter === 'number' ? parameter : parameter[t]!)

export const sigmoid = (x: number): number => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)))

/** erf(x) = 2/sqrt(pi) exp(-x^2) sum 2^n x^(2n+1) / (2n+1)!!, all of whose terms have one sign (Abramowitz and Stegun 7.1.6). */
function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x)
  let term = x
  let sum = x
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1)
    sum += term
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum
}
