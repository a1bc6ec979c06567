/** A worker whose pending calls reject when it ends, also where the page ends it. */
import * as Comlink from 'comlink'

export interface WatchedWorker<Api> {
  /** Calls the worker; rejects if the worker ends first. */
  ask<T>(call: (api: Api) => Promise<T>): Promise<T>
  end(error: Error): void
}

/** @param what describes the worker in error messages, such as `that opens files`. @param forget called when it ends */
export function watchWorker<Api>(thread: Worker, what: string, forget: (error: Error) => void): WatchedWorker<Api> {
  const api = Comlink.wrap<Api>(thread) as unknown as Api
  /** The reject functions of all pending calls. Racing each call with one promise of the end would never release the calls. */
  const waiting = new Set<(error: Error) => void>()
  const end = (error: Error): void => {
    forget(error)
    thread.terminate()
    for (const reject of waiting) reject(error)
  }
  thread.addEventListener('error', (event) =>
    end(new Error(`The worker ${what} stopped: ${event.message || 'it ran out of memory, or could not be loaded'}.`)),
  )
  return {
    ask: (call) =>
      new Promise((resolve, reject) => {
        const answer = call(api)
        waiting.add(reject)
        answer.then(resolve, reject).finally(() => waiting.delete(reject))
      }),
    end,
  }
}
