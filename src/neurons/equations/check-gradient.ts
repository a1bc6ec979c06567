/**
 * The gradients of a neuron as equations against central differences, in float64. Both are taken at the potentials that the neuron really
 * has: its spikes are 0 or 1, and change from there with the slope of the surrogate. Pure.
 */
import type { Program } from './program'
import { backward, type Conditions, type ReferenceGradients, simulate } from './reference'

export interface Difference {
  readonly numeric: number
  /** Two widths disagree: a kink or a jump lies between the points, and there is no derivative to compare with. */
  readonly kink: boolean
}

/** Richardson's extrapolation over two widths. @param kinked how much they may differ, relative to 1 + |derivative| */
export function centralDifference(f: (d: number) => number, width: number, kinked: number): Difference {
  const central = (h: number) => (f(h) - f(-h)) / (2 * h)
  const [wide, narrow] = [central(width), central(width / 2)]
  return { numeric: (4 * narrow - wide) / 3, kink: !(Math.abs(wide - narrow) <= kinked * (1 + Math.abs(narrow))) }
}

/** One neuron of one sample: its current by step, and the weights of its outputs in the loss. */
export interface Trace {
  readonly x: ArrayLike<number>
  readonly weights: ArrayLike<number>
  readonly conditions: Conditions
}

/** A change of the current of one step, or of a parameter at one step or at all of them. */
export interface Direction {
  /** Null for the current. */
  readonly parameter: string | null
  /** Null for all steps. */
  readonly step: number | null
}

export interface Checked extends Difference {
  readonly analytic: number
}

const WIDTH = 1e-5
const KINKED = 1e-6

/**
 * The derivative of the weighted sum of the outputs in each direction, both ways.
 * @param gradients what is checked; by default those of the reference
 */
export function checkGradient(
  program: Program,
  { x, weights, conditions }: Trace,
  directions: readonly Direction[],
  gradients: ReferenceGradients = backward(program, x, conditions, { s: weights }),
): Checked[] {
  const around = simulate(program, x, conditions).steps
  const s = program.names.s!
  const lossAt = (input: ArrayLike<number>, parameter: Conditions['parameter']): number =>
    // Differences to the outputs there: their sum alone would cost digits.
    simulate(program, input, { ...conditions, around, parameter }).steps.reduce(
      (sum, values, t) => sum + weights[t]! * (values[s]! - around[t]![s]!),
      0,
    )
  return directions.map(({ parameter: moved, step }) => {
    const moves = (t: number) => step === null || t === step
    if (moved === null) {
      const moveBy = (d: number) =>
        lossAt(
          Float64Array.from(x, (value, t) => value + (moves(t) ? d : 0)),
          conditions.parameter,
        )
      return { analytic: sumOf(gradients.x, moves), ...centralDifference(moveBy, WIDTH, KINKED) }
    }
    const moveBy = (d: number) => lossAt(x, (name, t) => conditions.parameter(name, t) + (name === moved && moves(t) ? d : 0))
    return { analytic: sumOf(gradients.parameters[moved]!, moves), ...centralDifference(moveBy, WIDTH, KINKED) }
  })
}

const sumOf = (gradients: readonly number[], counts: (t: number) => boolean): number =>
  gradients.reduce((sum, gradient, t) => sum + (counts(t) ? gradient : 0), 0)
