/** Training data for records of bits: real where they come with the lab or are generated, else random bytes of the same shape. */

import { type DataSpec, dataShape, isBundled, isLabeled, isMade } from '../../data/datasets/schema'
import type { DataShape } from '../../data/schema'
import { streamsOf } from '../../data/sources'
import { type DataSet, firstSamples } from '../../data/streams'
import { randomKey, uniform } from '../../engine/random'
import { padded } from '../../engine/tensor'
import { loadSamples } from '../../experiments/build'
import type { Experiment } from '../../experiments/schema'
import { readFiles } from '../read-files'

/** The number of random samples for a set that is missing: enough for the batches of 20 steps to differ. */
const RANDOM_SAMPLES = 400
/** The number of test samples to evaluate. */
const TEST_SAMPLES = 100

/** The samples of an experiment. They depend on the experiment alone, never on the files of this machine. */
export async function bitsData(experiment: Experiment): Promise<DataSet> {
  const { data } = experiment
  const local = { read: readFiles(), stored: async () => undefined }
  if (!isLabeled(data)) return loadSamples(experiment, local)
  if (!isBundled(data) && !isMade(data))
    return streamsOf({ train: randomSamples(data, 1, RANDOM_SAMPLES), test: randomSamples(data, 2, TEST_SAMPLES) })
  const all = await loadSamples(experiment, local)
  return { train: all.train, test: firstSamples(all, TEST_SAMPLES).test }
}

/** Random bytes whose mean grows with the label, or small counts if the set contains events or spikes. */
function randomSamples(data: DataSpec, seed: number, count: number) {
  const shape = dataShape(data)
  const size = shape.height * shape.width * shape.channels
  const stride = padded(size)
  const labels = Uint8Array.from({ length: count }, (_, i) => i % shape.classes)
  const images = new Uint8Array(count * stride)
  const key = randomKey(seed, 0)
  for (let i = 0; i < count; i++)
    for (let at = 0; at < size; at++) {
      const share = uniform(key, i * size + at) * ((labels[i]! + 1) / shape.classes)
      images[i * stride + at] = isCounted(shape) ? Number(share > 0.4) : Math.floor(256 * share)
    }
  const { height, width, channels, classes } = shape
  return { images, labels, count, height, width, channels, classes }
}

const isCounted = ({ frame, sequence }: DataShape): boolean => frame !== undefined || sequence?.zero === 0
