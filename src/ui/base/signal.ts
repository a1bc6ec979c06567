/** A value outside React to which views subscribe: listeners run once per animation frame, however often it is set. Stores no history. */
import { useEffect, useState, useSyncExternalStore } from 'react'
import { requestPaint } from './frames'

export interface Signal<T> {
  readonly get: () => T
  readonly set: (next: T) => void
  /** Returns how to stop. */
  readonly on: (listener: () => void) => () => void
}

/** @param tell how listeners are called; immediately for signals that open and close something by key. */
export function createSignal<T>(initial: T, tell: (listener: () => void) => void = requestPaint): Signal<T> {
  let value = initial
  const listeners = new Set<() => void>()
  return {
    get: () => value,
    set: (next) => {
      if (Object.is(next, value)) return
      value = next
      for (const listener of listeners) tell(listener)
    },
    on: (listener) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}

export const useSignal = <T>({ on, get }: Pick<Signal<T>, 'on' | 'get'>): T => useSyncExternalStore(on, get)

const REST_MS = 400

/** The value once it has rested for a while, for text that is read rather than watched. */
export function useSettled<T>({ on, get }: Pick<Signal<T>, 'on' | 'get'>): T {
  const [settled, settle] = useState(get)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const wait = () => {
      clearTimeout(timer)
      timer = setTimeout(() => settle(get), REST_MS)
    }
    wait()
    const stop = on(wait)
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [on, get])
  return settled
}

/** Renders only when the part that is read from the value changes. */
export const useOf = <T, R extends string | number | boolean | null>(
  { on, get }: Pick<Signal<T>, 'on' | 'get'>,
  read: (value: T) => R,
): R => useSyncExternalStore(on, () => read(get()))
