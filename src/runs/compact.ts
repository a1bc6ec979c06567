/**
 * Compacts membrane frames for storage, and expands them again. A row of counts becomes fractions of 65,535, which they sum to; expanded,
 * they sum to the number of potentials of a step, and equal the counts where that is less than 65,535. In long sequences, successive time
 * steps share a row. Pure.
 */
import type { MembraneReading, StateReading } from '../readings/membrane'
import type { Facts, SavedFrame, SavedLayer, SavedState } from './record'

/** The sum of a row of counts as it is stored: fractions times this. */
export const WHOLE = 65_535
/** Columns of a row: the window, three fractions, mean and standard deviation, those of the predicted distribution, the gradient's norm. */
const NUMBER = {
  windowLow: 0,
  windowHigh: 1,
  available: 2,
  availableFixed: 3,
  fired: 4,
  mean: 5,
  standardDeviation: 6,
  predictedMean: 7,
  predictedStandardDeviation: 8,
  gradientNorm: 9,
} as const
export const NUMBERS = 10

/** The maximum size of all frames of a run in bytes; below, of one frame, unless there are so many layers that a row of each takes more. */
export const MAX_HISTORY_BYTES = 2 * 2 ** 20
const FRAME_BYTES = 32 * 1024

/** The readings of all layers at one training step. */
export interface Snapshot {
  readonly step: number
  /** The readings are of the next batch, computed while training was paused. */
  readonly next?: boolean
  readonly layers: readonly MembraneReading[]
}

const bytesOfRow = ({ bins, states = [] }: MembraneReading): number =>
  2 * (bins + 3) * (1 + states.length) + 4 * (NUMBERS + 2 * states.length)

export function compactFrame({ step, next, layers }: Snapshot): SavedFrame {
  const room = FRAME_BYTES / Math.max(1, layers.length)
  return {
    step,
    ...(next && { next }),
    layers: layers.map((layer) => compactLayer(layer, Math.max(1, Math.floor(room / bytesOfRow(layer))))),
  }
}

function compactLayer(frame: MembraneReading, mostRows: number): SavedLayer {
  const { layer, low, high, bins, samples, neurons, predicted, spans, learned, states } = frame
  const steps = frame.windowLow.length
  const every = Math.max(1, Math.ceil(steps / mostRows))
  const rows = Math.ceil(steps / every)
  const numbers = new Float32Array(rows * NUMBERS)
  for (let row = 0; row < rows; row++) numbers.set(numbersOf(frame, row * every, Math.min(steps, (row + 1) * every)), row * NUMBERS)
  const facts = factsOf(frame)
  const law = { law: predicted !== null, ...(predicted?.constantInput && { constantInput: true }) }
  const counts = compactCounts(frame.counts, bins, every)
  const kept = { ...(learned && { learned }), ...(states && { states: states.map((state) => compactState(state, bins, every)) }) }
  return { layer, low, high, bins, steps, every, samples, neurons, facts, ...law, spans, ...kept, counts, numbers }
}

/** Counts as fractions, a row for each `every` steps. */
function compactCounts(from: Uint32Array, bins: number, every: number): Uint16Array {
  const cells = bins + 3
  const steps = from.length / cells
  const rows = Math.ceil(steps / every)
  const counts = new Uint16Array(rows * cells)
  const sums = new Float64Array(cells)
  for (let row = 0; row < rows; row++) {
    sums.fill(0)
    for (let t = row * every; t < Math.min(steps, (row + 1) * every); t++)
      for (let cell = 0; cell < cells; cell++) sums[cell] = sums[cell]! + from[t * cells + cell]!
    apportion(sums, WHOLE, counts.subarray(row * cells, (row + 1) * cells))
  }
  return counts
}

function compactState(state: StateReading, bins: number, every: number): SavedState {
  const { name, low, high, counts, mean } = state
  const rows = Array.from({ length: Math.ceil(mean.length / every) }, (_, row) =>
    momentsOver(state, row * every, Math.min(mean.length, (row + 1) * every)),
  )
  return { name, low, high, counts: compactCounts(counts, bins, every), moments: Float32Array.from(rows.flat()) }
}

interface Moments {
  readonly mean: ArrayLike<number>
  readonly standardDeviation: ArrayLike<number>
}

/** Mean and standard deviation over a range of steps. */
function momentsOver({ mean, standardDeviation }: Moments, from: number, to: number): [mean: number, standardDeviation: number] {
  if (to - from === 1) return [mean[from]!, standardDeviation[from]!]
  let [middle, square] = [0, 0]
  for (let t = from; t < to; t++) {
    middle += mean[t]! / (to - from)
    square += (standardDeviation[t]! ** 2 + mean[t]! ** 2) / (to - from)
  }
  return [middle, Math.sqrt(Math.max(0, square - middle * middle))]
}

function factsOf(frame: MembraneReading): Facts {
  const { threshold, resetTo, decay, windowClosed, gammaMean, silent, saturated, channels, silentChannels } = frame
  return { threshold, resetTo, decay, windowClosed, gammaMean, silent, saturated, channels, silentChannels }
}

