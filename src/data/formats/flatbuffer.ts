/**
 * FlatBuffers, to the extent that a reader of a known schema needs them: the fields of a table by number, with bounds checked before each
 * read. A pure parser that makes no copies.
 */
import { FormatError } from './format-error'

export interface Table {
  readonly view: DataView
  readonly at: number
  /** The position of its vtable, which holds the offsets of the fields relative to `at`. */
  readonly vtable: number
  readonly vtableBytes: number
}

/** @param at the position of the root's offset in the view. @throws FormatError */
export const rootOf = (view: DataView, at: number): Table => tableAt(view, at + u32(view, at))

function tableAt(view: DataView, at: number): Table {
  const vtable = at - signed(view, at)
  const vtableBytes = u16(view, vtable)
  within(view, vtable, vtableBytes)
  return { view, at, vtable, vtableBytes }
}

/** The offset of a field of this size; undefined if the table omits it. */
export function fieldOf({ view, at, vtable, vtableBytes }: Table, field: number, bytes: number): number | undefined {
  const entry = 4 + 2 * field
  const offset = entry + 2 <= vtableBytes ? view.getUint16(vtable + entry, true) : 0
  return offset === 0 ? undefined : within(view, at + offset, bytes)
}

interface Vector {
  readonly at: number
  readonly count: number
}

/** A field that is a list of elements of this size, or a text with elements of one byte; empty if omitted. */
export function vectorOf(table: Table, field: number, elementBytes: number): Vector {
  const place = fieldOf(table, field, 4)
  if (place === undefined) return { at: 0, count: 0 }
  const vector = place + u32(table.view, place)
  const count = u32(table.view, vector)
  return { at: within(table.view, vector + 4, count * elementBytes), count }
}

const within = (view: DataView, at: number, bytes: number): number => {
  if (!(at >= 0 && at + bytes <= view.byteLength)) throw new FormatError('points to something outside of itself')
  return at
}
const u16 = (view: DataView, at: number): number => view.getUint16(within(view, at, 2), true)
const u32 = (view: DataView, at: number): number => view.getUint32(within(view, at, 4), true)
const signed = (view: DataView, at: number): number => view.getInt32(within(view, at, 4), true)
