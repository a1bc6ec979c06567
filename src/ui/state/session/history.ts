/**
 * The bounded history that curves and tracks are drawn from, filled from frames: scalars, tests, per-layer fractions, distributions,
 * skip lengths and learned parameters, and some whole membrane frames to look back at. Outside React. Draws nothing.
 */

import { createWatched, type Gap } from '../../../readings/gaps'
import type { LearnedReading, MembraneReading, SpanReading } from '../../../readings/membrane'
import type { Metric, MetricRow, MetricRows, TestRow } from '../../../readings/metrics'
import { otherVariables, readingOf } from '../../../readings/variables'
import type { Snapshot } from '../../../runs/compact'
import type { RunId } from '../../../runs/record'
import { decidingOf } from '../../../studies/metrics'
import { type FrameOf, newestFrame, onCleared, onFrames, repaint } from '../../base/frames'
import { inGap } from '../../base/gaps'
import { createMetricSeries, type MetricSeries, metricAt, rowsAfter } from '../../base/metric-series'
import { createSeries, type Series, valueAt } from '../../base/series'
import { createSignal, useSignal } from '../../base/signal'
import { secondOf } from '../labels/metric-labels'
import { createFrameRuns } from './frame-runs'
import { beginLayer, type LayerHistory, pushLayer, widenedFor } from './layer-history'
import { createSnapshots } from './snapshots'

/** Columns of a layer's skip lengths; the probabilities of the lengths from 1 on follow. */
export const SPAN = { span: 0, temperature: 1 } as const
export const PROBABILITIES = 2
/** Columns of a learned parameter of neurons as equations: of all values in a layer. */
export const LEARNED = { mean: 0, min: 1, max: 2 } as const

interface History {
  /** Metrics of training batches. */
  readonly curves: MetricSeries
  /** Metrics of evaluations. */
  readonly tests: MetricSeries
  readonly layers: Map<string, LayerHistory>
  /** The skip lengths of layers with adaptive recurrence. */
  readonly spans: Map<string, Series>
  /** The learned parameters of neurons as equations, by layer and name: `equations1.beta`. */
  readonly learned: Map<string, Series>
  /** Intervals of training in which no membrane frames were recorded. */
  readonly gaps: readonly Gap[]
}

const SERIES_ROWS = 400
/** The memory limit for stored frames. */
const SNAPSHOT_BYTES = 24 * 2 ** 20
const SNAPSHOTS = 128

const watched = createWatched()

export const history: History = {
  curves: createMetricSeries(8192),
  tests: createMetricSeries(4096),
  layers: new Map(),
  spans: new Map(),
  learned: new Map(),
  get gaps() {
    return watched.gaps
  },
}
const snapshots = createSnapshots(SNAPSHOT_BYTES, SNAPSHOTS)
let norms: readonly [low: number, high: number] | null = null
const seen: { scalars?: unknown; membrane?: unknown; report?: unknown } = {}
let lastScalar = -1
let lastMembrane = -1
let lastTest = -1
const runs = createFrameRuns()
/** The history was restored up to this step: an earlier frame is late, or belongs to another run. */
let restored = -1

export function clearHistory(): void {
  clearCurves()
  clearSnapshots()
  runs.begin()
  restored = -1
  setCursor(null)
}
onCleared(clearHistory)

/** Another run begins at the current step; the curves and snapshots so far stay. */
export const continueAsAnotherRun = (): void => runs.begin()

function clearCurves(): void {
  history.curves.clear()
  history.tests.clear()
  lastScalar = -1
  lastTest = -1
}

function clearSnapshots(): void {
  history.layers.clear()
  history.spans.clear()
  history.learned.clear()
  watched.clear()
  snapshots.clear()
  norms = null
  lastMembrane = -1
}

/** The past of a resumed run: its step, the snapshots up to it, and the gaps between them. */
interface ResumedPast {
  readonly run?: RunId
  readonly step: number
  readonly snapshots: readonly Snapshot[]
  readonly gaps: readonly Gap[]
}

