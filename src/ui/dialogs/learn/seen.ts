/** The lab's state as lesson steps check it, gathered from the store, the newest frames and the history. */

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
  /** The id of the run that the form's experiment belongs to. */
  readonly run: string
  /** The training steps of the newest membrane frame and of the newest metrics. */
  readonly membrane: number | undefined
  readonly scalars: number | undefined
}

/**
 * The training step of the open run up to which all data that a lesson checks have arrived: frames arrive separately, and some of the
 * previous run may still be on their way. Pure.
 */
export function stepSeen({ progress, run, membrane = 0, scalars = 0 }: Newest): number {
  if (!progress || progress.id !== run || membrane > progress.step || scalars > progress.step) return 0
  return Math.min(progress.step, membrane, scalars)
}

export function seenNow(): Seen {
  takeFrames()
  const { open, layers, layer, variable, progress, draftRun, cost } = store.getState()
  const frame = newestFrame('membrane')
  const scalars = stepsOfRows(history.curves).at(-1)
  const newest = (name: string): number | null => smoothedShown(metricColumn(history.curves, name)).at(-1) ?? null
  return {
    experiment: open,
    step: stepSeen({ progress, run: draftRun, membrane: frame?.step, scalars }),
    layer: shownLayer(layers, layer),
    variable,
    looksBack: cursorStep() !== null,
    shown: lit.get()?.part ?? null,
    onTrial: lens.get() !== null,
    layers: frame?.layers ?? [],
    trainLoss: newest('trainLoss'),
    trainAccuracy: newest('trainAccuracy'),
    operations: cost?.operations ?? null,
    testAccuracy: metricColumn(history.tests, 'testAccuracy').at(-1) ?? null,
  }
}

/** Calls the listener when anything in `Seen` may have changed. Returns a function that unsubscribes. */
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
