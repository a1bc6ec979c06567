/** The samples of a synthetic set, made from its seed: bytes and labels like those of any data set. */
import { padded } from '../../engine/tensor'
import type { DataSet, Samples } from '../labeled-set'
import type { Draw, Split } from './draws'
import { type SyntheticSpec, syntheticShape } from './schema'
import { adding, coincidence, copy, delayedCue, temporalXor } from './sets'

function drawOf(spec: SyntheticSpec, split: Split): Draw {
  switch (spec.kind) {
    case 'delayedCue':
      return delayedCue(spec, split)
    case 'temporalXor':
      return temporalXor(spec, split)
    case 'copy':
      return copy(spec, split)
    case 'adding':
      return adding(spec, split)
    case 'coincidence':
      return coincidence(spec, split)
    default:
      return spec satisfies never
  }
}

/** The number of cells between two pauses: about 50 ms. */
const PIECE = 2 ** 24

/** Generates the samples of a split piece by piece, and reports the number of samples before each, plus `before` others. */
function* samplesOf(spec: SyntheticSpec, split: Split, before: number): Generator<number, Samples> {
  const { height, width, channels, classes } = syntheticShape(spec)
  const count = spec[split]
  const cells = height * width
  const stride = padded(cells)
  const images = new Uint8Array(count * stride)
  const labels = new Uint8Array(count)
  const draw = drawOf(spec, split)
  const piece = Math.ceil(PIECE / cells)
  for (let sample = 0; sample < count; sample++) {
    if (sample % piece === 0) yield before + sample
    labels[sample] = draw(sample, images.subarray(sample * stride, sample * stride + cells))
  }
  return { images, labels, count, height, width, channels, classes }
}

function* making(spec: SyntheticSpec): Generator<number, DataSet> {
  const train = yield* samplesOf(spec, 'train', 0)
  return { train, test: yield* samplesOf(spec, 'test', spec.train) }
}

/** Generates a set without pauses. */
export function makeSynthetic(spec: SyntheticSpec): DataSet {
  const pieces = making(spec)
  for (;;) {
    const { done, value } = pieces.next()
    if (done) return value
  }
}

/** Makes a set with a pause after each piece, in which other work can run. @param onProgress samples made, of how many. */
export async function makeSyntheticWithRests(spec: SyntheticSpec, onProgress: (done: number, total: number) => void): Promise<DataSet> {
  const total = spec.train + spec.test
  const pieces = making(spec)
  for (;;) {
    const { done, value } = pieces.next()
    onProgress(done ? total : value, total)
    if (done) return value
    await new Promise((resolve) => setTimeout(resolve))
  }
}