/** The numbers of a row, over a range of steps. */
function numbersOf(frame: MembraneReading, from: number, to: number): number[] {
  const steps = to - from
  const average = (values: ArrayLike<number>): number => {
    let sum = 0
    for (let t = from; t < to; t++) sum += values[t]! / steps
    return sum
  }
  const share = (values: ArrayLike<number>) => average(values) / (frame.total || 1)
  let norm = 0
  for (let t = from; t < to; t++) norm += frame.gradientNorm[t]! ** 2 / steps
  return [
    average(frame.windowLow),
    average(frame.windowHigh),
    share(frame.available),
    share(frame.availableFixed),
    share(frame.fired),
    ...momentsOver(frame, from, to),
    ...(frame.predicted ? momentsOver(frame.predicted, from, to) : [Number.NaN, Number.NaN]),
    steps === 1 ? frame.gradientNorm[from]! : Math.sqrt(norm),
  ]
}

/**
 * Scales counts to whole numbers that sum to `whole`. Rounding errors are carried over, so that no count is off by more than 1. The last
 * cell counts NaN, and stays above 0 if it was.
 */
function apportion(from: ArrayLike<number>, whole: number, to: Uint16Array | Uint32Array): void {
  const last = from.length - 1
  let total = 0
  for (let cell = 0; cell < last; cell++) total += from[cell]!
  const nan = from[last]!
  to[last] = nan > 0 ? Math.max(1, Math.round((nan * whole) / (total + nan))) : 0
  const rest = whole - to[last]!
  let sum = 0
  let placed = 0
  for (let cell = 0; cell < last; cell++) {
    sum += from[cell]!
    const upTo = total > 0 ? Math.round((sum * rest) / total) : 0
    to[cell] = upTo - placed
    placed = upTo
  }
}

export const expandFrame = ({ layers, ...rest }: SavedFrame): Snapshot => ({ ...rest, layers: layers.map(expandLayer) })

/** Converts a saved layer to a reading that the views can draw. */
function expandLayer(saved: SavedLayer): MembraneReading {
  const { steps, every, bins, samples, neurons } = saved
  const total = samples * neurons
  const rowOf = (t: number) => Math.floor(t / every)
  const expanded = (from: Uint16Array) => expandCounts(from, saved, total)
  const value = (t: number, column: number) => saved.numbers[rowOf(t) * NUMBERS + column]!
  const floats = (column: number) => Float64Array.from({ length: steps }, (_, t) => value(t, column))
  const edges = (column: number) => Float32Array.from({ length: steps }, (_, t) => value(t, column))
  const tally = (column: number) => Uint32Array.from({ length: steps }, (_, t) => Math.round(value(t, column) * total))
  const { layer, low, high, facts, law, constantInput = false, spans, learned, states } = saved
  return {
    layer,
    low,
    high,
    bins,
    counts: expanded(saved.counts),
    total,
    samples,
    neurons,
    spans,
    ...(learned && { learned }),
    ...(states && {
      states: states.map(({ name, low, high, counts, moments }) => ({
        name,
        low,
        high,
        counts: expanded(counts),
        mean: Float64Array.from({ length: steps }, (_, t) => moments[2 * rowOf(t)]!),
        standardDeviation: Float64Array.from({ length: steps }, (_, t) => moments[2 * rowOf(t) + 1]!),
      })),
    }),
    ...facts,
    windowLow: edges(NUMBER.windowLow),
    windowHigh: edges(NUMBER.windowHigh),
    available: tally(NUMBER.available),
    availableFixed: tally(NUMBER.availableFixed),
    fired: tally(NUMBER.fired),
    mean: floats(NUMBER.mean),
    standardDeviation: floats(NUMBER.standardDeviation),
    predicted: law
      ? { mean: floats(NUMBER.predictedMean), standardDeviation: floats(NUMBER.predictedStandardDeviation), constantInput }
      : null,
    gradientNorm: floats(NUMBER.gradientNorm),
  }
}

/** Counts of every step again, which sum to its potentials. */
function expandCounts(from: Uint16Array, { bins, steps, every }: SavedLayer, total: number): Uint32Array {
  const cells = bins + 3
  const counts = new Uint32Array(steps * cells)
  for (let t = 0; t < steps; t++) {
    const row = Math.floor(t / every)
    if (t % every > 0) counts.copyWithin(t * cells, (t - 1) * cells, t * cells)
    else apportion(from.subarray(row * cells, (row + 1) * cells), total, counts.subarray(t * cells, (t + 1) * cells))
  }
  return counts
}

const sumOf = (sizes: readonly number[]): number => sizes.reduce((a, b) => a + b, 0)

export const bytesOfFrame = ({ layers }: SavedFrame): number =>
  sumOf(
    layers.flatMap(({ counts, numbers, spans, states = [] }) => [
      counts.byteLength + numbers.byteLength + (spans?.probabilities.byteLength ?? 0),
      ...states.map((state) => state.counts.byteLength + state.moments.byteLength),
    ]),
  )
