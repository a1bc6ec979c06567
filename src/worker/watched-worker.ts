/** A worker whose end is known: whoever waits for its answer is told, also where it is ended from here. */
import * as Comlink from 'comlink'

export interface WatchedWorker<Api> {
  readonly api: Api
  /** Rejects when the worker ends. */
  readonly ended: Promise<never>
  end(error: Error): void
}

/** @param what it does, as the subject of a sentence says it. @param forget called when it ends */
export function watchWorker<Api>(thread: Worker, what: string, forget: () => void): WatchedWorker<Api> {
  let end: (error: Error) => void = () => {}
  const ended = new Promise<never>((_, reject) => {
    end = (error) => {
      forget()
      thread.terminate()
      reject(error)
    }
  })
  // Nobody may be waiting when it ends.
  ended.catch(() => undefined)
  thread.addEventListener('error', (event) =>
    end(new Error(`The worker ${what} stopped: ${event.message || 'it ran out of memory, or could not be loaded'}.`)),
  )
  return { api: Comlink.wrap<Api>(thread) as unknown as Api, ended, end: (error) => end(error) }
}
