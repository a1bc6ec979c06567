/**
 * Reads frames of movies and bins of responses from arrays with axes in any order, piece by piece, and averages and sums them. Values
 * that are not valid pixels or responses are refused with their position.
 */
import { FormatError } from '../../formats/format-error'
import type { Numbers } from '../../formats/numbers'
import { naming } from '../source-file'
import type { OpenArray } from './files'
import type { ResponsePlan } from './plan/schema'
import type { Axis, ResponseChoice } from './schema'
import type { Segment } from './segments/schema'

/** The number of bytes read at once: from an array in which time is the slowest axis, and from one in which each piece is scattered. */
const [PIECE, SCATTERED] = [2 ** 24, 2 ** 26]

interface Box {
  readonly values: Numbers
  /** The distance between neighbors along an axis. */
  readonly step: (axis: Axis) => number
}

type Ranges = Partial<Record<Axis, readonly [from: number, to: number]>>

/** @param ranges along axes; the first index of axes without a range. */
async function readBox(array: OpenArray, axes: readonly Axis[], ranges: Ranges): Promise<Box> {
  const [from, to] = [0, 1].map((end) => axes.map((axis) => ranges[axis]?.[end] ?? end)) as [number[], number[]]
  const values = await array.read(from, to)
  const steps = axes.map((_, i) => to.slice(i + 1).reduce((product, high, k) => product * (high - from[i + 1 + k]!), 1))
  return { values, step: (axis) => steps[axes.indexOf(axis)] ?? 0 }
}

/**
 * Ranges along the time axis that are read at once: multiples of `unit`, and of the chunks of the file where possible.
 */
function* pieces(array: OpenArray, axes: readonly Axis[], bytes: number, from: number, to: number, unit: number) {
  const axis = axes.indexOf('time')
  const max = Math.max(unit, Math.floor((axis <= 0 ? PIECE : SCATTERED) / Math.max(1, bytes)))
  const chunk = array.chunks?.[axis] ?? 1
  for (let at = from; at < to; ) {
    const packed = Math.floor((at + max) / chunk) * chunk
    const wanted = (packed > at ? packed : at + Math.min(chunk, Math.max(max, Math.floor(SCATTERED / Math.max(1, bytes))))) - at
    const end = Math.min(to, at + Math.max(unit, Math.floor(wanted / unit) * unit))
    yield [at, end] as const
    at = end
  }
}

interface MovieSource {
  readonly array: OpenArray
  readonly axes: readonly Axis[]
  readonly plan: Pick<ResponsePlan, 'view' | 'height' | 'width' | 'averaged' | 'hold'>
  readonly channel: number
}

/**
 * Reads the frames of a segment that are in the set, piece by piece.
 * @param take given [frames, height, width].
 * @throws ImportError if a value is not finite.
 */
export async function readFrames(
  source: MovieSource,
  { movie, frame, bins }: Pick<Segment, 'movie' | 'frame' | 'bins'>,
  take: (frames: Float32Array) => Promise<void> | void,
  signal?: AbortSignal,
): Promise<void> {
  const { array, axes, plan, channel } = source
  const { view, averaged, hold } = plan
  const colors = array.shape[axes.indexOf('channel')] ?? 1
  const channels = (channel < 0 ? [0, colors] : [channel, channel + 1]) as [number, number]
  const ranges: Ranges = {
    y: [view.top, view.top + view.height],
    x: [view.left, view.left + view.width],
    channel: channels,
    movie: [movie, movie + 1],
  }
  const bytes = view.height * view.width * (channels[1] - channels[0]) * array.itemBytes
  const count = Math.ceil(bins / hold) * averaged
  for (const [from, to] of axes.includes('time') ? pieces(array, axes, bytes, frame, frame + count, averaged) : [[0, 1] as const]) {
    signal?.throwIfAborted()
    const box = await readBox(array, axes, { ...ranges, time: [from, to] })
    const frames = meansOf(box, (to - from) / averaged, channels[1] - channels[0], plan)
    await naming(array.file, () => refuseStrange(frames, from, plan, array))
    await take(frames)
  }
}

