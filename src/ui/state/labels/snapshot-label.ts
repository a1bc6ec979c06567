/** Labels for the training step that the views show: of a run in training, a paused run or a saved one. Pure except for its hook. */
import { grouped } from '../../../format'
import type { TimeUnit } from '../../../readings/time-unit'
import { useLab } from '../store/store'
import { timeLabel } from './time-label'

/** A training step for a caption: "batch 40, epoch 0.07". */
export const snapshotLabel = (step: number, stepsPerEpoch: number, unit: TimeUnit): string =>
  step === 0 ? 'before training' : `batch ${grouped(step)}, ${timeLabel(step / Math.max(1, stepsPerEpoch), unit)}`

/** `saved`: the views show a saved run, whatever is open. */
export type Showing = 'training' | 'paused' | 'saved'

export const useShowing = (): Showing => {
  const saved = useLab((state) => state.viewedRun !== null)
  const training = useLab((state) => state.run.kind === 'running')
  return saved ? 'saved' : training ? 'training' : 'paused'
}

interface SnapshotText {
  /** Labels of the newest step and of earlier ones. */
  readonly now: string
  readonly past: string
  /** The label of the button that returns to the newest step. */
  readonly back: string
  /** Where playback of the history ends. */
  readonly upTo: string
}

export const SNAPSHOT_TEXTS: Readonly<Record<Showing, SnapshotText>> = {
  training: { now: 'live', past: 'past; training continues', back: 'Back to live', upTo: 'to now; training continues' },
  paused: { now: 'now', past: 'past', back: 'Back to now', upTo: 'to now' },
  saved: { now: 'end', past: 'past', back: 'To the end', upTo: 'to its end' },
}
