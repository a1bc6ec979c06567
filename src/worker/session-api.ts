/** What a page may ask of a session, as comlink exposes it: buffers are handed over, not copied. No logic. */
import * as Comlink from 'comlink'
import type { SessionApi } from './protocol'
import type { Session } from './session'

/** @param open the session, or throws why there is none. */
export const sessionApi = (open: () => Session): SessionApi => ({
  open: async (e, as) => open().open(e, as),
  predict: (e, counts) => open().predict(e, counts),
  largestBatch: (e) => open().largestBatch(e),
  play: () => open().play(),
  pause: () => open().pause(),
  step: (count, every) => open().step(count, every),
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
  async weights(which) {
    const bytes = await open().weights(which)
    return Comlink.transfer(bytes, [bytes])
  },
  operations: () => open().operations(),
  filters: (layer) => open().filters(layer),
  load: (buffer, id) => open().load(buffer, id),
  recover: () => open().recover(),
  tune: () => open().tune(),
  stopTuning: async () => open().stopTuning(),
  async loseDevice() {
    open().gpu.device.destroy()
  },
  allocated: async () => open().allocated(),
})
