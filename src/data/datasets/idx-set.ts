/** A data set of four IDX files, as in MNIST: images and labels, for training and for testing. */
import { FormatError } from '../formats/format-error'
import { parseIdx } from '../formats/idx'
import { type DataFile, DataFileError, type DataSource, type Samples } from '../labeled-set'
import type { DataShape } from '../schema'

interface IdxPair {
  readonly images: DataFile
  readonly labels: DataFile
}
export interface IdxFiles {
  readonly train: IdxPair
  readonly test: IdxPair
}

export const idxSet = (shape: DataShape, { train, test }: IdxFiles): DataSource => ({
  files: [train.images, train.labels, test.images, test.labels],
  assemble: (bytes) => ({ train: samples(shape, shape.train, train, bytes), test: samples(shape, shape.test, test, bytes) }),
})

function samples(
  { height, width, channels, classes }: DataShape,
  count: number,
  files: IdxPair,
  bytes: (path: string) => Uint8Array,
): Samples {
  const images = parse(files.images, bytes(files.images.path), [count, height, width])
  const labels = parse(files.labels, bytes(files.labels.path), [count])
  const stray = labels.findIndex((label) => label >= classes)
  if (stray >= 0)
    throw new DataFileError(
      files.labels.path,
      `calls sample ${stray} a ${labels[stray]}, where labels from 0 to ${classes - 1} were expected`,
    )
  return { images, labels, count, height, width, channels, classes }
}

function parse(file: DataFile, bytes: Uint8Array, shape: readonly number[]): Uint8Array {
  try {
    const idx = parseIdx(bytes, shape.length)
    if (idx.shape.some((size, axis) => size !== shape[axis]))
      throw new FormatError(`holds ${idx.shape.join(' × ')} elements, where ${shape.join(' × ')} were expected`)
    return idx.data
  } catch (error) {
    if (error instanceof FormatError) throw new DataFileError(file.path, error.message, { cause: error })
    throw error
  }
}
