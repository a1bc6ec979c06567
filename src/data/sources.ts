/** The samples of a labeled data set from any source: files of the app, a seed, or a stored set. Page and terminal provide the sources. */
import type { Gpu } from '../engine/device'
import type { OwnBoxesSpec } from './boxes/schema'
import { loadDataSet, type ReadFile } from './datasets/load'
import { type DataSpec, dataShape, isBundled } from './datasets/schema'
import { DataNotHere, type DataSet as LabeledSet, type Samples } from './labeled-set'
import type { OwnResponseSpec } from './response/schema'
import { makeSigns } from './signs/make'
import { isSigns } from './signs/schema'
import type { DataSet, SampleSet } from './streams'
import { makeSyntheticWithRests } from './synthetic/make'
import { isSynthetic } from './synthetic/schema'

export interface DataSources {
  /** Reads files that are shipped with the app. */
  readonly read: ReadFile
  /** A set that the user opened and this browser or folder stores; undefined if it is not here. */
  stored(data: DataSpec): Promise<LabeledSet | undefined>
  /** The same for movies with responses of cells, where such sets can be stored. */
  recorded?(data: OwnResponseSpec): Promise<DataSet | undefined>
  /** The same for recordings with boxes. */
  boxed?(data: OwnBoxesSpec): Promise<DataSet | undefined>
  /** The weights of a teacher by their fingerprint; undefined if they are not here. */
  teacher?(fingerprint: string): Promise<DataSet['teacher']>
  /** A GPU that speeds up making a set of drawn scenes, if there is one. */
  readonly gpu?: Gpu
}

/** Called with the amount done and the total. */
export type OnProgress = (done: number, total: number) => void

/** @param validation whether the set's own validation part is needed. @throws DataFileError, DataNotHere, StoreError. */
export async function loadLabeled(
  data: DataSpec,
  sources: DataSources,
  onProgress: OnProgress = () => undefined,
  validation = false,
): Promise<LabeledSet> {
  if (isBundled(data)) return loadDataSet(data.kind, sources.read, ({ loaded, total }) => onProgress(loaded, total))
  if (isSynthetic(data)) return makeSyntheticWithRests(data, onProgress)
  if (isSigns(data)) return makeSigns(data, sources.gpu, onProgress, validation)
  onProgress(0, 1)
  const stored = await sources.stored(data)
  if (!stored) throw new DataNotHere(dataShape(data).title)
  const { validation: own, ...parts } = stored
  if (!validation) return parts
  if (own) return stored
  throw new Error(
    `${dataShape(data).title} was opened without its validation file. Open it again, with the files for training, validation and testing.`,
  )
}

/** The streams of a labeled set: images or sequences of bytes, their labels, and any others. */
export const streamsOf = ({ train, validation, test, subjects, classNames }: LabeledSet): DataSet => ({
  train: streamsOfSamples(subjects ? { ...train, more: { ...train.more, subject: { shape: [1], type: 'u32', values: subjects } } } : train),
  ...(validation && { validation: streamsOfSamples(validation) }),
  test: streamsOfSamples(test),
  ...(classNames && { outputNames: classNames }),
})

const streamsOfSamples = ({ images, labels, count, height, width, channels, more }: Samples): SampleSet => ({
  count,
  streams: {
    images: { shape: [height, width, channels], type: 'u8', values: images },
    labels: { shape: [1], type: 'u32', values: Uint32Array.from(labels) },
    ...more,
  },
})
