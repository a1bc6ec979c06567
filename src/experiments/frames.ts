/**
 * From the words that probes left on the GPU to what the views read: which ranges to copy, and how to read them.
 * Pure but for the shapes it takes from a run.
 */
import type { Activation } from '../engine/graph'
import { sizeOf, type Tensor } from '../engine/tensor'
import type { ReadoutSpec } from '../layers/readout/schema'
import { SQUARES_SCALE } from '../neurons/leaky/layer'
import type { BuiltExperiment } from './build'
import { positionsOf, type SpikingLayer } from './network'
import { BINS, CELLS } from './probe-kernels'
import type { LayerProbe } from './probes'
import type { Run } from './run'

export interface Range {
  readonly buffer: GPUBuffer
  readonly offset: number
  readonly byteLength: number
}

/** What one spiking layer’s potentials did in a watched batch; arrays run over steps. The protocol states the same shape for the page, and the compiler compares. */
export interface MembraneReading {
  readonly layer: string
  readonly low: number
  readonly high: number
  readonly bins: number
  /** [steps, bins + 3]: the bins of [low, high), then under, over, NaN. */
  readonly counts: Uint32Array
  /** Potentials of one step: samples times neurons. */
  readonly total: number
  readonly samples: number
  readonly neurons: number
  readonly threshold: number
  readonly resetTo: number | null
  /** The window in use: low and high edge of each step. */
  readonly windowLow: Float32Array
  readonly windowHigh: Float32Array
  /** How many potentials lie in the window in use, and in a fixed one of width 1, on the same potentials. */
  readonly available: Uint32Array
  readonly availableFixed: Uint32Array
  readonly fired: Uint32Array
  /** Neurons that fired at no step of any sample, and those that fired at nearly every step of every sample. */
  readonly silent: number
  readonly saturated: number
  /** Channels of a feature map, and how many of them have no position that fired; where there is no map, a neuron is its channel. */
  readonly channels: number
  readonly silentChannels: number
  readonly mean: Float64Array
  readonly deviation: Float64Array
  /** The normal distribution that theory predicts before the reset, where a tdBN is in front. */
  readonly predicted: { readonly mean: Float64Array; readonly deviation: Float64Array } | null
  /** L2 norm over batch and neurons of dL/du. */
  readonly gradientNorm: Float64Array
  /** The normalization's mean scale fell to 0.001 or less. */
  readonly windowClosed: boolean
  readonly gammaMean: number | null
  readonly decay: number
  /** Where its recurrence is adaptive: the softmax over the spans 1 to K, the most probable one, and the temperature. */
  readonly spans: Spans | null
}

const whole = (run: Run, t: Tensor): Range => ({
  buffer: run.compiled.buffer(t),
  offset: run.compiled.offset(t),
  byteLength: sizeOf(t.shape) * 4,
})

const tensorsOf = (p: LayerProbe): Tensor[] => [
  p.range,
  p.counts,
  p.moments,
  p.squares,
  p.activity,
  p.windows,
  p.spiking.options.decay,
  ...(p.summary ? [p.summary] : []),
  ...(p.skipWeights ? [p.skipWeights] : []),
]

export const membraneRanges = (run: Run): Range[] => run.built.probes.flatMap((p) => tensorsOf(p).map((t) => whole(run, t)))
/** The most bytes of one frame: all probes, and what `partsOf` lets one sample have. */
export const mostFrameBytes = (built: BuiltExperiment): number =>
  built.probes.flatMap(tensorsOf).reduce((sum, t) => sum + sizeOf(t.shape) * 4, 0) + mostSampleBytes({ built })
export const byteLengthOfRanges = (ranges: readonly Range[]): number => ranges.reduce((sum, r) => sum + r.byteLength, 0)

