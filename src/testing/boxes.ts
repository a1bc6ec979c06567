/** Recordings with boxes like Prophesee's and N-Caltech101's, small: a bright spot that moves, and a box around it. Only tests import it. */
import { columnsFor, type Recording } from '../data/events/events'
import { writeEvents } from '../data/events/write'
import { bytesOf, littleEndian } from './events'

export interface BoxRow {
  /** Microseconds. */
  readonly t: number
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
  readonly class?: number
  readonly track?: number
}

/** The fields: the newer form of 40 bytes, four of them padding at the end, and an older one with other names, types and order. */
const FORMS = {
  new: {
    fields: [
      ['t', '<i8'],
      ['x', '<f4'],
      ['y', '<f4'],
      ['w', '<f4'],
      ['h', '<f4'],
      ['class_id', '<u4'],
      ['track_id', '<u4'],
      ['class_confidence', '<f4'],
    ],
    size: 40,
  },
  old: {
    fields: [
      ['ts', '<u8'],
      ['x', '<f4'],
      ['y', '<f4'],
      ['w', '<f4'],
      ['h', '<f4'],
      ['class_id', '|u1'],
      ['confidence', '<f4'],
      ['track_id', '<u4'],
    ],
    size: 33,
  },
} as const

const SIZES = { '<i8': 8, '<u8': 8, '<f4': 4, '<u4': 4, '|u1': 1 } as const

/** A structured array in the format of numpy.save. */
export function bboxFile(rows: readonly BoxRow[], form: keyof typeof FORMS = 'new'): Uint8Array<ArrayBuffer> {
  const { fields, size } = FORMS[form]
  let at = 0
  const offsets = fields.map(([, type]) => {
    at += SIZES[type]
    return at - SIZES[type]
  })
  const list = (words: readonly string[]) => `[${words.join(', ')}]`
  const quoted = (words: readonly string[]) => list(words.map((word) => `'${word}'`))
  const descr =
    form === 'old'
      ? list(fields.map(([name, type]) => `('${name}', '${type}')`))
      : `{'names': ${quoted(fields.map(([name]) => name))}, 'formats': ${quoted(fields.map(([, type]) => type))}, 'offsets': ${list(offsets.map(String))}, 'itemsize': ${size}}`
  const text = `{'descr': ${descr}, 'fortran_order': False, 'shape': (${rows.length},), }`
  const header = `${text.padEnd(Math.ceil((11 + text.length) / 64) * 64 - 11)}\n`
  const view = new DataView(new ArrayBuffer(size * rows.length))
  for (const [n, row] of rows.entries()) {
    const values: Readonly<Record<string, number>> = {
      t: row.t,
      ts: row.t,
      x: row.x,
      y: row.y,
      w: row.w,
      h: row.h,
      class_id: row.class ?? 0,
      track_id: row.track ?? 0,
      confidence: 1,
      class_confidence: 1,
    }
    for (const [i, [name, type]] of fields.entries()) {
      const [place, value] = [n * size + offsets[i]!, values[name]!]
      if (type === '<f4') view.setFloat32(place, value, true)
      else if (type === '|u1') view.setUint8(place, value)
      else if (type === '<u4') view.setUint32(place, value, true)
      else view.setBigInt64(place, BigInt(value), true)
    }
  }
  return bytesOf([0x93], 'NUMPY', [1, 0], littleEndian(2, header.length), header, new Uint8Array(view.buffer))
}

/** An annotation with two outlines, of a box and of the object in it. */
export const annotationFile = (left: number, top: number, right: number, bottom: number): Uint8Array<ArrayBuffer> =>
  bytesOf(
    ...[2, 5, left, top, left, bottom, right, bottom, right, top, left, top].map((n) => littleEndian(2, n)),
    ...[2, 3, left + 1, top + 1, right - 1, bottom - 1, left + 1, bottom - 1].map((n) => littleEndian(2, n)),
  )

