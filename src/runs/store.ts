/**
 * The runs stored in this browser: lists, reads, saves, edits, deletes and restores them. Bounded: to make room, unnamed runs are deleted
 * first, the least recently updated of them first. Other open pages are notified of changes.
 */
import { messageOf } from '../problem'
import { bytesOfRows } from './checkpoint'
import { isFull, openDatabase } from './database'
import { detailFrom, summaryFrom } from './migrations'
import type { RunDetail, RunId, RunSummary } from './record'
import { tagsFrom } from './tags'

interface Bounds {
  readonly runs: number
  /** The total size of all details. */
  readonly bytes: number
}
const BOUNDS: Bounds = { runs: 1000, bytes: 256 * 2 ** 20 }

interface StoredRun {
  readonly summary: RunSummary
  readonly detail: RunDetail | undefined
}

/** The runs deleted last, which can be restored. */
let deleted: readonly StoredRun[] = []
/** Runs deleted while possibly in training: they are not saved again. */
const gone = new Set<RunId>()

/** All saved runs, the newest first. @throws Error where the browser stores nothing */
export async function listRuns(): Promise<RunSummary[]> {
  const runs = (await (await open()).getAll('runs')).map(summaryFrom)
  return runs.sort((a, b) => b.started - a.started)
}

export async function readRun(id: RunId): Promise<RunSummary | undefined> {
  const run = await (await open()).get('runs', id)
  return run && summaryFrom(run)
}
export async function readDetail(id: RunId): Promise<RunDetail | undefined> {
  const detail = await (await open()).get('details', id)
  return detail && detailFrom(detail)
}

/**
 * Saves a run, replacing its stored data except the fields that `userFields` lists. A deleted run stays deleted.
 * @returns the runs deleted to make room. @throws Error with a sentence where the browser's storage is full.
 */
export async function saveRun(summary: RunSummary, detail?: RunDetail, bounds = BOUNDS): Promise<readonly RunSummary[]> {
  if (gone.has(summary.id)) return []
  const transaction = (await open()).transaction(['runs', 'details'], 'readwrite')
  const [runs, details] = [transaction.objectStore('runs'), transaction.objectStore('details')]
  try {
    const stored = (await runs.getAll()).map(summaryFrom)
    const before = stored.find(({ id }) => id === summary.id)
    const byteLength = detail ? bytesOfDetail(detail) : (before?.byteLength ?? 0)
    const next = { ...summary, ...(before && userFields(before)), byteLength }
    const dropped = tooMany([...stored.filter(({ id }) => id !== summary.id), next], summary.id, bounds)
    const writes: Promise<unknown>[] = dropped.flatMap(({ id }) => [runs.delete(id), details.delete(id)])
    writes.push(runs.put(next), ...(detail ? [details.put(detail)] : []), transaction.done)
    await Promise.all(writes)
    announce({ kind: 'changed' })
    return dropped
  } catch (error) {
    transaction.done.catch(() => undefined)
    throw readableError(error)
  }
}

/** The fields that updates preserve: those set by the user, the sweep, and the start. */
const userFields = ({ name, note, tags, sweep, started }: RunSummary) => ({ name, note, tags, sweep, started })

/**
 * Saves a run while the page is closing, when nothing can be read any more: `known` is its last known summary. Runs that exceed the bounds
 * are deleted by the next `saveRun`.
 */
export function saveRunNow(summary: RunSummary, detail: RunDetail, known: RunSummary | undefined): void {
  if (gone.has(summary.id)) return
  const next = { ...summary, ...(known && userFields(known)), byteLength: bytesOfDetail(detail) }
  void openDatabase().then(
    (database) => {
      const transaction = database.transaction(['runs', 'details'], 'readwrite')
      transaction.done.catch(() => undefined)
      transaction
        .objectStore('runs')
        .put(next)
        .catch(() => undefined)
      transaction
        .objectStore('details')
        .put(detail)
        .catch(() => undefined)
      transaction.commit()
    },
    () => undefined,
  )
}

/** The runs to delete so that the rest fits the bounds: those without a name first, the least recently updated of them first. */
function tooMany(runs: readonly RunSummary[], spared: RunId, bounds: Bounds): RunSummary[] {
  let count = runs.length
  let bytes = runs.reduce((sum, { byteLength }) => sum + byteLength, 0)
  if (count <= bounds.runs && bytes <= bounds.bytes) return []
  const order = runs
    .filter(({ id }) => id !== spared)
    .sort((a, b) => Number(a.name !== '') - Number(b.name !== '') || a.updated - b.updated)
  const dropped: RunSummary[] = []
  for (const run of order) {
    if (count <= bounds.runs && bytes <= bounds.bytes) break
    dropped.push(run)
    count--
    bytes -= run.byteLength
  }
  return dropped
}

