/** A worker that computes nothing: invented frames, for looking at the page while the real one is built. Loaded in development with `?fake`; no number is a result. */
import { check } from '../../experiments/check'
import type { Experiment } from '../../experiments/schema'
import { framePort, type MakeClient } from '../../worker/client'
import type { Answer, Cost, Frame, LayerInfo, Progress, RunState, SampleFrame, WorkerApi } from '../../worker/protocol'
import { membraneFrame, membraneFrames, sampleFrame, scalarRows, type World } from '../charts/dev-frames'

const PER_EPOCH = 600

export const connectFake: MakeClient = (receive) => {
  const query = new URLSearchParams(location.search)
  let port: MessagePort | undefined
  let experiment: Experiment | undefined
  let state: RunState = { kind: 'idle' }
  let step = 0
  let sample = 0
  let timer: ReturnType<typeof setInterval> | undefined

  const world = (): World => ({
    layers: Math.max(1, experiment?.network.hidden.length ?? 1),
    steps: experiment?.encoder.steps ?? 4,
    neurons: 128,
    threshold: experiment?.neuron.threshold ?? 1,
    decay: 0.2,
    batch: 100,
  })
  const send = (frame: Frame) => port?.postMessage(frame)
  const progress = (): Progress => {
    const epochs = experiment?.run.epochs ?? 1
    const totalSteps = Math.round(epochs * PER_EPOCH)
    return {
      step,
      totalSteps,
      epoch: Math.floor(step / PER_EPOCH),
      epochs,
      stepsPerEpoch: PER_EPOCH,
      samplesPerSecond: step ? 18420 : 0,
      elapsedMs: step * 5.4,
      ...(step && { remainingMs: (totalSteps - step) * 5.4 }),
      evaluating: false,
    }
  }
  const announce = () => send({ kind: 'state', state, progress: progress() })
  const show = () => {
    if (step > 0) send({ ...membraneFrames(world(), step / PER_EPOCH, step), step })
    send({ kind: 'sample', step, frame: pinned(world(), sample) })
    if (step > PER_EPOCH)
      send({
        kind: 'test',
        step,
        epoch: 1,
        loss: 0.067,
        accuracy: 0.979,
        confusion: Uint32Array.from({ length: 100 }, (_, at) => (at % 11 === 0 ? 980 : (at * 7) % 9)),
        classes: 10,
      })
  }
  const advance = (count: number) => {
    send({ kind: 'scalars', rows: scalarRows(step, step + count, PER_EPOCH) })
    step += count
    announce()
    show()
  }
  const pauseNow = () => {
    clearInterval(timer)
    if (state.kind === 'running') state = { kind: 'paused', step }
    announce()
  }

  const api: WorkerApi = {
    async start({ frames }) {
      port = frames
      const missing = query.get('missing')
      if (missing) return { ok: false, reason: missing as 'no-api', message: 'Said on request.' }
      const software = query.has('software')
      return {
        ok: true,
        device: {
          vendor: software ? 'google' : 'apple',
          architecture: software ? 'swiftshader' : 'metal-3',
          description: software ? 'SwiftShader' : 'Apple M2',
          software,
          limits: {
            maxBufferSize: 2 ** 32,
            maxStorageBufferBindingSize: 2 ** 31,
            maxStorageBuffersPerShaderStage: 8,
            maxComputeInvocationsPerWorkgroup: 256,
            maxComputeWorkgroupStorageSize: 16384,
            maxComputeWorkgroupsPerDimension: 65535,
          },
          features: ['timestamp-query'],
        },
      }
    },
    async open(next) {
      experiment = next
      step = Number(query.get('fake')) || 0
      state = { kind: 'paused', step }
      const cost = await api.predict(next)
      setTimeout(() => {
        if (step > 0) send({ kind: 'scalars', rows: scalarRows(0, step, PER_EPOCH) })
        announce()
        show()
      }, 50)
      return { layers: layersOf(next), cost, totalSteps: progress().totalSteps, stepsPerEpoch: PER_EPOCH }
    },
    predict: async (next): Promise<Cost> => ({
      byteLength: 66_000_000,
      operations: 4.4e8,
      dispatches: 64,
      largestBatch: 4096,
      problems: check(next),
    }),
    async play() {
      state = { kind: 'running', step }
      timer = setInterval(() => advance(20), 200)
    },
    pause: async () => pauseNow(),
    step: async (count) => advance(count),
    async reset() {
      pauseNow()
      step = 0
      state = { kind: 'paused', step }
      announce()
      show()
    },
    idle: async () => {},
    async watch(request) {
      sample = request.sample ?? 0
      show()
    },
    state: async () => ({ state, progress: progress() }),
    scalars: async () => scalarRows(0, step, PER_EPOCH),
    tests: async () => [],
    evaluate: async () => ({ step, loss: 0.067, accuracy: 0.979, confusion: [] }),
    membrane: async (layer) => membraneFrame(world(), Number(layer.split(' ')[1]) - 1, step / PER_EPOCH),
    sample: async (index) => pinned(world(), index),
    gradientNorm: async () => [1, 2, 3, 4],
    answer: async (): Promise<Answer> => ({ evidence: evidenceOf(world().steps, 4), steps: world().steps, classes: 10 }),
    misclassified: async (limit) => ({
      total: 211,
      samples: 10_000,
      examples: Array.from({ length: limit }, (_, index) => ({ index, label: index % 10, answer: (index + 3) % 10, image: stroke(index) })),
    }),
    weights: async () => new ArrayBuffer(8),
    load: async () => {},
    loseDevice: async () => {
      pauseNow()
      state = { kind: 'failed', step, error: 'The graphics device was lost.', recoverable: true }
      announce()
    },
    recover: () => api.open(experiment!),
    allocated: async () => 66_000_000,
  }
  return { api, start: (data) => api.start({ data, frames: framePort(receive) }), close: () => clearInterval(timer) }
}

function layersOf({ network: { hidden }, neuron }: Experiment): LayerInfo[] {
  const widths = [784, ...hidden]
  return [
    { name: 'input', kind: 'input', shape: [28, 28], inputs: 0, parameters: 0, watchable: [] },
    ...hidden.map((width, at) => ({
      name: `hidden ${at + 1}`,
      kind: neuron.kind,
      shape: [width],
      inputs: widths[at]!,
      parameters: (widths[at]! + 2) * width,
      watchable: ['membrane', 'potentials', 'spikes', 'gradientNorm'] as const,
      threshold: neuron.threshold,
      adaptive: true,
    })),
    {
      name: 'output',
      kind: 'readout',
      shape: [10],
      inputs: widths.at(-1)!,
      parameters: 10 * (widths.at(-1)! + 1),
      watchable: ['gradientNorm'],
    },
  ]
}

const evidenceOf = (steps: number, label: number): Float32Array =>
  Float32Array.from({ length: steps * 10 }, (_, at) => {
    const right = 1 - 0.69 / (1 + Math.floor(at / 10))
    return at % 10 === label ? right : (1 - right) / 9
  })

const pinned = (world: World, sample: number): SampleFrame => ({
  ...sampleFrame(world),
  sample,
  label: (4 + sample) % 10,
  image: stroke(sample),
  evidence: evidenceOf(world.steps, 4),
})

const stroke = (seed: number): Uint8Array =>
  Uint8Array.from({ length: 784 }, (_, at) => {
    const [x, y] = [(at % 28) - 14, Math.floor(at / 28) - 14]
    const r = Math.hypot(x * (1 + (seed % 3) * 0.3), y)
    return r > 6 && r < 9 && (x + seed) % 13 !== 0 ? 255 : 0
  })
