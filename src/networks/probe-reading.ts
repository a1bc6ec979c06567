/** From the words that probes left on the GPU to readings: which ranges to copy, and how to read them. Pure but for the buffers it names. */
import type { Compiled } from '../engine/plan'
import type { Range } from '../engine/readback'
import { sizeOf, type Tensor } from '../engine/tensor'
import { SQUARES_SCALE } from '../neurons/leaky/layer'
import type { LearnedReading, MembraneReading, SpanReading, StateReading } from '../readings/membrane'
import { positionsOf, type SpikingLayer } from './graph'
import { BINS, CELL, CELLS, VALUE_CELLS } from './probe-kernels'
import { type LayerProbe, SUMMARY } from './probes'

/** Whether one decay carries the potential from step to step: not in equations, whose states are their own, nor in weights over steps. */
const leaks = ({ variables, overSteps }: SpikingLayer): boolean => !variables && !overSteps

/** The parts of a probe that are read back, by name. */
const partsOf = (p: LayerProbe) => ({
  range: p.range,
  counts: p.counts,
  moments: p.moments,
  squares: p.squares,
  activity: p.activity,
  windows: p.windows,
  ...(leaks(p.spiking) && { decay: p.spiking.options.decay }),
  ...(p.summary && { summary: p.summary }),
  ...(p.skipWeights && { skipWeights: p.skipWeights }),
  ...(p.states && { stateRanges: p.states.range, stateCounts: p.states.counts, stateMoments: p.states.moments }),
  ...(p.learned && { learned: p.learned }),
})
type Parts = ReturnType<typeof partsOf>
type PartBytes = { readonly [K in keyof Parts]: ArrayBuffer }

const byteLengthOf = (t: Tensor): number => sizeOf(t.shape) * 4

export const rangeOf = ({ buffer, offset }: Pick<Compiled<string>, 'buffer' | 'offset'>, t: Tensor): Range => ({
  buffer: buffer(t),
  offset: offset(t),
  byteLength: byteLengthOf(t),
})

export const membraneRanges = (compiled: Compiled<string>, probes: readonly LayerProbe[]): Range[] =>
  probes.flatMap((p) => Object.values(partsOf(p)).map((t) => rangeOf(compiled, t)))

export const membraneBytes = (probes: readonly LayerProbe[]): number =>
  probes.flatMap((p) => Object.values(partsOf(p))).reduce((sum, t) => sum + byteLengthOf(t), 0)

/** Reads what `membraneRanges` copied of the same probes. */
export function readMembrane(probes: readonly LayerProbe[], bytes: ArrayBuffer): MembraneReading[] {
  let at = 0
  return probes.map((p) => {
    const entries = Object.entries(partsOf(p)).map(([name, t]) => {
      const start = at
      at += byteLengthOf(t)
      return [name, bytes.slice(start, at)] as const
    })
    return readLayer(p, Object.fromEntries(entries) as PartBytes)
  })
}

function readLayer(p: LayerProbe, parts: PartBytes): MembraneReading {
  const { spiking: s, samples } = p
  const cells = new Uint32Array(parts.counts)
  const steps = cells.length / CELLS
  const { threshold, reset, resetTo } = s.spec
  const neurons = positionsOf(s) * s.features
  const total = samples * neurons
  const column = (cell: number) => Uint32Array.from({ length: steps }, (_, t) => cells[t * CELLS + cell]!)
  const windows = new Float32Array(parts.windows)
  const edges = (edge: 'low' | 'high') => Float32Array.from({ length: steps }, (_, t) => windowEdges(s, windows, t)[edge])
  const summary = parts.summary && new Float32Array(parts.summary)
  const decay = parts.decay ? new Float32Array(parts.decay)[0]! : 1
  return {
    layer: s.name,
    ...(s.item !== undefined && { item: s.item }),
    ...distributionOf(new Float32Array(parts.range), cells, new Float32Array(parts.moments), { threshold, total }),
    bins: BINS,
    total,
    samples,
    neurons,
    threshold,
    resetTo: reset === 'zero' ? resetTo : null,
    windowLow: edges('low'),
    windowHigh: edges('high'),
    available: column(CELL.AVAILABLE),
    availableFixed: column(CELL.AVAILABLE_FIXED),
    fired: column(CELL.FIRED),
    ...activityOf(s, new Uint32Array(parts.activity)),
    // The theory holds for LIF neurons.
    predicted: summary && leaks(s) ? predictedDistribution(s, summary, steps) : null,
    gradientNorm: normOf(new Float32Array(parts.squares), steps),
    windowClosed: s.adaptive && summary?.[3] === 1,
    gammaMean: summary ? summary[0]! : null,
    decay: s.options.learned ? 1 / (1 + Math.exp(-decay)) : decay,
    spans: parts.skipWeights ? spansOf(s, new Float32Array(parts.skipWeights)) : null,
    ...(p.states && { states: statesOf(s, parts, total) }),
    ...(parts.learned && { learned: learnedOf(s, new Float32Array(parts.learned)) }),
  }
}

