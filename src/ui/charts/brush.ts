/** The range of potentials that a person has brushed, shared by the views. Outside React; draws nothing. */
import { useSyncExternalStore } from 'react'

export interface Brush {
  readonly low: number
  readonly high: number
}

let brush: Brush | null = null
const watchers = new Set<() => void>()

export function setBrush(next: Brush | null): void {
  brush = next
  for (const watch of watchers) watch()
}
export const brushed = (): Brush | null => brush

/** Calls when the range changes; stops with what it returns. */
export const onBrush = (watch: () => void) => {
  watchers.add(watch)
  return () => {
    watchers.delete(watch)
  }
}
export const useBrush = (): Brush | null => useSyncExternalStore(onBrush, brushed)
