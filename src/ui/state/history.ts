/**
 * The bounded history that curves and tracks are drawn from, filled from frames: scalars, tests, per-layer fractions, distributions
 * and spans, and some whole membrane frames to look back at. Outside React. Draws nothing.
 */

import type { MembraneReading, SpanReading } from '../../readings/membrane'
import type { Metric, MetricRows, TestRow } from '../../readings/metrics'
import { meanNorm, pooled, sharesOverall, stepsOf, widestStep } from '../../readings/shares'
import { decidingOf } from '../../studies/metrics'
import { type FrameOf, newestFrame, onFrames } from '../base/frames'
import { createMetricSeries, type MetricSeries, metricAt } from '../base/metric-series'
import { createSeries, type Series } from '../base/series'
import { createSignal, useSignal } from '../base/signal'
import { secondOf } from './metrics'
import { createSnapshots } from './snapshots'

/** Columns of a layer's history; the distribution of all steps, as shares per bin, follows. */
export const LAYER = { inside: 0, fixed: 1, mean: 2, low: 3, high: 4, threshold: 5, gradientNorm: 6, below: 7, deviation: 8 } as const
export const DENSITY = 9
/** Columns of a layer's spans; the probabilities of the spans from 1 on follow. */
export const SPAN = { span: 0, temperature: 1 } as const
export const PROBABILITIES = 2

export interface LayerHistory {
  readonly low: number
  readonly high: number
  readonly bins: number
  readonly series: Series
}

interface History {
  /** What was measured on training batches, and by evaluations. */
  readonly curves: MetricSeries
  readonly tests: MetricSeries
  readonly layers: Map<string, LayerHistory>
  /** Of layers whose recurrence is adaptive. */
  readonly spans: Map<string, Series>
}

const LAYER_ROWS = 320
const LAYER_BINS = 96
const SPAN_ROWS = 400
/** Bytes of whole frames that are kept to look back at. */
const SNAPSHOT_BYTES = 24 * 2 ** 20
const SNAPSHOTS = 128

export const history: History = {
  curves: createMetricSeries(8192),
  tests: createMetricSeries(4096),
  layers: new Map(),
  spans: new Map(),
}
const snapshots = createSnapshots(SNAPSHOT_BYTES, SNAPSHOTS)
let norms: readonly [low: number, high: number] | null = null
const seen: { scalars?: unknown; membrane?: unknown; report?: unknown } = {}
let lastScalar = -1
let lastMembrane = -1
let lastTest = -1

export function clearHistory(): void {
  history.curves.clear()
  history.tests.clear()
  history.layers.clear()
  history.spans.clear()
  snapshots.clear()
  norms = null
  lastScalar = -1
  lastMembrane = -1
  lastTest = -1
  setCursor(null)
}

/** Puts back what the worker has kept: after a reload of the page, a hidden tab, a resumed run. */
export function restoreHistory(rows: MetricRows, tests: readonly TestRow[]): void {
  // Frames that were cleared a moment ago would else be noticed afterwards, and what is put back now forgotten with them.
  takeFrames()
  history.curves.clear()
  history.tests.clear()
  lastScalar = -1
  lastTest = -1
  takeScalars(rows)
  for (const test of tests) takeTest(test)
}

function takeScalars(rows: MetricRows): void {
  const count = rows.step.length
  const columns = Object.entries(rows.columns)
  if (count > 0 && rows.step[count - 1]! < lastScalar) clearHistory()
  for (let row = 0; row < count; row++) {
    const step = rows.step[row]!
    if (step <= lastScalar) continue
    history.curves.push(step, Object.fromEntries(columns.map(([name, values]) => [name, values[row]!])))
    lastScalar = step
  }
}

function takeTest({ step, values }: TestRow): void {
  if (step < lastTest) history.tests.clear()
  if (step === lastTest) return
  history.tests.push(step, values)
  lastTest = step
}

/** A distribution on the history's bins, whatever the frame's were. */
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