/** Changes a run's name, note or tags. */
export async function editRun(id: RunId, change: Partial<Pick<RunSummary, 'name' | 'note' | 'tags'>>): Promise<void> {
  const transaction = (await open()).transaction('runs', 'readwrite')
  try {
    const run = await transaction.store.get(id)
    const edited = run && {
      ...run,
      ...(change.name !== undefined && { name: change.name.trim().slice(0, MAX_NAME) }),
      ...(change.note !== undefined && { note: change.note.trim().slice(0, MAX_NOTE) }),
      ...(change.tags !== undefined && { tags: tagsFrom(change.tags) }),
    }
    await Promise.all([...(edited ? [transaction.store.put(edited)] : []), transaction.done])
    announce({ kind: 'changed' })
  } catch (error) {
    transaction.done.catch(() => undefined)
    throw readableError(error)
  }
}
const MAX_NAME = 200
const MAX_NOTE = 4000

/** Deletes runs. Until others are deleted or the page closes, `undoDelete` restores them. */
export async function deleteRuns(ids: readonly RunId[]): Promise<void> {
  const transaction = (await open()).transaction(['runs', 'details'], 'readwrite')
  const [runs, details] = [transaction.objectStore('runs'), transaction.objectStore('details')]
  const found = await Promise.all(ids.map(async (id) => ({ summary: await runs.get(id), detail: await details.get(id) })))
  await Promise.all([...ids.flatMap((id) => [runs.delete(id), details.delete(id)]), transaction.done])
  deleted = found.flatMap(({ summary, detail }) => (summary ? [{ summary, detail }] : []))
  announce({ kind: 'deleted', ids })
}

/** @returns the number of restored runs */
export async function undoDelete(): Promise<number> {
  const back = deleted
  announce({ kind: 'restored', ids: back.map(({ summary }) => summary.id) })
  for (const { summary, detail } of back) await saveRun(summary, detail)
  deleted = []
  return back.length
}

/** Adds runs to the saved ones. @returns those deleted to make room */
export async function addRuns(
  runs: readonly { readonly summary: RunSummary; readonly detail: RunDetail | undefined }[],
): Promise<readonly RunSummary[]> {
  const dropped: RunSummary[] = []
  for (const { summary, detail } of runs) {
    if (gone.has(summary.id)) announce({ kind: 'restored', ids: [summary.id] })
    dropped.push(...(await saveRun(summary, detail)))
  }
  return dropped
}

const bytesOfDetail = ({ curves, frames }: RunDetail): number =>
  bytesOfRows(curves) +
  frames.reduce(
    (sum, { layers }) => sum + layers.reduce((bytes, { counts, numbers }) => bytes + counts.byteLength + numbers.byteLength, 0),
    0,
  )

async function open() {
  try {
    return await openDatabase()
  } catch (error) {
    throw new Error(`This browser saves no runs for this page, as in some private windows. (${messageOf(error)})`)
  }
}

function readableError(error: unknown): Error {
  if (isFull(error))
    return new Error(
      'This browser has no more room: the run is not saved. Delete runs or data sets that are not needed; training continues.',
    )
  return new Error(`The run could not be saved. (${messageOf(error)})`)
}
// ---- messages between open pages

type Change = { readonly kind: 'changed' } | { readonly kind: 'deleted' | 'restored'; readonly ids: readonly RunId[] }

const listeners = new Set<() => void>()
let channel: BroadcastChannel | undefined

/** Calls `listener` when runs were saved, edited or deleted, in this page or another. Returns a function that unsubscribes. */
export function onRunsChanged(listener: () => void): () => void {
  channelOf()
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

function channelOf(): BroadcastChannel {
  if (channel) return channel
  channel = new BroadcastChannel('membrane.runs')
  channel.onmessage = ({ data }: MessageEvent<Change>) => takeChange(data)
  return channel
}

function announce(change: Change): void {
  channelOf().postMessage(change)
  takeChange(change)
}

function takeChange(change: Change): void {
  if (change.kind === 'deleted') for (const id of change.ids) gone.add(id)
  if (change.kind === 'restored') for (const id of change.ids) gone.delete(id)
  for (const listener of listeners) listener()
}
