/**
 * The runs that this browser keeps: listed, read, saved, named, deleted and brought back. Bounded: what does not fit drops the run
 * that was not named and is the longest untouched. Pages that are open next to each other are notified of each other's changes.
 */
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
 * Keeps a run, in the place of what was kept of it. The name and the note that it has stay. A run that was deleted stays deleted.
 * @returns the runs that had to go for it. @throws Error in a sentence where the browser is full.
 */
export async function saveRun(summary: RunSummary, detail?: RunDetail, bounds = BOUNDS): Promise<readonly RunSummary[]> {
  if (gone.has(summary.id)) return []
  const transaction = (await open()).transaction(['runs', 'details'], 'readwrite')
  const [runs, details] = [transaction.objectStore('runs'), transaction.objectStore('details')]
  try {
    const kept = (await runs.getAll()).map(summaryFrom)
    const before = kept.find(({ id }) => id === summary.id)
    const byteLength = detail ? bytesOfDetail(detail) : (before?.byteLength ?? 0)
    const next = { ...summary, ...(before && theirs(before)), byteLength }
    const dropped = tooMany([...kept.filter(({ id }) => id !== summary.id), next], summary.id, bounds)
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
const theirs = ({ name, note, tags, sweep, started }: RunSummary) => ({ name, note, tags, sweep, started })

/**
 * The same while the page is being left, when nothing can be read any more: `known` is what was listed of it last. What had to go
 * goes with the next run that is kept.
 */
export function saveRunNow(summary: RunSummary, detail: RunDetail, known: RunSummary | undefined): void {
  if (gone.has(summary.id)) return
  const next = { ...summary, ...(known && theirs(known)), byteLength: bytesOfDetail(detail) }
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
      ...(change.note !== undefined && { note: change.note.trim().slice(0, MOST_NOTE) }),
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
const MOST_NOTE = 4000

/** Deletes runs. Until others are deleted, or the page is left, `undoDelete` brings them back. */
export async function deleteRuns(ids: readonly RunId[]): Promise<void> {
  const transaction = (await open()).transaction(['runs', 'details'], 'readwrite')
  const [runs, details] = [transaction.objectStore('runs'), transaction.objectStore('details')]
  const found = await Promise.all(ids.map(async (id) => ({ summary: await runs.get(id), detail: await details.get(id) })))
  await Promise.all([...ids.flatMap((id) => [runs.delete(id), details.delete(id)]), transaction.done])
  deleted = found.flatMap(({ summary, detail }) => (summary ? [{ summary, detail }] : []))
  announce({ kind: 'deleted', ids })
}

/** @returns how many came back. */
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
  frames.reduce((sum, { layers }) => sum + layers.reduce((of, { counts, numbers }) => of + counts.byteLength + numbers.byteLength, 0), 0)

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
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

// ---- what pages tell each other

type Change = { readonly kind: 'changed' } | { readonly kind: 'deleted' | 'restored'; readonly ids: readonly RunId[] }

const listeners = new Set<() => void>()
let channel: BroadcastChannel | undefined

/** Calls `listener` when runs were saved, edited or deleted, here or in another page. Returns how to stop. */
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