/** The mean over squares of pixels, over colors and over frames. */
function meansOf(
  { values, step }: Box,
  frames: number,
  colors: number,
  { view, height, width, averaged }: MovieSource['plan'],
): Float32Array {
  const { average } = view
  const [t, y, x, c] = (['time', 'y', 'x', 'channel'] as const).map(step) as [number, number, number, number]
  const out = new Float32Array(frames * height * width)
  const share = 1 / (averaged * average * average * colors)
  for (let f = 0, at = 0; f < frames; f++)
    for (let row = 0; row < height; row++)
      for (let column = 0; column < width; column++, at++) {
        const corner = f * averaged * t + row * average * y + column * average * x
        let sum = 0
        for (let a = 0; a < averaged; a++)
          for (let dy = 0; dy < average; dy++)
            for (let dx = 0; dx < average; dx++)
              for (let color = 0; color < colors; color++) sum += values[corner + a * t + dy * y + dx * x + color * c]!
        out[at] = sum * share
      }
  return out
}

function refuseStrange(frames: Float32Array, first: number, { height, width, averaged }: MovieSource['plan'], { name }: OpenArray): void {
  const at = frames.findIndex((value) => !Number.isFinite(value))
  if (at >= 0)
    throw new FormatError(
      `has a value that is not finite in ${name}, frame ${first + Math.floor(at / (height * width)) * averaged}. Mend or cut it`,
    )
}

interface ResponseSource {
  readonly array: OpenArray
  readonly axes: readonly Axis[]
  readonly cells: readonly number[]
  readonly trials: number
  readonly choice: Pick<ResponseChoice, 'values' | 'unit' | 'binMs' | 'sum'>
}

/**
 * Reads the bins of a segment, piece by piece.
 * @param take given [trials, cells, bins] in spikes per bin, and the index of the first bin.
 * @throws ImportError if a value is not a valid response, or not a number of spikes where those are required.
 */
export async function readBins(
  source: ResponseSource,
  { movie, bin, bins }: Pick<Segment, 'movie' | 'bin' | 'bins'>,
  take: (counts: Float32Array, first: number, bins: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const { array, axes, trials, choice } = source
  const { sum } = choice
  const all = array.shape[axes.indexOf('cells')] ?? 1
  const ranges: Ranges = { trials: [0, trials], cells: [0, all], movie: [movie, movie + 1] }
  for (const [from, to] of pieces(array, axes, trials * all * array.itemBytes, bin, bin + bins * sum, sum)) {
    signal?.throwIfAborted()
    const box = await readBox(array, axes, { ...ranges, time: [from, to] })
    const count = (to - from) / sum
    take(await naming(array.file, () => sumsOf(box, count, from, source)), (from - bin) / sum, count)
  }
}

/** The tolerance for integers, since floats and conversions from seconds are inexact. */
const NEARLY = 1e-3

function sumsOf({ values, step }: Box, bins: number, first: number, { array, axes, cells, trials, choice }: ResponseSource): Float32Array {
  const { sum, unit, binMs } = choice
  const [n, c, t] = (['trials', 'cells', 'time'] as const).map(step) as [number, number, number]
  const factor = unit === 'second' ? binMs / 1000 : 1
  const whole = choice.values !== 'rates'
  const out = new Float32Array(trials * cells.length * bins)
  const place = (trial: number, cell: number, k: number) => {
    const words = [axes.includes('trials') && `trial ${trial}`, axes.includes('cells') && `cell ${cell}`, `bin ${first + k}`]
    return `in ${array.name}, ${words.filter(Boolean).join(', ')}`
  }
  for (let trial = 0, at = 0; trial < trials; trial++)
    for (const cell of cells)
      for (let bin = 0; bin < bins; bin++, at++)
        for (let k = bin * sum; k < (bin + 1) * sum; k++) {
          const value = values[trial * n + cell * c + k * t]! * factor
          if (!(value >= 0 && value < Infinity))
            throw new FormatError(`has ${value / factor} ${place(trial, cell, k)}, which is no number of spikes and no rate`)
          if (whole && Math.abs(value - Math.round(value)) > NEARLY)
            throw new FormatError(
              `has ${short(value / factor)} ${place(trial, cell, k)}: a rate, where numbers of spikes are asked for. Rates can be chosen, or another unit`,
            )
          out[at]! += whole ? Math.round(value) : value
        }
  return out
}

const short = (value: number): string => String(Number(value.toPrecision(4)))
