/** What the lab's state says to the steps of a lesson, gathered from the store, the newest frames and the history. */

import type { Progress } from '../../../worker/protocol'
import { newestFrame, onFrames } from '../../base/frames'
import { metricColumn, stepsOfRows } from '../../base/metric-series'
import { smoothedShown } from '../../base/series'
import { lit } from '../../base/spotlight'
import { lens } from '../../state/selection/lens'
import { shownLayer } from '../../state/session/frame-hooks'
import { cursor, cursorStep, history, takeFrames } from '../../state/session/history'
import { store } from '../../state/store/store'
import type { Seen } from './lesson'

interface Newest {
  readonly progress: Pick<Progress, 'id' | 'step'> | null
  /** The run that is wanted. */
  readonly run: string
  /** The training steps of the newest membrane frame and of the newest metrics. */
  readonly membrane: number | undefined
  readonly scalars: number | undefined
}

/**
 * Up to which training step of the open run everything is seen that a step of a lesson may speak of: frames come each in their own time,
 * and some of the run before may still be on their way. Pure.
 */
export function stepSeen({ progress, run, membrane = 0, scalars = 0 }: Newest): number {
  if (!progress || progress.id !== run || membrane > progress.step || scalars > progress.step) return 0
  return Math.min(progress.step, membrane, scalars)
}

export function seenNow(): Seen {
  takeFrames()
  const { open, layers, layer, progress, draftRun, cost } = store.getState()
  const frame = newestFrame('membrane')
  const scalars = stepsOfRows(history.curves).at(-1)
  const newest = (name: string): number | null => smoothedShown(metricColumn(history.curves, name)).at(-1) ?? null
  return {
    experiment: open,
    step: stepSeen({ progress, run: draftRun, membrane: frame?.step, scalars }),
    layer: shownLayer(layers, layer),
    looksBack: cursorStep() !== null,
    shown: lit.get(),
    onTrial: lens.get() !== null,
    layers: frame?.layers ?? [],
    trainLoss: newest('trainLoss'),
    trainAccuracy: newest('trainAccuracy'),
    operations: cost?.operations ?? null,
    testAccuracy: metricColumn(history.tests, 'testAccuracy').at(-1) ?? null,
  }
}

/** Calls when anything of it may have changed. Returns how to stop. */
export function onSeen(listener: () => void): () => void {
  const stops = [
    store.subscribe(listener),
    onFrames(['membrane', 'scalars', 'report'], listener),
    cursor.on(listener),
    lens.on(listener),
    lit.on(listener),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}
