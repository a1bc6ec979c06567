/**
 * Labeled data sets: the samples, and the description of a set that is shipped with the app, that is, the prepared files that it needs
 * and how their bytes become samples. Types and errors; `datasets/load.ts` lists the sets.
 */
import type { Stream } from './streams'

/** One prepared file: compressed by the install, fetched as `path`. */
export interface DataFile {
  /** The path below the data folder: `mnist/train-images.bin`. The file may be gzip or raw, judged by its first bytes. */
  readonly path: string
  /** The path in node_modules; absent for files that the install generates. */
  readonly from?: string
  /** The hash of its bytes before compression. */
  readonly sha256: string
  readonly byteLength: number
  /** The approximate number of bytes to fetch, for a progress bar. */
  readonly packedLength: number
}

export interface Samples {
  /** One row of bytes per sample, [height, width, channels], zero-padded to whole 32-bit words. */
  readonly images: Uint8Array
  /** [count], each less than `classes`. */
  readonly labels: Uint8Array
  readonly count: number
  readonly height: number
  readonly width: number
  readonly channels: number
  readonly classes: number
  /** Streams in addition to image and label, by name: images of a camera, conditions. */
  readonly more?: Readonly<Record<string, Stream>>
}

export interface DataSet {
  readonly train: Samples
  /** The set's own validation part, where it has one and it was asked for. */
  readonly validation?: Samples | undefined
  readonly test: Samples
  /** [train.count]: whose each training sample is, where the files say so. */
  readonly subjects?: Uint32Array<ArrayBuffer> | undefined
  /** The class names of a custom set that has them. */
  readonly classNames?: readonly string[]
}

export interface DataSource {
  readonly files: readonly DataFile[]
  /**
   * Converts the decompressed files, by path, to samples.
   * @throws DataFileError that names the file, what it was expected to be, and what it is.
   */
  readonly assemble: (bytes: (path: string) => Uint8Array) => DataSet
}

/** A data file is missing or invalid. The message is a sentence that the user can act on. */
export class DataFileError extends Error {
  override readonly name = 'DataFileError'
  readonly path: string
  constructor(path: string, what: string, options?: ErrorOptions) {
    super(`The data file ${path} ${what}. Run "npm install" again to prepare it, then reload.`, options)
    this.path = path
  }
}

/** A data set that the experiment needs has never been opened here, or was removed. */
export class DataNotHere extends Error {
  override readonly name = 'DataNotHere'
  constructor(title: string) {
    super(`${title} is not in this browser. Drop its files on the page, or choose them in the list of data sets.`)
  }
}
