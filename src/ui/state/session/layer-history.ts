/** A layer's potentials over training, a row per snapshot: fractions, moments, window, and the distribution over all time steps. */
import type { MembraneReading } from '../../../readings/membrane'
import { normOverSteps, pooled, sharesOverall, stepsOf, widestStep } from '../../../readings/shares'
import { createSeries, type Series } from '../../base/series'

/** Columns of a layer's history; the distribution over all time steps, as a fraction per bin, follows. */
export const LAYER = {
  inside: 0,
  fixed: 1,
  mean: 2,
  low: 3,
  high: 4,
  threshold: 5,
  gradientNorm: 6,
  below: 7,
  standardDeviation: 8,
} as const
export const DENSITY = 9
export interface LayerHistory {
  readonly low: number
  readonly high: number
  readonly bins: number
  readonly series: Series
}

const LAYER_ROWS = 320
const LAYER_BINS = 96

interface Binned {
  readonly low: number
  readonly high: number
  readonly bins: number
}

/** Adds a distribution over some bins to one over others; what lies outside those is left out. */
function rebin(shares: ArrayLike<number>, from: Binned, to: Binned, into: Float32Array): void {
  const width = (from.high - from.low) / from.bins
  const scale = to.bins / (to.high - to.low)
  for (let bin = 0; bin < from.bins; bin++) {
    // A bin that straddles two is split between them, so that no stripes arise.
    const start = (from.low + bin * width - to.low) * scale
    const end = start + width * scale
    for (let target = Math.max(0, Math.floor(start)); target < Math.min(to.bins, end); target++) {
      const part = (Math.min(end, target + 1) - Math.max(start, target)) / (end - start)
      into[target] = into[target]! + shares[bin]! * part
    }
  }
}

/** An empty history, with room for distributions like the frame's. */
export function beginLayer({ low, high, bins: frameBins }: MembraneReading): LayerHistory {
  const bins = Math.min(LAYER_BINS, frameBins)
  return { low, high, bins, series: createSeries(DENSITY + bins, LAYER_ROWS) }
}

/** The history with a range that includes the frame's, which grows when potentials leave it; earlier distributions are converted. */
export function widenedFor(layer: LayerHistory, frame: MembraneReading): LayerHistory {
  if (frame.low >= layer.low && frame.high <= layer.high) return layer
  const wider = { ...layer, low: Math.min(layer.low, frame.low), high: Math.max(layer.high, frame.high) }
  const { series, bins } = layer
  for (let row = 0; row < series.count; row++) {
    const at = row * series.width + DENSITY
    const density = series.data.subarray(at, at + bins)
    const before = density.slice()
    density.fill(0)
    rebin(before, layer, wider, density)
  }
  return wider
}

/** Adds a snapshot of a layer. */
export function pushLayer(layer: LayerHistory, step: number, frame: MembraneReading): void {
  const row = new Float32Array(DENSITY + layer.bins)
  const shares = sharesOverall(frame)
  const steps = stepsOf(frame) || 1
  const widest = widestStep(frame)
  let mean = 0
  let square = 0
  for (let t = 0; t < steps; t++) {
    mean += frame.mean[t]! / steps
    square += (frame.standardDeviation[t]! ** 2 + frame.mean[t]! ** 2) / steps
  }
  row[LAYER.inside] = shares.inside
  row[LAYER.fixed] = shares.fixed
  row[LAYER.below] = shares.below
  row[LAYER.mean] = mean
  row[LAYER.standardDeviation] = Math.sqrt(Math.max(0, square - mean * mean))
  row[LAYER.low] = frame.windowLow[widest]!
  row[LAYER.high] = frame.windowHigh[widest]!
  row[LAYER.threshold] = frame.threshold
  row[LAYER.gradientNorm] = normOverSteps(frame)
  rebin(pooled(frame), frame, layer, row.subarray(DENSITY))
  layer.series.push(step, row)
}
