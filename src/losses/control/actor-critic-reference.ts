/** Targets, losses of critics and actors, and the temperature in float64, for tests. Rows without padding. */
import type { Rollout } from './reference'
import { TRANSITION_END } from './schema'

type Numbers = ArrayLike<number>
const has = (bits: number, flag: keyof typeof TRANSITION_END) => (bits & TRANSITION_END[flag]) !== 0

/** [steps, groups]. @param values [timeSteps, groups]. @param lambda null: one step */
export function returnsOf(all: Rollout, groups: number, values: Numbers, gamma: number, lambda: number | null): Float64Array {
  const { timeSteps, rows, recordWords, records, words } = all
  const returned = new Float64Array((timeSteps - 1) * groups)
  const members = rows / groups
  for (let g = 0; g < groups; g++) {
    const word = (t: number, row: number, at: number) => records[(t * rows + g * members + row) * recordWords + at]!
    const ends = Array.from({ length: timeSteps }, (_, t) => word(t, 0, words.end))
    const last = ends.slice(1).findLast((end) => !has(end, 'reset')) ?? 0
    let later = has(last, 'terminated') ? 0 : values[(timeSteps - 1) * groups + g]!
    for (let t = timeSteps - 1; t > 0; t--) {
      const reward = Array.from({ length: members }, (_, m) => word(t, m, words.reward)).reduce((a, b) => a + b, 0) / members
      const next = values[t * groups + g]!
      const isReset = has(ends[t]!, 'reset')
      const share = has(ends[t]!, 'truncated') ? 0 : lambda
      if (lambda !== null && isReset) later = lambda * gamma * later
      else if (has(ends[t]!, 'terminated')) later = reward
      else later = reward + gamma * (share ? (1 - share) * next + share * later : next)
      returned[(t - 1) * groups + g] = later
    }
  }
  return returned
}

/** A row's action of squashed normal numbers, and its log density. */
export function drawnOf(mean: Numbers, logStd: Numbers, normals: Numbers) {
  const action = Array.from(mean, (m, d) => Math.tanh(m + Math.exp(clamped(logStd[d]!)) * normals[d]!))
  const logs = action.map((a, d) => {
    const density = -(normals[d]! ** 2) / 2 - clamped(logStd[d]!) - Math.log(2 * Math.PI) / 2
    return density - Math.log(1 - a ** 2 + 1e-6)
  })
  return { action, logProbability: logs.reduce((a, b) => a + b, 0) }
}
const clamped = (log: number) => Math.min(2, Math.max(-20, log))

/** Derivatives of actionGrad . action + entropic * logProbability of a row: by the means, then by the log standard deviations. */
export function drawnBackwardOf(mean: Numbers, logStd: Numbers, normals: Numbers, actionGrad: Numbers, entropic: number) {
  const { action } = drawnOf(mean, logStd, normals)
  const byU = action.map((a, d) => (actionGrad[d]! + (entropic * 2 * a) / (1 - a ** 2 + 1e-6)) * (1 - a ** 2))
  const byLog = byU.map((g, d) => {
    const log = logStd[d]!
    return clamped(log) === log ? g * Math.exp(log) * normals[d]! - entropic : 0
  })
  return { meanGrad: byU, logStdGrad: byLog }
}

/** The soft value of a state under the action probabilities of a row. */
export const softValueOf = (probabilities: readonly number[], q1: Numbers, q2: Numbers, alpha: number): number =>
  probabilities.reduce((sum, p, a) => sum + p * (Math.min(q1[a]!, q2[a]!) - alpha * Math.log(Math.max(p, 1e-8))), 0)

/** The loss of a categorical policy in a row, by its logits, with its derivatives. */
export function discreteActorOf(logits: readonly number[], q1: Numbers, q2: Numbers, alpha: number) {
  const top = Math.max(...logits)
  const terms = logits.map((z) => Math.exp(z - top))
  const p = terms.map((term) => term / terms.reduce((a, b) => a + b, 0))
  const loss = -softValueOf(p, q1, q2, alpha)
  const slopes = p.map((one, a) => alpha * Math.log(Math.max(one, 1e-8)) + (one >= 1e-8 ? alpha : 0) - Math.min(q1[a]!, q2[a]!))
  const mean = p.reduce((sum, one, a) => sum + one * slopes[a]!, 0)
  return {
    p,
    loss,
    entropy: -p.reduce((sum, one) => sum + one * Math.log(Math.max(one, 1e-8)), 0),
    grad: p.map((one, a) => one * (slopes[a]! - mean)),
  }
}
