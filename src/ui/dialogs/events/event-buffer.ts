/** The newest events of a camera, up to a number of seconds, in the pieces in which they arrived. Pure; independent of their source. */
import { type Events, eventsFrom, firstNotBefore, joined } from '../../../data/events/events'

/** The maximum number of events: at 13 bytes each, 130 MB. */
const MAX_EVENTS = 10_000_000

export interface EventBuffer {
  /** @param from and to: the interval that the piece covers, in microseconds */
  add(events: Events, from: number, to: number): void
  /** Sets the length of time to hold, in microseconds, and drops what is older. */
  keep(duration: number): void
  /** The events since a time, copied into new columns. */
  since(time: number): Events
  countSince(time: number): number
  all(): Events
  count(): number
  /** The interval that the pieces cover, in microseconds. */
  span(): { readonly from: number; readonly to: number }
  /** Whether events were dropped early because there were too many. */
  cut(): boolean
}

interface Piece {
  readonly events: Events
  readonly from: number
  readonly to: number
}

export function createEventBuffer(duration: number, max = MAX_EVENTS): EventBuffer {
  let pieces: Piece[] = []
  let count = 0
  let cut = false
  let length = duration

  /** The newest piece is never dropped. */
  const trim = (): void => {
    const end = pieces.at(-1)?.to ?? 0
    let gone = 0
    while (gone < pieces.length - 1 && (count > max || pieces[gone]!.to <= end - length)) {
      cut ||= pieces[gone]!.to > end - length
      count -= pieces[gone]!.events.count
      gone++
    }
    if (gone > 0) pieces = pieces.slice(gone)
  }

  const slices = (time: number) =>
    pieces.filter(({ to }) => to >= time).map(({ events }) => eventsFrom(events, firstNotBefore(events, time), events.count))

  return {
    add(events, from, to) {
      pieces.push({ events, from, to })
      count += events.count
      trim()
    },
    keep(next) {
      length = next
      cut = false
      trim()
    },
    since: (time) => joined(slices(time)),
    countSince: (time) => slices(time).reduce((sum, { count: some }) => sum + some, 0),
    all: () => joined(pieces.map(({ events }) => events)),
    count: () => count,
    span: () => ({ from: pieces[0]?.from ?? 0, to: pieces.at(-1)?.to ?? 0 }),
    cut: () => cut,
  }
}
