/**
 * Events of a camera or a cochlea, in the form that every reader produces and all other code uses. Data; independent of formats and
 * files.
 */

/** Columns of equal length. */
export interface Events {
  readonly count: number
  /** Microseconds in the recording's own time, in non-decreasing order. */
  readonly t: Float64Array
  /** The pixel's column, from the left; for a cochlea, its channel. */
  readonly x: Uint16Array
  /** The pixel's row, from the top. */
  readonly y: Uint16Array
  /** 1: ON, brighter. 0: OFF, darker. */
  readonly polarity: Uint8Array
}

/** The resolution in pixels. */
export interface Sensor {
  readonly width: number
  readonly height: number
}

/** A complete recording. */
export interface Recording extends Sensor {
  readonly events: Events
}

/** Allocates empty columns. */
export const columnsFor = (count: number): Events => ({
  count,
  t: new Float64Array(count),
  x: new Uint16Array(count),
  y: new Uint16Array(count),
  polarity: new Uint8Array(count),
})

/** Concatenates events into new columns. */
export function joined(pieces: readonly Events[]): Events {
  const all = columnsFor(pieces.reduce((sum, { count }) => sum + count, 0))
  let at = 0
  for (const piece of pieces) at = put(piece, all, at)
  return all
}

/** Copies events into columns that have room for them. @returns the index after the last. */
export function put({ count, t, x, y, polarity }: Events, into: Events, at: number): number {
  into.t.set(t.subarray(0, count), at)
  into.x.set(x.subarray(0, count), at)
  into.y.set(y.subarray(0, count), at)
  into.polarity.set(polarity.subarray(0, count), at)
  return at + count
}

/** A range of the events, without a copy. */
export const eventsFrom = ({ t, x, y, polarity }: Events, from: number, to: number): Events => ({
  count: to - from,
  t: t.subarray(from, to),
  x: x.subarray(from, to),
  y: y.subarray(from, to),
  polarity: polarity.subarray(from, to),
})

/** The index of the first event that is not before a time, by bisection; `count` if there is none. */
export function firstNotBefore({ t, count }: Events, time: number): number {
  let [low, high] = [0, count]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (t[middle]! < time) low = middle + 1
    else high = middle
  }
  return low
}
