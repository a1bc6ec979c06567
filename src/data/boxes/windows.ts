/**
 * The events before each of several times, cut out of a recording as it streams by: what is held of it is a window, however long it is.
 */
import { columnsFor, type Events, eventsFrom, firstNotBefore, put } from '../events/events'
import { FormatError } from '../formats/format-error'

/** The maximum number of events of a window: half a gigabyte. */
const MAX_EVENTS = 2 ** 25

export interface Windows {
  /** Adds the next events, which must not be earlier than those before. */
  readonly take: (piece: Events) => void
  /** Ends the recording: passes on the windows that are still open. */
  readonly end: () => void
  /** Whether all windows have been passed on. */
  readonly done: () => boolean
}

/**
 * Passes on the events with time - length <= t < time for each time; for an infinite time, those of the last `length` microseconds before
 * the end, last - length < t, or all events if the length is infinite too.
 * @param times microseconds, in ascending order. @param each given the index of a time and its events, whose columns are reused.
 * @throws FormatError if a window has more events than fit.
 */
export function windowsAt(times: ArrayLike<number>, length: number, each: (n: number, events: Events) => void): Windows {
  let held = columnsFor(1024)
  let [count, next] = [0, 0]
  const all = (): Events => eventsFrom(held, 0, count)
  /** Drops the events that no later window needs. */
  const forget = (latest: number): void => {
    const time = times[next]!
    const from = firstNotBefore(all(), (time === Infinity ? latest : time) - length)
    // Moves events only when at least half can be dropped, so that each event is moved about once.
    if (2 * from < count) return
    for (const column of [held.t, held.x, held.y, held.polarity]) column.copyWithin(0, from, count)
    count -= from
  }
  const handOn = (): void => {
    const [events, time] = [all(), times[next]!]
    const last = count > 0 ? held.t[count - 1]! : 0
    const isEnd = time === Infinity
    let from = firstNotBefore(events, (isEnd ? last : time) - length)
    while (isEnd && from < count && held.t[from]! <= last - length) from++
    const to = isEnd ? count : firstNotBefore(events, time)
    each(next++, eventsFrom(held, from, Math.max(from, to)))
  }
  const done = (): boolean => next >= times.length
  return {
    take(piece) {
      if (done() || piece.count === 0) return
      if (count + piece.count > held.count) {
        if (count + piece.count > MAX_EVENTS)
          throw new FormatError(`has more than ${MAX_EVENTS} events in a window; shorter windows would fit`)
        const wider = columnsFor(Math.max(2 * held.count, count + piece.count))
        put(all(), wider, 0)
        held = wider
      }
      count = put(piece, held, count)
      const latest = held.t[count - 1]!
      while (!done() && times[next]! <= latest) handOn()
      if (!done()) forget(latest)
    },
    end() {
      while (!done()) handOn()
    },
    done,
  }
}
