/** What the rules see at this moment, gathered from the store, the newest frames and the history; and the notes that are shown of it. */

import { diagnose, inOrder } from '../../../health/diagnose'
import type { Evidence, Note } from '../../../health/evidence'
import { after, NOTHING, type Steady, shownOf } from '../../../health/steady'
import type { MembraneFrame } from '../../../worker/protocol'
import { type FrameOf, newestFrame } from '../../base/frames'
import { columnOf } from '../../base/series'
import { CURVE, history, TEST, takeFrames } from '../../state/history'
import { type LabState, store } from '../../state/store'

const NO_LAYERS: readonly MembraneFrame[] = []

/** Of the newest moment, wherever the views look back to: a remedy is for the run as it is. */
export function evidenceNow(): Evidence {
  takeFrames()
  const { open, draft, problems, run, device, layers, progress } = store.getState()
  const { curves, tests } = history
  const column = (name: keyof typeof CURVE) => columnOf(curves, CURVE[name])
  return {
    open,
    draft,
    problems,
    run,
    software: device?.software ?? false,
    layers: newestFrame('membrane')?.layers ?? NO_LAYERS,
    curves: {
      step: curves.x.subarray(0, curves.count),
      loss: column('trainLoss'),
      accuracy: column('trainAccuracy'),
      norm: column('gradientNorm'),
      rate: column('rate'),
    },
    tests: {
      step: tests.x.subarray(0, tests.count),
      loss: columnOf(tests, TEST.loss),
      accuracy: columnOf(tests, TEST.accuracy),
    },
    stepsPerEpoch: progress?.stepsPerEpoch ?? 1,
    inputs: Math.max(1, ...layers.map(({ inputs }) => inputs)),
  }
}

export interface Shown {
  readonly notes: readonly Note[]
  readonly fine: number
}

interface Seen {
  readonly state: LabState
  readonly frame: FrameOf<'membrane'> | undefined
  readonly rows: number
  readonly tests: number
}
let seen: Seen | undefined
let held: Steady = NOTHING
let shown: Shown = { notes: [], fine: 0 }

/** What is shown now. The same answer until something has changed; a frame counts once, however often it is asked. */
export function healthNow(): Shown {
  const e = evidenceNow()
  const frame = newestFrame('membrane')
  const now: Seen = { state: store.getState(), frame, rows: e.curves.step.length, tests: e.tests.step.length }
  if (seen && seen.state === now.state && seen.frame === frame && seen.rows === now.rows && seen.tests === now.tests) return shown
  const { facts, found, fine } = diagnose(e)
  const running = e.run.kind === 'running'
  if (!frame) held = NOTHING
  else if (!running || seen?.frame !== frame) held = after(held, found, running)
  seen = now
  shown = { notes: inOrder(facts, shownOf(held)), fine }
  return shown
}
