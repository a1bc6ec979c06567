/**
 * A list of integers in a NumPy array, exactly, whatever its element type: numbers, texts, or Python objects, of which numbers and texts
 * are read and nothing is run. Accepts what Python's `int` accepts.
 */
import { FormatError } from './format-error'
import { columnOf, type NpyHeader, readNpyHeader } from './npy-header'
import { type Pickled, type PickledCall, type PickledList, readPickle, wholeNumber } from './pickle'

const MAX_NUMBERS = 100_000
/** The maximum size of a list that is read whole, in bytes. */
export const MAX_LIST_BYTES = 2 ** 24

/** @param bytes the file. @throws FormatError in words that follow its name. */
export function integersOf(bytes: Uint8Array): bigint[] {
  const header = readNpyHeader(bytes)
  const { type, shape, itemBytes, start } = header
  const count = shape.reduce((a, b) => a * b, 1)
  if (type === undefined || shape.length === 0 || shape.some((n, i) => i > 0 && n !== 1)) throw new FormatError('is no list of numbers')
  if (!(count <= MAX_NUMBERS)) throw new FormatError(`claims ${count} numbers; up to ${MAX_NUMBERS} are read`)
  if (/^\|?O/.test(type)) return objectsOf(bytes.subarray(start), count)
  if (bytes.length - start !== count * itemBytes)
    throw new FormatError(`has ${bytes.length - start} bytes of elements, where its header says ${count * itemBytes}`)
  return Array.from({ length: count }, (_, i) =>
    integerIn(bytes.subarray(start + i * itemBytes, start + (i + 1) * itemBytes), type, header, i),
  )
}

function integerIn(item: Uint8Array, type: string, { itemBytes }: Pick<NpyHeader, 'itemBytes'>, i: number): bigint {
  const [, order, letter] = /^([<>=|]?)([a-zA-Z?])/.exec(type) ?? []
  const little = order !== '>'
  switch (letter) {
    case 'i':
    case 'u':
      if (itemBytes > 8) break
      return wholeNumber(little ? item : Uint8Array.from(item).reverse(), letter === 'i')
    case 'f': {
      const value = new Float64Array(1)
      columnOf(type)(new DataView(item.buffer, item.byteOffset, item.byteLength), 0, itemBytes, 1, value)
      return truncated(value[0]!, i)
    }
    case 'U': {
      const view = new DataView(item.buffer, item.byteOffset, item.byteLength)
      const codes = Array.from({ length: itemBytes / 4 }, (_, k) => view.getUint32(4 * k, little))
      return parsed(codes.map((code) => (code < 128 ? String.fromCharCode(code) : '?')).join(''), i)
    }
    case 'S':
      return parsed(new TextDecoder('latin1').decode(item), i)
  }
  throw new FormatError(`holds elements of type ${type.slice(0, 20)}; whole numbers, or texts of them, would fit`)
}

function truncated(value: number, i: number): bigint {
  if (!Number.isFinite(value)) throw new FormatError(`has ${value} for number ${i}, which is no whole number`)
  return BigInt(Math.trunc(value))
}

/** @param padded with zeros at its end, as in NumPy's texts. */
function parsed(padded: string, i: number): bigint {
  const text = padded.replace(/\0+$/, '').trim()
  if (!/^[+-]?\d{1,30}$/.test(text)) throw new FormatError(`has “${text.slice(0, 30)}” for number ${i}, which is no whole number`)
  return BigInt(text.replace('+', ''))
}

/** Reads an array of Python objects, whose list is inside the calls with which NumPy pickles it. */
function objectsOf(pickle: Uint8Array, count: number): bigint[] {
  const root = readPickle(pickle)
  const items = callOf(root, '_reconstruct') && listIn((root as PickledCall).state)
  if (!items) throw new FormatError(`holds Python objects that are no array of NumPy. ${SAVE}`)
  if (items.length !== count) throw new FormatError(`has ${items.length} objects, where its header says ${count}`)
  return items.map(objectIn)
}

const SAVE = 'Numbers would fit: t=numpy.array([int(v) for v in t])'

/** Matches a call by its name or the last part of a dotted name, since NumPy has moved its modules. */
function callOf(value: Pickled | undefined, name: string): value is PickledCall {
  if (!isNode(value) || value.kind !== 'call') return false
  const { callee } = value
  return isNode(callee) && callee.kind === 'name' && (callee.name === name || callee.name.endsWith(`.${name}`))
}

const isNode = (value: Pickled | undefined): value is Exclude<Pickled, null | boolean | number | bigint | string | Uint8Array> =>
  typeof value === 'object' && value !== null && !(value instanceof Uint8Array)

/** The last part of an array's state: version, shape, type, order, and the list of its objects. */
function listIn(state: Pickled | undefined): PickledList['items'] | undefined {
  const last = isNode(state) && state.kind === 'tuple' ? state.items[4] : undefined
  return isNode(last) && last.kind === 'list' ? last.items : undefined
}

function objectIn(value: Pickled, i: number): bigint {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number') return truncated(value, i)
  if (typeof value === 'string') return parsed(value, i)
  if (value instanceof Uint8Array) return parsed(new TextDecoder('latin1').decode(value), i)
  if (callOf(value, 'scalar')) {
    const scalar = scalarOf(value, i)
    if (scalar !== undefined) return scalar
  }
  throw new FormatError(`has a Python object (${wordFor(value)}) for number ${i}. ${SAVE}`)
}

/** A NumPy scalar: its type and its bytes. */
function scalarOf({ args }: PickledCall, i: number): bigint | undefined {
  const [type, bytes] = isNode(args) && args.kind === 'tuple' ? args.items : []
  if (!callOf(type, 'dtype') || !(bytes instanceof Uint8Array)) return undefined
  const [name] = isNode(type.args) && type.args.kind === 'tuple' ? type.args.items : []
  const order = isNode(type.state) && type.state.kind === 'tuple' ? type.state.items[1] : undefined
  if (typeof name !== 'string' || !/^[iuf]\d$/.test(name) || Number(name[1]) !== bytes.length) return undefined
  return integerIn(bytes, `${order === '>' ? '>' : '<'}${name}`, { itemBytes: bytes.length }, i)
}

function wordFor(value: Pickled): string {
  if (!isNode(value)) return value === null ? 'None' : typeof value
  const name = value.kind === 'call' ? value.callee : value
  return isNode(name) && name.kind === 'name' ? name.name.slice(0, 60) : value.kind
}
