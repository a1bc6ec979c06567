/**
 * A second run that trains in turn with the open one on the same device: a variant, the preset's counterpart, or a saved run's experiment.
 * Its newest potentials are laid over the views as moment A, its curves over the learning curves. Loaded when it is asked for.
 */
import { check } from '../../../experiments/check'
import type { Experiment } from '../../../experiments/schema'
import { errorsOf } from '../../../problem'
import { expandFrame, type Snapshot } from '../../../runs/compact'
import { withEdits } from '../../../studies/compare'
import type { Variant } from '../../../studies/variants'
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
import { besideOpen, endBesideOpen } from '../session/worker-connection'
import { store } from '../store/store'
import { runDetail } from './runs'

interface Lane {
  readonly title: string
  readonly experimentNow: () => Experiment
  readonly api: SessionApi
  readonly ghost: CurveOverlay
  readonly preset: string
  newest: Snapshot | undefined
}

let lane: Lane | null = null

/** The open experiment with the edits of a variant, and so again where the open one begins anew. @throws Error where they do not fit it. */
export const trainVariant = ({ title, edits }: Variant): Promise<void> =>
  train(title, () => {
    const edited = withEdits(settingsNow(store.getState()), edits)
    if (!edited.ok) throw new Error(`${title}: ${edited.problems.map(({ message }) => message).join(' ')}`)
    return edited.experiment
  })

/** An experiment as it is: a preset's counterpart. */
export const trainBeside = ({ title, experiment }: { readonly title: string; readonly experiment: Experiment }): Promise<void> =>
  train(title, () => experiment)

/**
 * Opens the second run at step 0; it follows the open one, catching up first. The one before ends.
 * @throws Error where it does not open, saying why; then none trains beside.
 */
async function train(title: string, experimentNow: () => Experiment): Promise<void> {
  const [first] = errorsOf(check(experimentNow()))
  if (first) throw new Error(`${title}: ${first.message}`)
  await stopBeside()
  unpin()
  const ghost = createCurveOverlay(title)
  const api = await besideOpen((frame) => {
    if (lane?.ghost === ghost) receive(lane, frame)
  })
  const own: Lane = { title, experimentNow, api, ghost, preset: store.getState().preset, newest: undefined }
  lane = own
  try {
    await api.watch({ membrane: true, sample: null, layers: [], weights: null, visible: true, framesPerSecond: 4 })
    const { stepsPerEpoch } = await begin(own)
    pinned.set({
      run: { id: `beside ${title}`, name: title },
      of: '',
      stepsPerEpoch,
      at: () => own.newest,
      ghost,
      end: () => attempt(stopBeside()),
    })
  } catch (error) {
    await stopBeside()
    throw error
  }
}

/** At step 0, from where it follows. */
async function begin({ api, ghost, experimentNow }: Lane): Promise<Opened> {
  clearCurveOverlay(ghost)
  const opened = await api.open(experimentNow())
  await api.play()
  return opened
}

/** Ends the second run; nothing of it is kept. */
export async function stopBeside(): Promise<void> {
  if (!lane) return
  const { ghost } = lane
  lane = null
  comparisonRun.set(null)
  if (pinned.get()?.ghost === ghost) pinned.set(null)
  await endBesideOpen()
}

function receive(of: Lane, frame: Frame): void {
  if (frame.kind === 'membrane') {
    of.newest = frame
    takeShares(of.ghost, frame)
    const now = pinned.get()
    // Drawn anew, also while the open run stands.
    if (now?.ghost === of.ghost) pinned.set({ ...now })
  }
  if (frame.kind === 'scalars') takeRows(of.ghost, frame.rows)
  else if (frame.kind === 'report') takeTests(of.ghost, [frame])
  else if (frame.kind === 'state') {
    const { step, totalSteps } = frame.progress
    comparisonRun.set({ title: of.title, step, totalSteps, waits: frame.state.kind !== 'finished' })
    if (frame.state.kind !== 'failed') return
    say(`${of.title}, which trained beside: ${frame.state.error}`, 'error')
    attempt(stopBeside())
  }
}

/** Begins again with the open run; ends with its preset, and with its device. */
store.subscribe((now, before) => {
  if (!lane) return
  if (now.preset !== lane.preset || now.device !== before.device) attempt(stopBeside())
  else if (now.progress && now.progress.id !== before.progress?.id && now.progress.step === 0) attempt(restart(lane))
})

async function restart(of: Lane): Promise<void> {
  try {
    await begin(of)
  } catch (error) {
    if (lane === of) await stopBeside()
    throw error
  }
}

/** Lays a saved run over the views: its curves, and its snapshots of the same training step or before, else the first. */
export async function pinRun(id: string, name: string, stepsPerEpoch: number): Promise<void> {
  const detail = await runDetail(id)
  const kept = detail?.frames ?? []
  const ghost = createCurveOverlay(name)
  if (detail) {
    takeRows(ghost, detail.curves)
    takeTests(ghost, detail.tests)
    for (const frame of kept) takeShares(ghost, expandFrame(frame))
  }
  let last: Snapshot | undefined
  const at = (step: number): Snapshot | undefined => {
    let found = kept[0]
    for (const frame of kept) if (frame.step <= step) found = frame
    // One moment is unpacked at a time.
    if (found && found.step !== last?.step) last = expandFrame(found)
    return found && last
  }
  unpin()
  pinned.set({ run: { id, name }, of: id, stepsPerEpoch, at, ghost })
}
