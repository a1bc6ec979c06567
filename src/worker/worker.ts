/** The worker that owns the GPU: wires a session to comlink and to the port of frames. No logic. */
import * as Comlink from 'comlink'
import { NoDevice, openGpu } from '../engine/device'
import { buildExperiment, loadSamples } from '../experiments/build'
import { openRun } from '../experiments/run'
import type { Experiment } from '../experiments/schema'
import { withProfile } from '../networks/profile'
import { openCheckpoints } from '../runs/checkpoints'
import { createFrameSender } from './frame-sender'
import { countsHere, sourcesOf } from './load-data'
import { runLocks } from './locks'
import type { Started, WorkerApi } from './protocol'
import { createSession, type Session } from './session'

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
const open = (): Session => {
  if (!session) throw new Error('The graphics device is not open.')
  return session
}

const api: WorkerApi = {
  async start({ data, frames }): Promise<Started> {
    try {
      const shaders = await hashOf(sources)
      session = await createSession({
        openGpu: async () => withProfile(await openGpu(navigator.gpu, sources, isSecureContext)),
        loadData: (e: Experiment, onProgress) => loadSamples(e, sourcesOf(data), onProgress),
        countsOf: (e) => countsHere(e.data),
        buildExperiment,
        openRun,
        frameSender: createFrameSender(frames),
        checkpoints: openCheckpoints(),
        locks: runLocks(navigator.locks),
        shaders,
        now: () => performance.now(),
      })
      return { ok: true, device: session.gpu.info, shaders }
    } catch (error) {
      if (error instanceof NoDevice) return { ok: false, reason: error.reason, message: error.message }
      throw error
    }
  },
  open: async (e, as) => open().open(e, as),
  predict: (e, counts) => open().predict(e, counts),
  largestBatch: (e) => open().largestBatch(e),
  play: () => open().play(),
  pause: () => open().pause(),
  step: (count) => open().step(count),
  change: async (values) => open().change(values),
  reset: (id) => open().reset(id),
  kept: () => open().kept(),
  resume: (id) => open().resume(id),
  discard: (id) => open().discard(id),
  look: () => open().look(),
  keep: () => open().keep(),
  idle: () => open().idle(),
  watch: (request) => open().watch(request),
  state: async () => open().state(),
  scalars: async () => open().scalars(),
  tests: async () => open().tests(),
  evaluate: () => open().evaluate(),
  membrane: (layer) => open().membrane(layer),
  sample: (sample, layer) => open().sample(sample, layer),
  async samples(layer) {
    const layers = await open().samples(layer)
    const buffers = layers.flatMap(({ membrane, spikes }) => [membrane.buffer as ArrayBuffer, spikes.buffer as ArrayBuffer])
    return Comlink.transfer(layers, buffers)
  },
  gradientNorm: (layer) => open().gradientNorm(layer),
  inspect: (call) => open().inspect(call),
  async weights() {
    const bytes = await open().weights()
    return Comlink.transfer(bytes, [bytes])
  },
  filters: () => open().filters(),
  load: (buffer, id) => open().load(buffer, id),
  recover: () => open().recover(),
  tune: () => open().tune(),
  stopTuning: async () => open().stopTuning(),
  async loseDevice() {
    open().gpu.device.destroy()
  },
  allocated: async () => open().allocated(),
}

Comlink.expose(api)
