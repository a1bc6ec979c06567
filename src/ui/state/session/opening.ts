/**
 * Opens in the worker what the page shows: the draft if it has no errors, a run that was left, or a saved run. Openings run one after the
 * other. Errors are sentences for the user, which `attempt` in notices.ts shows.
 */
import { newValues, settingsOf } from '../../../experiments/changes'
import { check } from '../../../experiments/check'
import type { Experiment } from '../../../experiments/schema'
import { fieldName } from '../../../health/run'
import { errorsOf, messageOf } from '../../../problem'
import type { RunId } from '../../../runs/record'
import type { Resumed, SessionApi } from '../../../worker/protocol'
import { clearFrames } from '../../base/frames'
import { changeText } from '../labels/change-label'
import { capital } from '../labels/metric-labels'
import type { PastDraft } from '../store/session'
import { setLab, store } from '../store/store'
import { settingsAtProgress } from './changed-settings'
import { asNewDraft } from './draft'
import { continueAsAnotherRun } from './history'
import { attempt, say, sayUndone } from './notices'
import { showAgain, showOpened, showPast } from './opened-network'
import { connection, worker } from './worker-connection'

/** An edit in a quick series is opened after this long without another one. */
const SETTLE_MS = 250

// ---- the draft

/** Opens the draft if it has no errors and is not open yet; resolves when nothing is being opened. */
export function flush(): Promise<void> {
  clearTimeout(connection.settle)
  connection.editing = ''
  return inOpening(openDraft)
}

/** Opens the draft after an edit. If the previous run was training, its successor trains too. */
export async function flushEdited(): Promise<void> {
  const playing = store.getState().run.kind === 'running'
  const before = connection.sent?.run
  await flush()
  if (playing && connection.sent && connection.sent.run !== before && store.getState().draft === connection.sent.experiment)
    await worker().play()
}

/** Opens the draft once the value at `path` has not been edited for a while. */
export function flushSoon(path: string): void {
  connection.editing = path
  clearTimeout(connection.settle)
  connection.settle = setTimeout(() => attempt(flushEdited()), SETTLE_MS)
}

/** The path of the value whose edits wait to be opened; '' where none does. */
export const underEdit = (): string => connection.editing

/** Whether an experiment is the draft, and open in the worker. */
const isOpen = (experiment: Experiment): boolean => store.getState().draft === experiment && connection.sent?.experiment === experiment

/** Runs after everything that is being opened. */
function inOpening(work: () => Promise<void>): Promise<void> {
  connection.opening = connection.opening.catch(() => {}).then(work)
  return connection.opening
}

async function openDraft(): Promise<void> {
  const { draft, draftRun, preset, problems } = store.getState()
  if (!connection.client || errorsOf(problems).length > 0) return
  const { api } = connection.client
  if (draftRun === connection.sent?.run) return changeOpen(api, draft)
  // Only the worker knows whether the experiment fits the adapter; the open run continues until then.
  const cost = await api.predict(draft)
  const refused = errorsOf(cost.problems)
  if (refused.length > 0) {
    if (store.getState().draft === draft) setLab({ problems: [...check(draft), ...refused] })
    throw new Error(refused.map(({ message }) => message).join(' '))
  }
  const trained = await leaveRun(api)
  setLab({ notice: null })
  clearFrames()
  // The previous network's layers must not be shown while another one is built.
  if (connection.sent?.experiment !== draft && preset !== store.getState().openedAs) setLab({ layers: [], otherParts: [] })
  try {
    const message = await openAs(api, { experiment: draft, preset, run: draftRun })
    if (message !== null) say(message)
    else if (trained && store.getState().future.length > 0) say('The experiment changed: training starts again at step 0.')
    else if (trained) sayUndone('The experiment changed: training starts again at step 0.', 'Undo brings the run back.')
  } catch (error) {
    connection.sent = null
    // The previous experiment is no longer open.
    setLab({ open: draft, openedAs: preset, layers: [], otherParts: [], cost, pinned: 0 })
    if (error instanceof Error && error.name === 'DataFileError') setLab({ missing: { reason: 'no-data', message: error.message } })
    throw error
  }
}

/** Applies changed values of the draft to the open run, from its next training step on. */
async function changeOpen(api: SessionApi, draft: Experiment): Promise<void> {
  const state = store.getState()
  const values = newValues(settingsAtProgress(state.open, state), settingsAtProgress(draft, state))
  if (!connection.sent || !values) return
  // A rejected value was reverted: the draft is the open run again, with its changes.
  if (Object.keys(values).length === 0) {
    const { draft: now, notice } = store.getState()
    if (now === draft) setLab({ draft: connection.sent.experiment, ...(notice?.kind === 'error' && { notice: null }) })
    return
  }
  try {
    const experiment = await api.change(values)
    connection.sent = { ...connection.sent, experiment }
    setLab({ open: experiment, ...(store.getState().draft === draft && { draft: experiment }) })
    say(
      `${capital(changeText(experiment.changes!.at(-1)!, experiment))}. ${store.getState().run.kind === 'running' ? 'The run continues.' : 'Play continues with it.'}`,
    )
  } catch (error) {
    const [[path]] = settingsOf(values) as [readonly [string, unknown]]
    const message = messageOf(error)
    if (store.getState().draft === draft) setLab({ problems: [...check(draft), { path, severity: 'error', message, ofRun: true }] })
    throw error
  }
}

