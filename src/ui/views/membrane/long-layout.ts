/** The layout of the membrane view for a long sequence, and the density of time x potential as numbers. Pure. */

import type { MembraneReading } from '../../../readings/membrane'
import { countAt, pooled, stepsOf } from '../../../readings/shares'
import type { CachedImage } from '../../base/cached-canvas'
import { linear, type Scale } from '../../base/scale'
import type { AxisPlace } from '../../base/step-axis'
import type { PotentialRange } from '../../state/selection/selection'
import { fixedEdges, type Trial } from '../../state/selection/window-trial'
import type { Marked } from './marked'

/** A range of bins: `first` is included, `end` is not. */
export interface Bins {
  readonly first: number
  readonly end: number
}

/** The share of potentials at either end that the axis may leave out. */
const RARE = 0.0005

/** The bins that hold nearly all potentials, the windows and the threshold, in strides so that the axis seldom changes. */
export function shownBins(frame: MembraneReading): Bins {
  const { low, high, bins } = frame
  const shares = pooled(frame)
  const binOf = (u: number) => Math.floor(((u - low) / (high - low)) * bins)
  let [first, end] = [0, bins]
  for (let sum = 0; first < bins - 1 && sum + shares[first]! < RARE; first++) sum += shares[first]!
  for (let sum = 0; end > first + 1 && sum + shares[end - 1]! < RARE; end--) sum += shares[end - 1]!
  const edges = [...frame.windowLow, ...frame.windowHigh, ...fixedEdges(frame, null)].filter(Number.isFinite).map(binOf)
  first = edges.reduce((a, b) => Math.min(a, b), first)
  end = edges.reduce((a, b) => Math.max(a, b + 1), end)
  const stride = Math.max(1, Math.round(bins / 12))
  return { first: Math.max(0, Math.floor(first / stride) * stride), end: Math.min(bins, Math.ceil(end / stride) * stride) }
}

export interface LongMembraneLayout {
  readonly bins: Bins
  readonly heat: AxisPlace
  readonly histogram: { readonly left: number; readonly width: number }
  /** Maps a potential to y, and back. */
  readonly y: Scale
  readonly u: Scale
}

export function longMembraneLayout(width: number, height: number, r: number, frame: MembraneReading): LongMembraneLayout {
  const [left, right, gap] = [40 * r, 58 * r, 12 * r]
  const [top, bottom] = [24 * r, Math.max(60 * r, height - 30 * r)]
  const histogram = Math.min(150 * r, Math.max(50 * r, 0.2 * width))
  const heat = Math.max(40, width - left - gap - histogram - right)
  const bins = shownBins(frame)
  const edge = (bin: number) => frame.low + (bin * (frame.high - frame.low)) / frame.bins
  const [low, high] = [edge(bins.first), edge(bins.end)]
  return {
    bins,
    heat: { left, width: heat, top, bottom },
    histogram: { left: left + heat + gap, width: histogram },
    y: linear(low, high, bottom, top),
    u: linear(bottom, top, low, high),
  }
}

/** The columns of the density are single steps, or the mean of steps that share a pixel; likewise its rows. */
export interface Density {
  readonly columns: number
  readonly rows: number
  /** [rows, columns], from the highest potential down: the share of a step's potentials that one bin holds. */
  readonly shares: Float32Array
  /** The share that has the strongest color: nearly all lie below, so that a few steps at one potential do not darken the rest. */
  readonly top: number
  /** Whether some shares exceed it. */
  readonly above: boolean
}

/** The quantile of the nonempty cells that gets the strongest color. */
const TOP = 0.98

export function densityOf(frame: MembraneReading, { first, end }: Bins, mostColumns: number, mostRows: number): Density {
  const steps = stepsOf(frame)
  const columns = Math.max(1, Math.min(steps, mostColumns))
  const bins = end - first
  const rows = Math.max(1, Math.min(bins, mostRows))
  const shares = new Float32Array(columns * rows)
  for (let column = 0; column < columns; column++) {
    const [from, to] = [Math.floor((column * steps) / columns), Math.floor(((column + 1) * steps) / columns)]
    for (let row = 0; row < rows; row++) {
      const [low, high] = [first + Math.floor(((rows - row - 1) * bins) / rows), first + Math.floor(((rows - row) * bins) / rows)]
      let sum = 0
      for (let step = from; step < to; step++) for (let bin = low; bin < high; bin++) sum += countAt(frame, step, bin)
      shares[row * columns + column] = sum / (frame.total || 1) / ((to - from) * (high - low))
    }
  }
  const occupied = shares.filter((share) => share > 0).sort()
  const top = occupied[Math.floor(TOP * (occupied.length - 1))] ?? 1
  return { columns, rows, shares, top, above: top < (occupied.at(-1) ?? 1) }
}

export interface LongMembraneView {
  readonly log: boolean
  readonly trial: Trial | null
  readonly step: number | null
  /** The step and the potential under the pointer. */
  readonly hover: { readonly step: number | null; readonly u: number } | null
  readonly range: PotentialRange | null
  readonly marked: Marked | null
  /** The same layer in snapshot A. */
  readonly overlay: MembraneReading | null
  readonly image: CachedImage
}
