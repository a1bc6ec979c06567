/**
 * Samples as named streams: an image, a label, a target, a spike train are each one stream, of which every sample has one row.
 * Data; a set without values has the same shapes.
 */
import { type Counts, type DataShape, watchedPart } from './schema'

/** One tensor of all samples. A u8 sample is padded to whole words of four bytes. */
export interface Stream {
  /** The shape of one sample. */
  readonly shape: readonly number[]
  readonly type: 'u8' | 'u32' | 'f32'
  /** The values, sample after sample. */
  readonly values: Uint8Array | Uint32Array | Float32Array
}

export interface SampleSet {
  readonly count: number
  readonly streams: Readonly<Record<string, Stream>>
}

export interface DataSet {
  readonly train: SampleSet
  readonly validation?: SampleSet | undefined
  readonly test: SampleSet
  /** The names of the outputs, where the set names its classes. */
  readonly outputNames?: readonly string[]
  /** The weights of a teacher, as its file has them, for an experiment that learns from one. */
  readonly teacher?: readonly { readonly name: string; readonly shape: readonly number[]; readonly data: Float32Array }[]
}

/** The streams of a set in addition to image and label: images of a camera, a word for each condition. */
export const moreStreams = ({
  height,
  pictures,
  conditions = [],
}: DataShape): (Pick<Stream, 'shape' | 'type'> & { readonly name: string })[] => [
  ...(pictures
    ? [{ name: 'frames', shape: [height, pictures.height, pictures.width, ...(pictures.channels === 3 ? [3] : [])], type: 'u8' as const }]
    : []),
  ...conditions.map(({ name }) => ({ name, shape: [1], type: 'u32' as const })),
]

export const countsOf = ({ train, validation, test }: DataSet): Counts => ({
  train: train.count,
  ...(validation && { validation: validation.count }),
  test: test.count,
})

/** The samples that evaluations during training and the views use. */
export const watchedSamples = (data: DataSet): SampleSet => data[watchedPart(data)]!

/** The number of 32-bit words of one sample of a stream. */
export const wordsOf = ({ shape, type }: Pick<Stream, 'shape' | 'type'>): number =>
  Math.ceil(shape.reduce((a, b) => a * b, 1) / (type === 'u8' ? 4 : 1))

/** One sample's part of the stream as 32-bit words, copied only if its bytes are not aligned. */
export function wordsFrom({ values }: Stream, first: number, count: number): Uint32Array<ArrayBuffer> {
  const start = values.byteOffset + first * 4
  if (start % 4 === 0 && values.buffer instanceof ArrayBuffer && start + count * 4 <= values.buffer.byteLength)
    return new Uint32Array(values.buffer, start, count)
  return new Uint32Array(new Uint8Array(values.buffer, start, count * 4).slice().buffer)
}

/** The same set with at most `max` samples in each part, or in training only. */
export function firstSamples(data: DataSet, max: number, { test = true }: { readonly test?: boolean } = {}): DataSet {
  const { train, validation, test: tested } = data
  if (!test) return { ...data, train: first(train, max) }
  return { ...data, train: first(train, max), ...(validation && { validation: first(validation, max) }), test: first(tested, max) }
}

function first({ count, streams }: SampleSet, max: number): SampleSet {
  const few = Math.min(count, max)
  const cut = ([name, stream]: [string, Stream]) =>
    [name, { ...stream, values: stream.values.subarray(0, (stream.values.length / count) * few) }] as const
  return { count: few, streams: Object.fromEntries(Object.entries(streams).map(cut)) }
}

/** One sample's values in each stream, by name, without padding. */
export const streamsOfSample = ({ count, streams }: SampleSet, sample: number): Readonly<Record<string, Stream['values']>> =>
  Object.fromEntries(
    Object.entries(streams).map(([name, { values, shape }]) => {
      const stride = values.length / count
      const size = shape.reduce((a, b) => a * b, 1)
      return [name, values.slice(sample * stride, sample * stride + size)]
    }),
  )
