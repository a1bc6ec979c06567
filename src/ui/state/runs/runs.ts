/**
 * The runs saved in this browser, as the page knows them: the list, the selection, errors; and the recorder, connected to the page.
 * Loaded after the first paint.
 */

import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { version } from '../../../../package.json'
import { messageOf } from '../../../problem'
import { expandFrame } from '../../../runs/compact'
import type { Provenance, RunDetail, RunId, RunSummary } from '../../../runs/record'
import { joinPasts, type Past } from '../../../runs/snapshots'
import { listRuns, onRunsChanged, readDetail, saveRun, saveRunNow } from '../../../runs/store'
import { encodeLink } from '../../../share/link'
import { onEveryFrame } from '../session/connection'
import { onWatchingStopped } from '../session/history'
import { workerLent } from '../session/lend'
import { say } from '../session/notices'
import { beforeLeaving, experimentOf, NO_HISTORY, recallPast, type WatchedPast, worker } from '../session/worker-connection'
import { store } from '../store/store'
import { createRecorder, type Open } from './recorder'
import { type Band, groupsOf } from './run-groups'

interface RunsState {
  /** Null until the list has been read. */
  readonly list: readonly RunSummary[] | null
  /** The runs drawn over each other, in the order in which they were selected, which determines their colors. */
  readonly selected: readonly RunId[]
  /** The index of each run in the color palette; it stays while the run is selected. */
  readonly slots: Readonly<Record<RunId, number>>
  /** Whether runs that differ only in the seed are drawn as one: with one color, a mean and a band. */
  readonly grouped: boolean
  readonly band: Band
  /** How many runs were deleted last and can be restored. */
  readonly deleted: number
  /** Why runs cannot be listed or saved. */
  readonly error: string | null
}

export const runsState = createStore<RunsState>(() => ({
  list: null,
  selected: [],
  slots: {},
  grouped: false,
  band: 'deviation',
  deleted: 0,
  error: null,
}))
export const useRuns = <T>(select: (state: RunsState) => T): T => useStore(runsState, select)

const failed = (error: unknown): void => {
  const text = messageOf(error)
  // Reported once, not at every save.
  if (runsState.getState().error !== text) say(text, 'error')
  runsState.setState({ error: text })
}

/** Reads the list, which then follows changes made in this page and in others. */
export async function refreshRuns(): Promise<void> {
  try {
    const list = await listRuns()
    const known = new Set(list.map(({ id }) => id))
    runsState.setState({ list })
    selectRuns(runsState.getState().selected.filter((id) => known.has(id)))
  } catch (error) {
    failed(error)
  }
}

/** Turns grouping on or off; runs of a group share a color. */
export function groupRuns(grouped: boolean): void {
  runsState.setState({ grouped, slots: {} })
  selectRuns(runsState.getState().selected)
}
export const setBand = (band: Band): void => runsState.setState({ band })

export function selectRuns(selected: readonly RunId[]): void {
  const { slots: before, grouped, list } = runsState.getState()
  if (grouped) {
    const groups = groupsOf(selected.flatMap((id) => list?.find((run) => run.id === id) ?? []))
    const slots = Object.fromEntries(groups.flatMap(({ runs }, slot) => runs.map(({ id }) => [id, slot] as const)))
    runsState.setState({ selected, slots })
    return
  }
  const slots: Record<RunId, number> = {}
  for (const id of selected) if (before[id] !== undefined) slots[id] = before[id]
  const taken = new Set(Object.values(slots))
  for (const id of selected) {
    if (slots[id] !== undefined) continue
    let slot = 0
    while (taken.has(slot)) slot++
    taken.add(slot)
    slots[id] = slot
  }
  runsState.setState({ selected, slots })
}

const details = new Map<RunId, { readonly updated: number; readonly detail: RunDetail }>()
/** The maximum number of run details in memory: a few megabytes. */
const MAX_HELD = 12

/** The data of a run beyond its summary; undefined where it is no longer saved. The latest few are cached. */
export async function runDetail(id: RunId): Promise<RunDetail | undefined> {
  const updated = runsState.getState().list?.find((run) => run.id === id)?.updated ?? 0
  const held = details.get(id)
  if (held && held.updated === updated) return held.detail
  const detail = await readDetail(id)
  details.delete(id)
  if (detail) details.set(id, { updated, detail })
  for (const oldest of [...details.keys()].slice(0, Math.max(0, details.size - MAX_HELD))) details.delete(oldest)
  return detail
}

