/**
 * A bounded history: rows of numbers over training steps in typed arrays. When it is full, neighbors are averaged, or the later one
 * is taken, and from then on each row summarizes twice as many. Pure data; no frames, no drawing.
 */

export interface Series {
  readonly width: number
  readonly count: number
  /** Training step of each row. */
  readonly x: Float64Array
  /** [count, width] */
  readonly data: Float32Array
  /** The number of pushed rows that each stored row summarizes. */
  readonly stride: number
  push(x: number, row: ArrayLike<number>): void
  clear(): void
}

/** How rows are merged: by their mean, or to the last of them if a mean is meaningless. */
export function createSeries(width: number, capacity: number, keep: 'mean' | 'last' = 'mean'): Series {
  let count = 0
  let stride = 1
  let pending = 0
  const room = Math.max(2, capacity + (capacity % 2))
  const x = new Float64Array(room)
  const data = new Float32Array(room * width)
  const sums = new Float64Array(width)

  const merged = (a: number, b: number) => (keep === 'last' ? b : (a + b) / 2)
  const halve = () => {
    for (let row = 0; row < count / 2; row++) {
      x[row] = x[2 * row + 1]!
      for (let column = 0; column < width; column++)
        data[row * width + column] = merged(data[2 * row * width + column]!, data[(2 * row + 1) * width + column]!)
    }
    count /= 2
    stride *= 2
  }

  return {
    width,
    x,
    data,
    get count() {
      return count
    },
    get stride() {
      return stride
    },
    push(at, row) {
      for (let column = 0; column < width; column++) sums[column] = sums[column]! + row[column]!
      pending++
      if (pending < stride) return
      for (let column = 0; column < width; column++) data[count * width + column] = keep === 'last' ? row[column]! : sums[column]! / pending
      x[count] = at
      count++
      pending = 0
      sums.fill(0)
      if (count === room) halve()
    },
    clear() {
      count = 0
      stride = 1
      pending = 0
      sums.fill(0)
    },
  }
}

/** The last row at or before `at`; the first if there is none; −1 in an empty series. */
export function rowAt(series: Series, at: number): number {
  if (series.count === 0) return -1
  let low = 0
  let high = series.count - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (series.x[middle]! <= at) low = middle
    else high = middle - 1
  }
  return low
}

export function valueAt(series: Series, at: number, column: number): number {
  const row = rowAt(series, at)
  return row < 0 ? Number.NaN : series.data[row * series.width + column]!
}

export const columnOf = (series: Series, column: number): Float32Array =>
  Float32Array.from({ length: series.count }, (_, row) => series.data[row * series.width + column]!)

/** Exponential mean with the given half-life in rows, unbiased at its start; a gap (NaN) leaves it unchanged. */
export function smoothed(values: ArrayLike<number>, halfLife: number): Float32Array {
  const out = new Float32Array(values.length)
  const keep = halfLife > 0 ? 0.5 ** (1 / halfLife) : 0
  let sum = 0
  let weight = 0
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!
    if (Number.isFinite(value)) {
      sum = keep * sum + (1 - keep) * value
      weight = keep * weight + (1 - keep)
    }
    out[index] = weight > 0 ? sum / weight : Number.NaN
  }
  return out
}

/** The smoothing of learning curves, unless the user chooses another. */
export const HALF_LIFE = 12

/** A metric smoothed as learning curves draw it: less in a short history. */
export const smoothedShown = (values: ArrayLike<number>, halfLife = HALF_LIFE): Float32Array =>
  smoothed(values, Math.min(halfLife, values.length / 24))

/** The smallest and the largest finite value, from a row on; null if there is none. */
export function extent(values: ArrayLike<number>, from = 0): readonly [number, number] | null {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (let index = from; index < values.length; index++) {
    const value = values[index]!
    if (!Number.isFinite(value)) continue
    if (value < low) low = value
    if (value > high) high = value
  }
  return low <= high ? [low, high] : null
}

/** The number of values sampled for a quantile: enough for an axis, few enough to sort in every frame. */
const SAMPLE = 400

/** The value below which about this part of the finite values lies, from a row on. */
export function quantile(values: ArrayLike<number>, part: number, from = 0): number {
  const stride = Math.max(1, Math.floor((values.length - from) / SAMPLE))
  const sample: number[] = []
  for (let index = from; index < values.length; index += stride) if (Number.isFinite(values[index]!)) sample.push(values[index]!)
  sample.sort((a, b) => a - b)
  return sample.length === 0 ? Number.NaN : sample[Math.min(sample.length - 1, Math.floor(part * sample.length))]!
}

const SHARE_FLOORS = [0, 0.5, 0.8, 0.9, 0.95, 0.98] as const

/** The lower end of an axis of shares: the highest round one that still shows all values after the first tenth. */
export function shareFloor(values: ArrayLike<number>): number {
  const typical = quantile(values, 0.02, Math.floor(values.length * 0.1))
  let floor = 0
  for (const candidate of SHARE_FLOORS) if (candidate <= typical - 0.004) floor = candidate
  return floor
}
