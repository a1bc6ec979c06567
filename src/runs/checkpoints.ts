/** Where checkpoints lie: the database of the browser, or memory where it keeps nothing for pages. Decides nothing about what is kept. */
import type { KeptCheckpoint } from './checkpoint'
import { type Database, openDatabase } from './database'
import type { RunId } from './record'

export interface CheckpointStore {
  /** False where what is written is gone with the page. */
  readonly lasting: boolean
  /** What is listed, as it was found. */
  list(): Promise<readonly { readonly id: RunId; readonly info: unknown }[]>
  /** As it was found; undefined where it is not kept. */
  read(id: RunId): Promise<{ readonly info: unknown; readonly state: unknown } | undefined>
  /** All of it or nothing. @throws DOMException QuotaExceededError where the browser gives no more room. */
  write(checkpoint: KeptCheckpoint): Promise<void>
  remove(id: RunId): Promise<void>
}

/** The store of this browser; memory where it has none. */
export const openCheckpoints = (): Promise<CheckpointStore> => openDatabase().then(() => inBrowser(openDatabase), memoryCheckpoints)

/** `open` is asked each time: another tab may have upgraded the database meanwhile. */
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
      const [info, kept] = await Promise.all([transaction.objectStore('checkpoints').get(id), transaction.objectStore('tensors').get(id)])
      await transaction.done
      if (!info || !kept) return undefined
      const { id: _, ...state } = kept
      return { info, state }
    },
    async write({ info, state }) {
      const transaction = (await open()).transaction(['checkpoints', 'tensors'], 'readwrite')
      await done(transaction, [
        transaction.objectStore('checkpoints').put(info),
        transaction.objectStore('tensors').put({ id: info.id, ...state }),
      ])
    },
    async remove(id) {
      const transaction = (await open()).transaction(['checkpoints', 'tensors'], 'readwrite')
      await done(transaction, [transaction.objectStore('checkpoints').delete(id), transaction.objectStore('tensors').delete(id)])
    },
  }
}

/** A request that fails takes its transaction with it; which of the two is told first differs between browsers. */
async function done(transaction: { readonly done: Promise<void> }, requests: readonly Promise<unknown>[]): Promise<void> {
  const [ended, ...asked] = await Promise.allSettled([transaction.done, ...requests])
  const failed = [...asked, ended].find((result) => result?.status === 'rejected')
  if (failed?.status === 'rejected') throw failed.reason
}

export function memoryCheckpoints(): CheckpointStore {
  const kept = new Map<RunId, KeptCheckpoint>()
  return {
    lasting: false,
    list: async () => [...kept.values()].map(({ info }) => ({ id: info.id, info })),
    read: async (id) => kept.get(id),
    write: async (checkpoint) => void kept.set(checkpoint.info.id, checkpoint),
    remove: async (id) => void kept.delete(id),
  }
}
