/** A data set that is four IDX files, as MNIST is: images and labels, for training and for testing. */
import { FormatError } from '../formats/format-error'
import { parseIdx } from '../formats/idx'
import type { DataShape } from '../schema'
import { type DataFile, DataFileError, type DataSource, type Samples } from './source'

export interface IdxFiles {
  readonly trainImages: DataFile
  readonly trainLabels: DataFile
  readonly testImages: DataFile
  readonly testLabels: DataFile
}

export function idxSet(shape: DataShape, { trainImages, trainLabels, testImages, testLabels }: IdxFiles): DataSource {
  return {
    files: [trainImages, trainLabels, testImages, testLabels],
    assemble: (bytes) => ({
      train: samples(shape, shape.train, trainImages, trainLabels, bytes),
      test: samples(shape, shape.test, testImages, testLabels, bytes),
    }),
  }
}

function samples(
  { height, width, channels, classes }: DataShape,
  count: number,
  imagesFile: DataFile,
  labelsFile: DataFile,
  bytes: (path: string) => Uint8Array,
): Samples {
  const images = parse(imagesFile, bytes(imagesFile.path), [count, height, width])
  const labels = parse(labelsFile, bytes(labelsFile.path), [count])
  const stray = labels.findIndex((label) => label >= classes)
  if (stray >= 0)
    throw new DataFileError(
      labelsFile.path,
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