/** Reads what `membraneRanges` copied, in the same order. */
export function readMembrane(run: Run, bytes: ArrayBuffer): MembraneReading[] {
  let at = 0
  const take = (t: Tensor) => {
    const piece = bytes.slice(at, at + sizeOf(t.shape) * 4)
    at += piece.byteLength
    return piece
  }
  return run.built.probes.map((p) => {
    const [range, counts, moments, squares, activity, windows, decay, ...rest] = tensorsOf(p).map(take)
    const summary = p.summary && new Float32Array(rest[0]!)
    const skipWeights = p.skipWeights && new Float32Array(rest.at(-1)!)
    return readLayer(
      p,
      run.built.batch,
      new Float32Array(range!),
      new Uint32Array(counts!),
      new Float32Array(moments!),
      new Float32Array(squares!),
      new Uint32Array(activity!),
      new Float32Array(windows!),
      new Float32Array(decay!)[0]!,
      summary,
      skipWeights && spansOf(p, skipWeights),
    )
  })
}

function readLayer(
  { spiking: s, moments: momentsShape }: LayerProbe,
  samples: number,
  range: Float32Array,
  cells: Uint32Array,
  moments: Float32Array,
  squares: Float32Array,
  activity: Uint32Array,
  windows: Float32Array,
  boundDecay: number,
  summary: Float32Array | undefined,
  spans: Spans | undefined,
): MembraneReading {
  const steps = cells.length / CELLS
  const { threshold, reset, resetTo } = s.spec
  const positions = positionsOf(s)
  const total = samples * positions * s.features
  const column = (cell: number) => Uint32Array.from({ length: steps }, (_, t) => cells[t * CELLS + cell]!)
  const counts = new Uint32Array(steps * (BINS + 3))
  for (let t = 0; t < steps; t++) counts.set(cells.subarray(t * CELLS, t * CELLS + BINS + 3), t * (BINS + 3))
  const half = Float32Array.from({ length: steps }, (_, t) => s.halfFactor * windows[Math.min(t, windows.length - 1)]!)
  const sums = (t: number, which: number) => {
    const groups = momentsShape.shape[1]!
    let sum = 0
    for (let g = 0; g < groups; g++) sum += moments[(t * groups + g) * 2 + which]!
    return sum
  }
  const mean = Float64Array.from({ length: steps }, (_, t) => threshold + sums(t, 0) / total)
  const deviation = Float64Array.from({ length: steps }, (_, t) => {
    const first = sums(t, 0) / total
    return Math.sqrt(Math.max(0, sums(t, 1) / total - first * first))
  })
  const gradientNorm = Float64Array.from({ length: steps }, (_, t) => Math.sqrt(squares[t]!) / SQUARES_SCALE)
  return {
    layer: s.name,
    low: range[0]!,
    high: range[1]!,
    bins: BINS,
    counts,
    total,
    samples,
    neurons: positions * s.features,
    threshold,
    resetTo: reset === 'zero' ? resetTo : null,
    windowLow: half.map((h) => threshold - h),
    windowHigh: half.map((h) => threshold + h),
    available: column(BINS + 3),
    availableFixed: column(BINS + 4),
    fired: column(BINS + 5),
    ...activityOf(s, activity),
    mean,
    deviation,
    predicted: summary ? predictedDistribution(s, summary, steps) : null,
    gradientNorm,
    windowClosed: s.adaptive && summary?.[3] === 1,
    gammaMean: summary ? summary[0]! : null,
    decay: s.options.learned ? 1 / (1 + Math.exp(-boundDecay)) : boundDecay,
    spans: spans ?? null,
  }
}

/** What the channels' counts say of the layer; channels of padding mean nothing. */
function activityOf(s: SpikingLayer, activity: Uint32Array) {
  const some = activity.subarray(0, s.features)
  const always = activity.subarray(activity.length / 2, activity.length / 2 + s.features)
  const sum = (counts: Uint32Array) => counts.reduce((a, b) => a + b, 0)
  return {
    silent: positionsOf(s) * s.features - sum(some),
    saturated: sum(always),
    channels: s.features,
    silentChannels: some.filter((positions) => positions === 0).length,
  }
}

/** The words of a mix of spans that training made. */
function spansOf({ spiking }: LayerProbe, skipWeights: Float32Array): Spans {
  const [span, temperature] = skipWeights.subarray(-2)
  return { probabilities: skipWeights.slice(2, 2 + spiking.recurrence!.skipWeights.logits!.count), span: span!, temperature: temperature! }
}

