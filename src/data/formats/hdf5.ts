/** HDF5: numbers and lists of numbers, read in pieces from any source. Does not know what the numbers mean. */
import type { Dataset, Metadata } from 'h5wasm'
import { FormatError } from './format-error'
import { arraysIn, type Hdf5Array } from './hdf5-arrays'
import { damaged, openHdf5File, sound } from './hdf5-file'
import { type Element, type Numbers, numbersOf } from './numbers'
import type { ReadAt } from './read-at'

export interface Hdf5 {
  /** Whether there is anything at the path. */
  readonly has: (path: string) => boolean
  /** A one-dimensional data set, whole. @throws FormatError if it is missing or not a list of integers. */
  readonly numbers: (path: string) => Numbers
  /** A data set of lists. @throws FormatError if it is missing or holds anything else. */
  readonly lists: (path: string, of: Of) => Lists
  /** All arrays of numbers in the file, with any number of axes. */
  readonly arrays: () => Hdf5Array[]
  readonly close: () => void
}
type Of = 'whole numbers' | 'fractions'

export interface Lists {
  readonly count: number
  /** The lists with indices from `from` up to `to`, exclusive. */
  readonly read: (from: number, to: number) => Numbers[]
}

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]
export const isHdf5 = (head: Uint8Array): boolean => SIGNATURE.every((byte, i) => head[i] === byte)

const MATLAB = 'MATLAB 7.3 MAT-file'
/** A MATLAB file of version 7.3 or later: HDF5 after a header of 512 bytes, which the library skips. */
export const isMat73 = (head: Uint8Array): boolean => [...MATLAB].every((letter, i) => head[i] === letter.charCodeAt(0))

const MAX_NUMBERS = 10_000_000
/** Type classes, numbered as in HDF5. */
const [INTEGER, FLOAT, LIST] = [0, 1, 9]
/** The size of a list reference in the library's memory: its length and its address. */
const LIST_BYTES = 8

/** @throws FormatError if the file cannot be opened. The caller must close it. */
export async function openHdf5(size: number, readAt: ReadAt): Promise<Hdf5> {
  const { library, h5, file, close } = await openHdf5File(size, readAt)

  const find = (path: string): Dataset => {
    const found = file.get(path)
    if (!found) throw new FormatError(`has no ${path}`)
    if (!(found instanceof library.Dataset)) throw new FormatError(`has a group where ${path} would be, and no numbers`)
    const { shape } = found.metadata
    if (shape?.length !== 1) throw new FormatError(`has ${shape?.length ?? 0} axes in ${path}, where one was expected`)
    if (shape[0]! > MAX_NUMBERS) throw new FormatError(`claims ${shape[0]} entries in ${path}, more than is read`)
    return found
  }

  const readLists = (dataset: Dataset, type: Metadata, from: number, to: number): Numbers[] => {
    const count = [BigInt(to - from)]
    const at = h5._malloc(LIST_BYTES * (to - from))
    h5.HEAPU8.fill(0, at, at + LIST_BYTES * (to - from))
    try {
      const status = h5.get_dataset_data(dataset.file_id, dataset.path, count, [BigInt(from)], [1n], BigInt(at))
      if (status < 0) throw damaged()
      const places = new Uint32Array(h5.HEAPU8.slice(at, at + LIST_BYTES * (to - from)).buffer)
      const lists = Array.from({ length: to - from }, (_, i) => {
        const [length, start] = [places[2 * i]!, places[2 * i + 1]!]
        return numbersOf(h5.HEAPU8.slice(start, start + length * type.size) as Uint8Array<ArrayBuffer>, elementOf(type))
      })
      // Not after a failed read: its partial result has no valid address to free.
      h5.reclaim_vlen_memory_count(dataset.file_id, dataset.path, '', BigInt(at), count)
      return lists
    } finally {
      h5._free(at)
    }
  }

  return {
    has: (path) => sound(() => file.get(path) !== null),
    numbers: (path) =>
      sound(() => {
        const dataset = find(path)
        if (!isOf(dataset.metadata, 'whole numbers'))
          throw new FormatError(
            `has ${wordsFor(dataset.metadata)} in ${path}, where whole numbers were expected${orderOf(dataset.metadata)}`,
          )
        const bytes = dataset.slice([]) as { readonly buffer: ArrayBuffer } | null
        return numbersOf(new Uint8Array(bytes?.buffer ?? new ArrayBuffer(0)), elementOf(dataset.metadata))
      }),
    lists: (path, of) =>
      sound(() => {
        const dataset = find(path)
        const { type, vlen_type: inner, shape } = dataset.metadata
        if (type !== LIST || !inner || !isOf(inner, of))
          throw new FormatError(`has ${wordsFor(dataset.metadata)} in ${path}, where lists of ${of} were expected${orderOf(inner)}`)
        return { count: shape![0]!, read: (from, to) => sound(() => readLists(dataset, inner, from, to)) }
      }),
    arrays: () =>
      sound(() => arraysIn(library, h5, file)).map((array) => ({ ...array, read: (from, to) => sound(() => array.read(from, to)) })),
    close,
  }
}

const isOf = ({ type, size, littleEndian }: Metadata, of: Of): boolean =>
  (littleEndian || size === 1) &&
  (of === 'fractions' ? type === FLOAT && [2, 4, 8].includes(size) : type === INTEGER && [1, 2, 4, 8].includes(size))

/** The element type of a data set that `isOf` has accepted. */
const elementOf = ({ type, size, signed }: Metadata): Element => ({
  kind: type === FLOAT ? 'f' : signed ? 'i' : 'u',
  size: size as Element['size'],
})

const isBigEndian = ({ size, littleEndian }: Metadata): boolean => !littleEndian && size > 1
const orderOf = (type: Metadata | undefined | null): string => (type && isBigEndian(type) ? ', little-endian' : '')

function wordsFor(metadata: Metadata): string {
  const { type, vlen_type: inner, size } = metadata
  if (type === LIST && inner) return `lists of ${wordsFor(inner)}`
  const order = isBigEndian(metadata) ? 'big-endian ' : ''
  if (type === INTEGER) return `${order}whole numbers of ${size} bytes`
  return type === FLOAT ? `${order}fractions of ${size} bytes` : 'no numbers'
}
