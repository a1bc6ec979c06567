/** The arrays of numbers in the chosen files, each with a function that reads any part of it. Reads none as a whole. */
import { FormatError } from '../../formats/format-error'
import { isMat73, openHdf5 } from '../../formats/hdf5'
import { npyArray } from '../../formats/npy-array'
import { isNpy, NPY_HEAD } from '../../formats/npy-header'
import type { Numbers } from '../../formats/numbers'
import { randomAccess } from '../../formats/read-at'
import { readAll, readFirst } from '../../formats/stream'
import { ImportError, naming, type SourceFile } from '../source-file'
import type { FoundArray } from './schema'

export interface OpenArray extends FoundArray {
  /** The path of the file. */
  readonly file: string
  /** The path of the array in the file; in HDF5, groups are separated by slashes. */
  readonly path: string
  readonly chunks?: readonly number[]
  /** A box of it, the last axis fastest. @throws ImportError that names the file. */
  readonly read: (from: readonly number[], to: readonly number[]) => Promise<Numbers>
}

export interface OpenFiles {
  readonly arrays: readonly OpenArray[]
  /** The content of small text files, by file name without folders. */
  readonly texts: Readonly<Record<string, string>>
  /** What is left out and why, in sentences. */
  readonly notes: readonly string[]
  readonly close: () => void
}

const MAX_FILES = 500
const MAX_ARRAYS = 2000
const MAX_TEXT = 2 ** 20

export const isArrayFile = ({ kind, head }: SourceFile): boolean => kind === 'hdf5' || isNpy(head)

/** @throws ImportError if no file holds an array. */
export async function openArrays(files: readonly SourceFile[]): Promise<OpenFiles> {
  const holders = files.filter(isArrayFile)
  if (holders.length > MAX_FILES) throw new ImportError(`${holders.length} files with arrays were chosen; up to ${MAX_FILES} are opened.`)
  const arrays: OpenArray[] = []
  const notes: string[] = []
  const opened: (() => void)[] = []
  const close = () => {
    for (const end of opened.splice(0)) end()
  }
  const short = shortNames(holders)
  try {
    for (const file of holders)
      try {
        const found = await naming(file.path, () => (file.kind === 'hdf5' ? hdf5Arrays(file, opened) : npyArrays(file)))
        arrays.push(...found.map(({ path, ...rest }) => named(file, path, short(file.path, path), rest)))
      } catch (error) {
        if (!(error instanceof ImportError)) throw error
        notes.push(error.message)
      }
    const useful = arrays.filter(({ shape }) => shape.length > 0 && shape.some((size) => size > 1))
    if (useful.length === 0) throw new ImportError(notes[0] ?? `${holders[0]?.path ?? 'What was chosen'} holds no array of numbers.`)
    if (useful.length > MAX_ARRAYS) notes.push(`There are ${useful.length} arrays, of which the first ${MAX_ARRAYS} are listed.`)
    return { arrays: withFamilies(useful.slice(0, MAX_ARRAYS)), texts: await textsIn(files), notes, close }
  } catch (error) {
    close()
    throw error
  }
}

type Unnamed = Omit<OpenArray, 'id' | 'name' | 'file'>

function named(file: SourceFile, path: string, name: string, rest: Omit<Unnamed, 'path'>): OpenArray {
  const id = path === '' ? file.path : `${file.path}:${path}`
  return { ...rest, path, id, name, file: file.path, read: (from, to) => naming(file.path, async () => rest.read(from, to)) }
}

