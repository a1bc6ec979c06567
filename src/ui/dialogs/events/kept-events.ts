/** The newest events of a camera, as many seconds of them as are asked for, in the pieces in which they came. Pure; knows nothing of where they come from. */
import { type Events, eventsFrom, firstNotBefore, joined } from '../../../data/events/events'

/** 13 bytes each: 130 MB. */
const MOST_KEPT = 10_000_000

export interface KeptEvents {
  /** @param from and to microseconds: what the piece is of */
  add(events: Events, from: number, to: number): void
  /** Another length of time, in microseconds; what is older goes. */
  keep(duration: number): void
  /** The events from a time on, in columns of their own. */
  since(time: number): Events
  countSince(time: number): number
  all(): Events
  count(): number
  /** What the kept pieces are of: microseconds. */
  span(): { readonly from: number; readonly to: number }
  /** Whether events went sooner than they should, since there are too many. */
  cut(): boolean
}

interface Piece {
  readonly events: Events
  readonly from: number
  readonly to: number
}

export function createKept(duration: number, most = MOST_KEPT): KeptEvents {
  let pieces: Piece[] = []
  let count = 0
  let cut = false
  let length = duration

  /** The newest piece stays. */
  const trim = (): void => {
    const end = pieces.at(-1)?.to ?? 0
    let gone = 0
    while (gone < pieces.length - 1 && (count > most || pieces[gone]!.to <= end - length)) {
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
