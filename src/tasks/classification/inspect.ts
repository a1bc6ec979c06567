/** Answers the questions of the classification view: the network on the user's image, and the misclassified test samples. */
import type { DataSpec } from '../../data/datasets/schema'
import { watchedPart } from '../../data/schema'
import { relight } from '../../data/signs/cameras'
import { isSigns } from '../../data/signs/schema'
import { NO_PARTS, readPinned, readSample, samplePartsOf, sampleRanges, writeFree } from '../../networks/pinned'
import type { CustomSample, SampleReading } from '../../readings/sample'
import type { Inspected } from '../built'
import type { ClassificationCall, ClassificationDetail, ClassificationReplies, Misclassified, Relit } from './detail'

type Reply = ClassificationReplies[keyof ClassificationReplies]

/** @param data the experiment's data set */
export async function inspect(run: Inspected, call: ClassificationCall, data: DataSpec): Promise<Reply> {
  switch (call.ask) {
    case 'predict':
      return predict(run, { images: call.image, ...(call.frames && { frames: call.frames }) }, call.watched ?? [])
    case 'relight':
      return relit(run, data, call.sample, call.level)
    case 'attribution':
      return run.built.attribute!(run, typeof call.sample === 'number' ? call.sample : { images: call.sample }, call.output)
    case 'misclassified':
      return misclassified(run, call.limit)
    default:
      throw new Error(`Classification has no answer to “${String((call satisfies never as { ask?: unknown }).ask)}”.`)
  }
}

/** Runs the network on a custom sample, which stays in the free row behind the pinned samples until the next one. */
async function predict({ gpu, compiled, built }: Inspected, own: CustomSample, watched: readonly string[]): Promise<SampleReading> {
  const { pinned } = built
  for (const [name, { shape }] of Object.entries(pinned.streams)) {
    const bytes = shape[1]! * 4
    const given = own[name]?.length ?? 0
    if (given > bytes) throw new Error(`The ${name} of a sample have ${bytes} bytes here, and these have ${given}`)
  }
  writeFree(gpu, compiled, pinned, own)
  const parts = watched.length > 0 ? samplePartsOf(pinned, watched) : NO_PARTS
  return readSample(pinned, await readPinned(gpu, compiled, sampleRanges(compiled, pinned, pinned.count, parts)), parts)
}

async function relit({ gpu, data: set }: Inspected, data: DataSpec, sample: number, level: number): Promise<Relit> {
  if (!isSigns(data)) throw new Error('Only samples that are made can be made in another light.')
  const { events, frames } = await relight(gpu, data, watchedPart(set), sample, level)
  return { image: events, frames }
}

function misclassified({ report, data }: Inspected, limit: number): Misclassified {
  if (!report) return { total: 0, samples: 0, examples: [] }
  const { predictions } = report.detail as ClassificationDetail
  const { streams, count } = data[report.part]!
  const images = streams.images!.values as Uint8Array
  const labels = streams.labels!.values
  const frames = streams.frames?.values as Uint8Array | undefined
  const wrong = [...predictions.keys()].filter((i) => predictions[i] !== labels[i])
  const examples = wrong.slice(0, limit).map((index) => ({
    index,
    label: labels[index]!,
    prediction: predictions[index]!,
    image: partOf(images, count, index),
    ...(frames && { frames: partOf(frames, count, index) }),
  }))
  return { total: wrong.length, samples: count, examples }
}

const partOf = (values: Uint8Array, count: number, sample: number): Uint8Array =>
  values.slice((sample * values.length) / count, ((sample + 1) * values.length) / count)
