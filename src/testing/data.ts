/** Small made-up data that can be learned: each class lights its own pixels, with noise. Only tests import it. */
import type * as z from 'zod'
import type { DataShape } from '../data/schema'
import { type DataSet, moreStreams, type SampleSet, wordsOf } from '../data/streams'
import { randomKey, uniform } from '../engine/random'
import { padded } from '../engine/tensor'
import { presetNamed } from '../experiments/presets'
import type { Experiment } from '../experiments/schema'
import { withEdits } from '../studies/variant'
import { type ClassificationSpec, classificationSchema } from '../tasks/classification/schema'
import { VERSION } from '../tasks/version'

/** Images, or sequences of bytes, and their labels as streams. */
const labeled = (images: Uint8Array, labels: ArrayLike<number>, count: number): SampleSet => ({
  count,
  streams: {
    images: { shape: [images.length / count], type: 'u8', values: images },
    labels: { shape: [1], type: 'u32', values: Uint32Array.from(labels) },
  },
})

function madeSamples(count: number, seed: number, classes = 10): SampleSet {
  const images = new Uint8Array(count * 784)
  const key = randomKey(seed, 1)
  const labels = Uint8Array.from({ length: count }, (_, i) => i % classes)
  for (let i = 0; i < count; i++)
    for (let p = 0; p < 784; p++) {
      const own = p % classes === labels[i]
      images[i * 784 + p] = uniform(key, i * 784 + p) < (own ? 0.6 : 0.1) ? 255 * uniform(key ^ 1, i * 784 + p) : 0
    }
  return labeled(images, labels, count)
}

export const madeData = (train = 600, test = 130): DataSet => ({ train: madeSamples(train, 1), test: madeSamples(test, 2) })

/** Images of ten classes that a convolution can tell apart: each a checkerboard with its own cell size, with noise. [side, side, channels] */
function chequered(count: number, seed: number, side: number, channels: number): SampleSet {
  const size = side * side * channels
  const key = randomKey(seed, 2)
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 10)
  const images = Uint8Array.from({ length: count * size }, (_, at) => {
    const label = labels[Math.floor(at / size)]!
    const place = Math.floor((at % size) / channels)
    const [across, down] = [1 + (label % 4), 1 + Math.floor(label / 4) * 2]
    const lit = (Math.floor((place % side) / across) + Math.floor(Math.floor(place / side) / down)) % 2 === 0
    return 255 * (lit === uniform(key, at) < 0.95 ? 0.8 : 0.1)
  })
  return labeled(images, labels, count)
}
export const syntheticImages = (side: number, channels: number): DataSet => ({
  train: chequered(640, 1, side, channels),
  test: chequered(100, 2, side, channels),
})

/** The form of made-up sequences: [steps, channels] bytes, `rest` with noise, and `lit` where the sound of a class is. */
export interface MadeSequences {
  readonly steps: number
  readonly channels: number
  readonly classes: number
  readonly rest: number
  readonly lit: number
}
/** The layout of the Spiking Heidelberg Digits and Spiking Speech Commands. */
export const SPOKEN_DIGITS: MadeSequences = { steps: 250, channels: 140, classes: 20, rest: 0, lit: 1 }
export const SPOKEN_WORDS: MadeSequences = { steps: 101, channels: 40, classes: 12, rest: 112, lit: 192 }

/** Sequences whose classes can be told apart: each is a separate band of channels, from its own time step on. */
function sounds(count: number, seed: number, { steps, channels, classes, rest, lit }: MadeSequences): SampleSet {
  const size = steps * channels
  const stride = padded(size)
  const band = Math.floor(channels / classes)
  const labels = Uint8Array.from({ length: count }, (_, i) => i % classes)
  const images = new Uint8Array(count * stride)
  for (let i = 0; i < count; i++) {
    const key = randomKey(seed, 3, i)
    const late = (uniform(key, size) * steps) / 3
    for (let at = 0; at < size; at++) {
      const [step, channel] = [Math.floor(at / channels), at % channels]
      const own = step >= late && Math.floor(channel / band) === labels[i]
      images[i * stride + at] = uniform(key, at) < (own ? 0.5 : 0.02) ? lit : rest
    }
  }
  return labeled(images, labels, count)
}
export const madeSequences = (like: MadeSequences, train = 400, test = 100): DataSet => ({
  train: sounds(train, 1, like),
  test: sounds(test, 2, like),
})

