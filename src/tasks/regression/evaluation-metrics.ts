/** The metrics of an evaluation, computed in float64 from predictions and targets. */

export interface RegressionMetrics {
  /** The mean squared or mean absolute error. */
  readonly loss: number
  readonly error: number
  /** 1 - mean squared error / variance of the targets; not a number where the targets do not vary. */
  readonly explained: number
}

export function regressionMetrics(
  predictions: ArrayLike<number>,
  targets: ArrayLike<number>,
  kind: 'squared' | 'absolute',
): RegressionMetrics {
  const count = targets.length
  let squares = 0
  let absolute = 0
  let sum = 0
  let sumOfSquares = 0
  for (let i = 0; i < count; i++) {
    const error = predictions[i]! - targets[i]!
    squares += error * error
    absolute += Math.abs(error)
    sum += targets[i]!
    sumOfSquares += targets[i]! ** 2
  }
  const variance = sumOfSquares / count - (sum / count) ** 2
  return {
    loss: (kind === 'squared' ? squares : absolute) / count,
    error: absolute / count,
    explained: variance > 0 ? 1 - squares / count / variance : Number.NaN,
  }
}
