/**
 * The saved checkpoints: where they are stored, how older ones make room for a new one, and what happens to a run that
 * found no room. Uses stores and locks, no GPU.
 */
import { messageOf } from '../problem'
import { readInfo, readState, type SavedCheckpoint } from '../runs/checkpoint'
import type { CheckpointStore } from '../runs/checkpoints'
import { isFull } from '../runs/database'
import type { RunId } from '../runs/record'
import type { RunLocks } from './locks'
import type { ResumableRun } from './protocol'

const MIB = 2 ** 20
const FIRST_RETRY_MS = 60_000
const LONGEST_RETRY_MS = 600_000

export const MAX_CHECKPOINTS = 8
export const MAX_BYTES = 512 * MIB
export const MAX_CHECKPOINT_BYTES = 256 * MIB
/** Limits where the store is memory only. */
const MEMORY_LIMITS = { checkpoints: 3, bytes: MAX_CHECKPOINT_BYTES }

/** A run cannot be resumed or removed; nothing was changed. */
export class RunUnavailable extends Error {
  override readonly name = 'RunUnavailable'
}

export interface Shelf {
  readonly store: Promise<CheckpointStore>
  readonly locks: RunLocks
  now(): number
  /** Checkpoints that found no room, in memory while it lasts, until the page closes. */
  readonly unwritten: Map<RunId, SavedCheckpoint>
  /** The step of each run's last written checkpoint. */
  readonly written: Map<RunId, number>
  /** After a write that failed: when the next is tried, and how long after that one. */
  retryAt: number
  retryMs: number
}

export const createShelf = (store: CheckpointStore | Promise<CheckpointStore>, locks: RunLocks, now: () => number): Shelf => ({
  store: Promise.resolve(store),
  locks,
  now,
  unwritten: new Map(),
  written: new Map(),
  retryAt: 0,
  retryMs: FIRST_RETRY_MS,
})

/** Writes a checkpoint, or holds it in memory. @returns why it was not written; null where it was. */
export async function writeCheckpoint(shelf: Shelf, checkpoint: SavedCheckpoint): Promise<string | null> {
  const { id, step } = checkpoint.info
  const error = await write(shelf, checkpoint)
  if (error === null) {
    shelf.written.set(id, step)
    shelf.unwritten.delete(id)
  } else hold(shelf, checkpoint)
  return error
}

async function write(shelf: Shelf, checkpoint: SavedCheckpoint): Promise<string | null> {
  const { id, byteLength } = checkpoint.info
  const after = afterwards(shelf.written.get(id))
  if (byteLength > MAX_CHECKPOINT_BYTES)
    return `This run takes ${mebibytes(byteLength)} to save, more than the limit of ${mebibytes(MAX_CHECKPOINT_BYTES)} a run. ${after}`
  if (shelf.now() < shelf.retryAt) return `The browser has no room to save this run. ${after}`
  try {
    const store = await shelf.store
    await writeWhereRoom(shelf, store, checkpoint)
    shelf.retryMs = FIRST_RETRY_MS
    return store.lasting ? null : `This browser saves nothing for pages here, as in some private windows. ${after}`
  } catch (error) {
    shelf.retryAt = shelf.now() + shelf.retryMs
    shelf.retryMs = Math.min(LONGEST_RETRY_MS, 2 * shelf.retryMs)
    if (isFull(error)) return `The browser has no room to save this run (${mebibytes(byteLength)}). ${after}`
    return `This run could not be saved: ${messageOf(error)} ${after}`
  }
}

/** Writes a checkpoint; if the browser's storage is full, removes the others and tries again. */
async function writeWhereRoom({ locks }: Shelf, store: CheckpointStore, checkpoint: SavedCheckpoint): Promise<void> {
  await makeRoom(store, locks, checkpoint, store.lasting ? { checkpoints: MAX_CHECKPOINTS, bytes: MAX_BYTES } : MEMORY_LIMITS)
  await store.write(checkpoint).catch(async (error) => {
    if (!isFull(error)) throw error
    await makeRoom(store, locks, checkpoint, { checkpoints: 1, bytes: 0 })
    await store.write(checkpoint)
  })
}

/** Removes the oldest checkpoints that no tab has open, until there is room for one more. */
async function makeRoom(
  store: CheckpointStore,
  locks: RunLocks,
  { info }: SavedCheckpoint,
  max: { checkpoints: number; bytes: number },
): Promise<void> {
  const [listed, held] = await Promise.all([store.list(), locks.held()])
  const others = listed.filter(({ id }) => id !== info.id).map(({ id, info: found }) => ({ id, info: readInfo(found) }))
  let count = others.length + 1
  let bytes = others.reduce((sum, other) => sum + (other.info?.byteLength ?? 0), info.byteLength)
  const oldest = others.filter(({ id }) => !held.has(id)).sort((a, b) => (a.info?.saved ?? 0) - (b.info?.saved ?? 0))
  for (const old of oldest) {
    if (count <= max.checkpoints && bytes <= max.bytes) return
    await store.remove(old.id)
    count -= 1
    bytes -= old.info?.byteLength ?? 0
  }
}

/** Holds a checkpoint in memory, and drops the oldest ones beyond the limit. */
function hold({ unwritten }: Shelf, checkpoint: SavedCheckpoint): void {
  unwritten.delete(checkpoint.info.id)
  unwritten.set(checkpoint.info.id, checkpoint)
  let bytes = 0
  for (const [id, { info }] of [...unwritten].reverse()) {
    bytes += info.byteLength
    if (bytes > MAX_BYTES) unwritten.delete(id)
  }
}

/** @throws RunUnavailable with the reason */
export async function readCheckpoint({ store, unwritten }: Shelf, id: RunId): Promise<SavedCheckpoint> {
  const held = unwritten.get(id)
  if (held) return held
  const found = await (await store).read(id)
  if (!found) throw new RunUnavailable('This run is no longer saved in this browser.')
  const [info, state] = [readInfo(found.info), readState(found.state)]
  if (!info || !state || info.id !== id || info.step !== state.step)
    throw new RunUnavailable('What is kept of this run is damaged, or of another version of the lab: it cannot be resumed.')
  return { info, state }
}

/** The saved runs that no tab has open, the newest first. */
export async function listCheckpoints({ store, locks }: Shelf): Promise<ResumableRun[]> {
  const [listed, held] = await Promise.all([(await store).list(), locks.held()])
  return listed
    .filter(({ id }) => !held.has(id))
    .map(({ id, info }): ResumableRun => {
      const read = readInfo(info)
      return read && read.id === id ? { ...read, readable: true } : { id, readable: false }
    })
    .sort((a, b) => (b.readable ? b.saved : 0) - (a.readable ? a.saved : 0))
}

/** @throws RunUnavailable where a tab has the run open */
export async function removeCheckpoint({ store, locks, unwritten, written }: Shelf, id: RunId): Promise<void> {
  if ((await locks.held()).has(id)) throw new RunUnavailable('This run is open, here or in another tab.')
  unwritten.delete(id)
  written.delete(id)
  await (await store).remove(id)
}

const afterwards = (written: number | undefined): string =>
  written === undefined
    ? 'Training continues; after a reload the run cannot be resumed.'
    : `Training continues; after a reload the run can be resumed from step ${written} only.`

const mebibytes = (bytes: number): string => `${Math.max(1, Math.round(bytes / MIB))} MiB`
