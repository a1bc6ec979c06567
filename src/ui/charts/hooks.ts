/** How panels follow frames without rendering at their rate, and which layer they show. */
import { useEffect, useState } from 'react'
import type { FrameKind, LayerInfo, MembraneFrame } from '../../worker/protocol'
import { type FrameOf, onFrames } from '../frames'
import { shownMembrane, useCursor } from '../history'
import { useLab } from '../store'

/** Renders at most once an interval when frames of these kinds come, the last one never lost. */
export function useFrames(kinds: readonly FrameKind[], intervalMs: number): number {
  const [count, setCount] = useState(0)
  useEffect(() => {
    let last = 0
    let timer: ReturnType<typeof setTimeout> | undefined
    const render = () => {
      last = performance.now()
      timer = undefined
      setCount((value) => value + 1)
    }
    const stop = onFrames(kinds, () => {
      timer ??= setTimeout(render, Math.max(0, last + intervalMs - performance.now()))
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [kinds.join(), intervalMs])
  return count
}

/** True once the page's font can be drawn with; a canvas drawn before must be drawn again. */
export function useFonts(): boolean {
  const [ready, setReady] = useState(false)
  useEffect(() => {
    let alive = true
    void document.fonts.ready.then(() => alive && setReady(true))
    return () => {
      alive = false
    }
  }, [])
  return ready
}

/** The layer that the views show: the selected one if it spikes, else the first that does. */
export function shownLayer(layers: readonly LayerInfo[], selected: string | null): string | null {
  const watchable = layers.filter((layer) => layer.watchable.includes('membrane'))
  return (watchable.find((layer) => layer.name === selected) ?? watchable[0])?.name ?? null
}

export function useShownLayer(): string | null {
  const layers = useLab((state) => state.layers)
  const selected = useLab((state) => state.layer)
  return shownLayer(layers, selected)
}

export const layerOf = (frame: FrameOf<'membrane'> | undefined, name: string | null): MembraneFrame | undefined =>
  frame?.layers.find((layer) => layer.layer === name) ?? (name === null ? frame?.layers[0] : undefined)

/** The membrane frame at the time cursor, at most once an interval. */
export function useMembrane(intervalMs: number): FrameOf<'membrane'> | undefined {
  useFrames(['membrane'], intervalMs)
  useCursor()
  return shownMembrane()
}
