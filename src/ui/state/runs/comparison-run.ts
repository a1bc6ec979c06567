/**
 * A second run that trains in turn with the open one on the same device: a variant, the preset's counterpart, or a saved run's experiment.
 * Its newest potentials are laid over the views as snapshot A, its curves over the learning curves. Loaded on first use.
 */
import { check } from '../../../experiments/check'
import type { Experiment } from '../../../experiments/schema'
import { errorsOf } from '../../../problem'
import { expandFrame, type Snapshot } from '../../../runs/compact'
import { type Variant, withEdits } from '../../../studies/variant'
import type { Frame, Opened, SessionApi } from '../../../worker/protocol'
import {
  type CurveOverlay,
  clearCurveOverlay,
  comparisonRun,
  createCurveOverlay,
  takeRows,
  takeShares,
  takeTests,
} from '../selection/curve-overlay'
import { pinned, unpin } from '../selection/pinned'
import { settingsNow } from '../session/changed-settings'
import { attempt, say } from '../session/notices'
import { endComparison, openComparison } from '../session/worker-connection'
import { store } from '../store/store'
import { runDetail } from './runs'

interface Comparison {
  readonly title: string
  readonly experimentNow: () => Experiment
  readonly api: SessionApi
  readonly overlay: CurveOverlay
  readonly preset: string
  newest: Snapshot | undefined
}

let current: Comparison | null = null

/**
 * Trains the open experiment with a variant's edits, which are applied again when the open run restarts.
 * @throws Error if they do not fit it.
 */
export const trainVariant = ({ title, edits }: Variant): Promise<void> =>
  train(title, () => {
    const edited = withEdits(settingsNow(store.getState()), edits)
    if (!edited.ok) throw new Error(`${title}: ${edited.problems.map(({ message }) => message).join(' ')}`)
    return edited.experiment
  })

/** Trains an experiment next to the open run, such as the preset's counterpart. */
export const trainComparison = ({ title, experiment }: { readonly title: string; readonly experiment: Experiment }): Promise<void> =>
  train(title, () => experiment)

/**
 * Opens the second run at step 0, ending an earlier one; it first catches up with the open run and then follows it.
 * @throws Error with the reason if it cannot be opened; then there is no comparison run.
 */
async function train(title: string, experimentNow: () => Experiment): Promise<void> {
  const [first] = errorsOf(check(experimentNow()))
  if (first) throw new Error(`${title}: ${first.message}`)
  await stopComparison()
  unpin()
  const overlay = createCurveOverlay(title)
  const api = await openComparison((frame) => {
    if (current?.overlay === overlay) receive(current, frame)
  })
  const comparison: Comparison = { title, experimentNow, api, overlay, preset: store.getState().preset, newest: undefined }
  current = comparison
  try {
    await api.watch({ membrane: true, sample: null, layers: [], weights: null, visible: true, framesPerSecond: 4 })
    const { stepsPerEpoch } = await begin(comparison)
    pinned.set({
      run: { id: `comparison ${title}`, name: title },
      runId: '',
      stepsPerEpoch,
      at: () => comparison.newest,
      curves: overlay,
      end: () => attempt(stopComparison()),
    })
  } catch (error) {
    await stopComparison()
    throw error
  }
}

/** Opens the comparison run at step 0 and starts it. */
async function begin({ api, overlay, experimentNow }: Comparison): Promise<Opened> {
  clearCurveOverlay(overlay)
  const opened = await api.open(experimentNow())
  await api.play()
  return opened
}

/** Ends the comparison run, which is not saved. */
export async function stopComparison(): Promise<void> {
  if (!current) return
  const { overlay } = current
  current = null
  comparisonRun.set(null)
  if (pinned.get()?.curves === overlay) pinned.set(null)
  await endComparison()
}

function receive(comparison: Comparison, frame: Frame): void {
  if (frame.kind === 'membrane') {
    comparison.newest = frame
    takeShares(comparison.overlay, frame)
    const now = pinned.get()
    // Redraws the views, even while the open run is paused.
    if (now?.curves === comparison.overlay) pinned.set({ ...now })
  }
  if (frame.kind === 'scalars') takeRows(comparison.overlay, frame.rows)
  else if (frame.kind === 'report') takeTests(comparison.overlay, [frame])
  else if (frame.kind === 'state') {
    const { step, totalSteps } = frame.progress
    comparisonRun.set({ title: comparison.title, step, totalSteps, waits: frame.state.kind !== 'finished' })
    if (frame.state.kind !== 'failed') return
    say(`The comparison run “${comparison.title}” failed: ${frame.state.error}`, 'error')
    attempt(stopComparison())
  }
}

/** The comparison restarts with the open run, and ends when the preset or the device changes. */
store.subscribe((now, before) => {
  if (!current) return
  if (now.preset !== current.preset || now.device !== before.device) attempt(stopComparison())
  else if (now.progress && now.progress.id !== before.progress?.id && now.progress.step === 0) attempt(restart(current))
})

async function restart(comparison: Comparison): Promise<void> {
  try {
    await begin(comparison)
  } catch (error) {
    if (current === comparison) await stopComparison()
    throw error
  }
}

/** Lays a saved run over the views: its curves, and its snapshots of the same training step or before, else the first. */
export async function pinRun(id: string, name: string, stepsPerEpoch: number): Promise<void> {
  const detail = await runDetail(id)
  const frames = detail?.frames ?? []
  const overlay = createCurveOverlay(name)
  if (detail) {
    takeRows(overlay, detail.curves)
    takeTests(overlay, detail.tests)
    for (const frame of frames) takeShares(overlay, expandFrame(frame))
  }
  let last: Snapshot | undefined
  const at = (step: number): Snapshot | undefined => {
    let found = frames[0]
    for (const frame of frames) if (frame.step <= step) found = frame
    // Only the last expanded snapshot is cached.
    if (found && found.step !== last?.step) last = expandFrame(found)
    return found && last
  }
  unpin()
  pinned.set({ run: { id, name }, runId: id, stepsPerEpoch, at, curves: overlay })
}
