/** The worker that the page talks to, and what it has open. How it comes to have that: opening.ts. */
import type { Experiment } from '../../../experiments/schema'
import type { Gap } from '../../../readings/gaps'
import type { Snapshot } from '../../../runs/compact'
import type { RunId } from '../../../runs/record'
import type { Client } from '../../../worker/client'
import type { Frame, SessionApi } from '../../../worker/protocol'
import { store } from '../store/store'

/** What stands between the page and the worker. All of it is here, and none of it is shown. */
interface WorkerConnection {
  client: Client | null
  /** What the worker has, by identity, and the run that it is; null before anything is open. */
  sent: { readonly experiment: Experiment; readonly run: RunId } | null
  /** Runs that were left with something learned: they are kept, unless there was no room. */
  readonly leftRuns: Set<RunId>
  /** Runs that began with weights of a file. */
  readonly loaded: Set<RunId>
  /** What is being opened. */
  opening: Promise<void>
  /** Until an edit is opened. */
  settle: ReturnType<typeof setTimeout> | undefined
  /** The path under edit: a drag of one slider is one step of undo. */
  editing: string
  /** What is waited for before another run takes the place of one that has trained, while the worker still has it. */
  leaving: () => Promise<void>
  /** What is kept of the membrane of a run. */
  past: (id: RunId) => Promise<WatchedPast>
}

/** Moments of the membrane in order, and where none was watched between them. */
export interface WatchedPast {
  readonly snapshots: readonly Snapshot[]
  readonly gaps: readonly Gap[]
}

export const NO_HISTORY: WatchedPast = { snapshots: [], gaps: [] }

/** Written by opening.ts alone, besides here. */
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

/** Hands over the worker to talk to; null while there is none. */
export function setClient(next: Client | null): void {
  // A worker that is replaced may have kept what it had.
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

/** What the worker has open as a run; null where that is another, or still on its way. */
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

/** Where the moments of a run come from that is resumed. */
export const recallPast = (read: (id: RunId) => Promise<WatchedPast>): void => {
  connection.past = read
}
