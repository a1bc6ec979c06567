/**
 * Reads boxes around objects in a recording from files next to it: Prophesee's `_bbox.npy`, in both variants, and the annotations of
 * N-Caltech101. The result is the same for all formats; class names are part of the data set.
 */
import { FormatError } from '../formats/format-error'
import { columnOf, isNpy, NPY_HEAD, type NpyHeader, readNpyHeader } from '../formats/npy-header'
import type { ReadHooks } from './facts'
import type { EventFile } from './reading'
import { headOf, scan } from './scan'

/** A box in pixels from the left and the top; it may extend beyond the sensor. */
export interface Box {
  /** Microseconds in the recording's own time; 0 if a box holds for the whole recording. */
  readonly t: number
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** The index of its class, if the file states one. */
  readonly class?: number
  /** Identifies the same object at other times. */
  readonly track?: number
  readonly confidence?: number
}

export interface Boxes {
  readonly format: string
  readonly boxes: readonly Box[]
  /** The number of invalid records: with a position, size or time that is not finite, or a negative size. */
  readonly skipped: number
  /** The number of announced records that are missing from the file. */
  readonly cutOff: number
  readonly notes: readonly string[]
}

interface BoxReader {
  readonly format: string
  readonly recognizes: (path: string, head: Uint8Array) => boolean
  readonly read: (file: EventFile, hooks: ReadHooks) => Promise<Omit<Boxes, 'format'>>
}

const MAX_BOXES = 10_000_000

/** The name of the format if this is a file of boxes. @param head the first bytes, at least 4096 if there are that many. */
export const recognizeBoxes = (path: string, head: Uint8Array): string | undefined => readerOf(path, head)?.format

const readerOf = (path: string, head: Uint8Array): BoxReader | undefined => READERS.find((reader) => reader.recognizes(path, head))

/** @throws FormatError in words that follow the file's name, or the abort reason. */
export async function readBoxes(file: EventFile, hooks: ReadHooks = {}): Promise<Boxes> {
  const reader = readerOf(file.path, await headOf(file, 4096))
  if (!reader)
    throw new FormatError('holds no boxes in a form that is known here; Prophesee’s _bbox.npy or an annotation of N-Caltech101 would fit')
  return { format: reader.format, ...(await reader.read(file, hooks)) }
}

/** Field names and their order differ between files of different years. */
const NAMES = {
  t: ['t', 'ts'],
  x: ['x'],
  y: ['y'],
  width: ['w'],
  height: ['h'],
  class: ['class_id'],
  track: ['track_id'],
  confidence: ['class_confidence', 'confidence'],
} as const
type Key = keyof typeof NAMES
const KEYS = Object.keys(NAMES) as Key[]
const NEEDED: readonly Key[] = ['t', 'x', 'y', 'width', 'height']

const fieldsOf = ({ fields = [] }: NpyHeader) =>
  KEYS.flatMap((key) => {
    const field = fields.find(({ name }) => (NAMES[key] as readonly string[]).includes(name))
    return field ? [{ key, ...field }] : []
  })

const prophesee: BoxReader = {
  format: 'Prophesee boxes',
  recognizes: (_, head) => {
    if (!isNpy(head)) return false
    try {
      const found = fieldsOf(readNpyHeader(head)).map(({ key }) => key)
      return NEEDED.every((key) => found.includes(key))
    } catch {
      return false
    }
  },
  async read(file, hooks) {
    const header = readNpyHeader(await headOf(file, NPY_HEAD))
    const { shape, itemBytes, start } = header
    const count = shape.reduce((a, b) => a * b, 1)
    if (!(count <= MAX_BOXES)) throw new FormatError(`claims ${shape.join(' × ')} boxes; up to ${MAX_BOXES} are read`)
    const fields = fieldsOf(header).map(({ key, type, offset }) => ({ key, offset, read: columnOf(type), one: new Float64Array(1) }))
    const boxes: Box[] = []
    let [left, skipped] = [count, 0]
    await scan(file, hooks, (bytes, offset) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      let place = offset === 0 ? start : 0
      if (place > bytes.length) return place
      for (; left > 0 && place + itemBytes <= bytes.length; place += itemBytes, left--) {
        const box: Partial<Record<Key, number>> = {}
        for (const { key, offset: within, read, one } of fields) {
          read(view, place + within, itemBytes, 1, one)
          box[key] = one[0]!
        }
        if (isBox(box)) boxes.push(box)
        else skipped++
      }
      return left > 0 ? place : bytes.length
    })
    const notes = [
      ...(skipped > 0 ? [`Boxes without a place or a size, skipped: ${skipped}.`] : []),
      ...(left > 0 ? [`Boxes cut off at the end of the file: ${left}.`] : []),
    ]
    return { boxes, skipped, cutOff: left, notes }
  },
}

const isBox = (box: Partial<Record<Key, number>>): box is Box =>
  NEEDED.every((key) => Number.isFinite(box[key])) && box.width! >= 0 && box.height! >= 0

/**
 * An annotation has two outlines, of the box and of the object. Each is the number of rows, 2, the number of points, then x and y of each
 * point, in 16 bits.
 */
const caltech: BoxReader = {
  format: 'N-Caltech101 annotation',
  recognizes: (path, head) => /(^|\/)annotation[^/]*\.bin$/i.test(path) && outlineOf(head) !== undefined,
  async read(file) {
    const bytes = await headOf(file, MAX_ANNOTATION)
    const outline = outlineOf(bytes)
    if (!outline || outline.end > bytes.length)
      throw new FormatError(`is truncated: it ends at byte ${bytes.length}, in the outline of a box`)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
    for (let at = 4; at < outline.end; at += 4) {
      const [x, y] = [view.getInt16(at, true), view.getInt16(at + 2, true)]
      left = Math.min(left, x)
      top = Math.min(top, y)
      right = Math.max(right, x)
      bottom = Math.max(bottom, y)
    }
    return { boxes: [{ t: 0, x: left, y: top, width: right - left, height: bottom - top }], skipped: 0, cutOff: 0, notes: [] }
  },
}
const MAX_ANNOTATION = 2 ** 18

/** The byte after the outline of the box; undefined if there is none. */
function outlineOf(head: Uint8Array): { readonly end: number } | undefined {
  if (head.length < 4) return undefined
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const [rows, points] = [view.getInt16(0, true), view.getInt16(2, true)]
  return rows === 2 && points >= 2 ? { end: 4 + 4 * points } : undefined
}

const READERS: readonly BoxReader[] = [prophesee, caltech]
