/** What the classification view asks of an open run: the network on an image of the user's, and the test samples that it got wrong. */
import { NO_PARTS, readPinned, readSample, samplePartsOf, sampleRanges, writeFree } from '../../networks/pinned'
import type { SampleReading } from '../../readings/sample'
import type { Inspected } from '../built'
import type { ClassificationCall, ClassificationDetail, Misclassified } from './detail'

export async function inspect(run: Inspected, call: ClassificationCall): Promise<SampleReading | Misclassified> {
  switch (call.ask) {
    case 'predict':
      return predict(run, call.image, call.watched ?? [])
    case 'misclassified':
      return misclassified(run, call.limit)
    default:
      throw new Error(`Classification has no answer to “${String((call satisfies never as { ask?: unknown }).ask)}”.`)
  }
}

/** The image lies in the free row behind the pinned samples until the next one. */
async function predict({ gpu, compiled, built }: Inspected, image: Uint8Array, watched: readonly string[]): Promise<SampleReading> {
  const { pinned } = built
  const images = pinned.streams.images!
  const bytes = images.shape[1]! * 4
  if (image.length > bytes) throw new Error(`An image here has ${bytes} pixels; this one has ${image.length}`)
  writeFree(gpu, compiled, pinned, { images: image })
  const parts = watched.length > 0 ? samplePartsOf(pinned, watched) : NO_PARTS
  return readSample(pinned, await readPinned(gpu, compiled, sampleRanges(compiled, pinned, pinned.count, parts)), parts)
}

function misclassified({ report, data }: Inspected, limit: number): Misclassified {
  if (!report) return { total: 0, samples: 0, examples: [] }
  const { predictions } = report.detail as ClassificationDetail
  const { streams, count } = data.test
  const images = streams.images!.values as Uint8Array
  const labels = streams.labels!.values
  const size = images.length / count
  const wrong = [...predictions.keys()].filter((i) => predictions[i] !== labels[i])
  const examples = wrong.slice(0, limit).map((index) => ({
    index,
    label: labels[index]!,
    prediction: predictions[index]!,
    image: images.slice(index * size, (index + 1) * size),
  }))
  return { total: wrong.length, samples: count, examples }
}
