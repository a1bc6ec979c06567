/**
 * What part of the potentials lies where, from a membrane frame's counts. Pure.
 * In the window and in the fixed one: exact counts of the GPU. Below and above: from the histogram, a bin cut by an edge counted in part.
 */
import type { MembraneFrame } from '../../worker/protocol'

export interface Shares {
  readonly below: number
  readonly inside: number
  readonly above: number
  readonly fixed: number
}

export const stepsOf = (frame: MembraneFrame): number => frame.windowLow.length
const stride = (frame: MembraneFrame): number => frame.bins + 3
export const countAt = (frame: MembraneFrame, step: number, bin: number): number => frame.counts[step * stride(frame) + bin]!
export const underAt = (frame: MembraneFrame, step: number): number => frame.counts[step * stride(frame) + frame.bins]!
export const overAt = (frame: MembraneFrame, step: number): number => frame.counts[step * stride(frame) + frame.bins + 1]!
export const nanAt = (frame: MembraneFrame, step: number): number => frame.counts[step * stride(frame) + frame.bins + 2]!

/** Sums a count over all steps. */
export function overSteps(frame: MembraneFrame, at: (frame: MembraneFrame, step: number) => number): number {
  let sum = 0
  for (let step = 0; step < stepsOf(frame); step++) sum += at(frame, step)
  return sum
}

/** How many potentials of a step lie below `u`. */
export function countBelow(frame: MembraneFrame, step: number, u: number): number {
  const width = (frame.high - frame.low) / frame.bins
  const at = (u - frame.low) / width
  let sum = underAt(frame, step)
  if (at <= 0) return sum
  const whole = Math.min(frame.bins, Math.floor(at))
  for (let bin = 0; bin < whole; bin++) sum += countAt(frame, step, bin)
  if (whole < frame.bins) return sum + (at - whole) * countAt(frame, step, whole)
  return sum
}

/** How many potentials of a step lie between two others. */
export const countBetween = (frame: MembraneFrame, step: number, low: number, high: number): number =>
  Math.max(0, countBelow(frame, step, high) - countBelow(frame, step, low))

export function sharesAt(frame: MembraneFrame, step: number): Shares {
  const total = frame.total || 1
  const inside = frame.available[step]! / total
  const rest = Math.max(0, 1 - inside - nanAt(frame, step) / total)
  // What fired is counted exactly: none but those lie above, however wide a bin around the threshold is.
  const fired = frame.fired[step]! / total
  const below = Math.min(rest, Math.max(rest - fired, countBelow(frame, step, frame.windowLow[step]!) / total))
  return { below, inside, above: Math.max(0, rest - below), fixed: frame.availableFixed[step]! / total }
}

/** The mean over the steps from one up to another. */
export function sharesOver(frame: MembraneFrame, from: number, to: number): Shares {
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

export const sharesOverall = (frame: MembraneFrame): Shares => sharesOver(frame, 0, stepsOf(frame))

/** The tallest bin of the steps named, as a share of a step's potentials. */
export function peakShare(frame: MembraneFrame, steps: readonly number[]): number {
  let peak = 0
  for (const step of steps) for (let bin = 0; bin < frame.bins; bin++) peak = Math.max(peak, countAt(frame, step, bin))
  return peak / (frame.total || 1)
}

/** The histogram of all steps together, as shares. */
export function pooled(frame: MembraneFrame): Float32Array {
  const out = new Float32Array(frame.bins)
  const total = frame.total * stepsOf(frame) || 1
  for (let step = 0; step < stepsOf(frame); step++)
    for (let bin = 0; bin < frame.bins; bin++) out[bin] = out[bin]! + countAt(frame, step, bin) / total
  return out
}

/** The step with the widest window. */
export function widestStep(frame: MembraneFrame): number {
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

export const meanNorm = ({ gradientNorm }: MembraneFrame): number => normOver(gradientNorm, 0, gradientNorm.length)

/** The expected share of a bin under a normal law. */
export const normalDensity = (u: number, mean: number, deviation: number): number =>
  Math.exp(-0.5 * ((u - mean) / deviation) ** 2) / (deviation * Math.sqrt(2 * Math.PI))
