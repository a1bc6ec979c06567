/** Measures the temporal correlation of a set: reads or generates samples one by one, so that a large set is never in memory as a whole. No GPU. */
import { createCorrelator } from '../data/correlation/measure'
import { type Correlation, type CorrelationRequest, MAX_SAMPLES, stepsToCompare } from '../data/correlation/schema'
import { dataShape, isBundled, isMade } from '../data/datasets/schema'
import { cameraSees } from '../data/encoders/camera-reference'
import { countLookupTable } from '../data/encoders/lookup-table'
import { DataNotHere } from '../data/labeled-set'
import { loadLabeled } from '../data/sources'
import { browserFolder, type StoredSample, trainingSamples } from '../data/store/store'
import { padded } from '../engine/tensor'
import { sourcesOf } from './load-data'

type Report = (what: string, done: number, total: number) => void

/** @param folder URL of the folder with the sets that come with the lab. @throws Error with a sentence where there is nothing to measure. */
export async function correlate(request: CorrelationRequest, folder: string, report: Report): Promise<Correlation> {
  const { data, encoder } = request
  const compared = stepsToCompare(data, encoder)
  if ('why' in compared) throw new Error(compared.why)
  const { count, at } = await samplesOf(request, folder, report)
  const used = Math.max(1, Math.min(count, MAX_SAMPLES, Math.floor(request.samples) || 1))
  const correlator = createCorrelator(compared)
  const valuesOf = stepsOf(request, compared.steps * compared.size)
  for (let k = 0; k < used; k++) {
    report('Comparing steps', k, used)
    const sample = Math.floor((k * count) / used)
    const { image, label } = await at(sample)
    correlator.add(valuesOf(image, sample), label)
  }
  return correlator.result()
}

/** Converts a sample's bytes to the input of its time steps. Encoders that only scale and shift bytes leave correlations unchanged. */
function stepsOf({ data, encoder }: CorrelationRequest, length: number): (image: Uint8Array, sample: number) => ArrayLike<number> {
  if (encoder.kind === 'camera') {
    const { height, width, channels } = dataShape(data)
    // Noise is drawn for a padded number of pixels per time step, as on the GPU.
    const places = padded(length / encoder.steps) / 2
    return (bytes, sample) => cameraSees({ bytes, height, width, channels }, encoder, sample, 'train', places).counts
  }
  if (encoder.kind !== 'frames') return (image) => image.subarray(0, length)
  const lookupTable = countLookupTable(encoder.values)
  return (image) => Float32Array.from(image.subarray(0, length), (count) => lookupTable[count]!)
}

async function samplesOf({ data }: CorrelationRequest, folder: string, report: Report) {
  if (!isBundled(data) && !isMade(data)) {
    const stored = await trainingSamples(await browserFolder(), data)
    if (!stored) throw new DataNotHere(dataShape(data).title)
    return stored
  }
  const { train } = await loadLabeled(data, sourcesOf(folder), (done, total) => report('Reading the samples', done, total))
  const stride = train.images.length / train.count
  const at = async (sample: number): Promise<StoredSample> => ({
    image: train.images.subarray(sample * stride, (sample + 1) * stride),
    label: train.labels[sample]!,
  })
  return { count: train.count, at }
}