/**
 * Restores the history from the worker: after a reload of the page, a hidden tab, a resumed run. A resumed run also restores its
 * snapshots, if there are any, with a gap up to the next frame. Rows that arrived in frames since the worker was asked stay.
 */
export function restoreHistory(rows: MetricRows, tests: readonly TestRow[], resumed?: ResumedPast): void {
  takeFrames()
  const since = resumed ? [] : rowsAfter(history.curves, rows.step.at(-1) ?? -1)
  const testsSince = resumed ? [] : rowsAfter(history.tests, tests.at(-1)?.step ?? -1)
  clearCurves()
  takeScalars(rows)
  for (const row of since) takeRow(row)
  for (const test of [...tests, ...testsSince]) takeTest(test)
  const newest = newestFrame('membrane')
  if (resumed) {
    clearSnapshots()
    runs.begin(resumed.run)
    for (const snapshot of resumed.snapshots) takeSnapshot({ ...snapshot, kind: 'membrane', watchShare: 0, framesPerSecond: 0 })
    putGaps(resumed.gaps)
  }
  watched.stop()
  restored = Math.max(lastScalar, resumed?.step ?? -1)
  if (resumed && newest && timely(newest) && newest.step >= restored) takeSnapshot(newest)
  repaint(['scalars', 'membrane', 'report'])
}

function takeScalars(rows: MetricRows): void {
  const count = rows.step.length
  const columns = Object.entries(rows.columns)
  const newest = rows.step[count - 1] ?? -1
  if (newest < lastScalar && newest > restored) clearHistory()
  for (let row = 0; row < count; row++) {
    const step = rows.step[row]!
    if (step <= lastScalar) continue
    takeRow({ step, values: Object.fromEntries(columns.map(([name, values]) => [name, values[row]!])) })
  }
}

function takeRow({ step, values }: MetricRow): void {
  history.curves.push(step, values)
  lastScalar = step
}

function takeTest({ step, values }: MetricRow): void {
  if (step < lastTest && step > restored) history.tests.clear()
  else if (step < lastTest) return
  history.tests.push(step, values)
  lastTest = step
}

/** The deciding metric minus the same measured in a second way, at the last evaluation up to a step; null where there is no second way. */
export function gapAt(metrics: readonly Metric[], step = Number.POSITIVE_INFINITY): number | null {
  const second = secondOf(metrics)
  if (!second) return null
  const gap = metricAt(history.tests, step, decidingOf(metrics).name) - metricAt(history.tests, step, second.name)
  return Number.isNaN(gap) ? null : gap
}

/** The key of the history of a layer’s potential or of another variable. */
const keyOf = (layer: string, variable: string | null): string => (variable === null ? layer : `${layer} ${variable}`)

/** The history of a layer’s potential, or of another variable. */
export const layerHistory = (layer: string, variable: string | null): LayerHistory | undefined => history.layers.get(keyOf(layer, variable))

function takeLayer(step: number, frame: MembraneReading, variable: string | null = null): void {
  const key = keyOf(frame.layer, variable)
  const reading = readingOf(frame, variable)
  const known = widenedFor(history.layers.get(key) ?? beginLayer(reading), reading)
  history.layers.set(key, known)
  pushLayer(known, step, reading)
}

function takeSpans(step: number, layer: string, { span, temperature, probabilities }: SpanReading): void {
  const known = history.spans.get(layer) ?? createSeries(PROBABILITIES + probabilities.length, SERIES_ROWS, 'last')
  history.spans.set(layer, known)
  known.push(step, [span, temperature, ...probabilities])
}

function takeLearned(step: number, layer: string, { name, mean, min, max }: LearnedReading): void {
  const key = `${layer}.${name}`
  const known = history.learned.get(key) ?? createSeries(Object.keys(LEARNED).length, SERIES_ROWS, 'last')
  history.learned.set(key, known)
  known.push(step, [mean, min, max])
}

