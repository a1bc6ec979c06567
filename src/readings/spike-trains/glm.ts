/**
 * A Poisson GLM of one cell with a stimulus filter and a filter over its own past spikes (Pillow et al., Nature 2008), in float64. Pure.
 *   rate[t] = exp(bias + sum over k of stimulus[k] drive[t - k] + sum over j of history[j] counts[t - 1 - j])
 * With this link the likelihood of the filters is concave, so that Newton's method finds its maximum.
 */
import type { Bins } from './trains'

export interface Glm {
  readonly bias: number
  /** The weight of the stimulus by lag in bins, from the bin itself on. */
  readonly stimulus: Float64Array
  /** The weight of past spikes by lag in bins, from the bin before on. */
  readonly history: Float64Array
}

/** One trial of a piece of a recording. */
export interface GlmPiece {
  /** [lags of the stimulus - 1 + bins]: one number a bin, from before the first bin on. */
  readonly drive: Float64Array
  /** [bins]. The first bins, as many as the history has lags, are only past. */
  readonly counts: Bins
}

/** Keeps filters finite where a direction of the stimulus was never shown. */
const RIDGE = 1e-3
const ITERATIONS = 30
/** The largest exponent of a rate: a filter that grows too far in an iteration stays finite. */
const MOST = 20

export function fitGlm(pieces: readonly GlmPiece[], lags: number, past: number): Glm {
  const size = 1 + lags + past
  let weights = new Float64Array(size)
  let found = likelihoodOf(pieces, lags, past, weights)
  for (let i = 0; i < ITERATIONS; i++) {
    const step = solved(found.curvature, found.gradient)
    let scale = 1
    let next = found
    let moved = weights
    // Halved until the likelihood rises: far from its maximum a whole step may overshoot.
    for (; scale > 1e-6; scale /= 2) {
      moved = weights.map((w, k) => w + scale * step[k]!)
      next = likelihoodOf(pieces, lags, past, moved)
      if (next.value > found.value) break
    }
    if (next.value - found.value < 1e-9 * Math.abs(found.value)) break
    weights = moved
    found = next
  }
  return { bias: weights[0]!, stimulus: weights.slice(1, 1 + lags), history: weights.slice(1 + lags) }
}

/** The log likelihood of filters [bias, stimulus, history] with its ridge, its gradient, and minus its second derivative, row after row. */
export function likelihoodOf(pieces: readonly GlmPiece[], lags: number, past: number, weights: Float64Array) {
  const size = weights.length
  const gradient = weights.map((w) => -RIDGE * w)
  const curvature = new Float64Array(size * size)
  for (let k = 0; k < size; k++) curvature[k * size + k] = RIDGE
  let value = (-RIDGE / 2) * weights.reduce((sum, w) => sum + w * w, 0)
  const seen = new Float64Array(size)
  for (const { drive, counts } of pieces)
    for (let t = past; t < counts.length; t++) {
      seen[0] = 1
      for (let k = 0; k < lags; k++) seen[1 + k] = drive[lags - 1 + t - k]!
      for (let j = 0; j < past; j++) seen[1 + lags + j] = counts[t - 1 - j]!
      let sum = 0
      for (let k = 0; k < size; k++) sum += weights[k]! * seen[k]!
      const exponent = Math.min(sum, MOST)
      const rate = Math.exp(exponent)
      value += counts[t]! * exponent - rate
      for (let a = 0; a < size; a++) {
        gradient[a]! += (counts[t]! - rate) * seen[a]!
        const weighed = rate * seen[a]!
        for (let b = 0; b <= a; b++) curvature[a * size + b]! += weighed * seen[b]!
      }
    }
  for (let a = 0; a < size; a++) for (let b = a + 1; b < size; b++) curvature[a * size + b] = curvature[b * size + a]!
  return { value, gradient, curvature }
}

/** x of the symmetric, positive definite system matrix x = right, by Cholesky's decomposition. */
function solved(matrix: Float64Array, right: Float64Array): Float64Array {
  const size = right.length
  const lower = matrix.slice()
  for (let a = 0; a < size; a++)
    for (let b = 0; b <= a; b++) {
      let sum = lower[a * size + b]!
      for (let k = 0; k < b; k++) sum -= lower[a * size + k]! * lower[b * size + k]!
      lower[a * size + b] = a === b ? Math.sqrt(sum) : sum / lower[b * size + b]!
    }
  const x = right.slice()
  for (let a = 0; a < size; a++) {
    for (let k = 0; k < a; k++) x[a]! -= lower[a * size + k]! * x[k]!
    x[a]! /= lower[a * size + a]!
  }
  for (let a = size - 1; a >= 0; a--) {
    for (let k = a + 1; k < size; k++) x[a]! -= lower[k * size + a]! * x[k]!
    x[a]! /= lower[a * size + a]!
  }
  return x
}

/**
 * A trial: in each bin a spike with the probability 1 - exp(-rate) that a Poisson count is above 0, given the spikes before it.
 * @param drive [lags - 1 + bins]. @param draw a number from 0 to 1 for a bin
 */
export function sampleGlm({ bias, stimulus, history }: Glm, drive: Float64Array, draw: (bin: number) => number): Uint8Array {
  const lags = stimulus.length
  const counts = new Uint8Array(drive.length - lags + 1)
  for (let t = 0; t < counts.length; t++) {
    let sum = bias
    for (let k = 0; k < lags; k++) sum += stimulus[k]! * drive[lags - 1 + t - k]!
    for (let j = 0; j < Math.min(history.length, t); j++) sum += history[j]! * counts[t - 1 - j]!
    counts[t] = Number(draw(t) < 1 - Math.exp(-Math.exp(Math.min(sum, MOST))))
  }
  return counts
}
