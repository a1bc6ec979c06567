/** What the moment that the views show is called: of a run that trains, of one that is paused, and of a saved one. Pure but for its hook. */
import { grouped } from '../../../format'
import type { TimeUnit } from '../../../readings/time-unit'
import { useLab } from '../store/store'
import { timeLabel } from './time-label'

/** A training step for a caption: "batch 40, epoch 0.07". */
export const snapshotLabel = (step: number, stepsPerEpoch: number, unit: TimeUnit): string =>
  step === 0 ? 'before training' : `batch ${grouped(step)}, ${timeLabel(step / Math.max(1, stepsPerEpoch), unit)}`

/** `saved`: it is a saved run that is looked at, whatever is open. */
export type Showing = 'training' | 'paused' | 'saved'

export const useShowing = (): Showing => {
  const saved = useLab((state) => state.viewedRun !== null)
  const training = useLab((state) => state.run.kind === 'running')
  return saved ? 'saved' : training ? 'training' : 'paused'
}

interface SnapshotText {
  /** The newest moment, and what is said while it is an earlier one. */
  readonly now: string
  readonly past: string
  /** The button from the one to the other. */
  readonly back: string
  /** Where playing the history back ends. */
  readonly upTo: string
}

export const SNAPSHOT_TEXTS: Readonly<Record<Showing, SnapshotText>> = {
  training: { now: 'live', past: 'past; training continues', back: 'Back to live', upTo: 'to now; training continues' },
  paused: { now: 'now', past: 'past', back: 'Back to now', upTo: 'to now' },
  saved: { now: 'end', past: 'past', back: 'To the end', upTo: 'to its end' },
}
