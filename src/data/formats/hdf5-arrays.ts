/** Finds the arrays of numbers in an HDF5 file by walking through its groups. Any box of an array is read without the rest. */
import type { Dataset, Group, Metadata } from 'h5wasm'
import { FormatError } from './format-error'
import { type Element, type NumberArray, type Numbers, numbersOf } from './numbers'

export interface Hdf5Array extends NumberArray {
  /** The absolute path in the file, from its root. */
  readonly path: string
  readonly read: (...box: Parameters<NumberArray['read']>) => Numbers
}

type Library = typeof import('h5wasm')
type Module = Awaited<Library['ready']>

const MAX_VISITED = 5000
const MAX_DEPTH = 8
const MAX_AXES = 8
/** The maximum size of a chunk that the library decompresses at once, and of a single read. */
const MAX_CHUNK_BYTES = 2 ** 28
/** Groups in which MATLAB stores metadata. */
const HIDDEN = /^#/
/** Type classes, numbered as in HDF5. */
const [INTEGER, FLOAT, BITS, ENUM] = [0, 1, 4, 8]

/** The arrays in the order of the groups. Links to other files, and anything that is not a number, are skipped. */
export function arraysIn(library: Library, h5: Module, root: Group): Hdf5Array[] {
  const found: Hdf5Array[] = []
  let visited = 0
  const walk = (group: Group, depth: number): void => {
    for (const name of group.keys()) {
      if (HIDDEN.test(name)) continue
      if (++visited > MAX_VISITED) throw new FormatError(`has more than ${MAX_VISITED} groups and arrays, more than are read`)
      const entry = group.get(name)
      if (entry instanceof library.Group && depth < MAX_DEPTH) walk(entry, depth + 1)
      const array = entry instanceof library.Dataset && arrayOf(h5, entry)
      if (array) found.push(array)
    }
  }
  walk(root, 0)
  return found
}

function arrayOf(h5: Module, dataset: Dataset): Hdf5Array | undefined {
  const { metadata } = dataset
  const { shape, chunks } = metadata
  const element = elementOf(metadata)
  if (!element || !shape || shape.length === 0 || shape.length > MAX_AXES) return undefined
  return {
    path: dataset.path,
    shape: [...shape],
    element,
    ...(chunks && { chunks: [...chunks] }),
    read: (from, to) => readBox(h5, dataset, element, from, to),
  }
}

/**
 * The element type; undefined if the array holds no numbers. Booleans are read as 1 and 0: h5py stores them as an enumeration, PyTables
 * as bits.
 */
function elementOf({ type, size, signed, enum_type: of }: Metadata): Element | undefined {
  if (size !== 1 && size !== 2 && size !== 4 && size !== 8) return undefined
  if (type === FLOAT) return size === 1 ? undefined : { kind: 'f', size }
  if (type === INTEGER) return { kind: signed ? 'i' : 'u', size }
  if (type === BITS || (type === ENUM && of?.type === INTEGER)) return { kind: signed ? 'i' : 'u', size }
  return undefined
}

function readBox(h5: Module, dataset: Dataset, element: Element, from: readonly number[], to: readonly number[]): Numbers {
  const count = to.map((end, axis) => end - from[axis]!)
  const length = count.reduce((a, b) => a * b, element.size as number)
  const chunk = dataset.metadata.chunks?.reduce((a, b) => a * b, element.size as number) ?? 0
  if (Math.max(length, chunk) > MAX_CHUNK_BYTES)
    throw new FormatError(`packs ${dataset.path} in pieces of more than ${MAX_CHUNK_BYTES / 2 ** 20} MiB, more than is unpacked at once`)
  if (length === 0) return numbersOf(new Uint8Array(0), element)
  const at = h5._malloc(length)
  if (at === 0) throw new FormatError(`has more in ${dataset.path} than there is memory for`)
  try {
    // Cleared first: the library does not write elements that the file does not store.
    h5.HEAPU8.fill(0, at, at + length)
    const words = (numbers: readonly number[]) => numbers.map(BigInt)
    const status = h5.get_dataset_data(dataset.file_id, dataset.path, words(count), words(from), words(from.map(() => 1)), BigInt(at))
    if (status < 0) throw new Error('the library could not read it')
    return numbersOf(h5.HEAPU8.slice(at, at + length) as Uint8Array<ArrayBuffer>, element)
  } finally {
    h5._free(at)
  }
}