interface Spot {
  readonly width: number
  readonly height: number
  /** Microseconds of the first event and of the last. */
  readonly from: number
  readonly to: number
  /** Microseconds from one event to the next. */
  readonly step: number
}

/** The top left corner of the spot, four pixels wide and high, at a time. */
export const spotAt = ({ width, height }: Pick<Spot, 'width' | 'height'>, t: number) => ({
  x: 10 + (Math.floor(t / 10_000) % (width - 20)),
  y: Math.floor(height / 3),
})

/** Events on and off the spot, in turn. */
export function spotRecording({ width, height, from, to, step }: Spot): Recording {
  const count = Math.floor((to - from) / step) + 1
  const events = columnsFor(count)
  for (let i = 0; i < count; i++) {
    const t = from + i * step
    const { x, y } = spotAt({ width, height }, t)
    events.t[i] = t
    events.x[i] = x + (i & 3)
    events.y[i] = y + ((i >> 2) & 3)
    events.polarity[i] = (i >> 4) & 1
  }
  return { width, height, events }
}

const written = async (recording: Recording, format: 'dat' | 'bin') => new Uint8Array(await writeEvents(recording, format).arrayBuffer())

const GEN1 = { width: 304, height: 240, from: 100_000, to: 2_000_000, step: 500 }
/** A label every quarter of a second, 40 × 40 pixels around the spot. */
const labelsOf = (sensor: Pick<Spot, 'width' | 'height'>, classes: number): BoxRow[] =>
  Array.from({ length: 7 }, (_, n) => {
    const t = 250_000 * (n + 1)
    const { x, y } = spotAt(sensor, t)
    return { t, x: x - 18, y: y - 18, w: 40, h: 40, class: n % classes, track: 1 }
  })

/** One pair of files in each of the folders for training, validation and testing. */
export async function gen1Files(): Promise<Record<string, Uint8Array<ArrayBuffer>>> {
  const dat = await written(spotRecording(GEN1), 'dat')
  const bbox = (form: 'new' | 'old') => bboxFile(labelsOf(GEN1, 2), form)
  return Object.fromEntries(
    (['train', 'val', 'test'] as const).flatMap((part, n) => [
      [`gen1/${part}/17-04-0${n}_td.dat`, dat],
      [`gen1/${part}/17-04-0${n}_bbox.npy`, bbox(n === 0 ? 'old' : 'new')],
    ]),
  )
}

const GEN4 = { width: 1280, height: 720, from: 0, to: 1_800_000, step: 1000 }

/** Files with seven classes, of which three are scored. Boxes are 120 pixels wide and high. */
export async function gen4Files(): Promise<Record<string, Uint8Array<ArrayBuffer>>> {
  const dat = await written(spotRecording(GEN4), 'dat')
  const boxes = labelsOf(GEN4, 7).map((box) => ({ ...box, x: box.x + 18, w: 120, h: 120 }))
  return Object.fromEntries(
    [0, 1, 2, 3].flatMap((n) => [
      [`mpx/moorea_${n}_td.dat`, dat],
      [`mpx/moorea_${n}_bbox.npy`, bboxFile(boxes)],
    ]),
  )
}

/** Five recordings of each of two classes, and files that belong to neither. */
export async function caltechFiles(): Promise<Record<string, Uint8Array<ArrayBuffer>>> {
  const bin = await written(spotRecording({ width: 200, height: 150, from: 1000, to: 301_000, step: 500 }), 'bin')
  const files: Record<string, Uint8Array<ArrayBuffer>> = { 'nc/Caltech101/BACKGROUND_Google/image_0001.bin': bin }
  for (const [n, name] of ['anchor', 'ant'].entries())
    for (let i = 1; i <= 5; i++) {
      files[`nc/Caltech101/${name}/image_000${i}.bin`] = bin
      files[`nc/Caltech101_annotations/${name}/annotation_000${i}.bin`] = annotationFile(10, 20, 100 + 10 * n, 120)
    }
  return files
}
