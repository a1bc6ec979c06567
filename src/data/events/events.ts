/** Events of a camera or a cochlea: the one form that every reader gives and everything else takes. Data; no format, no file. */

/** Columns of one length. */
export interface Events {
  readonly count: number
  /** Microseconds, as the recording counts them; never falling. */
  readonly t: Float64Array
  /** The pixel's column, from the left. Of a cochlea, its channel. */
  readonly x: Uint16Array
  /** The pixel's row, from the top. */
  readonly y: Uint16Array
  /** 1: ON, brighter. 0: OFF, darker. */
  readonly polarity: Uint8Array
}

/** Pixels. */
export interface Sensor {
  readonly width: number
  readonly height: number
}

/** A recording, whole. */
export interface Recording extends Sensor {
  readonly events: Events
}

/** To be filled. */
export const columnsFor = (count: number): Events => ({
  count,
  t: new Float64Array(count),
  x: new Uint16Array(count),
  y: new Uint16Array(count),
  polarity: new Uint8Array(count),
})

/** One behind the other, in columns of their own. */
export function joined(pieces: readonly Events[]): Events {
  const all = columnsFor(pieces.reduce((sum, { count }) => sum + count, 0))
  let at = 0
  for (const piece of pieces) at = put(piece, all, at)
  return all
}

/** Copies events into columns that have room for them. @returns where the next go. */
export function put({ count, t, x, y, polarity }: Events, into: Events, at: number): number {
  into.t.set(t.subarray(0, count), at)
  into.x.set(x.subarray(0, count), at)
  into.y.set(y.subarray(0, count), at)
  into.polarity.set(polarity.subarray(0, count), at)
  return at + count
}

/** Some of the events, without a copy. */
export const eventsFrom = ({ t, x, y, polarity }: Events, from: number, to: number): Events => ({
  count: to - from,
  t: t.subarray(from, to),
  x: x.subarray(from, to),
  y: y.subarray(from, to),
  polarity: polarity.subarray(from, to),
})

/** The first event that is not before a time, by bisection; `count` where there is none. */
export function firstNotBefore({ t, count }: Events, time: number): number {
  let [low, high] = [0, count]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (t[middle]! < time) low = middle + 1
    else high = middle
  }
  return low
}
