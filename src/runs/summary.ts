/** The summary of a run: the latest numbers and the data of its thumbnail. Pure. */
import type { MembraneReading } from '../readings/membrane'
import { type Metric, type MetricRows, type TestRow, timesTested } from '../readings/metrics'
import type { Snapshot } from './compact'
import type { Finals, Thumbnail } from './record'

const MAX_LOSSES = 64
const MAX_SHARES = 48

const finite = (value: number | undefined): number | null => (value !== undefined && Number.isFinite(value) ? value : null)

/** @param newest the newest membrane snapshot, if any */
export function finalsOf(metrics: readonly Metric[], curves: MetricRows, tests: readonly TestRow[], newest: Snapshot | undefined): Finals {
  const test = tests.at(-1)
  const watched = metrics.some(({ split }) => split === 'validation') ? 'validation' : 'test'
  const last = ({ name, split }: Metric) => finite(split === 'train' ? curves.columns[name]?.at(-1) : test?.values[name])
  return {
    values: known(metrics.map((metric) => [metric.name, last(metric)])),
    best: known(metrics.filter(({ split }) => split === watched).map((metric) => [metric.name, bestOf(metric, tests)])),
    timesTested: timesTested(tests),
    gradientAvailable: newest ? finite(availableOf(newest.layers)) : null,
  }
}

const known = (entries: readonly (readonly [string, number | null])[]): Record<string, number> =>
  Object.fromEntries(entries.filter((entry): entry is readonly [string, number] => entry[1] !== null))

function bestOf({ name, better }: Metric, tests: readonly TestRow[]): number | null {
  const measured = tests.map(({ values }) => values[name]).filter((value) => value !== undefined && Number.isFinite(value)) as number[]
  if (better === null || measured.length === 0) return null
  return better === 'higher' ? Math.max(...measured) : Math.min(...measured)
}

/** The gradient-available fraction, averaged over layers and steps. */
function availableOf(layers: readonly MembraneReading[]): number {
  let sum = 0
  for (const { available, total } of layers) for (const count of available) sum += count / (total || 1) / available.length / layers.length
  return layers.length > 0 ? sum : Number.NaN
}

export function thumbnailOf(curves: MetricRows, newest: Snapshot | undefined): Thumbnail {
  const loss = evenly(curves.columns.trainLoss ?? [], MAX_LOSSES)
  const layer = newest?.layers[0]
  return { loss, membrane: layer ? thumbnailHistogram(layer) : null }
}

/** Means over at most `max` successive parts; parts without a finite value are left out. */
function evenly(values: ArrayLike<number>, max: number): number[] {
  const parts = Math.min(max, values.length)
  const out: number[] = []
  for (let part = 0; part < parts; part++) {
    let sum = 0
    let count = 0
    const to = Math.floor(((part + 1) * values.length) / parts)
    for (let at = Math.floor((part * values.length) / parts); at < to; at++) {
      if (!Number.isFinite(values[at]!)) continue
      sum += values[at]!
      count++
    }
    if (count > 0) out.push(sum / count)
  }
  return out
}

/** The histogram of all steps, with the window of the step where it is widest. */
function thumbnailHistogram(frame: MembraneReading): NonNullable<Thumbnail['membrane']> {
  const { layer, low, high, bins, counts, total, windowLow, windowHigh, threshold } = frame
  const steps = windowLow.length
  const shares = Array.from({ length: Math.min(MAX_SHARES, bins) }, () => 0)
  for (let t = 0; t < steps; t++)
    for (let bin = 0; bin < bins; bin++) {
      const at = Math.floor((bin * shares.length) / bins)
      shares[at] = shares[at]! + counts[t * (bins + 3) + bin]! / (total * steps || 1)
    }
  let widest = 0
  for (let t = 1; t < steps; t++) if (windowHigh[t]! - windowLow[t]! > windowHigh[widest]! - windowLow[widest]!) widest = t
  const place = (u: number) => Math.min(1, Math.max(0, (u - low) / (high - low)))
  return { layer, shares, window: [place(windowLow[widest]!), place(windowHigh[widest]!)], threshold: place(threshold) }
}

/** Joins the curves of a continued run: earlier rows up to the first later one. */
export function joinCurves(before: MetricRows, after: MetricRows): MetricRows {
  const from = after.step[0]
  let count = 0
  while (count < before.step.length && (from === undefined || before.step[count]! < from)) count++
  if (count === 0) return after
  const names = [...new Set([...Object.keys(before.columns), ...Object.keys(after.columns)])]
  const joined = (name: string) => {
    const out = new Float32Array(count + after.step.length).fill(Number.NaN)
    out.set(before.columns[name]?.subarray(0, count) ?? [])
    if (after.columns[name]) out.set(after.columns[name], count)
    return out
  }
  const step = new Uint32Array(count + after.step.length)
  step.set(before.step.subarray(0, count))
  step.set(after.step, count)
  return { step, columns: Object.fromEntries(names.map((name) => [name, joined(name)])) }
}
export const NO_CURVES: MetricRows = { step: new Uint32Array(), columns: {} }

/** Joins tests in order; of two at the same step, the later one wins. */
export function joinTests(before: readonly TestRow[], after: readonly TestRow[]): TestRow[] {
  const steps = new Set(after.map(({ step }) => step))
  return [...before.filter(({ step }) => !steps.has(step)), ...after].sort((a, b) => a.step - b.step)
}
