/**
 * The layout of a stored set's file: the images of the training half, its labels, the images and labels of the test half; then, if
 * samples have more streams, each of these for both halves, starting at the next whole word; then, if the set has a validation part of its
 * own, the images and labels of it; then, if the files said so, the subject of each training sample. Pure.
 */
import { type DataSpec, dataShape } from '../datasets/schema'
import type { DataSet, Samples } from '../labeled-set'
import { type Counts, type DataShape, padded } from '../schema'
import { moreStreams, type Stream, wordsOf } from '../streams'

/** The size of an image in bytes, padded to whole words. */
export const strideOf = ({ height, width, channels }: DataShape): number => padded(height * width * channels)

/** The number of bytes that pad labels to whole words. */
const fillOf = (count: number): number => (4 - (count % 4)) % 4

/** The content of a file: its samples, and whether it has their subjects. */
interface Held extends Counts {
  readonly subjects?: boolean | undefined
}

/** The size of the file in bytes. */
export function bytesOf(shape: DataShape, { train, validation = 0, test, subjects = false }: Held): number {
  const count = train + test
  const more = moreStreams(shape)
  const words = more.reduce((sum, stream) => sum + wordsOf(stream), 0)
  return (
    (strideOf(shape) + 1) * (count + validation) + (more.length > 0 ? fillOf(count) + 4 * words * count : 0) + (subjects ? 4 * train : 0)
  )
}

/** The file's bytes, in pieces. */
export function partsOf(data: DataSpec, { train, validation, test, subjects }: DataSet): Uint8Array[] {
  const parts = [train.images, train.labels, test.images, test.labels]
  const last = [...(validation ? [validation.images, validation.labels] : []), ...(subjects ? [new Uint8Array(subjects.buffer)] : [])]
  const more = moreStreams(dataShape(data))
  if (more.length === 0) return [...parts, ...last]
  const bytes = (half: Samples, name: string): Uint8Array => {
    const { buffer, byteOffset, byteLength } = half.more![name]!.values
    return new Uint8Array(buffer, byteOffset, byteLength)
  }
  return [
    ...parts,
    new Uint8Array(fillOf(train.count + test.count)),
    ...more.flatMap(({ name }) => [bytes(train, name), bytes(test, name)]),
    ...last,
  ]
}

/** The samples as views of the file's bytes, without a copy. */
export function samplesIn(bytes: Uint8Array<ArrayBuffer>, data: DataSpec, counts: Held): DataSet {
  const shape = dataShape(data)
  const { height, width, channels, classes } = shape
  const stride = strideOf(shape)
  const more = moreIn(bytes, shape, counts)
  const samples = (count: number, at: number, streams?: Samples['more']): Samples => ({
    images: bytes.subarray(at, at + count * stride),
    labels: bytes.subarray(at + count * stride, at + count * (stride + 1)),
    count,
    height,
    width,
    channels,
    classes,
    ...(streams && { more: streams }),
  })
  const { train, validation, test } = counts
  return {
    train: samples(train, 0, more?.train),
    ...(validation && { validation: samples(validation, bytesOf(shape, { train, test })) }),
    test: samples(test, train * (stride + 1), more?.test),
    // A copy: words would have to begin at a multiple of four.
    ...(counts.subjects && { subjects: new Uint32Array(bytes.slice(bytes.length - 4 * train).buffer) }),
  }
}

function moreIn(bytes: Uint8Array<ArrayBuffer>, shape: DataShape, counts: Counts) {
  const streams = moreStreams(shape)
  if (streams.length === 0) return undefined
  const more: Record<'train' | 'test', Record<string, Stream>> = { train: {}, test: {} }
  const count = counts.train + counts.test
  let at = (strideOf(shape) + 1) * count + fillOf(count)
  for (const { name, ...stream } of streams)
    for (const half of ['train', 'test'] as const) {
      const words = counts[half] * wordsOf(stream)
      const values = stream.type === 'u8' ? bytes.subarray(at, at + 4 * words) : new Uint32Array(bytes.buffer, at, words)
      more[half][name] = { ...stream, values }
      at += 4 * words
    }
  return more
}
