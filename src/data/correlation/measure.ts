/**
 * The correlation of a sample's steps by their distance, and the distribution of its events over steps. In float64, sample by sample.
 * Pure: reads no file.
 *
 *   r(d)  = mean over samples of the mean over t of corr(x[t], x[t + d]),  corr Pearson's over the values of a step
 *   any   = the same over all pairs of different steps
 *   q[t]  = steps * n[t] / sum n,  n[t] the events of step t
 */
import type { Correlation, Estimate, ProfileVariance } from './schema'

/** The measured distances: all of short samples; for long ones all small distances, and fewer and fewer of the large ones. */
export function lagsOf(steps: number): number[] {
  if (steps - 1 <= MAX_LAGS) return Array.from({ length: Math.max(0, steps - 1) }, (_, i) => i + 1)
  const spaced = Array.from({ length: MAX_LAGS }, (_, i) => Math.round((steps - 1) ** (i / (MAX_LAGS - 1))))
  return [...new Set(spaced)]
}
const MAX_LAGS = 100

interface Shape {
  readonly steps: number
  readonly size: number
  /** Whether the values of a step are counts. */
  readonly counts: boolean
}

/** @returns `add` takes one sample, [steps, size], and its class; `result` returns the estimates so far. */
export function createCorrelator({ steps, size, counts }: Shape) {
  const lags = lagsOf(steps)
  const r = lags.map(meanOf)
  const anyOrder = meanOf()
  const order = meanOf()
  const profiles = counts ? profilesOf(steps) : null
  const unit = new Float64Array(steps * size)
  const sum = new Float64Array(size)
  const usable = new Uint8Array(steps)
  let samples = 0

  /**
   * Subtracts each step's mean and scales it to length 1, so that a product is a correlation. @returns the number of steps that are not
   * constant.
   */
  const normalize = (values: ArrayLike<number>): number => {
    let count = 0
    sum.fill(0)
    for (let t = 0; t < steps; t++) {
      const first = t * size
      let mean = 0
      for (let i = 0; i < size; i++) mean += values[first + i]!
      mean /= size
      let square = 0
      for (let i = 0; i < size; i++) square += (values[first + i]! - mean) ** 2
      usable[t] = square > 0 ? 1 : 0
      if (square === 0) continue
      count++
      const scale = 1 / Math.sqrt(square)
      for (let i = 0; i < size; i++) sum[i]! += unit[first + i] = (values[first + i]! - mean) * scale
    }
    return count
  }

  /** The mean over t; null if no two steps at this distance can be compared. */
  const correlationAt = (lag: number): number | null => {
    let [total, pairs] = [0, 0]
    for (let t = 0; t + lag < steps; t++) {
      if (!usable[t] || !usable[t + lag]) continue
      const [a, b] = [t * size, (t + lag) * size]
      for (let i = 0; i < size; i++) total += unit[a + i]! * unit[b + i]!
      pairs++
    }
    return pairs > 0 ? total / pairs : null
  }

  return {
    add(values: ArrayLike<number>, label: number): void {
      samples++
      profiles?.add(values, size, label)
      const count = normalize(values)
      if (count < 2) return
      // The square of a sum is the sum over all pairs, including those of a step with itself.
      let square = 0
      for (let i = 0; i < size; i++) square += sum[i]! ** 2
      const any = (square - count) / (count * (count - 1))
      anyOrder.add(any)
      lags.forEach((lag, k) => {
        const found = correlationAt(lag)
        if (found === null) return
        r[k]!.add(found)
        if (lag === 1) order.add(found - any)
      })
    },
    result: (): Correlation => ({
      steps,
      size,
      samples,
      compared: anyOrder.count(),
      lags,
      r: r.map((mean) => mean.estimate()),
      anyOrder: anyOrder.estimate(),
      order: order.estimate(),
      profile: profiles?.variance() ?? null,
    }),
  }
}

/** A running mean by Welford's algorithm. */
function meanOf() {
  let [count, mean, squares] = [0, 0, 0]
  return {
    add(value: number): void {
      count++
      const apart = value - mean
      mean += apart / count
      squares += apart * (value - mean)
    },
    count: () => count,
    /** Null for no samples; the error of a single sample is NaN. */
    estimate: (): Estimate | null =>
      count === 0 ? null : { mean, error: count > 1 ? Math.sqrt(squares / (count - 1) / count) : Number.NaN },
  }
}

/** The distribution of the events of samples over their steps, by class. A sample without events has no profile. */
function profilesOf(steps: number) {
  const classes = new Map<number, { count: number; readonly sum: Float64Array; readonly squares: Float64Array }>()
  const profile = new Float64Array(steps)
  return {
    add(values: ArrayLike<number>, size: number, label: number): void {
      let total = 0
      for (let t = 0; t < steps; t++) {
        let events = 0
        for (let i = t * size; i < (t + 1) * size; i++) events += values[i]!
        profile[t] = events
        total += events
      }
      if (!(total > 0)) return
      const seen = classes.get(label) ?? { count: 0, sum: new Float64Array(steps), squares: new Float64Array(steps) }
      classes.set(label, seen)
      seen.count++
      for (let t = 0; t < steps; t++) {
        const q = (steps * profile[t]!) / total
        seen.sum[t]! += q
        seen.squares[t]! += q * q
      }
    },
    variance(): ProfileVariance | null {
      const all = [...classes.values()]
      const count = all.reduce((sum, seen) => sum + seen.count, 0)
      if (count < 2) return null
      let [within, between] = [0, 0]
      for (let t = 0; t < steps; t++) {
        const mean = all.reduce((sum, seen) => sum + seen.sum[t]!, 0) / count
        for (const seen of all) {
          const own = seen.sum[t]! / seen.count
          within += Math.max(0, seen.squares[t]! - seen.count * own * own)
          between += seen.count * (own - mean) ** 2
        }
      }
      const scale = 1 / (count * steps)
      const total = within + between
      return {
        within: within * scale,
        between: between * scale,
        share: total > 0 ? between / total : 0,
        chanceLevel: (all.length - 1) / (count - 1),
      }
    },
  }
}
