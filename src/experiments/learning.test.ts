/** Each preset learns: on made-up data, its loss falls under a stated bound in a few steps, the first of them twice the same to the last bit. */
import { expect, test } from 'vitest'
import { dataShape } from '../data/datasets/schema'
import { isEvents } from '../data/events/schema'
import { isSlr } from '../data/events/slr/schema'
import { makeSigns } from '../data/signs/make'
import { isSigns, type SignsSpec } from '../data/signs/schema'
import { streamsOf } from '../data/sources'
import type { DataSet } from '../data/streams'
import { makeSynthetic } from '../data/synthetic/make'
import { isSynthetic } from '../data/synthetic/schema'
import { neuronSchema } from '../neurons/schema'
import type { ClassificationSpec } from '../tasks/classification/schema'
import { classification } from '../tasks/classification/task'
import { madeData, madeFrames, madePairs, madeSequences, madeShades, SPOKEN_DIGITS, SPOKEN_WORDS, syntheticImages } from '../testing/data'
import { testGpu } from '../testing/gpu'
import { lossesOf, openFor } from '../testing/open'

const gpu = await testGpu()
const features = madeData(640, 100)
const digits = madeShades()

/** A network of full width, images that are moved and mirrored, and 784 steps would take minutes here. */
function smaller(e: ClassificationSpec): ClassificationSpec {
  if (e.data.kind === 'adding') return { ...e, data: { ...e.data, steps: 24 } }
  // A shorter delay: two skips instead of five.
  if (e.data.kind === 'delayedCue' && !('delays' in e.network)) return { ...e, data: { ...e.data, delay: 77 } }
  if (isSynthetic(e.data)) return e
  // Two people in one light, whose signs are all different.
  if (isSigns(e.data))
    return {
      ...e,
      data: {
        ...e.data,
        batch: 8,
        trainSubjects: 2,
        testSubjects: 1,
        trainLight: 'bright',
        trainPosition: 'front',
        testLight: 'bright',
        testPosition: 'front',
      },
      schedule: { kind: 'constant' },
    }
  if (isSlr(e.data)) return { ...e, data: { ...e.data, batch: 16, frames: 4, height: 16, width: 16 }, schedule: { kind: 'constant' } }
  if (isEvents(e.data)) {
    const side = e.network.kind === 'layers' && e.network.layers.filter(({ kind }) => kind === 'pool').length > 4 ? 32 : 16
    const data = { ...e.data, batch: 16, frames: 2, height: side, width: side, flip: false, roll: 0 }
    const narrow = e.network.kind === 'layers' ? { ...e.network, width: e.data.kind === 'cifar10Dvs' ? 1 / 16 : 1 / 2 } : e.network
    return { ...e, data, network: narrow, schedule: { kind: 'constant' }, run: { ...e.run, microBatches: 1 } }
  }
  const depth = e.network.kind === 'layers' ? e.network.layers.length : 0
  const still = { batch: depth === 0 ? 32 : depth > 8 ? 8 : 16, ...('crop' in e.data && { crop: 0, flip: false }) }
  const common = { ...e, data: { ...e.data, ...still }, run: { ...e.run, microBatches: 1 } }
  // Recordings of the camera, and gated neurons, are in networks that are already narrow.
  const width = e.encoder.kind === 'camera' ? 1 : e.neuron.kind === 'equations' ? 1 / 2 : 1 / 16
  if (e.network.kind === 'layers') return { ...common, network: { ...e.network, width } }
  // A product for each of 46 lags and 250 steps would take minutes, too.
  if (e.network.kind === 'mlp' && e.data.kind === 'shd' && e.network.delays?.kind === 'learned')
    return {
      ...common,
      data: { ...e.data, batch: 16 },
      network: { ...e.network, hidden: [16, 16], dropout: 0, delays: { ...e.network.delays, max: 8, sigma: 4 } },
      schedule: { kind: 'constant' },
      optimizer: { ...e.optimizer, rate: 0.01 },
    }
  if (e.network.kind === 'mlp') return common
  const encoder = e.encoder.kind === 'pixels' ? { ...e.encoder, pool: 4 } : e.encoder
  // A cycle of epochs begins with hardly any rate, and PyTorch’s first weights leave narrow layers silent for long: what takes hours must show in seconds.
  return {
    ...common,
    encoder,
    network: { ...e.network, hidden: [24, 32], initialization: 'kaiming' },
    schedule: { kind: 'constant' },
    optimizer: { ...e.optimizer, rate: 0.01 },
  }
}

const signs = new Map<string, Promise<DataSet>>()
function signsOf(data: SignsSpec): Promise<DataSet> {
  const key = JSON.stringify(data)
  const made = signs.get(key) ?? makeSigns(data, gpu, () => undefined).then(streamsOf)
  signs.set(key, made)
  return made
}

