/** Cross-modality attention in float64 with its gradients by hand, streams as [steps, batch, channels, height, width]. For tests. */
import { type AttentionSpec, allocation, type Both, bothOf, KINDS, type Kind, STREAMS, type Stream, unitsFor } from './schema'

type Numbers = ArrayLike<number>
type Named = Readonly<Record<string, Numbers>>

export interface AttentionReference extends AttentionSpec {
  readonly steps: number
  readonly batch: number
  readonly channels: Both<number>
  readonly height: number
  readonly width: number
}

const sigmoid = (z: number) => 1 / (1 + Math.exp(-z))
const relu = (z: number) => Math.max(0, z)
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)
const range = (count: number) => Array.from({ length: count }, (_, i) => i)

/** The indices of the values that each score is computed from: for each step and sample, or for each sample and place. */
function groupsOf(r: AttentionReference, stream: Stream, kind: Kind): number[][] {
  const places = r.height * r.width
  const channels = r.channels[stream]
  const at = (t: number, b: number, c: number, p: number) => ((t * r.batch + b) * channels + c) * places + p
  return kind === 'temporal'
    ? range(r.steps * r.batch).map((i) => range(channels * places).map((k) => i * channels * places + k))
    : range(r.batch * places).map((i) =>
        range(r.steps * channels).map((k) => at(Math.floor(k / channels), Math.floor(i / places), k % channels, i % places)),
      )
}

/** The mean, the maximum, and the index of its first occurrence. */
function pool(x: Numbers, group: readonly number[]) {
  const at = group.reduce((best, i) => (x[i]! > x[best]! ? i : best))
  return { mean: sum(group.map((i) => x[i]!)) / group.length, largest: x[at]!, at }
}

interface Scores {
  readonly scores: Float64Array
  /** From the gradient of the scores: those of the stream and of the weights, by name. */
  readonly backward: (scoreGrad: Numbers) => { readonly inputGrad: Float64Array; readonly weights: Record<string, Float64Array> }
}

/** The gradient of a stream through the means and maxima of its groups. */
function unpool(length: number, groups: readonly number[][], pools: readonly { at: number }[], mean: Numbers, largest: Numbers) {
  const inputGrad = new Float64Array(length)
  groups.forEach((group, i) => {
    for (const k of group) inputGrad[k]! += mean[i]! / group.length
    inputGrad[pools[i]!.at]! += largest[i]!
  })
  return inputGrad
}

/** Weights: `eventTemporal1` [units, steps], `eventTemporal2` [steps, units]. */
function temporalScores(r: AttentionReference, stream: Stream, x: Numbers, weights: Named): Scores {
  const { steps, batch } = r
  const units = unitsFor(steps, r.ratio)
  const [name1, name2] = [`${stream}Temporal1`, `${stream}Temporal2`]
  const [w1, w2] = [weights[name1]!, weights[name2]!]
  const groups = groupsOf(r, stream, 'temporal')
  const pools = groups.map((group) => pool(x, group))
  const hidden = (['mean', 'largest'] as const).map((what) =>
    range(batch).map((b) => range(units).map((n) => sum(range(steps).map((t) => w1[n * steps + t]! * pools[t * batch + b]![what])))),
  )
  const active = (b: number, n: number) => relu(hidden[0]![b]![n]!) + relu(hidden[1]![b]![n]!)
  const scores = Float64Array.from({ length: steps * batch }, (_, i) =>
    sigmoid(sum(range(units).map((n) => w2[Math.floor(i / batch) * units + n]! * active(i % batch, n)))),
  )
  return {
    scores,
    backward(scoreGrad) {
      const logitGrad = scores.map((a, i) => scoreGrad[i]! * a * (1 - a))
      const hiddenGrad = hidden.map((h) =>
        range(batch).map((b) =>
          range(units).map((n) => (h[b]![n]! > 0 ? sum(range(steps).map((t) => w2[t * units + n]! * logitGrad[t * batch + b]!)) : 0)),
        ),
      )
      const pooledGrad = hiddenGrad.map((g) =>
        range(steps * batch).map((i) => sum(range(units).map((n) => w1[n * steps + Math.floor(i / batch)]! * g[i % batch]![n]!))),
      )
      const w1Grad = Float64Array.from({ length: units * steps }, (_, i) => {
        const [n, t] = [Math.floor(i / steps), i % steps]
        return sum(
          range(batch).map((b) => {
            const { mean, largest } = pools[t * batch + b]!
            return hiddenGrad[0]![b]![n]! * mean + hiddenGrad[1]![b]![n]! * largest
          }),
        )
      })
      const w2Grad = Float64Array.from({ length: steps * units }, (_, i) =>
        sum(range(batch).map((b) => logitGrad[Math.floor(i / units) * batch + b]! * active(b, i % units))),
      )
      return { inputGrad: unpool(x.length, groups, pools, pooledGrad[0]!, pooledGrad[1]!), weights: { [name1]: w1Grad, [name2]: w2Grad } }
    },
  }
}

