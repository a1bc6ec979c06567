/** Acting, advantages and PPO in float64, for tests. Rows and records as in the kernels, but rows of policies without padding. */
import type { ActSpec } from './act'
import { type PpoSpec, TRANSITION_END, type TransitionWords } from './schema'

type Numbers = ArrayLike<number>

export interface Rollout {
  readonly timeSteps: number
  readonly rows: number
  /** [timeSteps, rows, words] */
  readonly records: Numbers
  readonly recordWords: number
  readonly words: TransitionWords
}

const recordOf = ({ rows, recordWords }: Rollout, t: number, row: number) => (t * rows + row) * recordWords
const bitsOf = (all: Rollout, t: number, row: number) => all.records[recordOf(all, t, row) + all.words.end]!
const has = (bits: number, flag: keyof typeof TRANSITION_END) => (bits & TRANSITION_END[flag]) !== 0

/** [timeSteps, groups]: 1 / n of transitions that count, else 0. */
export function weightsOf(all: Rollout, groups = all.rows): Float64Array {
  const counts = Float64Array.from({ length: all.timeSteps * groups }, (_, i) => {
    const t = Math.floor(i / groups)
    return Number(t + 1 < all.timeSteps && !has(bitsOf(all, t + 1, (i % groups) * (all.rows / groups)), 'reset'))
  })
  const n = counts.reduce((a, b) => a + b, 0)
  return counts.map((one) => one / Math.max(1, n))
}

/** Which actions are available at a time step. */
function availableAt(all: Rollout, t: number, row: number, choices: number): boolean[] {
  const { available } = all.words
  return Array.from({ length: choices }, (_, a) => available === null || all.records[recordOf(all, t, row) + available + a] !== 0)
}

const softmax = (logits: readonly number[]): number[] => {
  const top = Math.max(...logits)
  const terms = logits.map((z) => Math.exp(z - top))
  const sum = terms.reduce((a, b) => a + b, 0)
  return terms.map((term) => term / sum)
}
const cut = (x: number, low: number, high: number) => Math.min(high, Math.max(low, x))
const largest = (values: readonly number[]) => values.indexOf(Math.max(...values))

/** One discrete action. @param values of the choices @param u numbers in (0, 1) */
export function chosenOf(
  values: Numbers,
  available: readonly boolean[],
  spec: ActSpec,
  noise: number,
  warming: boolean,
  u: Numbers,
): number {
  const masked = available.map((can, a) => (can ? values[a]! : -1e10))
  const anything = !spec.greedy && (warming || (spec.kind === 'epsilonGreedy' && u[0]! < noise))
  if (!anything && (spec.greedy || spec.kind === 'epsilonGreedy')) return largest(masked)
  const weights = anything ? available.map(Number) : softmax(masked)
  const total = weights.reduce((a, b) => a + b, 0)
  let below = 0
  return weights.findIndex((weight) => {
    below += weight
    return u[1]! * total < below
  })
}

/** One dimension of an action. @param n standard normal */
export function numberOf(mean: number, logStd: number, { kind }: ActSpec, noise: number, n: number): number {
  if (kind === 'deterministic') return cut(mean + noise * n, -1, 1)
  return kind === 'gaussian' ? mean + Math.exp(logStd) * n : Math.tanh(mean + Math.exp(cut(logStd, -20, 2)) * n)
}

/** [steps, rows] each. @param values [timeSteps, rows] */
export function advantagesOf(all: Rollout, values: Numbers, { gamma, lambda }: Pick<PpoSpec, 'gamma' | 'lambda'>) {
  const { timeSteps, rows, words } = all
  const advantage = new Float64Array((timeSteps - 1) * rows)
  for (let row = 0; row < rows; row++)
    for (let t = timeSteps - 2; t >= 0; t--) {
      const i = t * rows + row
      const end = bitsOf(all, t + 1, row)
      if (has(end, 'reset')) continue
      const over = has(end, 'terminated') || has(end, 'truncated')
      const next = has(end, 'terminated') ? 0 : values[i + rows]!
      const later = over || t + 2 === timeSteps ? 0 : advantage[i + rows]!
      advantage[i] = all.records[recordOf(all, t + 1, row) + words.reward]! + gamma * next - values[i]! + gamma * lambda * later
    }
  return { advantage, returned: advantage.map((a, i) => a + values[i]!) }
}

/** [steps, rows]: scaled to mean 0 and standard deviation 1 over the transitions that count. */
export function normalizedOf(advantage: Numbers, weights: Float64Array): Float64Array {
  const mean = weights.reduce((sum, w, i) => sum + (w === 0 ? 0 : w * advantage[i]!), 0)
  const variance = weights.reduce((sum, w, i) => sum + (w === 0 ? 0 : w * (advantage[i]! - mean) ** 2), 0)
  return Float64Array.from(advantage, (a) => (a - mean) / (Math.sqrt(variance) + 1e-8))
}

