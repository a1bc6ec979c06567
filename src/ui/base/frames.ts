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
/** While frames are held: the newest of each kind that arrived since, which nothing draws yet. */
let waiting: Map<FrameKind, Frame> | null = null

export const newestFrame = <K extends FrameKind>(kind: K): FrameOf<K> | undefined => newest.get(kind) as FrameOf<K> | undefined

/** While a saved run is shown: the newest frames of the open run, for later. */
let aside: Map<FrameKind, Frame> | null = null

/** Receives a frame of the open run; it waits while something else is shown, and while frames are held. */
export function receiveLive(frame: Frame): void {
  if (aside) aside.set(frame.kind, frame)
  else if (waiting) waiting.set(frame.kind, frame)
  else receiveFrame(frame)
}

/** Sets the frames of the open run aside; until `endAside`, `receiveFrame` provides what is shown. */
export function putAside(): void {
  aside ??= new Map([...newest, ...(waiting ?? [])])
  waiting?.clear()
  newest.clear()
}

/** Ends `putAside`, with nothing shown. @returns the newest frames of the open run. */
export function endAside(): readonly Frame[] {
  const frames = [...(aside?.values() ?? [])]
  aside = null
  newest.clear()
  return frames
}

/** Receives a frame. Listeners run in the next animation frame, once, however many frames arrived; while frames are held, later. */
export function receiveFrame(frame: Frame): void {
  newest.set(frame.kind, frame)
  repaint([frame.kind])
}

/** Runs the listeners of these kinds although no frame arrived, because what they draw has changed. While frames are held, later. */
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

/** Discards all frames of the open run, because another experiment was opened or the run was reset. */
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

/** Calls `forget` when the shown frames are discarded, synchronously, before another can arrive. */
export const onCleared = (forget: () => void): void => void forgetters.add(forget)

/** Calls `listener` after frames of these kinds have arrived. Returns how to stop. */
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
        // An error in one view is reported like an uncaught one, and does not stop the others.
        reportError(error)
      }
  })
}