/**
 * MPD-AGL, Theorem 1, before the reset and to first order: u[0] ~ N(gβ, (gγαθ)²), and for t > 0 the mean is (1 + τ) times
 * that; the deviation √(1 + τ²) times, or (1 + τ) times where the input is the same at every step. g is the input gain.
 */
function predictedDistribution(s: SpikingLayer, [gamma, beta, decay]: Float32Array, steps: number) {
  const { inputGain } = s.spec
  const gain = s.normGain ?? s.spec.threshold
  const spread = s.weightLayer.constantInput ? 1 + decay! : Math.sqrt(1 + decay! * decay!)
  return {
    mean: Float64Array.from({ length: steps }, (_, t) => inputGain * beta! * (t === 0 ? 1 : 1 + decay!)),
    deviation: Float64Array.from({ length: steps }, (_, t) => inputGain * Math.abs(gamma!) * gain * (t === 0 ? 1 : spread)),
  }
}

/** A range of potentials that most of what was seen fits into, where the present one leaves more than a twentieth out. */
export function widerRange(reading: MembraneReading): { low: number; high: number } | undefined {
  const steps = reading.mean.length
  const stride = reading.bins + 3
  let outside = 0
  for (let t = 0; t < steps; t++) outside += reading.counts[t * stride + reading.bins]! + reading.counts[t * stride + reading.bins + 1]!
  if (outside <= 0.05 * steps * reading.total) return undefined
  const low = Math.min(reading.low, ...Array.from(reading.mean, (m, t) => m - 3.5 * reading.deviation[t]!))
  const high = Math.max(reading.high, ...Array.from(reading.mean, (m, t) => m + 3.5 * reading.deviation[t]!))
  return Number.isFinite(low) && Number.isFinite(high) ? { low, high } : undefined
}

export interface Spans {
  /** [K]: the share of each span, from 1. */
  readonly probabilities: Float32Array
  /** The span that evaluation uses. */
  readonly span: number
  readonly temperature: number
}

/** What one layer did with a sample. */
export interface SampleLayer {
  readonly layer: string
  readonly steps: number
  readonly neurons: number
  /** [steps, positions * channels], channels beside each other. */
  readonly membrane: Float32Array
  readonly spikes: Uint8Array
}

export interface SampleReading {
  readonly layers: readonly SampleLayer[]
  /** What the network received, [steps, height * width * channels]: currents or spikes. One step where it is the same at all. */
  readonly input?: { readonly steps: number; readonly data: Float32Array }
  readonly evidence: Float32Array
  readonly classes: number
  readonly steps: number
}

/** What is copied of a pinned sample beside the outputs. */
export interface SampleParts {
  readonly layers: readonly SpikingLayer[]
  readonly input: boolean
}
export const NO_PARTS: SampleParts = { layers: [], input: false }
export const allLayers = ({ built }: Run): SampleParts => ({ layers: built.pinned.built.spiking, input: false })

/** The name under which the network’s input is asked for. */
const INPUT = 'input'
/** Bytes of layers in one frame, where they are more than one. */
const FRAME_BYTES = 4 * 2 ** 20

/** The layers asked for that fit a frame, the first in any case; of unknown ones in their stead the network’s first. */
export function partsOf(run: Run, names: readonly string[]): SampleParts {
  const { spiking } = run.built.pinned.built
  const known = names.flatMap((name) => spiking.find((s) => s.name === name) ?? [])
  const asked = known.length > 0 ? known : spiking.slice(0, 1)
  let bytes = 0
  const layers = asked.filter((s, index) => {
    const more = bytesOf(run, [s.membrane, s.spikes])
    if (index > 0 && bytes + more > FRAME_BYTES) return false
    bytes += more
    return true
  })
  return { layers, input: names.includes(INPUT) }
}

/** The most bytes that `partsOf` lets one sample have. */
export function mostSampleBytes(run: Pick<Run, 'built'>): number {
  const { built, logits } = run.built.pinned
  const layers = built.spiking.map((s) => bytesOf(run, [s.membrane, s.spikes]))
  const sum = layers.reduce((a, b) => a + b, 0)
  return Math.min(sum, Math.max(FRAME_BYTES, ...layers)) + bytesOf(run, [inputOf(run).value, logits])
}

