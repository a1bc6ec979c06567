/**
 * The page's end of the worker: commands as promises, frames as a callback, each frame acknowledged once it is taken in.
 * Does not look into frames. Tests may replace it by a fake with the same interface.
 */
import * as Comlink from 'comlink'
import type { Frame, SessionApi, SessionPorts, Started, WorkerApi } from './protocol'

export interface Client {
  readonly api: SessionApi
  /** Opens the device. `data` is the URL of the folder that holds the data sets. */
  start(data: string): Promise<Started>
  /** Opens a session of a run that follows the open one step by step. Ends the one opened before. */
  startComparison(receive: (frame: Frame) => void): Promise<SessionApi>
  endComparison(): Promise<void>
  /** Ends the worker, and frees everything on the GPU. */
  close(): void
}

export type MakeClient = (receive: (frame: Frame) => void) => Client

/** A client of a separate worker. */
export const connectWorker: MakeClient = (receive) => {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'membrane' })
  const remote = Comlink.wrap<WorkerApi>(worker) as unknown as WorkerApi
  const failed = new Promise<Started>((resolve) => {
    worker.addEventListener('error', (event) =>
      resolve({ ok: false, reason: 'lost', message: `The worker did not start: ${event.message || 'its script could not be loaded'}.` }),
    )
  })
  const { api, ports } = connectSession(receive)
  return {
    api,
    start: (data) => Promise.race([remote.start(data, ports), failed]),
    async startComparison(receiveComparison) {
      const comparison = connectSession(receiveComparison)
      await remote.startComparison(comparison.ports)
      return comparison.api
    },
    endComparison: () => remote.endComparison(),
    close: () => worker.terminate(),
  }
}

/** The page's end of a session, and the ports for the worker's end. */
function connectSession(receive: (frame: Frame) => void): { readonly api: SessionApi; readonly ports: SessionPorts } {
  const { port1, port2: calls } = new MessageChannel()
  const frames = framePort(receive)
  return { api: Comlink.wrap<SessionApi>(port1) as unknown as SessionApi, ports: Comlink.transfer({ calls, frames }, [calls, frames]) }
}

/** The far end of a channel whose frames reach `receive`, and are acknowledged, in an animation frame; at once while nothing is drawn. */
function framePort(receive: (frame: Frame) => void): MessagePort {
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = ({ data: frame }: MessageEvent<Frame>) => {
    const take = () => {
      receive(frame)
      port1.postMessage({ ack: frame.kind })
    }
    if (document.hidden || frame.kind === 'state') take()
    else requestAnimationFrame(take)
  }
  return port2
}
