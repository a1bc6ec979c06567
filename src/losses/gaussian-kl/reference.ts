/** The divergence of normal distributions in float64, as it is defined, and its gradients by hand. For tests. */

export interface KlSize {
  readonly steps: number
  readonly rows: number
  readonly size: number
}

export interface KlResult {
  /** [rows], nats. */
  readonly kl: Float64Array
  /** [steps, rows, size]. */
  readonly units: Float64Array
  /** The gradient of the mean over the rows; [steps, rows, 2 size], means then log variances. */
  readonly posteriorGrad: Float64Array
  readonly priorGrad: Float64Array
}

/** @param posterior, prior [steps, rows, 2 size], means then logarithms of variances; without a prior mean 0, variance 1 */
export function gaussianKlOf({ steps, rows, size }: KlSize, posterior: ArrayLike<number>, prior?: ArrayLike<number>): KlResult {
  const result: KlResult = {
    kl: new Float64Array(rows),
    units: new Float64Array(steps * rows * size),
    posteriorGrad: new Float64Array(steps * rows * 2 * size),
    priorGrad: new Float64Array(steps * rows * 2 * size),
  }
  for (let unit = 0; unit < result.units.length; unit++) {
    const row = Math.floor(unit / size)
    const mean = 2 * size * row + (unit % size)
    const log = mean + size
    const [meanQ, logQ, meanP, logP] = [posterior[mean]!, posterior[log]!, prior?.[mean] ?? 0, prior?.[log] ?? 0]
    const [apart, varianceQ, varianceP] = [meanQ - meanP, Math.exp(logQ), Math.exp(logP)]
    const divergence = 0.5 * (logP - logQ + (varianceQ + apart * apart) / varianceP - 1)
    result.units[unit] = divergence
    result.kl[row % rows] = result.kl[row % rows]! + divergence
    result.posteriorGrad[mean] = apart / varianceP / rows
    result.posteriorGrad[log] = (0.5 * (varianceQ / varianceP - 1)) / rows
    result.priorGrad[mean] = -apart / varianceP / rows
    result.priorGrad[log] = (0.5 * (1 - (varianceQ + apart * apart) / varianceP)) / rows
  }
  return result
}
