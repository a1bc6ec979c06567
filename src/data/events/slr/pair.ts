/**
 * Converts a recording of events and its images to a sample: step k has the counts of the events between two images, and the second of
 * the images. Events arrive in pieces and images one by one; only the sample is held in memory.
 */

import { FormatError } from '../../formats/format-error'
import { type Events, eventsFrom, firstNotBefore, type Sensor } from '../events'
import type { RecordingFacts } from '../facts'
import { placesAlong } from '../frames'
import { createReducer } from '../images'
import type { ImageFile } from './image-file'
import { firstBorder, type Grid, gridOf, lastBorder, repeatLast } from './pairing'
import { SLR_CUTS, SLR_SENSOR, type SlrCut, type SlrPairing } from './schema'

export interface Sample {
  /** [steps, height, width, 2], OFF before ON; zero-filled. Anything after it is unchanged. */
  readonly events: Uint8Array
  /** [steps, height, width, channels], the second image of each pair. */
  readonly pictures: Uint8Array
}

/** The result for a recording. */
export interface PairedFacts {
  /** The number of pairs in the recording, before it is cut or padded. */
  readonly pairs: number
  readonly counted: number
  /** Events beyond the maximum count of 255 of a pixel in a frame. */
  readonly saturated: number
  readonly outside: number
  /** Events before the first frame or after the last. */
  readonly unsliced: number
  readonly recording: RecordingFacts
  /** The number of images in the file. */
  readonly pictures: number
}

/** @param since the origin of the times of events in nanoseconds; events have microseconds with three decimals. */
type ReadEvents = (since: bigint, take: (piece: Events) => void) => Promise<RecordingFacts>

/**
 * Creates a function that makes samples of one kind.
 * @throws FormatError in words that follow the name of the image file, whatever `readEvents` throws, or the abort reason.
 */
export function createPairer(spec: SlrPairing) {
  const counters = createCounters(spec)
  const steps = spec.frames
  const size = spec.height * spec.width * spec.channels
  let reducer: { readonly channels: number; readonly reduce: ReturnType<typeof createReducer> } | undefined
  const reducerFor = ({ channels }: ImageFile) => {
    if (reducer?.channels !== channels)
      reducer = {
        channels,
        reduce: createReducer({
          size: SLR_SENSOR,
          part: SLR_CUTS[spec.cut],
          from: channels,
          height: spec.height,
          width: spec.width,
          channels: spec.channels,
        }),
      }
    return reducer.reduce
  }
  return async (pictures: ImageFile, readEvents: ReadEvents, into: Sample, signal?: AbortSignal): Promise<PairedFacts> => {
    const { width, height } = SLR_SENSOR
    if (pictures.width !== width || pictures.height !== height)
      throw new FormatError(`has images of ${pictures.width} × ${pictures.height} pixels, where DVS-SLR’s have ${width} × ${height}`)
    const [since] = pictures.times as [bigint]
    const grid = gridOf(
      Float64Array.from(pictures.times, (time) => Number(time - since)),
      spec.dt,
    )
    const counter = counters(grid, into.events)
    const recording = await readEvents(since, counter.take)
    const { first, pairs } = pairsOf(grid, recording, pictures.times.length)
    const filled = Math.min(steps, pairs)
    const counts = counter.close(filled)
    repeatLast(into.events.subarray(0, steps * 2 * spec.height * spec.width), filled, 2 * spec.height * spec.width)
    const reduce = reducerFor(pictures)
    let step = 0
    await pictures.each((image, n) => {
      const from = step
      for (; step < filled && grid.pictures[first + step + 1] === n; step++)
        if (step === from) reduce(image, into.pictures.subarray(step * size, (step + 1) * size))
        else into.pictures.copyWithin(step * size, from * size, (from + 1) * size)
    }, signal)
    repeatLast(into.pictures.subarray(0, steps * size), filled, size)
    return { pairs, ...counts, recording, pictures: pictures.times.length }
  }
}

