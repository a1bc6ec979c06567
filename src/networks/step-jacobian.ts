/**
 * What a gradient does from one time step to the next in a layer of leaky neurons, recurrent or not, in float64, from the derivatives and
 * weights that its kernels have (neurons/leaky, stepDerivatives). J[t] is never formed: it is applied to vectors.
 *   u[t+1] = decay kept(u[t]) + inputGain (x[t+1] + R sum over k of p[k] s[t+1-k])
 *   du[t+1] = neuronPart[t] du[t] + R sum over k of p[k] slope[t+1-k] du[t+1-k]          J[t] for a single span of 1
 * R includes the input gain. Vectors are [neurons]; a list of them over time is indexed by step.
 */

export interface Linearized {
  readonly steps: number
  readonly neurons: number
  /** [steps * neurons]: ds[t]/du[t], and du[t+1]/du[t] through leak and reset. */
  readonly slope: ArrayLike<number>
  readonly neuronPart: ArrayLike<number>
  /** [neurons that spiked * neurons], times the input gain; null without recurrence. */
  readonly recurrent: ArrayLike<number> | null
  readonly spans: readonly Span[]
}

/** After how many steps a layer receives its spikes, and with what weight. */
interface Span {
  readonly span: number
  readonly weight: number
}
const depthOf = ({ spans }: Linearized): number => Math.max(1, ...spans.map(({ span }) => span))

/** One step ahead of a perturbation: J[t] du[t]. @param du the perturbations of steps up to t, from the oldest that a span reaches */
export function ahead(l: Linearized, du: readonly Float64Array[], t: number): Float64Array<ArrayBuffer> {
  const { neurons, recurrent, spans } = l
  const next = Float64Array.from(du[t]!, (value, n) => l.neuronPart[t * neurons + n]! * value)
  if (!recurrent) return next
  for (let m = 0; m < neurons; m++) {
    let spike = 0
    for (const { span, weight } of spans) {
      const from = t + 1 - span
      if (from >= 0) spike += weight * l.slope[from * neurons + m]! * (du[from]?.[m] ?? 0)
    }
    if (spike !== 0) for (let n = 0; n < neurons; n++) next[n]! += recurrent[m * neurons + n]! * spike
  }
  return next
}

/** R^T g: the gradient of the spikes of a step whose recurrent input has the gradient g. */
export function ofSpikes({ neurons, recurrent }: Linearized, g: Float64Array): Float64Array<ArrayBuffer> {
  const spikes = new Float64Array(neurons)
  if (!recurrent) return spikes
  for (let m = 0; m < neurons; m++) {
    let sum = 0
    for (let n = 0; n < neurons; n++) sum += recurrent[m * neurons + n]! * g[n]!
    spikes[m] = sum
  }
  return spikes
}

/** The contributions to du[t] from the gradients of later steps, by their path. */
export interface Parts {
  readonly neuron: Float64Array
  /** Through the recurrent weights, by span, as far as there are later steps. */
  readonly hops: readonly (Span & { readonly grad: Float64Array })[]
}

/** J[t]^T. @param g the gradient du[t+1]. @param spikes `ofSpikes` of the gradients of steps t + 1, t + 2, .. */
export function back(l: Linearized, g: Float64Array, spikes: readonly Float64Array[], t: number): Parts {
  const at = t * l.neurons
  return {
    neuron: g.map((value, n) => l.neuronPart[at + n]! * value),
    hops: l.spans.flatMap((hop) => {
      const later = spikes[hop.span - 1]
      return later ? [{ ...hop, grad: later.map((value, n) => hop.weight * l.slope[at + n]! * value) }] : []
    }),
  }
}
/** The sum of all contributions. */
export const wholeOf = ({ neuron, hops }: Parts): Float64Array<ArrayBuffer> => sumOf([neuron, ...hops.map(({ grad }) => grad)])

/** The same sum where its parts are of no interest: one pass for all spans, which are many. */
function backWhole(l: Linearized, g: Float64Array, spikes: readonly Float64Array[], t: number): Float64Array {
  const at = t * l.neurons
  const sum = new Float64Array(l.neurons)
  for (const { span, weight } of l.spans) {
    const later = spikes[span - 1]
    if (later) for (let n = 0; n < sum.length; n++) sum[n]! += weight * later[n]!
  }
  for (let n = 0; n < sum.length; n++) sum[n] = l.neuronPart[at + n]! * g[n]! + l.slope[at + n]! * sum[n]!
  return sum
}

export const sumOf = (vectors: readonly Float64Array[]): Float64Array<ArrayBuffer> => {
  const sum = new Float64Array(vectors[0]!.length)
  for (const vector of vectors) for (let n = 0; n < sum.length; n++) sum[n]! += vector[n]!
  return sum
}
export const norm = (vector: Float64Array): number => Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))

// ---- from the last step back

/** Gradients are kept near this size, so that neither hundreds of steps of decay nor of growth leave the range of a number. */
const RANGE = 1e100

/**
 * log10 of the Frobenius norm of du[T-1]/du[t], t from 0 to T - 2. Every probe v is a gradient of the last step: E |P^T v|^2 = |P|^2 where
 * entries are independent signs (Hutchinson), and over the unit vectors the sum is exact.
 */
