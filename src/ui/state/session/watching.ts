/**
 * Tells the worker which data of the run are on screen: which layers, weights and sample to send, and how often. Each view declares what it
 * needs.
 */

import { type LabState, store } from '../store/store'
import { shownLayer } from './frame-hooks'
import { motion } from './motion'
import { attempt } from './notices'
import { worker } from './worker-connection'

/** State that determines which part of a sample is sent. */
const WATCHED = ['sample', 'customSample', 'layer', 'layers', 'counted', 'weights', 'dialog'] as const

/** What one view needs from the worker. */
export interface Watched {
  /** Layers whose activity the view shows, in addition to the selected layer. */
  readonly layers?: readonly string[]
  /** The layer whose weight histogram the view shows. */
  readonly weights?: string | null
}

type Watching = (state: LabState) => Watched

let views: readonly Watching[] = []

/** Tells the worker now, and whenever what is on screen changes. @param all what each view needs */
export function followWatched(all: readonly Watching[]): void {
  views = all
  motion.subscribe(watch)
  document.addEventListener('visibilitychange', watch)
  store.subscribe((now, before) => {
    if (WATCHED.some((key) => now[key] !== before[key])) watch()
  })
  watch()
}

/** Tells the worker what the views show. */
export function watch(): void {
  const state = store.getState()
  const { missing, sample, customSample: custom, layers } = state
  if (missing || layers.length === 0) return
  const watched = views.map((watching) => watching(state))
  attempt(
    worker().watch({
      membrane: !motion.getState().paused,
      sample,
      customSample: custom,
      layers: layersOf(state, watched),
      weights: watched.find(({ weights }) => weights)?.weights ?? null,
      visible: !document.hidden,
      framesPerSecond: motion.getState().rate,
    }),
  )
}

/** The layers to send, in order of priority, because a frame has room for only some large layers: the shown layer first, the input last. */
function layersOf({ layers, layer, dialog }: LabState, watched: readonly Watched[]): string[] {
  const input = layers.find(({ kind }) => kind === 'input')?.name
  const inDialog = dialog === 'maps' || dialog === 'events' ? [input] : []
  const names = [shownLayer(layers, layer), ...watched.flatMap((view) => view.layers ?? []), ...inDialog].filter((name) => name != null)
  return [...new Set(names)].sort((a, b) => Number(a === input) - Number(b === input))
}
