/**
 * The derivative of the next layer's potentials by those of a layer at the same step, M[t] = V^T diag(slope[t]), with V the weights between
 * them, times the scale of a normalization and the input gain. Its singular values enter by sums alone, from V V^T, which is computed once:
 * the sum of their squares is that of the diagonal of M^T M, the sum of fourth powers that of the squares of its entries. float64.
 */
import type { Depth } from '../readings/gradient-flow'

/** The squares of the entries of V V^T, and its diagonal. */
interface Gram {
  readonly diagonal: Float64Array
  readonly squares: Float64Array
}

/** @param weights [neurons, outputs] */
export function gramOf(weights: ArrayLike<number>, neurons: number): Gram {
  const outputs = weights.length / neurons
  const squares = new Float64Array(neurons ** 2)
  const diagonal = new Float64Array(neurons)
  for (let i = 0; i < neurons; i++)
    for (let j = 0; j <= i; j++) {
      let product = 0
      for (let k = 0; k < outputs; k++) product += weights[i * outputs + k]! * weights[j * outputs + k]!
      squares[i * neurons + j] = squares[j * neurons + i] = product ** 2
      if (i === j) diagonal[i] = product
    }
  return { diagonal, squares }
}

/** @param slope [steps, neurons]: ds/du */
export function depthOf({ diagonal, squares }: Gram, slope: ArrayLike<number>): Omit<Depth, 'from'> {
  const neurons = diagonal.length
  const steps = slope.length / neurons
  const found = { passing: new Float32Array(steps), gain: new Float32Array(steps), rank: new Float32Array(steps) }
  for (let t = 0; t < steps; t++) {
    const open = Array.from({ length: neurons }, (_, n) => n).filter((n) => slope[t * neurons + n] !== 0)
    const factors = open.map((n) => slope[t * neurons + n]! ** 2)
    const second = open.reduce((sum, n, i) => sum + factors[i]! * diagonal[n]!, 0)
    const fourth = open.reduce(
      (sum, n, i) => sum + factors[i]! * open.reduce((row, m, j) => row + factors[j]! * squares[n * neurons + m]!, 0),
      0,
    )
    found.passing[t] = open.length / neurons
    found.gain[t] = Math.sqrt(second / neurons)
    found.rank[t] = fourth > 0 ? second ** 2 / fourth : 0
  }
  return found
}