/** Weights: `eventSpatial` [1, 2, kernel, kernel]. */
function spatialScores(r: AttentionReference, stream: Stream, x: Numbers, weights: Named): Scores {
  const { batch, height, width, kernel } = r
  const name = `${stream}Spatial`
  const weight = weights[name]!
  const groups = groupsOf(r, stream, 'spatial')
  const pools = groups.map((group) => pool(x, group))
  const d = [pools.map(({ mean }) => mean), pools.map(({ largest }) => largest)]
  /** Calls `visit` with the index of a score, that of a pooled value and its kind, and that of the weight between them. */
  const eachTap = (visit: (to: number, from: number, what: number, tap: number) => void) => {
    for (let to = 0; to < batch * height * width; to++)
      for (let tap = 0; tap < 2 * kernel * kernel; tap++) {
        const [what, ky, kx] = [Math.floor(tap / (kernel * kernel)), Math.floor(tap / kernel) % kernel, tap % kernel]
        const y = (Math.floor(to / width) % height) + ky - Math.floor(kernel / 2)
        const x = (to % width) + kx - Math.floor(kernel / 2)
        const b = Math.floor(to / (height * width))
        if (y >= 0 && y < height && x >= 0 && x < width) visit(to, (b * height + y) * width + x, what, tap)
      }
  }
  const logits = new Float64Array(batch * height * width)
  eachTap((to, from, what, tap) => {
    logits[to]! += weight[tap]! * d[what]![from]!
  })
  const scores = logits.map(sigmoid)
  return {
    scores,
    backward(scoreGrad) {
      const logitGrad = scores.map((s, i) => scoreGrad[i]! * s * (1 - s))
      const weightGrad = new Float64Array(weight.length)
      const pooledGrad = [new Float64Array(scores.length), new Float64Array(scores.length)]
      eachTap((to, from, what, tap) => {
        weightGrad[tap]! += logitGrad[to]! * d[what]![from]!
        pooledGrad[what]![from]! += logitGrad[to]! * weight[tap]!
      })
      return { inputGrad: unpool(x.length, groups, pools, pooledGrad[0]!, pooledGrad[1]!), weights: { [name]: weightGrad } }
    },
  }
}

const SCORES = { temporal: temporalScores, spatial: spatialScores } as const

/** The factor of each value of a stream: the score, or 1 if the stream receives none of this kind. */
function spread(length: number, groups: readonly (readonly number[])[], scores: Numbers | undefined): Float64Array {
  const factor = new Float64Array(length).fill(1)
  if (scores)
    for (const [i, group] of groups.entries()) {
      for (const k of group) factor[k] = scores[i]!
    }
  return factor
}

/**
 * Both streams multiplied by the scores that they receive, and the scores by name: `eventTemporal` [steps, batch], `eventSpatial` [batch,
 * places].
 */
export function attention(r: AttentionReference, x: Both<Numbers>, weights: Named) {
  const received = allocation(r)
  const uses = STREAMS.flatMap((to) =>
    KINDS.flatMap((kind) => {
      const from = received[to][kind]
      return from ? [{ to, kind, from, groups: groupsOf(r, to, kind), made: SCORES[kind](r, from, x[from], weights) }] : []
    }),
  )
  const factorOf = (to: Stream, kind: Kind): Float64Array => {
    const use = uses.find((one) => one.to === to && one.kind === kind)
    return spread(x[to].length, use?.groups ?? [], use?.made.scores)
  }
  const factors = bothOf((to) => ({ temporal: factorOf(to, 'temporal'), spatial: factorOf(to, 'spatial') }))
  const scaled = (to: Stream, values: Numbers) => factors[to].temporal.map((a, i) => values[i]! * a * factors[to].spatial[i]!)
  return {
    outputs: bothOf((to) => scaled(to, x[to])),
    scores: Object.fromEntries(uses.map(({ from, kind, made }) => [`${from}${kind === 'temporal' ? 'Temporal' : 'Spatial'}`, made.scores])),
    /** Gradients of the streams and of the weights in use. */
    backward(grads: Both<Numbers>) {
      const inputs = bothOf((to) => scaled(to, grads[to]))
      const weightGrads: Record<string, Float64Array> = {}
      for (const { to, kind, from, groups, made } of uses) {
        const other = factors[to][kind === 'temporal' ? 'spatial' : 'temporal']
        const back = made.backward(groups.map((group) => sum(group.map((i) => grads[to][i]! * x[to][i]! * other[i]!))))
        for (let i = 0; i < x[from].length; i++) inputs[from][i]! += back.inputGrad[i]!
        Object.assign(weightGrads, back.weights)
      }
      return { inputs, weights: weightGrads }
    },
  }
}
