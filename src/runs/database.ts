/**
 * The IndexedDB database of the lab: runs, their details for the views, and checkpoints to continue from. The page and its worker each
 * open it. Its content may be from another version of the lab.
 */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { CheckpointInfo, RunDetail, RunId, RunSummary } from './record'

interface RunDatabase extends DBSchema {
  runs: { key: RunId; value: RunSummary }
  details: { key: RunId; value: RunDetail }
  /** The metadata and the state of a checkpoint, written and removed in one transaction. */
  checkpoints: { key: RunId; value: CheckpointInfo }
  tensors: { key: RunId; value: { readonly id: RunId } & Readonly<Record<string, unknown>> }
}

export type Database = IDBPDatabase<RunDatabase>

const NAME = 'membrane'
const VERSION = 1

let opened: Promise<Database> | undefined

/** @throws where the browser stores nothing for pages, as in some private windows. */
export function openDatabase(): Promise<Database> {
  opened ??= openDB<RunDatabase>(NAME, VERSION, {
    upgrade(database) {
      for (const store of ['runs', 'details', 'checkpoints', 'tensors'] as const) database.createObjectStore(store, { keyPath: 'id' })
    },
    // Another page needs to upgrade the database: this one closes it and reopens it when needed.
    blocking(_now, _next, event) {
      opened = undefined
      ;(event.target as IDBDatabase).close()
    },
    terminated() {
      opened = undefined
    },
  })
  opened.catch(() => {
    opened = undefined
  })
  return opened
}

/** Whether an error means that the browser's storage is full. */
export const isFull = (error: unknown): boolean =>
  error instanceof DOMException && (error.name === 'QuotaExceededError' || error.name === 'NS_ERROR_DOM_QUOTA_REACHED')
