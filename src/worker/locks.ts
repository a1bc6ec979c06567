/**
 * Which tab has a run open: a Web Lock named after the run, held by the worker while the run is open and released with the worker however
 * it ends. In a browser without Web Locks, no run counts as open elsewhere.
 */
import type { RunId } from '../runs/record'

export interface RunLocks {
  /** False where another tab has the run open. */
  take(id: RunId): Promise<boolean>
  release(id: RunId): void
  /** The runs open in any tab. */
  held(): Promise<ReadonlySet<RunId>>
}

const PREFIX = 'membrane run '

export function runLocks(manager: LockManager | undefined): RunLocks {
  const own = new Map<RunId, () => void>()
  return {
    async take(id) {
      if (own.has(id)) return true
      if (!manager) {
        own.set(id, () => {})
        return true
      }
      return new Promise((answer) => {
        const held = manager.request(PREFIX + id, { ifAvailable: true }, (lock) => {
          answer(lock !== null)
          if (lock) return new Promise<void>((release) => own.set(id, release))
          return undefined
        })
        // If the browser refuses to lock at all, the run may be opened.
        held.catch(() => answer(true))
      })
    },
    release(id) {
      own.get(id)?.()
      own.delete(id)
    },
    async held() {
      const all = (await manager?.query().catch(() => undefined))?.held ?? []
      const named = all.flatMap(({ name }) => (name?.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : []))
      return new Set([...own.keys(), ...named])
    },
  }
}