/** The states that are shown of those that were counted. */
function statesOf({ states, variables }: SpikingLayer, parts: PartBytes, total: number): StateReading[] {
  const { names } = states!
  const rowOf = <T extends Float32Array | Uint32Array>(all: T, at: number) =>
    all.subarray((at * all.length) / names.length, ((at + 1) * all.length) / names.length) as T
  const [ranges, cells] = [new Float32Array(parts.stateRanges!), new Uint32Array(parts.stateCounts!)]
  const moments = new Float32Array(parts.stateMoments!)
  return names.flatMap((name, at) =>
    isShown(variables, name)
      ? [{ name, ...distributionOf(rowOf(ranges, at), rowOf(cells, at), rowOf(moments, at), { threshold: 0, total }) }]
      : [],
  )
}

/** Whether the views show a state besides the potential, which comes first. */
export const isShown = (variables: readonly string[] = [], name: string): boolean => variables.indexOf(name) > 0

/** The window in which the surrogate passes a gradient at a step. @param widths [1] or [steps]: the scale of the surrogate */
export function windowEdges({ halfFactor, spec }: SpikingLayer, widths: Float32Array, step: number): { low: number; high: number } {
  const { threshold } = spec
  if (halfFactor === null) return { low: threshold, high: Number.POSITIVE_INFINITY }
  const half = halfFactor * widths[Math.min(step, widths.length - 1)]!
  return { low: threshold - half, high: threshold + half }
}

const normOf = (squares: Float32Array, steps: number): Float64Array =>
  Float64Array.from({ length: steps }, (_, t) => Math.sqrt(squares[t]!) / SQUARES_SCALE)

/**
 * A distribution at each step: the counts of its bins, and mean and standard deviation from sums and sums of squares of u minus the
 * threshold, one pair per group.
 */
function distributionOf(
  [low, high]: Float32Array,
  cells: Uint32Array,
  moments: Float32Array,
  { threshold, total }: { readonly threshold: number; readonly total: number },
): Pick<MembraneReading, 'low' | 'high' | 'counts' | 'mean' | 'standardDeviation'> {
  const steps = cells.length / CELLS
  const groups = moments.length / steps / 2
  const counts = new Uint32Array(steps * VALUE_CELLS)
  for (let t = 0; t < steps; t++) counts.set(cells.subarray(t * CELLS, t * CELLS + VALUE_CELLS), t * VALUE_CELLS)
  const sums = (t: number, which: number) => {
    let sum = 0
    for (let g = 0; g < groups; g++) sum += moments[(t * groups + g) * 2 + which]!
    return sum
  }
  return {
    low: low!,
    high: high!,
    counts,
    mean: Float64Array.from({ length: steps }, (_, t) => threshold + sums(t, 0) / total),
    standardDeviation: Float64Array.from({ length: steps }, (_, t) => {
      const first = sums(t, 0) / total
      return Math.sqrt(Math.max(0, sums(t, 1) / total - first * first))
    }),
  }
}

/** The activity of the layer from the counts of its channels, without padding. */
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

/** The learned parameters of the neurons, by their names in the text, and delays. */
const learnedOf = ({ learned = [] }: SpikingLayer, summaries: Float32Array): LearnedReading[] =>
  learned.map(({ name }, at) => {
    const [mean, min, max] = summaries.subarray(at * SUMMARY)
    return { name, mean: mean!, min: min!, max: max! }
  })

