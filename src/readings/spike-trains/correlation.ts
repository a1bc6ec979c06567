/** The correlation of a prediction with the mean response of a cell, and its limit given the noise of the trials. Pure. */
import { comoment, isConstant, sum } from './moments'
import { type Bins, psth, summed } from './trains'

type Numbers = ArrayLike<number>

/**
 * Pearson's correlation coefficient over time (CC): cov(y, p) / (sd(y) sd(p)), from -1 to 1, all divided by the same number of bins. O(bins).
 * @param recorded y, [bins], usually the PSTH: null where it is constant, as of a cell that never fires (not defined)
 * @param predicted p, [bins], in any unit: 0 where it is constant
 */
export function correlation(recorded: Numbers, predicted: Numbers): number | null {
  if (isConstant(recorded)) return null
  if (isConstant(predicted)) return 0
  return comoment(recorded, predicted) / Math.sqrt(comoment(recorded, recorded) * comoment(predicted, predicted))
}

export interface NormalizedCorrelation {
  /** The correlation of PSTH and prediction. */
  readonly cc: number
  /** CC / CCmax; sampling noise can raise it above 1. */
  readonly ccNorm: number
  /** The correlation that a perfect prediction of the mean response reaches, sqrt(SP / Var(y)). */
  readonly ccMax: number
  /** SP, in (spikes a bin)^2: the part of the variance over time that repeats from trial to trial. */
  readonly signalPower: number
}

/**
 * CC over the maximum that the noise of the trials allows (CCnorm: Schoppe et al. 2016). SP is that of Sahani and Linden 2003, with every
 * variance over time divided by the number of bins: dividing some by one less, CCmax may pass 1 on short clips. O(trials * bins).
 * @param trials counts of one cell, [trials] of [bins]
 * @param prediction [bins]; constant: CC and CCnorm are 0
 * @returns null for fewer than two trials, and where SP <= 0: of a cell that never fires, or whose trials share nothing
 */
export function normalizedCorrelation(trials: readonly Bins[], prediction: Numbers): NormalizedCorrelation | null {
  const power = signalPower(trials)
  const y = psth(trials)
  const cc = correlation(y, prediction)
  if (power === null || power <= 0 || cc === null) return null
  const ccMax = Math.sqrt(power / (comoment(y, y) / y.length))
  return { cc, ccNorm: cc / ccMax, ccMax, signalPower: power }
}

/** (Var(sum of trials) - sum of Var(trial)) / (N (N - 1)); null for fewer than two trials. */
function signalPower(trials: readonly Bins[]): number | null {
  const N = trials.length
  if (N < 2) return null
  const T = trials[0]!.length
  const own = trials.reduce((total, counts) => total + scaledVariance(counts), 0)
  return (scaledVariance(summed(trials)) - own) / (T * T * N * (N - 1))
}

/** T^2 times the variance, T sum x^2 - (sum x)^2: whole numbers for counts, so that an SP of 0 is 0 and not a rounding. */
function scaledVariance(counts: Numbers): number {
  let squares = 0
  for (let bin = 0; bin < counts.length; bin++) squares += counts[bin]! ** 2
  return counts.length * squares - sum(counts) ** 2
}