export function log10Norms(l: Linearized, probes: readonly Float64Array[], exact: boolean): Float64Array {
  const squares = new Float64Array(l.steps - 1).fill(Number.NEGATIVE_INFINITY)
  for (const probe of probes)
    reach(l, probe, (t, log10) => {
      const [low, high] = [Math.min(squares[t]!, 2 * log10), Math.max(squares[t]!, 2 * log10)]
      squares[t] = high === Number.NEGATIVE_INFINITY ? high : high + Math.log10(1 + 10 ** (low - high))
    })
  return squares.map((sum) => (sum - (exact ? 0 : Math.log10(probes.length))) / 2)
}

function reach(l: Linearized, probe: Float64Array, found: (t: number, log10: number) => void): void {
  let g: Float64Array = probe
  let spikes = [ofSpikes(l, g)]
  let exponent = 0
  for (let t = l.steps - 2; t >= 0; t--) {
    g = backWhole(l, g, spikes, t)
    const size = norm(g)
    found(t, Math.log10(size) + exponent)
    spikes = [ofSpikes(l, g), ...spikes].slice(0, depthOf(l))
    if (size !== 0 && (size > RANGE || size < 1 / RANGE)) {
      g = g.map((value) => value / size)
      spikes = spikes.map((vector) => vector.map((value) => value / size))
      exponent += Math.log10(size)
    }
  }
}

// ---- along the trajectory

/**
 * The largest Lyapunov exponents over the sequence, natural logarithm a step, falling, one for each start: directions are carried along
 * and made orthogonal again after every step. With several spans a direction is one in the potentials of as many steps.
 */
export function lyapunov(l: Linearized, starts: readonly Float64Array[]): Float64Array {
  const depth = depthOf(l)
  const logs = new Float64Array(starts.length)
  const directions = starts.map((start) => [start.slice()])
  for (const i of starts.keys()) orthogonal(directions, i)
  for (let t = 0; t < l.steps - 1; t++)
    for (const [i, direction] of directions.entries()) {
      direction.push(ahead(l, aligned(direction, t), t))
      if (direction.length > depth) direction.shift()
      logs[i]! += Math.log(orthogonal(directions, i) + 1e-300)
    }
  return logs.map((sum) => sum / (l.steps - 1)).sort((a, b) => b - a)
}

/** Makes a direction orthogonal to those before it, and of length 1. @returns its length before that */
function orthogonal(directions: readonly Float64Array[][], i: number): number {
  const direction = directions[i]!
  for (const before of directions.slice(0, i)) project(direction, before)
  const size = norm(Float64Array.from(direction, norm))
  if (size > 0) for (const vector of direction) for (let n = 0; n < vector.length; n++) vector[n]! /= size
  return size
}

/** A window of the newest steps, indexed by step. */
function aligned(newest: readonly Float64Array[], t: number): Float64Array[] {
  const byStep: Float64Array[] = []
  for (const [i, vector] of newest.entries()) byStep[t + 1 - newest.length + i] = vector
  return byStep
}

function project(direction: readonly Float64Array[], unit: readonly Float64Array[]): void {
  let along = 0
  for (const [i, vector] of direction.entries()) for (let n = 0; n < vector.length; n++) along += vector[n]! * unit[i]![n]!
  for (const [i, vector] of direction.entries()) for (let n = 0; n < vector.length; n++) vector[n]! -= along * unit[i]![n]!
}

// ---- one step by itself

/** |R_m|^2 of every neuron that spikes, and R_mm. */
export interface Columns {
  readonly squares: Float64Array
  readonly own: Float64Array
}
export function columnsOf({ neurons, recurrent }: Linearized): Columns {
  const [squares, own] = [new Float64Array(neurons), new Float64Array(neurons)]
  if (recurrent)
    for (let m = 0; m < neurons; m++) {
      for (let n = 0; n < neurons; n++) squares[m]! += recurrent[m * neurons + n]! ** 2
      own[m] = recurrent[m * neurons + m]!
    }
  return { squares, own }
}

const nextOf = ({ spans }: Linearized): Span | undefined => spans.find(({ span }) => span === 1)

/** The root mean square of the singular values of J[t] = du[t+1]/du[t], exactly: its Frobenius norm over the root of its size. */
export function typicalGain(l: Linearized, { squares, own }: Columns, t: number): number {
  const next = nextOf(l)?.weight ?? 0
  let sum = 0
  for (let m = 0; m < l.neurons; m++) {
    const through = l.neuronPart[t * l.neurons + m]!
    const spike = next * l.slope[t * l.neurons + m]!
    sum += through ** 2 + 2 * through * spike * own[m]! + spike ** 2 * squares[m]!
  }
  return Math.sqrt(Math.max(0, sum) / l.neurons)
}

/** The largest singular value of J[t], from below, by power iterations from a given direction. */
export function largestGain(l: Linearized, start: Float64Array, t: number, iterations: number): number {
  const next = nextOf(l)
  const local: Linearized = { ...l, ...(next ? { spans: [next] } : { spans: [], recurrent: null }) }
  let direction = start
  let gain = 0
  for (let i = 0; i < iterations; i++) {
    const size = norm(direction)
    if (size === 0) return 0
    const window: Float64Array[] = []
    window[t] = direction.map((value) => value / size)
    const image = ahead(local, window, t)
    gain = norm(image)
    direction = backWhole(local, image, [ofSpikes(local, image)], t)
  }
  return gain
}