/** @throws FormatError if there is no pair. */
function pairsOf(
  grid: Grid,
  { events, first, last }: RecordingFacts,
  pictures: number,
): { readonly first: number; readonly pairs: number } {
  if (events === 0) throw new FormatError('has no events next to it')
  const [from, to] = [firstBorder(grid, first), lastBorder(grid, last)]
  if (to > from) return { first: from, pairs: to - from }
  const seconds = (microseconds: number): string => String(Number((microseconds / 1e6).toPrecision(4)))
  const span = grid.times.length > 0 ? grid.times.at(-1)! : 0
  throw new FormatError(
    `has fewer than two times between the first event and the last: ${pictures} images from 0 to ${seconds(span)} s, ` +
      `events from ${seconds(first)} to ${seconds(last)} s. Times of both must overlap, and be nanoseconds`,
  )
}

/** Counts the events of one recording in frames, as they arrive. */
function createCounters({ frames: steps, cut, height, width }: { frames: number; cut: SlrCut; height: number; width: number }) {
  const { rows, columns } = tablesOf(SLR_CUTS[cut], SLR_SENSOR, height, width)
  const size = 2 * height * width
  return (grid: Grid, into: Uint8Array) => {
    into.fill(0, 0, steps * size)
    const borders = grid.times
    // Per frame: counted, saturated, outside.
    const tallies = new Uint32Array(3 * steps)
    let unsliced = 0
    let first = -1
    let border = 0
    const count = ({ x, y, polarity, count }: Events, frame: number): void => {
      let [counted, saturated, outside] = [0, 0, 0]
      for (let i = 0; i < count; i++) {
        const [column, row] = [columns[x[i]!]!, rows[y[i]!]!]
        if (column < 0 || row < 0) {
          outside++
          continue
        }
        const at = frame * size + 2 * (row * width + column) + polarity[i]!
        if (into[at]! === 255) saturated++
        else {
          into[at]!++
          counted++
        }
      }
      for (const [k, more] of [counted, saturated, outside].entries()) tallies[3 * frame + k]! += more
    }
    return {
      take(piece: Events): void {
        if (first < 0) first = border = firstBorder(grid, piece.t[0]!)
        let at = firstNotBefore(piece, borders[border] ?? Number.POSITIVE_INFINITY)
        if (border === first) unsliced += at
        while (at < piece.count) {
          // Later pieces begin in the middle of a frame.
          const next = borders[border + 1] ?? Number.POSITIVE_INFINITY
          const end = firstNotBefore(piece, next)
          const frame = border - first
          if (next === Number.POSITIVE_INFINITY || frame >= steps) unsliced += end - at
          else count(eventsFrom(piece, at, end), frame)
          at = end
          if (at < piece.count) border++
        }
      },
      /** @param filled the number of complete frames; counts of the next one, which no image ends, are removed. */
      close(filled: number) {
        into.fill(0, filled * size, steps * size)
        const sum = (k: number, from: number, to: number) => {
          let all = 0
          for (let frame = from; frame < to; frame++) all += tallies[3 * frame + k]!
          return all
        }
        const [counted, saturated, outside] = [0, 1, 2].map((k) => sum(k, 0, filled)) as [number, number, number]
        const behind = [0, 1, 2].reduce((all, k) => all + sum(k, filled, steps), 0)
        return { counted, saturated, outside, unsliced: unsliced + behind }
      },
    }
  }
}

/** Maps the columns and rows of a sensor to a part of it; -1 outside. */
function tablesOf(part: (typeof SLR_CUTS)[SlrCut], sensor: Sensor, height: number, width: number) {
  const along = (side: number, first: number, field: number, cells: number) => {
    const places = placesAlong(field, field, cells)
    return Int32Array.from({ length: side }, (_, at) => places[at - first] ?? -1)
  }
  return { columns: along(sensor.width, part.left, part.width, width), rows: along(sensor.height, part.top, part.height, height) }
}