/** The smallest and largest gradient norm of any layer and step so far: what one color scale for the whole run has to hold. */
export const normRange = (): readonly [low: number, high: number] | null => norms

function takeNorms(frame: MembraneReading): void {
  const known = frame.gradientNorm.filter((norm) => norm > 0 && Number.isFinite(norm))
  if (known.length > 0) norms = [Math.min(norms?.[0] ?? Infinity, ...known), Math.max(norms?.[1] ?? 0, ...known)]
}

function takeSnapshot(frame: FrameOf<'membrane'>): void {
  const { step, layers } = frame
  if (step <= lastMembrane) return
  watched.take(step)
  for (const layer of layers) {
    takeLayer(step, layer)
    for (const variable of otherVariables(layer)) takeLayer(step, layer, variable)
    takeNorms(layer)
    if (layer.spans) takeSpans(step, layer.layer, layer.spans)
    for (const parameter of layer.learned ?? []) takeLearned(step, layer.layer, parameter)
  }
  snapshots.take(frame)
  lastMembrane = step
}

/** Restores the gaps recorded with a resumed run, since not all of its snapshots were saved. */
export const putGaps = (gaps: readonly Gap[]): void => watched.put(snapshots.steps, gaps)

const stopped = new Set<() => void>()
/** Calls `listener` whenever recording of membrane frames stops. */
export const onWatchingStopped = (listener: () => void): void => void stopped.add(listener)

/** Marks the start of a gap: the views are paused, or the tab is hidden. */
export function stopWatching(): void {
  watched.stop()
  for (const listener of stopped) listener()
}

/** A column of a layer's history at a training step; NaN in a gap. */
export const layerAt = ({ series }: LayerHistory, step: number, column: number): number =>
  inGap(history.gaps, step) ? Number.NaN : valueAt(series, step, column)

const timely = <F extends { readonly run?: RunId }>(frame: F | undefined): F | undefined =>
  frame && runs.isLate(frame.run) ? undefined : frame

/** Takes in whatever frames are new. Painters call it first, so that none draws an older history than it could. */
export function takeFrames(): void {
  const scalars = timely(newestFrame('scalars'))
  const membrane = timely(newestFrame('membrane'))
  const report = newestFrame('report')
  if (membrane && membrane !== seen.membrane) {
    if (membrane.step < lastMembrane && membrane.step >= restored) clearHistory()
    if (runs.changes('membrane', membrane.run)) clearSnapshots()
  }
  if (scalars && scalars !== seen.scalars) {
    if (runs.changes('scalars', scalars.run)) clearCurves()
    takeScalars(scalars.rows)
  }
  if (report && report !== seen.report) takeTest(report)
  if (membrane && membrane !== seen.membrane && membrane.step >= restored) takeSnapshot(membrane)
  seen.scalars = scalars
  seen.membrane = membrane
  seen.report = report
}
onFrames(['scalars', 'membrane', 'report'], takeFrames)

// ---- the training step that the views show: the newest, or an earlier one

/** An earlier training step; null shows the newest. */
export const cursor = createSignal<number | null>(null)

/** Shows an earlier training step; null shows the newest. */
export const setCursor = (step: number | null): void => cursor.set(step)
export const cursorStep = (): number | null => cursor.get()
export const useCursor = (): number | null => useSignal(cursor)

/** The training steps that have a stored snapshot. */
export function snapshotSteps(): readonly number[] {
  takeFrames()
  return snapshots.steps
}

/** The membrane frame to show: the newest, or the last snapshot at or before the cursor. */
export function shownMembrane(): FrameOf<'membrane'> | undefined {
  takeFrames()
  const at = cursor.get()
  return (at === null ? undefined : snapshots.at(at)) ?? newestFrame('membrane')
}
