/**
 * HDF5 files made in memory, as the libraries of 2010 write them: groups, numbers, and lists of numbers. The library that reads them
 * cannot write lists. Only tests import it.
 */
import { joined } from './files'

type Type = 'f2' | 'f4' | 'f8' | 'i1' | 'i2' | 'i4' | 'i8' | 'u1' | 'u2' | 'u4' | 'u8'

/** A data set with one axis: numbers, or a list of them for each entry. */
export interface Column {
  readonly type: Type
  readonly values: readonly number[] | readonly (readonly number[])[]
}
export interface Folder {
  readonly [name: string]: Column | Folder
}

const isColumn = (entry: Column | Folder): entry is Column => Array.isArray(entry.values)

const NONE = 2n ** 64n - 1n
/** The sizes of trees in files of old libraries: room for 32 entries in a node, 8 in a leaf. */
const [TREE_BYTES, LEAF_ENTRIES] = [544, 8]

export function hdf5File(root: Folder): Uint8Array {
  const parts: Uint8Array[] = []
  let end = 96
  /** @returns the offset in the file */
  const put = (bytes: Uint8Array): number => {
    const at = end
    const padded = joined(bytes, new Uint8Array(-bytes.length & 7))
    parts.push(padded)
    end += padded.length
    return at
  }

  const column = ({ type, values }: Column): number => {
    const lists = values.some((value) => typeof value !== 'number')
    const inner = typeOf(type)
    const data = lists ? references(type, values as readonly (readonly number[])[]) : numbersOf(type, values as readonly number[])
    const listed = joined(u8(0x19, 0, 0, 0), u32(16), inner)
    return put(
      header([
        [0x0001, joined(u8(1, 1, 0, 0, 0, 0, 0, 0), u64(values.length))],
        [0x0003, lists ? listed : inner],
        [0x0005, u8(2, 2, 0, 0)],
        [0x0008, joined(u8(3, 1), u64(put(data), data.length))],
      ]),
    )
  }

  /** Writes the lists to a heap; each is represented by its length and its position there. */
  const references = (type: Type, lists: readonly (readonly number[])[]): Uint8Array => {
    const objects = lists.map((list, i) => {
      const bytes = numbersOf(type, list)
      return joined(u16(i + 1, 1), u32(0), u64(bytes.length), bytes, new Uint8Array(-bytes.length & 7))
    })
    const used = 16 + objects.reduce((sum, { length }) => sum + length, 0)
    const size = Math.max(4096, used + 16)
    const heap = put(joined(ascii('GCOL'), u8(1, 0, 0, 0), u64(size), ...objects, u64(0, size - used), new Uint8Array(size - used - 16)))
    return joined(...lists.map((list, i) => joined(u32(list.length), u64(heap), u32(i + 1))))
  }

  const folder = (entries: Folder): Entry => {
    const names = Object.keys(entries).sort()
    if (names.length > LEAF_ENTRIES) throw new Error('more names in a group than a leaf holds')
    const places = names.map((name): Entry => {
      const entry = entries[name]!
      return isColumn(entry) ? { header: column(entry) } : folder(entry)
    })
    // The first eight bytes are the empty name.
    const texts = names.map((name) => joined(ascii(name), new Uint8Array(8 - (name.length % 8))))
    const offsets = texts.map((_, i) => 8 + texts.slice(0, i).reduce((sum, { length }) => sum + length, 0))
    const text = joined(new Uint8Array(8), ...texts)
    const heap = put(joined(ascii('HEAP'), u32(0), u64(text.length, 1), u64(put(text))))
    const leaf = joined(ascii('SNOD'), u8(1, 0), u16(names.length), ...places.map((place, i) => entryOf(offsets[i]!, place)))
    const tree = joined(
      ascii('TREE'),
      u8(0, 0),
      u16(1),
      u64(NONE, NONE),
      u64(0, put(wide(leaf, 8 + 40 * LEAF_ENTRIES)), offsets.at(-1) ?? 0),
    )
    const table = { tree: put(wide(tree, TREE_BYTES)), heap }
    return { header: put(header([[0x0011, u64(table.tree, table.heap)]])), table }
  }

  const top = entryOf(0, folder(root))
  const start = joined(
    u8(0x89),
    ascii('HDF\r\n'),
    u8(0x1a, 0x0a),
    u8(0, 0, 0, 0, 0, 8, 8, 0),
    u16(4, 16),
    u32(0),
    u64(0, NONE, end, NONE),
    top,
  )
  return joined(start, ...parts)
}