const inputOf = (run: Pick<Run, 'built'>): Activation => run.built.pinned.built.layers[0]!.outputs[0]!
const rowsOf = (run: Pick<Run, 'built'>): number => run.built.pinned.images.shape[0]!
/** Of one sample. */
const bytesOf = (run: Pick<Run, 'built'>, tensors: readonly Tensor[]): number =>
  tensors.reduce((sum, t) => sum + (4 * sizeOf(t.shape)) / rowsOf(run), 0)

const partTensors = (run: Run, { layers, input }: SampleParts): Tensor[] => [
  ...layers.flatMap((s) => [s.membrane, s.spikes]),
  ...(input ? [inputOf(run).value] : []),
]

/** One pinned sample: membrane and spikes of some layers by step, the input, then the outputs. */
export function sampleRanges(run: Run, sample: number, parts: SampleParts = allLayers(run)): Range[] {
  const rows = rowsOf(run)
  if (sample >= rows) throw new Error(`There are ${rows - 1} pinned samples; asked for number ${sample}`)
  return [...partTensors(run, parts), run.built.pinned.logits].flatMap((t) => {
    const steps = t.shape[0]!
    const byteLength = bytesOf(run, [t]) / steps
    const { buffer, offset } = whole(run, t)
    return Array.from({ length: steps }, (_, k) => ({ buffer, offset: offset + (k * rows + sample) * byteLength, byteLength }))
  })
}

/** Reads what `sampleRanges` copied of the same parts. */
export function readSample(run: Run, bytes: ArrayBuffer, parts: SampleParts = allLayers(run)): SampleReading {
  const words = new Float32Array(bytes)
  let at = 0
  const { built, logits } = run.built.pinned
  /** [steps, positions, features] without padding. */
  const take = (t: Tensor, features: number, positions: number) => {
    const steps = t.shape[0]!
    const width = t.shape[2]!
    const data = new Float32Array(steps * positions * features)
    for (let row = 0; row < steps * positions; row++)
      data.set(words.subarray(at + row * width, at + row * width + features), row * features)
    at += steps * positions * width
    return { steps, data }
  }
  const layers = parts.layers.map((s) => {
    const positions = positionsOf(s)
    const membrane = take(s.membrane, s.features, positions)
    const spikes = take(s.spikes, s.features, positions)
    const neurons = positions * s.features
    return { layer: s.name, steps: membrane.steps, neurons, membrane: membrane.data, spikes: Uint8Array.from(spikes.data) }
  })
  const input = parts.input && take(inputOf(run).value, inputOf(run).features, 1)
  const classes = built.readout.outputs
  const { steps, data } = take(logits, classes, 1)
  return { layers, ...(input && { input }), evidence: evidenceOf(data, steps, classes, run.built.experiment.readout), classes, steps }
}

/** The probability of each class if the sequence ended after each step: what the readout would predict then. */
function evidenceOf(outputs: Float32Array, steps: number, classes: number, readout: ReadoutSpec): Float32Array {
  const evidence = new Float32Array(steps * classes)
  const fade = readout.kind === 'leaky' ? readout.decay : 1
  const window = readout.kind === 'last' ? readout.steps : steps
  const sums = new Float64Array(classes)
  for (let t = 0; t < steps; t++) {
    for (let c = 0; c < classes; c++) {
      const gone = t >= window ? outputs[(t - window) * classes + c]! : 0
      sums[c] = fade * sums[c]! + outputs[t * classes + c]! - gone
    }
    const count = readout.kind === 'sum' || readout.kind === 'leaky' ? 1 : Math.min(t + 1, window)
    const output = Array.from(sums, (sum) => sum / count)
    const top = Math.max(...output)
    const total = output.reduce((sum, value) => sum + Math.exp(value - top), 0)
    for (let c = 0; c < classes; c++) evidence[t * classes + c] = Math.exp(output[c]! - top) / total
  }
  return evidence
}
