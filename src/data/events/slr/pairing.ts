/**
 * Pairs frames of events with images as the loader of DVS-SLR's authors does. Times are relative to the first image. Pure; does not read
 * files.
 */
import { FormatError } from '../../formats/format-error'
import { IMAGE_INTERVAL } from './schema'

/** The borders of frames of events, and the image at each. */
export interface Grid {
  /** In microseconds like the times of events, without losing nanoseconds. Never decreasing. */
  readonly times: Float64Array
  /** The index of the image at each border; never decreasing. */
  readonly pictures: Uint32Array
}

const MILLISECOND = 1e6
/** The maximum time for which an image is held, if there is a later one. */
const HELD = 50 * MILLISECOND

/**
 * The grid of a sample. With a `dt` of 50 ms, the times of the images themselves; otherwise t[0], t[0] + dt, ... before t[last], each with
 * the first image that is not older than 50 ms then. (The authors' loader computes that grid in doubles since 1970, whose resolution
 * there is 256 ns.)
 * @param times of the images, in whole nanoseconds. @param dt milliseconds. @throws FormatError if the times run backwards.
 */
export function gridOf(times: Float64Array, dt: number): Grid {
  const back = times.findIndex((time, i) => i > 0 && time < times[i - 1]!)
  if (back > 0) throw new FormatError(`has times that run backwards: image ${back} comes before image ${back - 1}`)
  if (dt === IMAGE_INTERVAL || times.length === 0)
    return { times: times.map((time) => time / 1000), pictures: Uint32Array.from(times, (_, i) => i) }
  const [first, last] = [times[0]!, times.at(-1)!]
  const step = dt * MILLISECOND
  const count = Math.ceil((last - first) / step)
  if (count > MAX_TIMES) throw new FormatError(`has images over ${Math.round((last - first) / 1e9)} s; its times should be nanoseconds`)
  const grid = Float64Array.from({ length: count }, (_, i) => first + i * step)
  let image = 0
  const pictures = Uint32Array.from(grid, (time) => {
    while (time - times[image]! > HELD) image++
    return image
  })
  return { times: grid.map((time) => time / 1000), pictures }
}

/** The maximum number of times: an hour of steps of six milliseconds. */
const MAX_TIMES = 600_000

/** The first border at or after the first event. */
export function firstBorder({ times }: Grid, firstEvent: number): number {
  const found = times.findIndex((time) => time >= firstEvent)
  return found < 0 ? times.length : found
}

/** The last border at or before the last event; -1 if there is none. */
export const lastBorder = ({ times }: Grid, lastEvent: number): number => times.findLastIndex((time) => time <= lastEvent)

/** Fills a sample up with copies of its last frame. @param size bytes of a frame. */
export function repeatLast(sample: Uint8Array, filled: number, size: number): void {
  for (let at = filled * size; at < sample.length; at += size) sample.copyWithin(at, (filled - 1) * size, filled * size)
}
