/**
 * Spiking samplers in float64 with gradients derived by hand: channels last, weights [kernel, kernel, inputs, outputs], bins and all
 * tensors with steps [bins, batch, pixels, 2] with the oldest bin first. The newest is processed first. For tests.
 */
import { type ConvReference, convBackward, convForward } from '../conv2d/reference'
import { type FiringSpec, outputsOf, slicesOf } from './schema'

type Numbers = ArrayLike<number>
/** inputWeight1, inputBias1, (inputWeight2, ..), gateWeight1, .., or decayLogit. */
export type SamplerWeights = Readonly<Record<string, Numbers>>

export interface SamplerSize {
  readonly batch: number
  readonly height: number
  readonly width: number
}

/** For finite differences: spikes are smooth, and the windows that close are given, [bins, batch, pixels, 2]. */
export interface Smooth {
  readonly closes: Numbers
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))

/** The convolutions from bins or spikes of one bin to their share of gates and currents, and back. */
function stackOf(spec: FiringSpec, { batch, height, width }: SamplerSize, weights: SamplerWeights, name: 'input' | 'gate') {
  const outputs = outputsOf(spec)
  const conv = (inputs: number): ConvReference => ({
    images: batch,
    size: [height, width],
    inputs,
    outputs,
    kernel: [spec.kernel, spec.kernel],
    stride: [1, 1],
    padding: [(spec.kernel - 1) / 2, (spec.kernel - 1) / 2],
  })
  const layers = [2, outputs].slice(0, spec.depth).map(conv)
  const weightOf = (d: number) => weights[`${name}Weight${d + 1}`]!
  return {
    forward(x: Numbers): Numbers[] {
      const made: Numbers[] = [x]
      layers.forEach((layer, d) => {
        const y = convForward(layer, made[d]!, weightOf(d), weights[`${name}Bias${d + 1}`]!)
        made.push(d + 1 < layers.length ? y.map((v) => Math.max(0, v)) : y)
      })
      return made
    },
    /** Adds to the gradients of its weights. @returns the gradient of its input */
    backward(made: readonly Numbers[], outputGrad: Numbers, grads: Record<string, Float64Array>): Numbers {
      let grad = outputGrad
      for (let d = layers.length - 1; d >= 0; d--) {
        const back = convBackward(layers[d]!, made[d]!, weightOf(d), grad)
        addTo(grads, `${name}Weight${d + 1}`, back.weightGrad)
        addTo(grads, `${name}Bias${d + 1}`, back.biasGrad)
        grad = d > 0 ? back.inputGrad.map((g, i) => (made[d]![i]! > 0 ? g : 0)) : back.inputGrad
      }
      return grad
    },
  }
}

function addTo(grads: Record<string, Float64Array>, name: string, more: Numbers): void {
  const sum = grads[name] ?? new Float64Array(more.length)
  grads[name] = sum.map((g, i) => g + more[i]!)
}

/** The stored values of a bin. */
interface Step {
  readonly fromSpikes: readonly Numbers[]
  readonly fromEvents: readonly Numbers[]
  readonly before: Float64Array
  readonly leak: Float64Array
  readonly u: Float64Array
  readonly s: Float64Array
  readonly closes: readonly boolean[]
}

function walk(spec: FiringSpec, size: SamplerSize, bins: Numbers, weights: SamplerWeights, smooth: Smooth | undefined): Step[] {
  const { threshold, resetTo, alpha } = spec
  const count = size.batch * size.height * size.width * 2
  const outputs = outputsOf(spec)
  const input = stackOf(spec, size, weights, 'input')
  const gate = stackOf(spec, size, weights, 'gate')
  const spike = (x: number) => (smooth ? Math.min(1, Math.max(0, alpha * x + 0.5)) : Number(x > 0))
  const steps: Step[] = []
  let v = new Float64Array(count)
  let s = new Float64Array(count)
  for (let bin = spec.bins - 1; bin >= 0; bin--) {
    const fromEvents = input.forward(Array.from({ length: count }, (_, i) => bins[bin * count + i]!))
    const fromSpikes = spec.kind === 'snn' ? [] : gate.forward(s)
    const drive = (i: number, of: number) => {
      const at = Math.floor(i / 2) * outputs + of + (i % 2)
      return fromEvents.at(-1)![at]! + (fromSpikes.at(-1)?.[at] ?? 0)
    }
    const leak = v.map((_, i) => sigmoid(spec.kind === 'snn' ? weights.decayLogit![0]! : drive(i, 0)))
    const before = v
    const u = v.map((x, i) => leak[i]! * x + drive(i, outputs - 2))
    s = u.map((x) => spike(x - threshold))
    v = u.map((x, i) => x * (1 - s[i]!) + resetTo * s[i]!)
    const closes = Array.from(s, (fired, i) => (smooth ? smooth.closes[bin * count + i]! > 0 : fired === 1))
    steps.push({ fromSpikes, fromEvents, before, leak, u, s, closes })
  }
  return steps
}

/** The windows of one pixel and polarity, in the order of the walk: their steps, and the sum that goes into each slice. */
interface Windows {
  readonly kept: readonly { readonly first: number; readonly last: number; readonly sum: number; readonly share: number }[]
  /** What has accumulated after the last spike, if a slice is left for it. */
  readonly rest?: { readonly first: number; readonly sum: number; readonly share: number }
}

