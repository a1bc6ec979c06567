/** The worker that owns the GPU: wires a session, and one that trains in turn with it, to comlink and to their ports of frames. No logic. */
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
import type { Started, WorkerApi } from './protocol'
import { createSession, type Session } from './session'
import { sessionApi } from './session-api'
import type { Host } from './session-state'
import { createTurns } from './turns'

const sources = Object.fromEntries(
  Object.entries(import.meta.glob('/shaders/**/*.wgsl', { query: '?raw', import: 'default', eager: true })).map(([path, code]) => [
    path.replace(/^\/shaders\/|\.wgsl$/g, ''),
    code as string,
  ]),
)

/** Of all shaders together: what a run was computed by. */
async function hashOf(shaders: Readonly<Record<string, string>>): Promise<string> {
  const text = JSON.stringify(Object.entries(shaders).sort(([a], [b]) => (a < b ? -1 : 1)))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

let session: Session | undefined
let host: Host | undefined
/** What trains in turn with it. */
let beside: Session | undefined
const turns = createTurns()

const open = (): Session => {
  if (!session) throw new Error('The graphics device is not open.')
  return session
}

async function endBeside(): Promise<void> {
  const ended = beside
  beside = undefined
  turns.alone()
  await ended?.close()
}

const api: WorkerApi = {
  ...sessionApi(open),
  async start({ data, frames }): Promise<Started> {
    try {
      const shaders = await hashOf(sources)
      const frameSender = createFrameSender(frames)
      const notKept = () => frameSender.post({ kind: 'data-not-kept' })
      host = {
        openGpu: async () => withProfile(await openGpu(navigator.gpu, sources, isSecureContext)),
        loadData: (e: Experiment, onProgress, gpu) => loadSamples(e, sourcesOf(data, gpu, notKept), onProgress),
        countsOf: (e) => countsHere(e.data),
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
      return { ok: true, device: session.gpu.info, shaders }
    } catch (error) {
      if (error instanceof NoDevice) return { ok: false, reason: error.reason, message: error.message }
      throw error
    }
  },
  async beside({ frames, calls }) {
    const main = open()
    await endBeside()
    const { loadData } = host!
    const other = await createSession({
      ...host!,
      openGpu: async () => main.gpu,
      loadData: async (e, onProgress, gpu) => main.dataFor(e) ?? loadData(e, onProgress, gpu),
      frameSender: createFrameSender(frames),
      // It is not gone on with after a reload.
      checkpoints: memoryCheckpoints(),
      locks: runLocks(undefined),
      turn: turns.follow(),
    })
    beside = other
    Comlink.expose(
      sessionApi(() => other),
      calls,
    )
  },
  endBeside,
}

Comlink.expose(api)
