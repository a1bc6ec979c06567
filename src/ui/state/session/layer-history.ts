/** A layer's potentials over training, a row per snapshot: fractions, moments, window, and the distribution over all time steps. */
import type { MembraneReading } from '../../../readings/membrane'
import { meanNorm, pooled, sharesOverall, stepsOf, widestStep } from '../../../readings/shares'
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

/** Converts a frame's distribution to the bins of the history. */
function rebin(frame: MembraneReading, layer: LayerHistory, row: Float32Array): void {
  const shares = pooled(frame)
  const width = (frame.high - frame.low) / frame.bins
  const scale = layer.bins / (layer.high - layer.low)
  for (let bin = 0; bin < frame.bins; bin++) {
    // A bin that straddles two is split between them, so that no stripes arise.
    const from = (frame.low + bin * width - layer.low) * scale
    const to = from + width * scale
    for (let target = Math.max(0, Math.floor(from)); target < Math.min(layer.bins, to); target++) {
      const part = (Math.min(to, target + 1) - Math.max(from, target)) / (to - from)
      row[DENSITY + target] = row[DENSITY + target]! + shares[bin]! * part
    }
  }
}

/** An empty history, with room for distributions like the frame's. */
export function beginLayer({ low, high, bins: frameBins }: MembraneReading): LayerHistory {
  const bins = Math.min(LAYER_BINS, frameBins)
  return { low, high, bins, series: createSeries(DENSITY + bins, LAYER_ROWS) }
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
  row[LAYER.gradientNorm] = meanNorm(frame)
  rebin(frame, layer, row)
  layer.series.push(step, row)
}