/** Images of ten classes that are told apart by their brightness, however their pixels are ordered or pooled. */
function shades(count: number, seed: number): SampleSet {
  const key = randomKey(seed, 4)
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 10)
  const images = Uint8Array.from({ length: count * 784 }, (_, at) => 25 * (labels[Math.floor(at / 784)]! + uniform(key, at)))
  return labeled(images, labels, count)
}
export const madeShades = (): DataSet => ({ train: shades(640, 1), test: shades(100, 2) })

/** Recordings as frames, [steps, height, width, polarities] counts: each class has its own number of events and its own row, which moves down. */
export function madeFrames({ height: steps, frame, classes }: DataShape, count = 320, seed = 1): SampleSet {
  const { height, width, polarities } = frame!
  const size = steps * height * width * polarities
  const stride = padded(size)
  const labels = Uint8Array.from({ length: count }, (_, i) => i % classes)
  const images = new Uint8Array(count * stride)
  for (let i = 0; i < count; i++) {
    const key = randomKey(seed, 5, i)
    for (let at = 0; at < size; at++) {
      const [t, y] = [Math.floor(at / (size / steps)), Math.floor(at / (width * polarities)) % height]
      const own = Math.floor((y * classes) / height) === (labels[i]! + t) % classes
      images[i * stride + at] = uniform(key, at) < (own ? 0.8 : (0.5 * labels[i]!) / classes) ? 1 + Math.floor(2 * uniform(key ^ 1, at)) : 0
    }
  }
  return labeled(images, labels, count)
}

/** Frames as from `madeFrames`, with an image at each step whose bright area tells the class, and the first value of each condition. */
export function madePairs(shape: DataShape, count = 320, seed = 1): SampleSet {
  const { streams } = madeFrames(shape, count, seed)
  const labels = streams.labels!.values
  const key = randomKey(seed, 6)
  const { height, width, channels } = shape.pictures!
  const [across, down] = [4, Math.ceil(shape.classes / 4)]
  const more = moreStreams(shape).map(({ name, ...stream }) => {
    const size = wordsOf(stream) * (stream.type === 'u8' ? 4 : 1)
    if (stream.type !== 'u8') return [name, { ...stream, values: new Uint32Array(count * size) }] as const
    const values = Uint8Array.from({ length: count * size }, (_, at) => {
      const place = Math.floor((at % size) / channels)
      const cell =
        across * Math.floor((down * (Math.floor(place / width) % height)) / height) + Math.floor((across * (place % width)) / width)
      return (cell === labels[Math.floor(at / size)] ? 200 : 20) + 20 * uniform(key, at)
    })
    return [name, { ...stream, values }] as const
  })
  return { count, streams: { ...streams, ...Object.fromEntries(more) } }
}

/** A small experiment: by default 20 samples a batch, 3 steps, two hidden layers. */
export const small = (change: Omit<z.input<typeof classificationSchema>, 'version' | 'task'> = {}): ClassificationSpec =>
  classificationSchema.parse({
    version: VERSION,
    task: 'classification',
    data: { kind: 'mnist', batch: 20 },
    encoder: { kind: 'direct', steps: 3 },
    network: { kind: 'mlp', hidden: [13, 24], normalization: { kind: 'tdBatchNorm' }, bias: false },
    neuron: { kind: 'lif', decay: 0.5, threshold: 1 },
    surrogate: { kind: 'rect', window: 'adaptive' },
    run: { epochs: 2, seed: 3 },
    ...change,
  })

/** A preset of classification. */
export const classificationPreset = (name: string): ClassificationSpec => classificationSchema.parse(presetNamed(name)!.experiment)

/** An agent with a pole on a cart, whose best evaluation is not always its last. */
export function smallCart(): Experiment {
  const edited = withEdits(presetNamed('grsn-cart')!.experiment, [
    ['data.batch', 4],
    ['data.test', 8],
    ['data.environment.limit', 60],
    ['encoder.steps', 9],
    ['algorithm.epochs', 1],
    ['algorithm.minibatches', 1],
    ['run.evaluateEvery', 2],
    ['network.units', 16],
    ['optimizer.rate', 0.02],
  ])
  if (!edited.ok) throw new Error(edited.problems[0]!.message)
  return edited.experiment
}
