/** Selects a rectangle of a raster by dragging with Shift or in selection mode, or with Shift and arrow keys. The raster locates cells. */
import { type KeyboardEvent, type PointerEvent, type RefObject, useRef } from 'react'
import type { Raster } from '../base/columns'
import { regionBetween, setOfRegion } from '../state/selection/selected-counts'
import { clearSelection, selectedNeurons, selection } from '../state/selection/selection'

/** A position in the order of the raster, and a time step. */
interface Cell {
  readonly place: number
  readonly step: number
}

interface RegionOptions {
  readonly layer: string | null
  readonly raster: () => Raster | undefined
  /** The cell under a point; if `outside` is set, a point outside the raster gives the nearest cell at its edge. */
  readonly cellAt: (x: number, y: number, outside: boolean) => Cell | null
  /** Whether every drag selects. */
  readonly on: boolean
  /** The cell where keyboard selection begins. */
  readonly start: () => Cell | null
  /** What each key moves: in a raster whose time runs to the right, neurons are rows. */
  readonly keys: Readonly<Record<string, Partial<Cell>>>
}

interface RegionControls {
  /** Each returns whether it handled the event. */
  readonly down: (event: PointerEvent<HTMLElement>) => boolean
  readonly move: (event: PointerEvent<HTMLElement>) => boolean
  readonly up: () => boolean
  readonly press: (event: KeyboardEvent) => boolean
}

export function useRegion({ layer, raster, cellAt, on, start, keys }: RegionOptions): RegionControls {
  const anchor: RefObject<Cell | null> = useRef(null)
  const dragging = useRef(false)
  const ends: RefObject<{ from: Cell; to: Cell } | null> = useRef(null)
  const select = (from: Cell, to: Cell) => {
    const now = raster()
    if (!now || layer === null) return
    ends.current = { from, to }
    selection.set(setOfRegion(layer, now, regionBetween(from, to)))
  }
  const at = (event: PointerEvent<HTMLElement>, outside: boolean) => {
    const box = event.currentTarget.getBoundingClientRect()
    return cellAt(event.clientX - box.left, event.clientY - box.top, outside)
  }
  return {
    down: (event) => {
      if (event.button !== 0 || !(on || event.shiftKey)) return false
      const cell = at(event, false)
      if (!cell) return false
      event.currentTarget.setPointerCapture(event.pointerId)
      anchor.current = cell
      dragging.current = true
      select(cell, cell)
      return true
    },
    move: (event) => {
      if (!dragging.current || !anchor.current) return false
      const cell = at(event, true)
      if (cell) select(anchor.current, cell)
      return true
    },
    up: () => {
      const was = dragging.current
      dragging.current = false
      return was
    },
    press: (event) => {
      if (event.key === 'Escape' && selection.get()) {
        event.preventDefault()
        event.stopPropagation()
        clearSelection()
        return true
      }
      const now = raster()
      const by = keys[event.key]
      if (!event.shiftKey || event.ctrlKey || event.metaKey || event.altKey || !by || !now) return false
      event.preventDefault()
      event.stopPropagation()
      const begun = selectedNeurons(layer) && ends.current
      const first = start()
      if (!begun && first) select(first, first)
      else if (begun) {
        const within = (value: number, end: number) => Math.min(end - 1, Math.max(0, value))
        const to = {
          place: within(begun.to.place + (by.place ?? 0), now.columns.count),
          step: within(begun.to.step + (by.step ?? 0), now.layer.steps),
        }
        select(begun.from, to)
      }
      return true
    },
  }
}