/** The list of runs for scripts, with the current state of the open run. @throws Error if the browser stores no runs. */
export async function listed(): Promise<readonly RunSummary[]> {
  await recorder.record()
  return listRuns()
}

/** @throws Error where there is no such run. */
export async function detailOf(id: RunId): Promise<RunDetail> {
  const detail = await readDetail(id)
  if (!detail) throw new Error(`run: there is no run “${id}” in this browser. runs() lists those that there are.`)
  return detail
}

// ---- the recorder

/** The adapter, shaders and version that compute runs here. */
export function provenanceNow(): Provenance {
  const { device, shaders } = store.getState()
  const adapter = device ? device.description || [device.vendor, device.architecture].filter(Boolean).join(' ') : ''
  return { adapter, software: device?.software ?? false, app: version, shaders }
}

function openNow(id: RunId): Open | null {
  const experiment = experimentOf(id)
  const { openedAs, layers } = store.getState()
  return experiment && { experiment, preset: openedAs, layers, provenance: provenanceNow() }
}

const recorder = createRecorder({
  now: () => Date.now(),
  open: openNow,
  worker() {
    try {
      return workerLent() ? null : worker()
    } catch {
      return null
    }
  },
  variable: () => store.getState().variable,
  linkOf: (experiment, preset) => encodeLink(experiment, {}, preset),
  readDetail,
  async save(summary, detail) {
    try {
      const dropped = await saveRun(summary, detail)
      runsState.setState({ error: null })
      if (dropped.length > 0) say(droppedText(dropped.length))
    } catch (error) {
      failed(error)
    }
  },
  saveNow: (summary, detail) =>
    saveRunNow(
      summary,
      detail,
      runsState.getState().list?.find(({ id }) => id === summary.id),
    ),
})

export const droppedText = (count: number): string =>
  `To make room, ${count === 1 ? 'the run' : `the ${count} runs`} without a name and untouched for the longest ${count === 1 ? 'was' : 'were'} deleted.`

/** The id of the current run. */
export const runUnderWay = (): RunId | null => recorder.id
export const pastUnderWay = (): WatchedPast => watchedPast(recorder.past())
/** The saved snapshots of a run, with those recorded since where it is the current one. */
async function pastOf(id: RunId): Promise<WatchedPast> {
  const { frames = [], gaps = [] } = (await readDetail(id)) ?? {}
  const now: Past = recorder.id === id ? recorder.past() : { frames: [], gaps: [] }
  return watchedPast(joinPasts({ frames, gaps }, now, now.frames[0]?.step ?? Number.POSITIVE_INFINITY))
}
export const watchedPast = ({ frames, gaps = [] }: Pick<RunDetail, 'frames' | 'gaps'>): WatchedPast => ({
  snapshots: frames.map(expandFrame),
  gaps,
})

export const recordNow = (): Promise<void> => recorder.record()

/** Waits until frames in flight have been taken in, which happens when the page is drawn. */
async function lastFrames(): Promise<void> {
  for (let frame = 0; frame < 2 && !document.hidden; frame++) await new Promise(requestAnimationFrame)
}

/** How long to wait for the previous run to be saved, and for the snapshots of a resumed one. */
const PATIENCE_MS = 2000

/** Starts saving runs. Resolves when the saved ones are listed. */
export async function followRuns(): Promise<void> {
  onEveryFrame(recorder.take)
  // A database that does not answer must not block the page.
  const patience = <T>(nothing: T) => new Promise<T>((resolve) => setTimeout(() => resolve(nothing), PATIENCE_MS))
  beforeLeaving(() => Promise.race([lastFrames().then(recorder.record), patience(undefined)]))
  // A resumed run may have trained after it was last saved, and frames arrive before the page has it open.
  store.subscribe(({ layers }, before) => layers !== before.layers && void recorder.record())
  recallPast((id) => Promise.race([pastOf(id).catch(() => NO_HISTORY), patience(NO_HISTORY)]))
  onWatchingStopped(recorder.stopWatching)
  onRunsChanged(() => void refreshRuns())
  document.addEventListener('visibilitychange', () => document.hidden && void recorder.record())
  window.addEventListener('pagehide', recorder.leave)
  await refreshRuns()
}