function windowsOf(spec: FiringSpec, steps: readonly Step[], i: number): Windows {
  const shareOf = (length: number) => (spec.kind === 'arsnn' && spec.readout === 'avg' ? 1 / length : 1)
  const kept: Windows['kept'][number][] = []
  let first = 0
  let sum = 0
  steps.forEach(({ u, closes }, t) => {
    sum += u[i]!
    if (!closes[i]) return
    if (kept.length < slicesOf(spec)) kept.push({ first, last: t, sum, share: shareOf(t + 1 - first) })
    first = t + 1
    sum = 0
  })
  const open = first < steps.length && kept.length < slicesOf(spec)
  return { kept, ...(open && { rest: { first, sum, share: shareOf(steps.length - first) } }) }
}

export interface Sampled {
  /** [slices, batch, pixels, 2] */
  readonly representation: Float64Array
  /** [bins, batch, pixels, 2], oldest first. */
  readonly potential: Float64Array
  readonly spikes: Float64Array
  readonly leak: Float64Array
  /**
   * [batch, pixels, 2], arsnn only: the number of windows in use; one more than the bin in which the last of them closed, or 0; and what
   * RPD discards.
   */
  readonly counts: Float64Array
  readonly closed: Float64Array
  readonly residual: Float64Array
  backward(representationGrad: Numbers): Record<string, Float64Array>
}

export function sample(spec: FiringSpec, size: SamplerSize, bins: Numbers, weights: SamplerWeights, smooth?: Smooth): Sampled {
  const count = size.batch * size.height * size.width * 2
  const steps = walk(spec, size, bins, weights, smooth)
  const oldestFirst = (of: (step: Step) => Float64Array) => Float64Array.from([...steps].reverse().flatMap((step) => [...of(step)]))
  const representation = new Float64Array(slicesOf(spec) * count)
  const [counts, closed, residual] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)]
  for (let i = 0; i < count; i++) {
    if (spec.kind !== 'arsnn') {
      for (const { u } of steps) representation[i]! += u[i]!
      continue
    }
    const { kept, rest } = windowsOf(spec, steps, i)
    kept.forEach(({ last, sum, share }, k) => {
      representation[k * count + i] = sum * share * (spec.spikeAwareTraining ? steps[last]!.s[i]! : 1)
    })
    if (rest && !spec.residualPotentialDropout) representation[kept.length * count + i] = rest.sum * rest.share
    counts[i] = kept.length
    closed[i] = kept.length > 0 ? spec.bins - kept.at(-1)!.last : 0
    residual[i] = rest ? rest.sum * rest.share : 0
  }
  return {
    representation,
    counts,
    closed,
    residual,
    potential: oldestFirst(({ u }) => u),
    spikes: oldestFirst(({ s }) => s),
    leak: oldestFirst(({ leak }) => leak),
    backward: (representationGrad) => walkBack(spec, size, steps, weights, throughWindows(spec, steps, count, representationGrad)),
  }
}

/** The gradients of potentials and spikes that come straight from the representation, by step of the walk. */
function throughWindows(spec: FiringSpec, steps: readonly Step[], count: number, representationGrad: Numbers) {
  const direct = steps.map(() => ({ u: new Float64Array(count), s: new Float64Array(count) }))
  for (let i = 0; i < count; i++) {
    if (spec.kind !== 'arsnn') {
      for (const { u } of direct) u[i] = representationGrad[i]!
      continue
    }
    const { kept, rest } = windowsOf(spec, steps, i)
    const give = (first: number, last: number, grad: number) => {
      for (let t = first; t <= last; t++) direct[t]!.u[i] = grad
    }
    kept.forEach(({ first, last, sum, share }, k) => {
      const grad = representationGrad[k * count + i]! * share
      give(first, last, grad * (spec.spikeAwareTraining ? steps[last]!.s[i]! : 1))
      if (spec.spikeAwareTraining) direct[last]!.s[i] = grad * sum
    })
    if (rest && !spec.residualPotentialDropout)
      give(rest.first, steps.length - 1, representationGrad[kept.length * count + i]! * rest.share)
  }
  return direct
}

function walkBack(
  spec: FiringSpec,
  size: SamplerSize,
  steps: readonly Step[],
  weights: SamplerWeights,
  direct: readonly { readonly u: Float64Array; readonly s: Float64Array }[],
): Record<string, Float64Array> {
  const { threshold, resetTo, alpha } = spec
  const outputs = outputsOf(spec)
  const input = stackOf(spec, size, weights, 'input')
  const gate = stackOf(spec, size, weights, 'gate')
  const grads: Record<string, Float64Array> = {}
  const count = direct[0]!.u.length
  let [dv, ds]: [Numbers, Numbers] = [new Float64Array(count), new Float64Array(count)]
  for (let t = steps.length - 1; t >= 0; t--) {
    const { fromSpikes, fromEvents, before, leak, u, s } = steps[t]!
    const du = u.map((x, i) => {
      const spikeGrad = ds[i]! + direct[t]!.s[i]! + dv[i]! * (resetTo - x)
      const slope = Math.abs(x - threshold) < 0.5 / alpha ? alpha : 0
      return direct[t]!.u[i]! + dv[i]! * (1 - s[i]!) + spikeGrad * slope
    })
    const da = du.map((g, i) => g * before[i]! * leak[i]! * (1 - leak[i]!))
    const driveGrad = Float64Array.from({ length: (count / 2) * outputs }, (_, k) => {
      const i = Math.floor(k / outputs) * 2 + (k % 2)
      return k % outputs < outputs - 2 ? da[i]! : du[i]!
    })
    input.backward(fromEvents, driveGrad, grads)
    if (spec.kind === 'snn') addTo(grads, 'decayLogit', [da.reduce((a, b) => a + b, 0)])
    else ds = gate.backward(fromSpikes, driveGrad, grads)
    dv = du.map((g, i) => g * leak[i]!)
  }
  return grads
}
