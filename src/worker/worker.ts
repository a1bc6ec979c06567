/** Entry of the worker that owns the GPU: opens sessions and connects each to its ports. How a session works: session.ts. */
import * as Comlink from 'comlink'
import { NoDevice, openGpu } from '../engine/device'
import { buildExperiment, loadSamples } from '../experiments/build'
import { openRun } from '../experiments/run'
import type { Experiment } from '../experiments/schema'
import { withProfile } from '../networks/profile'
import { memoryCheckpoints, openCheckpoints } from '../runs/checkpoints'
import { createFrameSender } from './frame-sender'
import { countsHere, sourcesOf } from './load-data'
import { runLocks } from './locks'
import type { Exposed, SessionApi, WorkerApi } from './protocol'
import { createSession, type Session } from './session'
import type { Host } from './session-state'
import { createTurns } from './turns'

const sources = Object.fromEntries(
  Object.entries(import.meta.glob('/shaders/**/*.wgsl', { query: '?raw', import: 'default', eager: true })).map(([path, code]) => [
    path.replace(/^\/shaders\/|\.wgsl$/g, ''),
    code as string,
  ]),
)

/** SHA-256 of all shaders, in hex: identifies the code that computed a run. */
async function hashOf(shaders: Readonly<Record<string, string>>): Promise<string> {
  const text = JSON.stringify(Object.entries(shaders).sort(([a], [b]) => (a < b ? -1 : 1)))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

let host: Host | undefined
let session: Session | undefined
/** The session of a comparison run, which trains in turn with the first session. */
let comparison: Session | undefined
const turns = createTurns()

const expose = (opened: Session, calls: MessagePort): void => Comlink.expose(opened satisfies Exposed<SessionApi>, calls)

async function endComparison(): Promise<void> {
  const ended = comparison
  comparison = undefined
  turns.alone()
  await ended?.close()
}

const api: WorkerApi = {
  async start(data, { calls, frames }) {
    try {
      const shaders = await hashOf(sources)
      const frameSender = createFrameSender(frames)
      const notKept = () => frameSender.post({ kind: 'data-not-kept' })
      host = {
        openGpu: async () => withProfile(await openGpu(navigator.gpu, sources, isSecureContext)),
        loadData: (e: Experiment, onProgress, gpu) => loadSamples(e, sourcesOf(data, gpu, notKept), onProgress),
        countsOf: countsHere,
        buildExperiment,
        openRun,
        frameSender,
        checkpoints: openCheckpoints(),
        locks: runLocks(navigator.locks),
        shaders,
        turn: turns.leading,
        now: () => performance.now(),
      }
      session = await createSession(host)
      expose(session, calls)
      return { ok: true, device: session.gpu.info, shaders }
    } catch (error) {
      if (error instanceof NoDevice) return { ok: false, reason: error.reason, message: error.message }
      throw error
    }
  },
  async startComparison({ calls, frames }) {
    const [main, shared] = [session, host]
    if (!main || !shared) throw new Error('The graphics device is not open.')
    await endComparison()
    comparison = await createSession({
      ...shared,
      openGpu: async () => main.gpu,
      loadData: async (e, onProgress, gpu) => main.dataFor(e) ?? shared.loadData(e, onProgress, gpu),
      frameSender: createFrameSender(frames),
      // A comparison run cannot be resumed after a reload.
      checkpoints: memoryCheckpoints(),
      locks: runLocks(undefined),
      turn: turns.follow(),
    })
    expose(comparison, calls)
  },
  endComparison,
}

Comlink.expose(api)
