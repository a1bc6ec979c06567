/** The worker that the page uses, and what it has open. opening.ts opens experiments in it. */
import type { Experiment } from '../../../experiments/schema'
import type { Gap } from '../../../readings/gaps'
import type { Snapshot } from '../../../runs/compact'
import type { RunId } from '../../../runs/record'
import type { Client } from '../../../worker/client'
import type { Frame, SessionApi } from '../../../worker/protocol'
import { store } from '../store/store'

/** The state of the connection between page and worker. None of it is displayed. */
interface WorkerConnection {
  client: Client | null
  /** The experiment (by identity) and run that the worker has open; null before anything is open. */
  sent: { readonly experiment: Experiment; readonly run: RunId } | null
  /** Runs left after training: they are saved, unless there was no room. */
  readonly leftRuns: Set<RunId>
  /** Runs that started from the weights of a file. */
  readonly loaded: Set<RunId>
  /** Settles when the current opening has ended. */
  opening: Promise<void>
  /** The timer that delays opening an edit. */
  settle: ReturnType<typeof setTimeout> | undefined
  /** The path under edit: all edits while dragging one slider are one undo step. */
  editing: string
  /** Awaited before another run replaces one that has trained, while the worker still has it. */
  leaving: () => Promise<void>
  /** Reads the saved membrane snapshots of a run. */
  past: (id: RunId) => Promise<WatchedPast>
}

/** Membrane snapshots in order, and the gaps between them. */
export interface WatchedPast {
  readonly snapshots: readonly Snapshot[]
  readonly gaps: readonly Gap[]
}

export const NO_HISTORY: WatchedPast = { snapshots: [], gaps: [] }

/** Written only here and in opening.ts. */
export const connection: WorkerConnection = {
  client: null,
  sent: null,
  leftRuns: new Set(),
  loaded: new Set(),
  opening: Promise.resolve(),
  settle: undefined,
  editing: '',
  leaving: async () => {},
  past: async () => NO_HISTORY,
}

/** Sets the client of the worker; null while there is none. */
export function setClient(next: Client | null): void {
  // A replaced worker may have saved its run.
  const { progress } = store.getState()
  if (connection.sent && progress && progress.id === connection.sent.run && progress.step > 0) connection.leftRuns.add(connection.sent.run)
  connection.client = next
  connection.sent = null
}

/** @throws Error when there is no worker, with the reason. */
export function worker(): SessionApi {
  if (connection.client) return connection.client.api
  throw new Error(store.getState().missing?.message ?? 'The lab is still starting.')
}

/** The worker's experiment of this run; null where another run is open, or none yet. */
export const experimentOf = (run: RunId): Experiment | null => (connection.sent?.run === run ? connection.sent.experiment : null)

/** Whether the run that the worker has is the one that the page shows: not while another is being opened in its place. */
export function isShown(): boolean {
  const { open, progress } = store.getState()
  return progress !== null && experimentOf(progress.id) === open
}

/** A second session in the worker, whose run follows the open one. @throws Error when there is no worker, with the reason. */
export function openComparison(receive: (frame: Frame) => void): Promise<SessionApi> {
  worker()
  return connection.client!.startComparison(receive)
}

export const endComparison = async (): Promise<void> => connection.client?.endComparison()

/** Waits for `work` before another run takes the place of one that has trained. */
export const beforeLeaving = (work: () => Promise<void>): void => {
  connection.leaving = work
}

/** Sets the function that reads the snapshots of a resumed run. */
export const recallPast = (read: (id: RunId) => Promise<WatchedPast>): void => {
  connection.past = read
}
