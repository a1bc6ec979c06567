/**
 * Python's pickles, to the extent that NumPy stores lists of numbers and texts in them. Nothing that a pickle names is imported or run:
 * an object is represented by its name and the arguments of its call. A pure parser, bounded by its bytes.
 */
import { FormatError } from './format-error'

/** Numbers, texts, bytes, lists and tuples; a Python name; and an object as the call that would build it. */
export type Pickled = null | boolean | number | bigint | string | Uint8Array | PickledList | PickledName | PickledCall
export interface PickledList {
  readonly kind: 'list' | 'tuple'
  readonly items: readonly Pickled[]
}
interface PickledName {
  readonly kind: 'name'
  readonly name: string
}
export interface PickledCall {
  readonly kind: 'call'
  readonly callee: Pickled
  readonly args: Pickled
  /** The state that would be passed to `__setstate__`. */
  readonly state?: Pickled
}

/** The maximum size of an integer in bytes: more than nanoseconds or any other number in these files takes. */
const MAX_LONG = 16
const MARK = Symbol('mark')
type Held = Pickled | typeof MARK

interface Machine {
  readonly view: DataView
  readonly bytes: Uint8Array
  readonly stack: Held[]
  readonly memo: Map<number, Held>
  at: number
}

/** @throws FormatError in words that follow the file's name. */
export function readPickle(bytes: Uint8Array): Pickled {
  const machine: Machine = {
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    bytes,
    stack: [],
    memo: new Map(),
    at: 0,
  }
  for (;;) {
    const code = machine.bytes[take(machine, 1)]!
    if (code === 0x2e) return one(machine)
    const read = CODES[code]
    if (!read) throw new FormatError(`holds Python objects of a kind that is not read (pickle code ${code} at byte ${machine.at - 1})`)
    read(machine)
  }
}

/** Consumes bytes and returns the offset of the first. */
function take(machine: Machine, count: number): number {
  const from = machine.at
  if (!(count <= machine.bytes.length - from)) throw new FormatError('is truncated or damaged: its Python objects are not all there')
  machine.at += count
  return from
}

const damaged = () => new FormatError('is damaged: its Python objects do not fit together')

function one({ stack }: Machine): Pickled {
  const value = stack.pop()
  if (value === undefined || value === MARK) throw damaged()
  return value
}

function sinceMark({ stack }: Machine): Pickled[] {
  const mark = stack.lastIndexOf(MARK)
  if (mark < 0) throw damaged()
  const items = stack.splice(mark + 1) as Pickled[]
  stack.pop()
  return items
}

const kindOf = (value: Pickled): string => (value !== null && typeof value === 'object' && 'kind' in value ? value.kind : typeof value)

/** Appends to the list on top of the stack. */
function append({ stack }: Machine, items: readonly Pickled[]): void {
  const list = stack.at(-1)
  if (list === undefined || list === MARK || kindOf(list) !== 'list') throw damaged()
  for (const item of items) ((list as PickledList).items as Pickled[]).push(item)
}

const tuple = (items: readonly Pickled[]): PickledList => ({ kind: 'tuple', items })
const tupleOf = (count: number) => (machine: Machine) => {
  const items = Array.from({ length: count }, () => one(machine)).reverse()
  machine.stack.push(tuple(items))
}

const push = (value: (machine: Machine) => Held) => (machine: Machine) => {
  machine.stack.push(value(machine))
}
const length = (machine: Machine, bytes: 1 | 4 | 8): number => {
  const at = take(machine, bytes)
  if (bytes === 1) return machine.bytes[at]!
  return machine.view.getUint32(at, true) + (bytes === 8 ? machine.view.getUint32(at + 4, true) * 2 ** 32 : 0)
}
const chunk = (machine: Machine, count: number): Uint8Array => {
  const at = take(machine, count)
  return machine.bytes.subarray(at, at + count)
}
const text = (encoding: string, bytes: 1 | 4 | 8) =>
  push((machine) => new TextDecoder(encoding).decode(chunk(machine, length(machine, bytes))))
