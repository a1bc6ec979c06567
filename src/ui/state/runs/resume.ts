/**
 * Runs of earlier visits that the page offers to resume; it looks for them once it is open. Discarded runs are deleted only when the offer
 * closes, so that discarding can be undone until then. Also recovers the run after a lost device.
 */
import type { RunId } from '../../../runs/record'
import { clearFrames } from '../../base/frames'
import { attempt, say } from '../session/notices'
import { showOpened, showPast } from '../session/opened-network'
import { worker } from '../session/worker-connection'
import { setLab, store } from '../store/store'
import { resumableRuns } from './resumable'

let discarded = new Set<RunId>()

/** Offers unfinished runs, unless the open run has already trained. */
export async function findResumable(): Promise<void> {
  const { missing, progress } = store.getState()
  if (missing || (progress?.step ?? 0) > 0) return
  const saved = await worker().resumableRuns()
  const resumable = saved.filter((run) => !run.readable || run.step < run.totalSteps)
  if (resumable.length > 0 && (store.getState().progress?.step ?? 0) === 0) setLab({ resumable })
}

/** Offers all runs that can be resumed, regardless of what is open. */
export async function offerSavedRuns(): Promise<void> {
  const resumable = await worker().resumableRuns()
  const { hidden, open } = store.getState()
  if (resumableRuns(resumable, hidden, open).length > 0) setLab({ resumable })
  else say('No other run is saved in this browser. A run is saved when it is left after training.')
}

/** Whether a run can be resumed and is not open elsewhere. */
export const isResumable = async (id: RunId): Promise<boolean> =>
  (await worker().resumableRuns()).some((run) => run.readable && run.id === id)

// Resuming a run closes the offer, as does starting to train.
store.subscribe(({ resumable }, before) => {
  if (resumable !== null || before.resumable === null) return
  const gone = discarded
  discarded = new Set()
  for (const id of gone) attempt(worker().discard(id))
})

export const discard = (id: RunId): void => void discarded.add(id)
export const takeBackDiscard = (id: RunId): void => void discarded.delete(id)
export const dismissResumable = (): void => setLab({ resumable: null })

/** After a lost device or a failed run: opens a new device, the same experiment and the weights of the last checkpoint. */
export async function recover(): Promise<void> {
  clearFrames()
  showOpened(await worker().recover())
  await showPast(worker())
}
