/**
 * The gradients of a neuron as equations against central differences, in float64. Both are taken at the potentials that the neuron really
 * has: its spikes are 0 or 1, and change from there with the slope of the surrogate. Pure.
 */
import type { Program } from './program'
import { backward, type Conditions, type ReferenceGradients, simulate } from './reference'

interface Difference {
  readonly numeric: number
  /** The function has a kink or a jump there or close by, and so no derivative to compare with. */
  readonly kink: boolean
}

/**
 * Richardson's extrapolation over two widths. Near a kink the two disagree; at a kink they may agree, but what the function bends by on
 * its two sides is then in proportion to the width, not to its square.
 * @param kinked how much is a kink, relative to 1 + |derivative|. @param there the function at 0
 */
export function centralDifference(f: (d: number) => number, width: number, kinked: number, there = f(0)): Difference {
  const sidesOf = (h: number) => [f(h) - there, f(-h) - there] as const
  const [wide, narrow] = [sidesOf(width), sidesOf(width / 2)]
  const slope = ([right, left]: readonly [number, number], h: number) => (right - left) / (2 * h)
  const bend = ([right, left]: readonly [number, number]) => right + left
  const [first, second] = [slope(wide, width), slope(narrow, width / 2)]
  const odd = Math.max(Math.abs(first - second), Math.abs(4 * bend(narrow) - bend(wide)) / width)
  return { numeric: (4 * second - first) / 3, kink: !(odd <= kinked * (1 + Math.abs(second))) }
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

interface Checked extends Difference {
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
      return { analytic: sumOf(gradients.x, moves), ...centralDifference(moveBy, WIDTH, KINKED, 0) }
    }
    const moveBy = (d: number) => lossAt(x, (name, t) => conditions.parameter(name, t) + (name === moved && moves(t) ? d : 0))
    return { analytic: sumOf(gradients.parameters[moved]!, moves), ...centralDifference(moveBy, WIDTH, KINKED, 0) }
  })
}

const sumOf = (gradients: readonly number[], counts: (t: number) => boolean): number =>
  gradients.reduce((sum, gradient, t) => sum + (counts(t) ? gradient : 0), 0)