/** Saves the open run before another replaces it. @returns whether the run has learned anything */
export async function leaveRun(api: SessionApi): Promise<boolean> {
  if (!connection.sent) return false
  const { run } = connection.sent
  await api.pause()
  const { progress } = await api.state()
  if (progress.id !== run || (progress.step === 0 && !connection.loaded.has(run))) return false
  await connection.leaving()
  connection.leftRuns.add(run)
  return true
}

/** Opens a draft as its earlier run if that is saved, else at step 0. @returns a message for the user */
async function openAs(api: SessionApi, { experiment, preset, run }: PastDraft): Promise<string | null> {
  let why: string | null = null
  if (connection.leftRuns.has(run))
    try {
      return await showResumed(api, await api.resume(run), experiment)
    } catch (error) {
      if (!isUnavailable(error)) throw error
      why = `${error.message} It starts again at step 0.`
    }
  const id = why === null ? run : crypto.randomUUID()
  const same = connection.sent?.experiment === experiment
  connection.sent = { experiment, run: id }
  // The same network is reset instead of built again.
  const opened = same ? await api.reset(id) : await api.open(experiment, { preset, id })
  setLab({ open: experiment, openedAs: preset, ...(why !== null && { draftRun: id }) })
  if (opened) showOpened(opened)
  return why
}

const isUnavailable = (error: unknown): error is Error => error instanceof Error && error.name === 'RunUnavailable'

/** @param wanted the experiment that the page shows; settings in which the saved run differs are applied from its next step on. */
async function showResumed(api: SessionApi, resumed: Resumed, wanted: Experiment): Promise<string> {
  const experiment = JSON.stringify(resumed.experiment) === JSON.stringify(wanted) ? wanted : resumed.experiment
  connection.sent = { experiment, run: resumed.id }
  setLab({ open: experiment, openedAs: resumed.preset, ...(store.getState().draft === wanted && { draft: experiment }) })
  showOpened(resumed)
  await showPast(api)
  await changeOpen(api, wanted)
  const other = 'It was saved with other shaders or on another adapter: what follows is not, to the last bit, what would have followed.'
  return `The run is back, paused at step ${resumed.step}.${resumed.exact ? '' : ` ${other}`}`
}

/**
 * Resumes a run that this browser has saved: paused, at its last step. Undo returns to what was open.
 * @throws Error with the reason if it cannot be resumed; then what was open stays open.
 */
export function resumeRun(id: RunId): Promise<void> {
  return inOpening(async () => {
    const api = worker()
    if (connection.sent?.run === id) return
    await leaveRun(api)
    clearFrames()
    try {
      const resumed = await api.resume(id)
      const { experiment, preset } = resumed
      setLab({ ...asNewDraft(id), draft: experiment, preset, problems: check(experiment), linkNotes: null, resumable: null })
      say(await showResumed(api, resumed, experiment))
    } catch (error) {
      if (isUnavailable(error)) await showAgain(api)
      else connection.sent = null
      await openDraft()
      throw error
    }
  })
}

/** Runs `work` with exclusive use of the worker; other openings wait until it ends. */
export function whileOpeningWaits<T>(work: (api: SessionApi) => Promise<T>): Promise<T> {
  const turn = flush().then(() => {
    if (!connection.sent) throw new Error('No experiment is open.')
    return work(worker())
  })
  connection.opening = turn.then(
    () => undefined,
    () => undefined,
  )
  return turn
}

/** Reopens the run that the page shows in a worker that has another one open: at its last saved step, or else at step 0. */
export async function openAgain(api: SessionApi): Promise<void> {
  const { open, openedAs } = store.getState()
  const run = connection.sent?.run ?? crypto.randomUUID()
  connection.sent = null
  try {
    await openAs(api, { experiment: open, preset: openedAs, run })
  } catch (error) {
    connection.sent = null
    throw error
  }
}

// ---- the run

/** Returns to step 0 with the same seed, without confirmation: undo restores the run. */
export async function reset(): Promise<void> {
  await ready()
  await inOpening(async () => {
    const api = worker()
    // Pauses the run: frames still on their way belong to the run that ends.
    const learned = await leaveRun(api)
    // A draft that was set in the meantime begins at step 0 by itself.
    if (!isOpen(store.getState().draft)) return openDraft()
    if (learned) setLab(asNewDraft())
    const run = store.getState().draftRun
    clearFrames()
    await api.reset(run)
    if (connection.sent) connection.sent = { ...connection.sent, run }
    if (learned) sayUndone('Reset to step 0.', 'Undo brings the run back.')
  })
}

/**
 * Replaces the learned weights with those of a safetensors file. This begins another run at the current step; undo restores the previous run.
 * @param of the experiment that they are weights of; by default the one on screen.
 * @throws Error if another experiment has been opened meanwhile; that stays open.
 */
export async function putWeights(file: ArrayBuffer, of?: Experiment): Promise<void> {
  await ready()
  const wanted = of ?? store.getState().draft
  await inOpening(async () => {
    const api = worker()
    if (!isOpen(wanted)) throw new Error('Another experiment was opened before its weights arrived.')
    await leaveRun(api)
    const run = crypto.randomUUID()
    continueAsAnotherRun()
    await api.load(file, run)
    connection.loaded.add(run)
    connection.sent = { experiment: wanted, run }
    // A draft that was set meanwhile belongs to a run of its own.
    if (isOpen(wanted)) setLab(asNewDraft(run))
  })
}

/** Resolves when the draft is open. @throws Error with the reason if it cannot be opened. */
export async function ready(): Promise<void> {
  await flush()
  const { draft, problems } = store.getState()
  const [first] = errorsOf(problems)
  if (!first) return
  throw new Error(`${fieldName(first.path, draft)}: ${first.message}`)
}