function takeLayer(step: number, frame: MembraneReading): void {
  let layer = history.layers.get(frame.layer)
  if (!layer) {
    const bins = Math.min(LAYER_BINS, frame.bins)
    layer = { low: frame.low, high: frame.high, bins, series: createSeries(DENSITY + bins, LAYER_ROWS) }
    history.layers.set(frame.layer, layer)
  }
  const row = new Float32Array(DENSITY + layer.bins)
  const shares = sharesOverall(frame)
  const steps = stepsOf(frame) || 1
  const widest = widestStep(frame)
  let mean = 0
  let square = 0
  for (let t = 0; t < steps; t++) {
    mean += frame.mean[t]! / steps
    square += (frame.deviation[t]! ** 2 + frame.mean[t]! ** 2) / steps
  }
  row[LAYER.inside] = shares.inside
  row[LAYER.fixed] = shares.fixed
  row[LAYER.below] = shares.below
  row[LAYER.mean] = mean
  row[LAYER.deviation] = Math.sqrt(Math.max(0, square - mean * mean))
  row[LAYER.low] = frame.windowLow[widest]!
  row[LAYER.high] = frame.windowHigh[widest]!
  row[LAYER.threshold] = frame.threshold
  row[LAYER.gradientNorm] = meanNorm(frame)
  rebin(frame, layer, row)
  layer.series.push(step, row)
}

/** The metric that decides less the same measured in a second way, at the last evaluation up to a step; null where there is no second way. */
export function gapAt(metrics: readonly Metric[], step = Number.POSITIVE_INFINITY): number | null {
  const second = secondOf(metrics)
  if (!second) return null
  const gap = metricAt(history.tests, step, decidingOf(metrics).name) - metricAt(history.tests, step, second.name)
  return Number.isNaN(gap) ? null : gap
}

function takeSpans(step: number, layer: string, { span, temperature, probabilities }: SpanReading): void {
  const known = history.spans.get(layer) ?? createSeries(PROBABILITIES + probabilities.length, SPAN_ROWS, 'last')
  history.spans.set(layer, known)
  known.push(step, [span, temperature, ...probabilities])
}

/** The smallest and largest gradient norm of any layer and step so far: what one color scale for the whole run has to hold. */
export const normRange = (): readonly [low: number, high: number] | null => norms

function takeNorms(frame: MembraneReading): void {
  const known = frame.gradientNorm.filter((norm) => norm > 0 && Number.isFinite(norm))
  if (known.length > 0) norms = [Math.min(norms?.[0] ?? Infinity, ...known), Math.max(norms?.[1] ?? 0, ...known)]
}

/** Takes in whatever frames are new. Painters call it first, so that none draws an older history than it could. */
export function takeFrames(): void {
  const scalars = newestFrame('scalars')
  const membrane = newestFrame('membrane')
  const report = newestFrame('report')
  if (!scalars && !membrane && (seen.scalars || seen.membrane)) clearHistory()
  if (membrane && membrane.step < lastMembrane) clearHistory()
  if (scalars && scalars !== seen.scalars) takeScalars(scalars.rows)
  if (report && report !== seen.report) takeTest(report)
  if (membrane && membrane !== seen.membrane && membrane.step > lastMembrane) {
    for (const layer of membrane.layers) {
      takeLayer(membrane.step, layer)
      takeNorms(layer)
      if (layer.spans) takeSpans(membrane.step, layer.layer, layer.spans)
    }
    snapshots.take(membrane)
    lastMembrane = membrane.step
  }
  seen.scalars = scalars
  seen.membrane = membrane
  seen.report = report
}
onFrames(['scalars', 'membrane', 'report'], takeFrames)

// ---- the moment that the views show: the newest, or a training step of the past

/** A training step of the past; null is now. */
export const cursor = createSignal<number | null>(null)

/** Looks back at a training step; null is now. */
export const setCursor = (step: number | null): void => cursor.set(step)
export const cursorStep = (): number | null => cursor.get()
export const useCursor = (): number | null => useSignal(cursor)

/** Training steps of the moments that can be looked back at as a whole. */
export function keptMoments(): readonly number[] {
  takeFrames()
  return snapshots.steps
}

/** The membrane frame to show: the newest, or the last one kept before the cursor. */
export function shownMembrane(): FrameOf<'membrane'> | undefined {
  takeFrames()
  const at = cursor.get()
  return (at === null ? undefined : snapshots.at(at)) ?? newestFrame('membrane')
}