/** The learned skip weights. */
function spansOf({ recurrence }: SpikingLayer, skipWeights: Float32Array): SpanReading {
  const [span, temperature] = skipWeights.subarray(-2)
  return { probabilities: skipWeights.slice(2, 2 + recurrence!.skipWeights.logits!.count), span: span!, temperature: temperature! }
}

/**
 * MPD-AGL, Theorem 1, before the reset and to first order: u[0] ~ N(gβ, (gγαθ)²), and for t > 0 the mean is (1 + τ) times
 * that; the standard deviation √(1 + τ²) times, or (1 + τ) times where the input is the same at every step. g is the input gain.
 */
function predictedDistribution(s: SpikingLayer, [gamma, beta, decay]: Float32Array, steps: number) {
  const { inputGain } = s.spec
  const gain = s.normGain ?? s.spec.threshold
  const { constantInput } = s.weightLayer
  const spread = constantInput ? 1 + decay! : Math.sqrt(1 + decay! * decay!)
  return {
    constantInput,
    mean: Float64Array.from({ length: steps }, (_, t) => inputGain * beta! * (t === 0 ? 1 : 1 + decay!)),
    standardDeviation: Float64Array.from({ length: steps }, (_, t) => inputGain * Math.abs(gamma!) * gain * (t === 0 ? 1 : spread)),
  }
}

type Ranged = Pick<MembraneReading, 'low' | 'high' | 'counts' | 'mean' | 'standardDeviation' | 'total'>

/** The ranges of all states of a probe, if one of them has to be wider. */
export function widerStateRanges({ spiking: { states } }: LayerProbe, reading: MembraneReading): Float32Array<ArrayBuffer> | undefined {
  const shown = (name: string) => reading.states?.find((state) => state.name === name)
  const wider = states?.names.map((name) => {
    const state = shown(name)
    return state && widerStateRange({ ...state, total: reading.total })
  })
  if (!states || !wider?.some(Boolean)) return undefined
  return Float32Array.from(
    states.names.flatMap((name, at) => {
      const { low, high } = wider[at] ?? shown(name) ?? { low: 0, high: 1 }
      return [low, high]
    }),
  )
}

interface Ends {
  readonly low: number
  readonly high: number
}

/** The share of a layer's values beyond either end of the range. */
function sharesOutside({ counts, mean, total }: Ranged): { readonly under: number; readonly over: number } {
  const share = (cell: number) => mean.reduce((sum, _, t) => sum + counts[t * VALUE_CELLS + cell]!, 0) / (mean.length * total)
  return { under: share(CELL.UNDER), over: share(CELL.OVER) }
}

/** The share of a state's values that may lie outside its range. A state that follows spikes is 0 almost everywhere. */
const MOST_OUTSIDE = 0.002

/**
 * The range of a state, extended to at least twice the length on a side where values lie outside, since rare values hardly change mean and
 * standard deviation.
 */
export function widerStateRange(reading: Ranged): Ends | undefined {
  const { under, over } = sharesOutside(reading)
  if (under + over <= MOST_OUTSIDE) return undefined
  const reach = reading.high - reading.low
  const range = around(reading)
  return (
    range && {
      low: under > 0 ? Math.min(range.low, reading.low - reach) : range.low,
      high: over > 0 ? Math.max(range.high, reading.high + reach) : range.high,
    }
  )
}

/** A range that includes most of the potentials, if the present one leaves out more than a twentieth of them. */
export function widerRange(reading: Ranged): Ends | undefined {
  const { under, over } = sharesOutside(reading)
  return under + over > 0.05 ? around(reading) : undefined
}

/** The range, and 3.5 standard deviations around the mean of each step. */
function around(reading: Ranged): Ends | undefined {
  const low = Math.min(reading.low, ...Array.from(reading.mean, (m, t) => m - 3.5 * reading.standardDeviation[t]!))
  const high = Math.max(reading.high, ...Array.from(reading.mean, (m, t) => m + 3.5 * reading.standardDeviation[t]!))
  return Number.isFinite(low) && Number.isFinite(high) ? { low, high } : undefined
}
