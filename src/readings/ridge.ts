/**
 * How well a linear map predicts a number from others: ridge regression in float64. With folds, each row is predicted by a map fitted
 * without it; where neighboring rows are similar and in different folds, the result is an upper bound. Pure.
 */

export interface Readout {
  /** [rows]: the predictions of the map. */
  readonly predictions: Float64Array
  /** R²: 1 - squared errors over squared distances from the mean; NaN if the target is constant. */
  readonly explained: number
}

interface Options {
  /** The penalty is this times the rows that are fitted. */
  readonly ridge?: number
  /** A row is predicted by a map fitted without all rows of its group modulo folds. With 1, no row is left out. */
  readonly folds?: number
  /** By default each row is a group of its own, by its index. */
  readonly groupOf?: (row: number) => number
}

/**
 * Columns are brought to mean 0 and variance 1; those that never change are left out.
 * @param features [rows, columns] @param targets [rows] each
 */
export function readouts(
  features: ArrayLike<number>,
  columns: number,
  targets: readonly ArrayLike<number>[],
  { ridge = 0.01, folds = 5, groupOf = (row) => row }: Options = {},
): readonly Readout[] {
  const rows = targets[0]?.length ?? 0
  const x = standardized(features, rows, columns)
  const predictions = targets.map(() => new Float64Array(rows))
  for (let fold = 0; fold < folds; fold++) {
    const isOut = (row: number) => groupOf(row) % folds === fold
    const all = Array.from({ length: rows }, (_, row) => row)
    const out = all.filter(isOut)
    const maps = mapsOf(x, folds === 1 ? all : all.filter((row) => !isOut(row)), targets, ridge)
    for (const row of out) for (const [index, map] of maps.entries()) predictions[index]![row] = map(row)
  }
  return targets.map((target, index) => ({ predictions: predictions[index]!, explained: explainedOf([predictions[index]!], [target]) }))
}

/** For each target, a map fitted on some rows that predicts any row. */
function mapsOf(
  x: readonly Float64Array[],
  rows: readonly number[],
  targets: readonly ArrayLike<number>[],
  ridge: number,
): ((row: number) => number)[] {
  const means = x.map((column) => rows.reduce((sum, row) => sum + column[row]!, 0) / rows.length)
  const centered = x.map((column, at) => Float64Array.from(rows, (row) => column[row]! - means[at]!))
  const used = x.length
  const gram = new Float64Array(used * used)
  for (let i = 0; i < used; i++)
    for (let j = 0; j <= i; j++) {
      const sum = product(centered[i]!, centered[j]!) + (i === j ? ridge * rows.length : 0)
      gram[i * used + j] = sum
      gram[j * used + i] = sum
    }
  const factor = cholesky(gram, used)
  return targets.map((target) => {
    const mean = rows.reduce((sum, row) => sum + target[row]!, 0) / rows.length
    const right = Float64Array.from(rows, (row) => target[row]! - mean)
    const weights = solved(
      factor,
      centered.map((column) => product(column, right)),
    )
    return (row) => weights.reduce((sum, weight, at) => sum + weight * (x[at]![row]! - means[at]!), mean)
  })
}

/** R² of predictions of one number, or of several together, as of the two coordinates of a place. */
export function explainedOf(predictions: readonly ArrayLike<number>[], targets: readonly ArrayLike<number>[]): number {
  let [total, rest, count] = [0, 0, 0]
  for (const [index, target] of targets.entries()) {
    const mean = meanOf(target)
    count += target.length
    for (let row = 0; row < target.length; row++) {
      total += (target[row]! - mean) ** 2
      rest += (predictions[index]![row]! - target[row]!) ** 2
    }
  }
  return total > 1e-12 * count ? 1 - rest / total : Number.NaN
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