/** The policy of a row at a time step: the probability of the action taken, the entropy, and the derivatives of both. */
interface Said {
  readonly logProbability: number
  readonly entropy: number
  readonly logProbabilityBy: readonly number[]
  readonly entropyBy: readonly number[]
}

/** Derivatives by the logits. */
export function categoricalAt(all: Rollout, logits: Numbers, choices: number, t: number, row: number): Said {
  const available = availableAt(all, t, row, choices)
  const p = softmax(available.map((can, a) => (can ? logits[(t * all.rows + row) * choices + a]! : -1e10)))
  const taken = all.records[recordOf(all, t + 1, row) + all.words.action]!
  const information = p.map((probability) => (probability > 0 ? -Math.log(probability) : 0))
  const entropy = p.reduce((sum, probability, a) => sum + probability * information[a]!, 0)
  return {
    logProbability: -information[taken]!,
    entropy,
    logProbabilityBy: p.map((probability, a) => (available[a] ? Number(a === taken) - probability : 0)),
    entropyBy: p.map((probability, a) => probability * (information[a]! - entropy)),
  }
}

/** Derivatives by the means, then by the log standard deviations. */
export function gaussianAt(all: Rollout, means: Numbers, logStd: Numbers, t: number, row: number): Said {
  const dimensions = logStd.length
  const z = Array.from({ length: dimensions }, (_, d) => {
    const action = all.records[recordOf(all, t + 1, row) + all.words.action + d]!
    return (action - means[(t * all.rows + row) * dimensions + d]!) / Math.exp(logStd[d]!)
  })
  const logs = Array.from(logStd)
  return {
    logProbability: z.reduce((sum, one, d) => sum - one ** 2 / 2 - logs[d]! - Math.log(2 * Math.PI) / 2, 0),
    entropy: logs.reduce((sum, log) => sum + log + Math.log(2 * Math.PI * Math.E) / 2, 0),
    logProbabilityBy: [...z.map((one, d) => one / Math.exp(logs[d]!)), ...z.map((one) => one ** 2 - 1)],
    entropyBy: [...z.map(() => 0), ...z.map(() => 1)],
  }
}

/** The quantities that PPO needs of its rollout, [steps, rows] each. */
export interface Before {
  readonly advantage: Numbers
  readonly returned: Numbers
  readonly logProbability: Numbers
  readonly value: Numbers
}

/**
 * The loss of a minibatch, its parts by row ([6][rows], as PPO_METRICS), and its gradients: of what `said` differentiates by, a row of
 * `width` numbers a time step, and of the values.
 * @param values [timeSteps, rows]
 */
export function ppoLossOf(
  all: Rollout,
  width: number,
  said: (t: number, row: number) => Said,
  values: Numbers,
  before: Before,
  spec: PpoSpec,
) {
  const { timeSteps, rows } = all
  const weights = weightsOf(all)
  const advantage = spec.normalize ? normalizedOf(before.advantage, weights) : before.advantage
  const policyGrad = new Float64Array(timeSteps * rows * width)
  const valueGrad = new Float64Array(timeSteps * rows)
  const metrics = Array.from({ length: 6 }, () => new Float64Array(rows))
  weights.forEach((w, i) => {
    if (w === 0) return
    const own = said(Math.floor(i / rows), i % rows)
    const apart = own.logProbability - before.logProbability[i]!
    const ratio = Math.exp(apart)
    const near = cut(ratio, 1 - spec.clip, 1 + spec.clip)
    const isClipped = near * advantage[i]! < ratio * advantage[i]!
    const policy = -Math.min(ratio * advantage[i]!, near * advantage[i]!)
    for (let c = 0; c < width; c++) {
      const slope = isClipped ? 0 : -ratio * advantage[i]! * own.logProbabilityBy[c]!
      policyGrad[i * width + c] = w * (slope - spec.entropyWeight * own.entropyBy[c]!)
    }
    const error = values[i]! - before.returned[i]!
    const nearError = before.value[i]! + cut(values[i]! - before.value[i]!, -spec.clip, spec.clip) - before.returned[i]!
    const still = spec.clipValue && nearError ** 2 > error ** 2
    valueGrad[i] = w * spec.valueWeight * (still ? 0 : error)
    const value = 0.5 * (still ? nearError : error) ** 2
    const loss = policy + spec.valueWeight * value - spec.entropyWeight * own.entropy
    const parts = [loss, policy, value, own.entropy, Number(near !== ratio), ratio - 1 - apart]
    for (const [k, part] of parts.entries()) metrics[k]![i % rows] = metrics[k]![i % rows]! + w * rows * part
  })
  return { policyGrad, valueGrad, metrics }
}
