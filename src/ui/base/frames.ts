/**
 * The newest frame of each kind, stored outside React, and the short history from which curves and tracks are drawn.
 * Data flows one way: worker -> receive -> painters. One requestAnimationFrame draws whatever changed and is on screen.
 */
import type { Frame, FrameKind } from '../../worker/protocol'

export type FrameOf<K extends FrameKind> = Extract<Frame, { kind: K }>

const newest = new Map<FrameKind, Frame>()
const listeners = new Map<FrameKind, Set<() => void>>()
const forgetters = new Set<() => void>()
const dirty = new Set<() => void>()
let scheduled = false
/** While frames are held: the newest of each kind that came since, which nothing draws. */
let waiting: Map<FrameKind, Frame> | null = null

export const newestFrame = <K extends FrameKind>(kind: K): FrameOf<K> | undefined => newest.get(kind) as FrameOf<K> | undefined

/** While a saved run is looked at: the newest frames of what is open, for afterwards. */
let aside: Map<FrameKind, Frame> | null = null

/** Takes in a frame of what is open; it waits while something else is shown, and while frames are held. */
export function receiveLive(frame: Frame): void {
  if (aside) aside.set(frame.kind, frame)
  else if (waiting) waiting.set(frame.kind, frame)
  else receiveFrame(frame)
}

/** Puts what is open aside; from here on what is shown is given by `receiveFrame`. */
export function putAside(): void {
  aside ??= new Map([...newest, ...(waiting ?? [])])
  waiting?.clear()
  newest.clear()
}

/** Ends that, with nothing shown. @returns the newest frames of what is open. */
export function endAside(): readonly Frame[] {
  const frames = [...(aside?.values() ?? [])]
  aside = null
  newest.clear()
  return frames
}

/** Takes a frame in. Listeners are called in the next animation frame, once, however many frames came; while frames are held, later. */
export function receiveFrame(frame: Frame): void {
  newest.set(frame.kind, frame)
  repaint([frame.kind])
}

/** Calls those who listen to frames of these kinds: what they draw has changed, though none has come. While frames are held, later. */
export function repaint(kinds: readonly FrameKind[]): void {
  if (waiting && !aside) return
  for (const kind of kinds) for (const listener of listeners.get(kind) ?? []) requestPaint(listener)
}

/** While frames are held, a view that is redrawn for a new size or theme shows the same data. Afterwards all listeners get the newest. */
export function holdFrames(hold: boolean): void {
  if (hold) {
    waiting ??= new Map()
    return
  }
  for (const [kind, frame] of waiting ?? []) newest.set(kind, frame)
  waiting = null
  for (const set of listeners.values()) for (const listener of set) requestPaint(listener)
}

/** Forgets all frames of what is open: it is another experiment, or was reset. */
export function clearFrames(): void {
  if (aside) {
    aside.clear()
    return
  }
  waiting?.clear()
  newest.clear()
  for (const forget of forgetters) forget()
  for (const set of listeners.values()) for (const listener of set) requestPaint(listener)
}

/** Calls `forget` at once when the frames that are shown are forgotten: before another can come. */
export const onCleared = (forget: () => void): void => void forgetters.add(forget)

/** Calls `listener` after frames of these kinds have come. Returns how to stop. */
export function onFrames(kinds: readonly FrameKind[], listener: () => void): () => void {
  for (const kind of kinds) {
    const set = listeners.get(kind) ?? new Set()
    set.add(listener)
    listeners.set(kind, set)
  }
  return () => {
    for (const kind of kinds) listeners.get(kind)?.delete(listener)
    dirty.delete(listener)
  }
}

/** Runs `paint` in the next animation frame, once. */
export function requestPaint(paint: () => void): void {
  dirty.add(paint)
  if (scheduled) return
  scheduled = true
  requestAnimationFrame(() => {
    scheduled = false
    const due = [...dirty]
    dirty.clear()
    for (const paint of due)
      try {
        paint()
      } catch (error) {
        // One view that fails is reported as an uncaught error would be, and stops no other.
        reportError(error)
      }
  })
}
