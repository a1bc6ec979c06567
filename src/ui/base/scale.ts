/** Axes: linear and log scales, round ticks, steps chosen evenly. Pure numbers; draws nothing. */

export type Scale = (value: number) => number

export const linear =
  (low: number, high: number, from: number, to: number): Scale =>
  (value) =>
    from + ((value - low) / (high - low || 1)) * (to - from)

export const logarithmic =
  (low: number, high: number, from: number, to: number): Scale =>
  (value) =>
    from + ((Math.log(Math.max(value, 1e-12)) - Math.log(low)) / (Math.log(high) - Math.log(low) || 1)) * (to - from)

/** The round distance (1, 2, 5 times a power of ten) that gives about `count` ticks. */
export function niceStep(span: number, count: number): number {
  if (!(span > 0) || count <= 0) return 1
  const raw = span / count
  const power = 10 ** Math.floor(Math.log10(raw))
  const part = raw / power
  return power * (part < 1.5 ? 1 : part < 3.5 ? 2 : part < 7.5 ? 5 : 10)
}

/** Round ticks inside [low, high]. */
export function ticks(low: number, high: number, count: number): number[] {
  const step = niceStep(high - low, count)
  const first = Math.ceil(low / step - 1e-9)
  const last = Math.floor(high / step + 1e-9)
  return Array.from({ length: Math.max(0, Math.min(1000, last - first + 1)) }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  )
}

/** The number of decimals that distinguishes ticks with this step. */
export const digitsOf = (step: number): number => Math.max(0, Math.min(6, -Math.floor(Math.log10(step) + 1e-9)))

/** Two to `max` round values on a log axis: 1, 2 and 5 times powers of ten, only the powers if there are many, round steps if few. */
export function logTicks(low: number, high: number, max = 4): number[] {
  const inside = (value: number) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)
  const first = Math.floor(Math.log10(low))
  const powers = Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 }, (_, k) => 10 ** (first + k))
  const thinned = (values: readonly number[]) => values.filter((_, index) => index % Math.ceil(values.length / max) === 0)
  const fine = powers.flatMap((power) => [power, 2 * power, 5 * power]).filter(inside)
  if (fine.length >= 2) return fine.length > max && powers.filter(inside).length >= 2 ? thinned(powers.filter(inside)) : thinned(fine)
  let round: number[] = []
  for (let count = 1; round.length < 2 && count <= 64; count++) round = ticks(low, high, count)
  return thinned(round)
}

/** The number of decimals of a round value. */
export const digitsIn = (value: number): number => Math.max(0, (String(Number(value.toPrecision(6))).split('.')[1] ?? '').length)

/** At most `max` of `count` indices, evenly spread, including both ends and `keep`. */
export function evenly(count: number, max: number, keep: number | null = null): number[] {
  if (count <= max) return Array.from({ length: count }, (_, index) => index)
  if (max <= 1) return [keep ?? 0]
  const chosen = Array.from({ length: max }, (_, index) => Math.round((index * (count - 1)) / (max - 1)))
  if (keep !== null && keep >= 0 && keep < count && !chosen.includes(keep)) {
    let nearest = 0
    for (let index = 1; index < max; index++) if (Math.abs(chosen[index]! - keep) < Math.abs(chosen[nearest]! - keep)) nearest = index
    chosen[nearest] = keep
  }
  return chosen
}

/**
 * Moves labels so that neighbors are `gap` apart, or as far as there is room for, and all lie in [low, high]; their order is preserved.
 * Of all such positions, these have the smallest sum of squared distances to where the labels belong.
 */
export function spread(positions: readonly number[], gap: number, low: number, high: number): number[] {
  const count = positions.length
  const apart = Math.min(gap, Math.max(0, high - low) / Math.max(1, count - 1))
  const order = positions.map((_, index) => index).sort((a, b) => positions[a]! - positions[b]!)
  // With the gaps subtracted, positions only have to be in order (isotonic regression): neighbors that are not are pooled at their mean.
  const runs: { sum: number; count: number }[] = []
  order.forEach((index, k) => {
    let run = { sum: positions[index]! - k * apart, count: 1 }
    for (let last = runs.at(-1); last && last.sum / last.count > run.sum / run.count; last = runs.at(-1)) {
      runs.pop()
      run = { sum: last.sum + run.sum, count: last.count + run.count }
    }
    runs.push(run)
  })
  const places = runs.flatMap(({ sum, count }) => Array.from({ length: count }, () => sum / count))
  const out = new Array<number>(count)
  order.forEach((index, k) => {
    out[index] = Math.max(low, Math.min(high - (count - 1) * apart, places[k]!)) + k * apart
  })
  return out
}

/** The length of a time axis that grows with a run in few, round jumps: it leaves room for what follows, but never exceeds the run. */
export function grownSpan(now: number, total: number): number {
  const wanted = Math.max(1.15 * now, total / 100)
  const power = 10 ** Math.floor(Math.log10(wanted))
  const round = [1, 2, 5, 10].find((factor) => factor * power >= wanted * (1 - 1e-9)) ?? 10
  const span = round * power
  return span >= 0.75 * total ? total : span
}
