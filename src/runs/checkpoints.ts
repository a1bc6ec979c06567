/** Stores checkpoints in the browser's database, or in memory where the browser stores nothing. Does not decide what is stored. */
import type { SavedCheckpoint } from './checkpoint'
import { type Database, openDatabase } from './database'
import type { RunId } from './record'

export interface CheckpointStore {
  /** False where the data are lost when the page closes. */
  readonly lasting: boolean
  /** The metadata of all checkpoints, not validated. */
  list(): Promise<readonly { readonly id: RunId; readonly info: unknown }[]>
  /** A checkpoint, not validated; undefined where it does not exist. */
  read(id: RunId): Promise<{ readonly info: unknown; readonly state: unknown } | undefined>
  /** Writes all of it or nothing. @throws DOMException QuotaExceededError where the browser's storage is full. */
  write(checkpoint: SavedCheckpoint): Promise<void>
  remove(id: RunId): Promise<void>
}

/** The browser's store, or memory where there is none. */
export const openCheckpoints = (): Promise<CheckpointStore> => openDatabase().then(() => inBrowser(openDatabase), memoryCheckpoints)

/** `open` is called each time, since another tab may have upgraded the database meanwhile. */
function inBrowser(open: () => Promise<Database>): CheckpointStore {
  return {
    lasting: true,
    async list() {
      const database = await open()
      const transaction = database.transaction('checkpoints')
      const [ids, infos] = await Promise.all([transaction.store.getAllKeys(), transaction.store.getAll()])
      await transaction.done
      return ids.map((id, at) => ({ id, info: infos[at] }))
    },
    async read(id) {
      const transaction = (await open()).transaction(['checkpoints', 'tensors'])
      const [info, stored] = await Promise.all([transaction.objectStore('checkpoints').get(id), transaction.objectStore('tensors').get(id)])
      await transaction.done
      if (!info || !stored) return undefined
      const { id: _, ...state } = stored
      return { info, state }
    },
    write: ({ info, state }) =>
      changing(open, (both) => [both.objectStore('tensors').put({ id: info.id, ...state }), both.objectStore('checkpoints').put(info)]),
    remove: (id) => changing(open, (both) => [both.objectStore('tensors').delete(id), both.objectStore('checkpoints').delete(id)]),
  }
}

const begin = async (open: () => Promise<Database>) => (await open()).transaction(['checkpoints', 'tensors'], 'readwrite')
type Both = Awaited<ReturnType<typeof begin>>

/** Writes both tables in one transaction: if one write fails, neither is done. */
async function changing(open: () => Promise<Database>, change: (both: Both) => Promise<unknown>[]): Promise<void> {
  const both = await begin(open)
  // The error is thrown below; a failed request may reject this promise before it is awaited.
  both.done.catch(() => {})
  try {
    // Browsers differ in which of these rejects first when storage is full.
    const ends = await Promise.allSettled([...change(both), both.done])
    for (const end of ends) if (end.status === 'rejected') throw end.reason
  } catch (error) {
    try {
      both.abort()
    } catch {
      // The transaction has already ended.
    }
    throw error
  }
}

export function memoryCheckpoints(): CheckpointStore {
  const stored = new Map<RunId, SavedCheckpoint>()
  return {
    lasting: false,
    list: async () => [...stored.values()].map(({ info }) => ({ id: info.id, info })),
    read: async (id) => stored.get(id),
    write: async (checkpoint) => void stored.set(checkpoint.info.id, checkpoint),
    remove: async (id) => void stored.delete(id),
  }
}
