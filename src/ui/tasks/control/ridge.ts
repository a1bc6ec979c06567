/**
 * How well a number can be read off others by a linear map: ridge regression in float64, fitted and judged on the same rows, so that it
 * says what is there and not what a reader would get of another episode. Pure.
 */

export interface Readout {
  /** [rows]: what the map says. */
  readonly said: Float64Array
  /** 1 - squares of errors over squares of distances from the mean; NaN where the target is always the same. */
  readonly explained: number
}

/**
 * Columns are brought to mean 0 and variance 1; those that never change are left out. The penalty is `ridge` * rows.
 * @param features [rows, columns] @param targets [rows] each
 */
export function readouts(
  features: ArrayLike<number>,
  columns: number,
  targets: readonly ArrayLike<number>[],
  ridge = 1e-3,
): readonly Readout[] {
  const rows = targets[0]?.length ?? 0
  const x = standardized(features, rows, columns)
  const used = x.length
  const gram = new Float64Array(used * used)
  for (let i = 0; i < used; i++)
    for (let j = 0; j <= i; j++) {
      const sum = product(x[i]!, x[j]!)
      gram[i * used + j] = sum
      gram[j * used + i] = sum
    }
  for (let i = 0; i < used; i++) gram[i * used + i]! += ridge * rows
  const factor = cholesky(gram, used)
  return targets.map((target) => readoutOf(x, factor, target))
}

const meanOf = (values: ArrayLike<number>): number => {
  let sum = 0
  for (let at = 0; at < values.length; at++) sum += values[at]!
  return sum / values.length
}

const product = (a: Float64Array, b: Float64Array): number => {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!
  return sum
}

function standardized(features: ArrayLike<number>, rows: number, columns: number): Float64Array[] {
  return Array.from({ length: columns }, (_, column) => {
    const values = Float64Array.from({ length: rows }, (_, row) => features[row * columns + column]!)
    const mean = meanOf(values)
    const spread = Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)))
    return spread > 1e-9 ? values.map((value) => (value - mean) / spread) : null
  }).filter((values) => values !== null)
}

function readoutOf(x: readonly Float64Array[], factor: Float64Array, target: ArrayLike<number>): Readout {
  const mean = meanOf(target)
  const centered = Float64Array.from(target, (value) => value - mean)
  const weights = solved(
    factor,
    x.map((column) => product(column, centered)),
  )
  const said = Float64Array.from(target, (_, row) => weights.reduce((sum, weight, at) => sum + weight * x[at]![row]!, mean))
  const total = product(centered, centered)
  const rest = said.reduce((sum, value, row) => sum + (value - target[row]!) ** 2, 0)
  return { said, explained: total > 1e-12 * target.length ? 1 - rest / total : Number.NaN }
}

/** The lower triangle L of a symmetric positive matrix L Lᵀ. */
function cholesky(matrix: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size)
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j]!
      for (let k = 0; k < j; k++) sum -= lower[i * size + k]! * lower[j * size + k]!
      lower[i * size + j] = i === j ? Math.sqrt(sum) : sum / lower[j * size + j]!
    }
  return lower
}

function solved(lower: Float64Array, right: readonly number[]): number[] {
  const size = right.length
  const y = [...right]
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) y[i]! -= lower[i * size + k]! * y[k]!
    y[i]! /= lower[i * size + i]!
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) y[i]! -= lower[k * size + i]! * y[k]!
    y[i]! /= lower[i * size + i]!
  }
  return y
}