/** Returns a function for short names: without common folders, and without the extension of a NumPy file. */
function shortNames(files: readonly SourceFile[]): (file: string, path: string) => string {
  const folders = files.map(({ path }) => path.split('/').slice(0, -1))
  const common = folders[0]?.findIndex((part, i) => folders.some((other) => other[i] !== part)) ?? 0
  const cut = common < 0 ? folders[0]!.length : common
  return (file, path) => {
    const short = file.split('/').slice(cut).join('/')
    if (path === '') return short.replace(/\.npy$/i, '')
    return files.length === 1 ? path.replace(/^\//, '') : `${short}${path}`
  }
}

async function hdf5Arrays(file: SourceFile, opened: (() => void)[]): Promise<Unnamed[]> {
  const { size, readAt } = await randomAccess(file)
  const { arrays, close } = await openHdf5(size, readAt)
  opened.push(close)
  const reversedIn = isMat73(file.head) ? ({ reversedIn: 'MATLAB' } as const) : {}
  return arrays().map(({ path, shape, element, chunks, read }) => ({
    path,
    shape,
    type: `${element.kind}${element.size}`,
    itemBytes: element.size,
    ...reversedIn,
    ...(chunks && { chunks }),
    read: async (from, to) => read(from, to),
  }))
}

async function npyArrays(file: SourceFile): Promise<Unnamed[]> {
  const head = await readFirst(file.open(), NPY_HEAD)
  let access: ReturnType<typeof randomAccess> | undefined
  const { shape, element, reversed, read } = npyArray(head, file.size, async () => {
    access ??= randomAccess(file)
    return (await access).readAt
  })
  return [
    {
      path: '',
      shape,
      type: `${element.kind}${element.size}`,
      itemBytes: element.size,
      ...(reversed && { reversedIn: 'NumPy' as const }),
      read: async (from, to) => read(from, to),
    },
  ]
}

const CELL = /^(.*(?:cell|unit|neuron)[^0-9/]*)(\d+)$/i

/** Combines arrays that are named by cell numbers and only differ in the first axis into one with a preceding axis for cells. */
function withFamilies(arrays: readonly OpenArray[]): OpenArray[] {
  const groups = new Map<string, OpenArray[]>()
  for (const array of arrays) {
    const stem = CELL.exec(array.path)?.[1]
    if (stem === undefined || array.shape.length > 3) continue
    const key = JSON.stringify([array.file, stem, array.type, array.shape.slice(1)])
    groups.set(key, [...(groups.get(key) ?? []), array])
  }
  const families = [...groups.values()].filter((members) => members.length > 1)
  const inFamily = new Set(families.flat())
  return [...arrays.filter((array) => !inFamily.has(array)), ...families.map(familyOf)]
}

function familyOf(unsorted: readonly OpenArray[]): OpenArray {
  const numberOf = ({ path }: OpenArray) => Number(CELL.exec(path)![2])
  const members = unsorted.toSorted((a, b) => numberOf(a) - numberOf(b))
  const [first] = members as [OpenArray]
  const stem = (text: string) => text.replace(/\d+$/, '*')
  const lengths = members.map(({ shape }) => shape[0]!)
  const isTrials = first.shape.length > 1
  const length = isTrials ? Math.max(...lengths) : Math.min(...lengths)
  return {
    id: stem(first.id),
    name: stem(first.name),
    file: first.file,
    path: stem(first.path),
    type: first.type,
    itemBytes: first.itemBytes,
    ...(first.reversedIn && { reversedIn: first.reversedIn }),
    shape: [members.length, length, ...first.shape.slice(1)],
    members: members.map(({ path }) => path.split('/').at(-1)!),
    ...(isTrials && lengths.some((one) => one !== length) && { trialsOf: lengths }),
    async read(from, to) {
      const size = to.slice(1).reduce((product, end, axis) => product * (end - from[axis + 1]!), 1)
      const whole = new Float64Array(size * (to[0]! - from[0]!))
      for (let n = from[0]!; n < to[0]!; n++) {
        const member = members[n]!
        const low = Math.min(from[1]!, member.shape[0]!)
        const part = await member.read([low, ...from.slice(2)], [Math.min(to[1]!, member.shape[0]!), ...to.slice(2)])
        whole.set(part, (n - from[0]!) * size)
      }
      return whole
    },
  }
}

async function textsIn(files: readonly SourceFile[]): Promise<Readonly<Record<string, string>>> {
  const texts: Record<string, string> = {}
  for (const { path, size = 0, open } of files)
    if (/\.txt$/i.test(path) && size <= MAX_TEXT) {
      const bytes = await readAll(open(), MAX_TEXT).catch((error: unknown) => {
        if (error instanceof FormatError) return new Uint8Array(0)
        throw error
      })
      texts[path.split('/').at(-1)!.toLowerCase()] = new TextDecoder().decode(bytes)
    }
  return texts
}
