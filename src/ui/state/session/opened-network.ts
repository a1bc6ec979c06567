/** Shows the worker's open experiment in the views: its layers and cost, and the curves and snapshots of a resumed run. */
import { stepsOf } from '../../../data/encoders/schema'
import type { Opened, SessionApi } from '../../../worker/protocol'
import { setLab, store } from '../store/store'
import { restoreHistory } from './history'
import { connection } from './worker-connection'

/** Fills cleared views with the open experiment. */
export async function showAgain(api: SessionApi): Promise<void> {
  await api.preview()
  await showPast(api)
}

/** Fills cleared views with the curves and snapshots of the open run. */
export async function showPast(api: SessionApi): Promise<void> {
  const [{ progress }, rows, tests] = await Promise.all([api.state(), api.scalars(), api.tests()])
  const { id, step } = progress
  const past = await connection.past(id)
  const snapshots = past.snapshots.filter((snapshot) => snapshot.step <= step)
  const last = snapshots.at(-1)?.step ?? 0
  restoreHistory(rows, tests, { run: id, step, snapshots, gaps: past.gaps.filter(({ to }) => to <= last) })
}

export function showOpened({ layers, otherParts, outputNames = [], cost, totalSteps, stepsPerEpoch, pinned }: Opened): void {
  const { open, layer, timeStep: step, sample, progress } = store.getState()
  setLab({ layers, otherParts, outputNames, cost, pinned, sample: Math.min(sample, pinned - 1) })
  if (!progress)
    setLab({
      progress: {
        id: '',
        step: 0,
        totalSteps,
        epoch: 0,
        epochs: open.run.epochs,
        stepsPerEpoch,
        samplesPerSecond: 0,
        elapsedMs: 0,
        evaluating: false,
      },
    })
  if (!layers.some(({ name }) => name === layer)) setLab({ layer: null, channel: null })
  if (step !== null && step >= stepsOf(open.data, open.encoder)) setLab({ timeStep: null })
}
