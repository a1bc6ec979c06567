/**
 * Fractions of the potentials below, inside and above the surrogate's window, from a membrane frame's counts. Pure. The fractions in the
 * window and in the fixed one are exact counts of the GPU; those below and above are from the histogram, where a bin that an edge cuts
 * counts in part.
 */
import type { MembraneReading } from './membrane'

export interface Shares {
  readonly below: number
  readonly inside: number
  readonly above: number
  readonly fixed: number
}

/** Whether its neurons are analog: a gradient passes wherever the potential is above 0, and no other window is to be compared. */
export const isAnalog = (frame: MembraneReading): boolean => frame.windowHigh[0] === Number.POSITIVE_INFINITY

export const stepsOf = (frame: MembraneReading): number => frame.windowLow.length
const stride = (frame: MembraneReading): number => frame.bins + 3
export const countAt = (frame: MembraneReading, step: number, bin: number): number => frame.counts[step * stride(frame) + bin]!
export const underAt = (frame: MembraneReading, step: number): number => frame.counts[step * stride(frame) + frame.bins]!
export const overAt = (frame: MembraneReading, step: number): number => frame.counts[step * stride(frame) + frame.bins + 1]!
export const nanAt = (frame: MembraneReading, step: number): number => frame.counts[step * stride(frame) + frame.bins + 2]!

/** Sums a count over all steps. */
export function overSteps(frame: MembraneReading, at: (frame: MembraneReading, step: number) => number): number {
  let sum = 0
  for (let step = 0; step < stepsOf(frame); step++) sum += at(frame, step)
  return sum
}

/** A frame of one sample also has the potentials themselves, [steps, neurons]: what lies between two is then counted, not estimated. */
export interface CountedFrame extends MembraneReading {
  readonly potentials?: Float32Array
}

/** For each step the number of potentials below each bin's lower edge, [steps, bins + 1], so that a moving edge costs two look-ups. */
const sums = new WeakMap<MembraneReading, Float64Array>()

function sumsOf(frame: MembraneReading): Float64Array {
  const known = sums.get(frame)
  if (known) return known
  const { bins } = frame
  const made = new Float64Array(stepsOf(frame) * (bins + 1))
  for (let step = 0; step < stepsOf(frame); step++) {
    let sum = underAt(frame, step)
    for (let bin = 0; bin <= bins; bin++) {
      made[step * (bins + 1) + bin] = sum
      if (bin < bins) sum += countAt(frame, step, bin)
    }
  }
  sums.set(frame, made)
  return made
}

/** Each step's potentials in ascending order, NaN last. */
const sorted = new WeakMap<Float32Array, Float32Array>()

function sortedOf(potentials: Float32Array, neurons: number): Float32Array {
  const known = sorted.get(potentials)
  if (known) return known
  const made = potentials.slice()
  for (let from = 0; from < made.length; from += neurons) made.subarray(from, from + neurons).sort()
  sorted.set(potentials, made)
  return made
}

/** The number of a step's potentials below `u`, or with `orEqual` at most `u`. */
function countExactly({ neurons }: MembraneReading, potentials: Float32Array, step: number, u: number, orEqual: boolean): number {
  const row = sortedOf(potentials, neurons).subarray(step * neurons, (step + 1) * neurons)
  let [low, high] = [0, row.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (row[middle]! < u || (orEqual && row[middle]! === u)) low = middle + 1
    else high = middle
  }
  return low
}

/** The number of a step's potentials below `u`; those in the bin that contains `u` are assumed to be spread evenly. */
export function countBelow(frame: CountedFrame, step: number, u: number): number {
  if (frame.potentials) return countExactly(frame, frame.potentials, step, u, false)
  const at = (u - frame.low) / ((frame.high - frame.low) / frame.bins)
  if (!(at > 0)) return underAt(frame, step)
  const whole = Math.min(frame.bins, Math.floor(at))
  const sum = sumsOf(frame)[step * (frame.bins + 1) + whole]!
  return whole < frame.bins ? sum + (at - whole) * countAt(frame, step, whole) : sum
}

