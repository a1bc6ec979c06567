/** The page's worker: starts it, replaces it after a lost device, and receives its frames. */
import type { Client, MakeClient } from '../../../worker/client'
import type { Frame } from '../../../worker/protocol'
import { receiveLive } from '../../base/frames'
import { setLab, store } from '../store/store'
import { workerLent } from './lend'
import { say } from './notices'
import { flush } from './opening'
import { watch } from './watching'
import { setClient } from './worker-connection'

let make: MakeClient | null = null
let current: Client | null = null

/** Connects the page to its first worker, which opens the device. */
export function connect(makeClient: MakeClient): Promise<void> {
  make = makeClient
  return startWorker()
}

/** Starts a new worker and device for the same experiment, after a lost device or on request. */
export async function restart(): Promise<void> {
  await startWorker()
  if (store.getState().missing) return
  await flush()
  watch()
}

async function startWorker(): Promise<void> {
  if (!make) return
  current?.close()
  setClient(null)
  current = make(receive)
  const started = await current.start(new URL('data/', document.baseURI).href)
  if (!started.ok) {
    setLab({ missing: { reason: started.reason, message: started.message }, device: null })
    return
  }
  setClient(current)
  setLab({ device: started.device, shaders: started.shaders, missing: null })
}

let onFrame: (frame: Frame) => void = () => {}
/** Calls `take` with every frame of the open run, drawn or not. */
export const onEveryFrame = (take: (frame: Frame) => void): void => {
  onFrame = take
}

function receive(frame: Frame): void {
  if (workerLent()) return
  if (frame.kind === 'state') setLab({ run: frame.state, progress: frame.progress })
  if (frame.kind === 'kept') takeCheckpoint(frame)
  if (frame.kind === 'data-not-kept')
    say('This browser has no room to save the data set. It is loaded and training works, but the next visit downloads it again.', 'error')
  receiveLive(frame)
  onFrame(frame)
}

/** A failure to save is reported once, and shown next to the elapsed time while it lasts. */
function takeCheckpoint({ id, step, at, error }: Extract<Frame, { kind: 'kept' }>): void {
  const { checkpoint: previous } = store.getState()
  setLab({ checkpoint: { id, step, at, error } })
  if (error !== null && (previous?.error === null || previous?.error === undefined)) say(error, 'error')
}
