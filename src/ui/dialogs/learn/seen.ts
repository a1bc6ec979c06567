/** What the lab's state says to the steps of a lesson, gathered from the store, the newest frames and the history. */

import { newestFrame, onFrames } from '../../base/frames'
import { metricColumn } from '../../base/metric-series'
import { cursor, cursorStep, history, takeFrames } from '../../state/history'
import { shownLayer } from '../../state/hooks'
import { lens } from '../../state/lens'
import { store } from '../../state/store'
import type { Seen } from './lesson'

/** So many of the newest batches are averaged: one alone has few samples. */
const BATCHES = 20

export function seenNow(): Seen {
  takeFrames()
  const { open, layers, layer } = store.getState()
  const frame = newestFrame('membrane')
  const newest = (name: string): number | null => {
    const values = metricColumn(history.curves, name).slice(-BATCHES)
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
  }
  return {
    experiment: open,
    step: frame?.step ?? 0,
    layer: shownLayer(layers, layer),
    looksBack: cursorStep() !== null,
    onTrial: lens.get() !== null,
    layers: frame?.layers ?? [],
    trainLoss: newest('trainLoss'),
    trainAccuracy: newest('trainAccuracy'),
    testAccuracy: metricColumn(history.tests, 'testAccuracy').at(-1) ?? null,
  }
}

/** Calls when anything of it may have changed. Returns how to stop. */
export function onSeen(listener: () => void): () => void {
  const stops = [store.subscribe(listener), onFrames(['membrane', 'scalars', 'report'], listener), cursor.on(listener), lens.on(listener)]
  return () => {
    for (const stop of stops) stop()
  }
}