/** The number of a step's potentials in [low, high). */
export const countBetween = (frame: CountedFrame, step: number, low: number, high: number): number =>
  Math.max(0, countBelow(frame, step, high) - countBelow(frame, step, low))

/** The number in the open interval (low, high), as a surrogate's window is; it differs only where the potentials themselves are known. */
export const countInside = (frame: CountedFrame, step: number, low: number, high: number): number =>
  frame.potentials
    ? Math.max(0, countBelow(frame, step, high) - countExactly(frame, frame.potentials, step, low, true))
    : countBetween(frame, step, low, high)

export function sharesAt(frame: MembraneReading, step: number): Shares {
  const total = frame.total || 1
  const inside = frame.available[step]! / total
  const rest = Math.max(0, 1 - inside - nanAt(frame, step) / total)
  if (isAnalog(frame)) return { below: rest, inside, above: 0, fixed: Number.NaN }
  // Spikes are counted exactly: only potentials of neurons that fired lie above the threshold, however wide its bin is.
  const fired = frame.fired[step]! / total
  const below = Math.min(rest, Math.max(rest - fired, countBelow(frame, step, frame.windowLow[step]!) / total))
  return { below, inside, above: Math.max(0, rest - below), fixed: frame.availableFixed[step]! / total }
}

/** The mean over a range of steps. */
export function sharesOver(frame: MembraneReading, from: number, to: number): Shares {
  const steps = to - from || 1
  const sum = { below: 0, inside: 0, above: 0, fixed: 0 }
  for (let step = from; step < to; step++) {
    const shares = sharesAt(frame, step)
    sum.below += shares.below / steps
    sum.inside += shares.inside / steps
    sum.above += shares.above / steps
    sum.fixed += shares.fixed / steps
  }
  return sum
}

export const sharesOverall = (frame: MembraneReading): Shares => sharesOver(frame, 0, stepsOf(frame))

/** The tallest bin of the given steps, as a fraction of a step's potentials. */
export function peakShare(frame: MembraneReading, steps: readonly number[]): number {
  let peak = 0
  for (const step of steps) for (let bin = 0; bin < frame.bins; bin++) peak = Math.max(peak, countAt(frame, step, bin))
  return peak / (frame.total || 1)
}

/** The histogram of all steps together, as fractions. */
export function pooled(frame: MembraneReading): Float32Array {
  const out = new Float32Array(frame.bins)
  const total = frame.total * stepsOf(frame) || 1
  for (let step = 0; step < stepsOf(frame); step++)
    for (let bin = 0; bin < frame.bins; bin++) out[bin] = out[bin]! + countAt(frame, step, bin) / total
  return out
}

/** The step with the widest window. */
export function widestStep(frame: MembraneReading): number {
  let widest = 0
  for (let step = 1; step < stepsOf(frame); step++) {
    if (frame.windowHigh[step]! - frame.windowLow[step]! > frame.windowHigh[widest]! - frame.windowLow[widest]! + 1e-6) widest = step
  }
  return widest
}

/** Root of the mean square over the steps from one up to another, as the norm of one step. */
export function normOver(norms: ArrayLike<number>, from: number, to: number): number {
  let sum = 0
  for (let step = from; step < to; step++) sum += norms[step]! ** 2
  return Math.sqrt(sum / (to - from || 1))
}

/** The gradient norm of a layer over all its steps: the same measure in every view, comparison, sweep and health rule. */
export const normOverSteps = ({ gradientNorm }: { readonly gradientNorm: ArrayLike<number> }): number =>
  normOver(gradientNorm, 0, gradientNorm.length)

/** The density of a normal distribution at `u`: times the width of a bin, about the fraction that is expected in it. */
export const normalDensity = (u: number, mean: number, standardDeviation: number): number =>
  Math.exp(-0.5 * ((u - mean) / standardDeviation) ** 2) / (standardDeviation * Math.sqrt(2 * Math.PI))
