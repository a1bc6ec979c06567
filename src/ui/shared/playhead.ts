/** The selected bin of a sequence, and the clock that advances it. Draws nothing. */
import { createSignal, type Signal } from '../base/signal'
import { reducedMotion } from '../state/imports/event-player'

export interface Playhead {
  /** The index of the bin, counted from the first visible one. */
  readonly at: Signal<number>
  /** Identifies what advances the playhead; null if it is paused. */
  readonly playing: Signal<symbol | null>
}

export const createPlayhead = (): Playhead => ({ at: createSignal(0), playing: createSignal<symbol | null>(null) })

/** The selected bin, clamped because the sequence may have become shorter. */
export const binOf = ({ at }: Playhead, bins: number): number => Math.min(at.get(), bins - 1)

/** Bins per second, the usual speed of movies of a retina. */
const RATE = 30
/** The shortest time between images if the user prefers reduced motion. */
const STILL_MS = 500

/** Moves to a bin and stops playing, because the user is looking at a single bin. */
export function seek({ at, playing }: Playhead, bin: number, bins: number): void {
  playing.set(null)
  at.set(Math.min(bins - 1, Math.max(0, bin)))
}

export interface Plays {
  /** Whether it starts again at the end. */
  readonly loops?: boolean
  /** Bins per second. */
  readonly rate?: number
}

/** Plays from the current position, or from the start if that is the end. */
export function playOrPause(head: Playhead, bins: number, { loops = false, rate = RATE }: Plays = {}): void {
  const { at, playing } = head
  playing.set(playing.get() || bins < 2 ? null : Symbol('playing'))
  const token = playing.get()
  if (token === null) return
  const first = at.get() >= bins - 1 ? 0 : at.get()
  at.set(first)
  let began: number | null = null
  let last = 0
  let set = first
  const advance = (now: number) => {
    if (playing.get() !== token) return
    // Moving the playhead in another way stops playback.
    if (at.get() !== set) return playing.set(null)
    began ??= now
    if (now - last >= (reducedMotion() ? STILL_MS : 0)) {
      last = now
      const bin = first + Math.floor(((now - began) / 1000) * rate)
      set = loops ? bin % bins : Math.min(bins - 1, bin)
      at.set(set)
      if (!loops && set === bins - 1) return playing.set(null)
    }
    requestAnimationFrame(advance)
  }
  requestAnimationFrame(advance)
}