/** The header of a name, and for a group the position of its own names. */
interface Entry {
  readonly header: number
  readonly table?: { readonly tree: number; readonly heap: number }
}

const entryOf = (name: number, { header: at, table }: Entry): Uint8Array =>
  joined(u64(name, at), u32(table ? 1 : 0, 0), u64(table?.tree ?? 0, table?.heap ?? 0))

function header(messages: readonly (readonly [type: number, data: Uint8Array])[]): Uint8Array {
  const bodies = messages.map(([type, data]) => {
    const padded = joined(data, new Uint8Array(-data.length & 7))
    return joined(u16(type, padded.length), u32(0), padded)
  })
  const body = joined(...bodies)
  return joined(u8(1, 0), u16(messages.length), u32(1, body.length, 0), body)
}

function typeOf(type: Type): Uint8Array {
  const size = Number(type[1])
  const bits = 8 * size
  if (type[0] !== 'f') return joined(u8(0x10, type[0] === 'i' ? 8 : 0, 0, 0), u32(size), u16(0, bits))
  const [exponent, fraction] = ({ 2: [5, 10], 4: [8, 23], 8: [11, 52] } as Readonly<Record<number, [number, number]>>)[size]!
  return joined(u8(0x11, 0x20, bits - 1, 0), u32(size), u16(0, bits), u8(fraction, exponent, 0, fraction), u32(2 ** (exponent - 1) - 1))
}

function numbersOf(type: Type, values: readonly number[]): Uint8Array {
  const size = Number(type[1])
  const bytes = new Uint8Array(size * values.length)
  const view = new DataView(bytes.buffer)
  for (const [i, value] of values.entries()) {
    if (type === 'f2') view.setUint16(size * i, halfOf(value), true)
    else if (type === 'f4') view.setFloat32(size * i, value, true)
    else if (type === 'f8') view.setFloat64(size * i, value, true)
    else for (let b = 0; b < size; b++) view.setUint8(size * i + b, Number(BigInt.asUintN(8, BigInt(value) >> BigInt(8 * b))))
  }
  return bytes
}

/** The bits of a number that half precision has exactly. */
function halfOf(value: number): number {
  if (Number.isNaN(value)) return 0x7e00
  const sign = value < 0 ? 0x8000 : 0
  const size = Math.abs(value)
  if (size === 0) return sign
  if (size === Number.POSITIVE_INFINITY) return sign | 0x7c00
  const exponent = Math.max(-14, Math.floor(Math.log2(size)))
  const fraction = size / 2 ** exponent
  return sign | (fraction < 1 ? fraction * 1024 : ((exponent + 15) << 10) | ((fraction - 1) * 1024))
}

const wide = (bytes: Uint8Array, length: number): Uint8Array => joined(bytes, new Uint8Array(length - bytes.length))
const ascii = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0))
const words =
  (size: 1 | 2 | 4 | 8) =>
  (...values: readonly (number | bigint)[]): Uint8Array => {
    const view = new DataView(new ArrayBuffer(size * values.length))
    for (const [i, value] of values.entries())
      for (let b = 0; b < size; b++) view.setUint8(size * i + b, Number(BigInt.asUintN(8, BigInt(value) >> BigInt(8 * b))))
    return new Uint8Array(view.buffer)
  }
const [u8, u16, u32, u64] = [words(1), words(2), words(4), words(8)]