const raw = (bytes: 1 | 4 | 8) => push((machine) => chunk(machine, length(machine, bytes)))

/** A signed integer, lowest byte first. */
export function wholeNumber(bytes: Uint8Array, signed = true): bigint {
  let value = 0n
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!)
  return signed && bytes.length > 0 && bytes.at(-1)! >= 128 ? value - (1n << BigInt(8 * bytes.length)) : value
}
const long = (bytes: 1 | 4) =>
  push((machine) => {
    const count = length(machine, bytes)
    if (count > MAX_LONG) throw new FormatError(`holds a whole number of ${count} bytes; up to ${MAX_LONG} are read`)
    return wholeNumber(chunk(machine, count))
  })

function line(machine: Machine): string {
  const end = machine.bytes.indexOf(10, machine.at)
  if (end < 0) take(machine, Number.POSITIVE_INFINITY)
  const words = chunk(machine, end - machine.at)
  take(machine, 1)
  return new TextDecoder('latin1').decode(words)
}

const call = push((machine) => {
  const args = one(machine)
  return { kind: 'call', callee: one(machine), args }
})
const put = (bytes: 1 | 4) => (machine: Machine) => {
  const place = length(machine, bytes)
  const top = machine.stack.at(-1)
  if (top === undefined) throw damaged()
  machine.memo.set(place, top)
}
const get = (bytes: 1 | 4) =>
  push((machine) => {
    const value = machine.memo.get(length(machine, bytes))
    if (value === undefined || value === MARK) throw damaged()
    return value
  })

/** The supported opcodes. Those that import objects by themselves, or need a dictionary, are not included. */
const CODES: Readonly<Record<number, (machine: Machine) => void>> = {
  // The protocol version, and the length of a frame.
  128: (machine) => void take(machine, 1),
  149: (machine) => void take(machine, 8),
  40: push(() => MARK),
  // None, True, False.
  78: push(() => null),
  136: push(() => true),
  137: push(() => false),
  // Integers and floats.
  75: push((machine) => length(machine, 1)),
  77: push((machine) => machine.view.getUint16(take(machine, 2), true)),
  74: push((machine) => machine.view.getInt32(take(machine, 4), true)),
  138: long(1),
  139: long(4),
  71: push((machine) => machine.view.getFloat64(take(machine, 8))),
  // Texts and bytes.
  88: text('utf-8', 4),
  140: text('utf-8', 1),
  141: text('utf-8', 8),
  84: text('latin1', 4),
  85: text('latin1', 1),
  66: raw(4),
  67: raw(1),
  142: raw(8),
  // Lists and tuples.
  93: push(() => ({ kind: 'list', items: [] })),
  97: (machine) => append(machine, [one(machine)]),
  101: (machine) => append(machine, sinceMark(machine)),
  41: push(() => tuple([])),
  116: push((machine) => tuple(sinceMark(machine))),
  133: tupleOf(1),
  134: tupleOf(2),
  135: tupleOf(3),
  // Names, and calls of them.
  99: push((machine) => ({ kind: 'name', name: `${line(machine)}.${line(machine)}` })),
  147: push((machine) => {
    const [name, module] = [one(machine), one(machine)]
    if (typeof name !== 'string' || typeof module !== 'string') throw damaged()
    return { kind: 'name', name: `${module}.${name}` }
  }),
  82: call,
  129: call,
  98: (machine) => {
    const state = one(machine)
    const made = one(machine)
    if (kindOf(made) !== 'call') throw damaged()
    // Updates the call in place, since memoized references must see the state.
    Object.assign(made as PickledCall, { state })
    machine.stack.push(made)
  },
  // The memo.
  113: put(1),
  114: put(4),
  148: (machine) => {
    const top = machine.stack.at(-1)
    if (top === undefined) throw damaged()
    machine.memo.set(machine.memo.size, top)
  },
  104: get(1),
  106: get(4),
}