function dataFor({ data, network, encoder }: ClassificationSpec): DataSet | Promise<DataSet> {
  if (isSigns(data)) return signsOf(data)
  if (isSynthetic(data)) return streamsOf(makeSynthetic({ ...data, train: 1280, test: 100 }))
  if (isEvents(data)) return { train: madeFrames(dataShape(data)), test: madeFrames(dataShape(data), 100, 2) }
  if (isSlr(data)) return { train: madePairs(dataShape(data)), test: madePairs(dataShape(data), 100, 2) }
  if (data.kind === 'speechCommands') return madeSequences(SPOKEN_WORDS)
  if (data.kind === 'spokenDigits') return madeSequences({ ...SPOKEN_WORDS, classes: 10 })
  if (data.kind === 'shd' || data.kind === 'ssc') return madeSequences(SPOKEN_DIGITS)
  const { height, channels } = dataShape(data)
  return network.kind === 'recurrent' || encoder.kind === 'pixels'
    ? digits
    : network.kind === 'layers'
      ? syntheticImages(height, channels)
      : features
}

const train = async (e: ClassificationSpec, steps: number) => {
  using run = await openFor(gpu, smaller(e), await dataFor(smaller(e)))
  run.submit(steps)
  expect((await run.readMetrics(0)).halted).toBeUndefined()
  return await lossesOf(run)
}

/** Steps, and the mean loss of the last five that must be reached from about ln 10 = 2.3. */
const BOUNDS: Readonly<Record<string, readonly [number, number]>> = {
  window: [36, 1.9],
  'window-fixed-mean': [80, 2.1],
  'window-fixed': [64, 2.1],
  'mpd-agl-mnist': [16, 0.7],
  plif: [24, 0.8],
  tutorial: [16, 2.1],
  'noisy-lif-mnist': [40, 1.2],
  'ottt-mnist': [16, 2.05],
  'temporal-xor-stream': [64, 0.62],
  blank: [64, 0.7],
  'resnet19-cifar10': [15, 2.1],
  'resnet19-narrow': [12, 2.15],
  'vggsnn-narrow': [16, 2.2],
  'vggsnn-fashion': [20, 2.15],
  'delayed-cue': [32, 1.2],
  'temporal-xor': [48, 0.4],
  coincidence: [320, 0.2],
  'delayed-cue-delays': [120, 0.3],
  'shd-delays': [24, 2.5],
  copy: [64, 1.2],
  adding: [88, 1.3],
  's-mnist-small': [16, 2.1],
  'parallel-s-mnist-small': [24, 2.15],
  's-mnist-wide-small': [16, 2.1],
  'ps-mnist-small': [16, 2.1],
  'ps-mnist-wide-small': [16, 2.1],
  'gsc-small': [16, 2.1],
  'ssc-small': [24, 2.1],
  's-mnist': [32, 2.1],
  's-mnist-wide': [32, 2.1],
  'ps-mnist': [32, 2.1],
  'ps-mnist-wide': [32, 2.1],
  gsc: [24, 2.1],
  ssc: [16, 3.1],
  'simulated-n-mnist': [16, 2.1],
  'n-mnist': [32, 1.8],
  'dvs-gesture': [60, 2.25],
  shd: [12, 2.9],
  'vggsnn-cifar10-dvs': [32, 1.9],
  'vggsnn-cifar10-dvs-narrow': [48, 2.15],
  'cma-signs': [6, 1.2],
  'concat-signs': [6, 1.2],
  'events-signs': [6, 1.4],
  'frames-signs': [6, 1.4],
  'lights-off': [6, 1.2],
  'dvs-slr': [48, 2.6],
  'alif-cue': [64, 1.15],
  'izhikevich-digits': [40, 1.7],
  'adlif-digits': [64, 1.6],
  'glif-digits': [16, 1.9],
  'brf-pixels': [48, 2.1],
  // A squared error: a rate of 0 everywhere has 0.1.
  csnn: [40, 0.096],
}

test.each(classification.presets.map((p) => [p.name, p.experiment as ClassificationSpec] as const))('%s', async (name, e) => {
  const [steps, bound] = BOUNDS[name] ?? [0, 0]
  const losses = await train(e, steps)
  expect(losses.slice(-5).reduce((a, b) => a + b) / 5).toBeLessThan(bound)
  // Forward, backward and update all go into the loss of the second step.
  const again = Math.min(4, Math.ceil(steps / 4))
  expect(await train(e, again)).toEqual(losses.slice(0, again))
})

test('alif-cue with LIF in its place stays at chance level: the threshold is what remembers', async () => {
  const { experiment } = classification.presets.find(({ name }) => name === 'alif-cue')!
  const neuron = neuronSchema.parse({ kind: 'lif', decay: 0.9, reset: 'subtract' })
  const losses = await train({ ...(experiment as ClassificationSpec), neuron }, 80)
  expect(losses.slice(-5).reduce((a, b) => a + b) / 5).toBeGreaterThan(Math.log(4) - 0.05)
})

test('delayed-cue-delays with a delay of one step everywhere stays at chance level: nothing reaches from the cue to the response', async () => {
  const { experiment } = classification.presets.find(({ name }) => name === 'delayed-cue-delays')!
  const { network, ...e } = experiment as ClassificationSpec
  if (network.kind !== 'mlp') throw new Error('The preset has another network.')
  const losses = await train({ ...e, network: { ...network, delays: { kind: 'fixed', steps: 1 } } }, 80)
  expect(losses.slice(-5).reduce((a, b) => a + b) / 5).toBeGreaterThan(Math.log(4) - 0.1)
})
