/** A bin that is looked at, and the clock that moves it on. Draws nothing. */
import { createSignal, type Signal } from '../base/signal'
import { reducedMotion } from '../state/imports/event-player'

export interface Playhead {
  /** Counted from the first that is shown. */
  readonly at: Signal<number>
  /** Who moves it on; null: nobody. */
  readonly playing: Signal<symbol | null>
}

export const createPlayhead = (): Playhead => ({ at: createSignal(0), playing: createSignal<symbol | null>(null) })

/** A bin that is there: another piece may be shorter. */
export const binOf = ({ at }: Playhead, bins: number): number => Math.min(at.get(), bins - 1)

/** Bins a second: movies of a retina are shown so fast. */
const RATE = 30
/** The shortest time between images where the system asks for less motion. */
const STILL_MS = 500

/** Moves to a bin and stops playing, because the user is looking at a single bin. */
export function seek({ at, playing }: Playhead, bin: number, bins: number): void {
  playing.set(null)
  at.set(Math.min(bins - 1, Math.max(0, bin)))
}

export interface Plays {
  /** Goes round. */
  readonly loops?: boolean
  /** Bins a second. */
  readonly rate?: number
}

/** From where it stands; from the start where that is the end. */
export function playOrPause(head: Playhead, bins: number, { loops = false, rate = RATE }: Plays = {}): void {
  const { at, playing } = head
  playing.set(playing.get() || bins < 2 ? null : Symbol('playing'))
  const own = playing.get()
  if (own === null) return
  const first = at.get() >= bins - 1 ? 0 : at.get()
  at.set(first)
  let began: number | null = null
  let last = 0
  let set = first
  const turn = (now: number) => {
    if (playing.get() !== own) return
    // Whoever takes it elsewhere stops it.
    if (at.get() !== set) return playing.set(null)
    began ??= now
    if (now - last >= (reducedMotion() ? STILL_MS : 0)) {
      last = now
      const bin = first + Math.floor(((now - began) / 1000) * rate)
      set = loops ? bin % bins : Math.min(bins - 1, bin)
      at.set(set)
      if (!loops && set === bins - 1) return playing.set(null)
    }
    requestAnimationFrame(turn)
  }
  requestAnimationFrame(turn)
}
