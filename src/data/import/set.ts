/**
 * Converts images and labels from files to a data set of this app: checked as a whole, split if it has no test set, in rows of whole
 * words, with a fingerprint by which another browser recognizes the same samples.
 */
import { permute, randomKey, streamOf } from '../../engine/random'
import { DATA_SETS, dataSchema, isKnownTitle } from '../datasets/schema'
import type { ImageSet } from '../formats/npy'
import { MAX_BYTES, megabytes } from '../formats/stream'
import type { DataSet, Samples } from '../labeled-set'
import { MAX_CLASSES, MAX_FEATURES, MAX_NAME, MAX_SIDE, padded } from '../schema'
import type { ImportedSet } from '../store/store'
import { ImportError } from './source-file'

/** One half of a set, with the names of the files that it came from. */
export interface Part extends ImageSet {
  readonly labels: Uint8Array
  readonly imagesPath: string
  readonly labelsPath: string
  /** Whose each sample is, where the files say so. */
  readonly subjects?: Uint32Array<ArrayBuffer> | undefined
}

/** A set as found in its files. */
export interface FoundSet {
  readonly train: Part
  /** If absent, a tenth of the training samples is set aside for testing. */
  readonly test?: Part
  /** The validation part of a known kind that has one. */
  readonly validation?: Part
  /** The user's name for it. */
  readonly name: string
  /** A known kind of set, recognized by its files; otherwise found by its fingerprint, or custom. */
  readonly kind?: keyof typeof DATA_SETS
  /** The scaling of the bytes, for a custom set of sequences. */
  readonly values?: 'deviations'
  /** The class names by label, for a custom set. */
  readonly classNames?: readonly string[]
  /** Notes for the user on how the files were converted, in sentences. */
  readonly note?: string
}

/** Shortens the name of a set or a class to the maximum length. */
export const shortened = (name: string): string => name.slice(0, MAX_NAME)

/** The name of a custom set, which must differ from the title of a known set. */
export const ownName = (name: string): string => shortened(isKnownTitle(name) ? `own ${name}` : name)

/** Sets whose files have the same names and sizes as those of others, by the fingerprint of their samples. */
const KNOWN: Readonly<Record<string, 'mnist' | 'fashionMnist'>> = {
  '7418b60fab8d92b930f82cec0e7837ce': 'mnist',
  '866cc68db7573a6a15b773970105ef85': 'fashionMnist',
}

/** @throws ImportError if the parts do not make a data set. */
export async function finishSet({ train, test, validation, name, kind, values, classNames, note }: FoundSet): Promise<ImportedSet> {
  const { height, width, channels } = train
  const parts = [train, test, validation].filter((part) => part !== undefined)
  for (const part of parts) {
    if (part.labels.length !== part.count)
      throw new ImportError(
        `${part.labelsPath} has ${part.labels.length} labels, and ${part.imagesPath} ${part.count} images: there must be one for each.`,
      )
    if (part.count === 0) throw new ImportError(`${part.imagesPath} has no images.`)
    if (part.height !== height || part.width !== width || part.channels !== channels)
      throw new ImportError(
        `${part.imagesPath} has images of ${sizeOf(part)}, and ${train.imagesPath} of ${sizeOf(train)}: all must be of one size.`,
      )
  }
  const maxWidth = height === 1 ? MAX_FEATURES : MAX_SIDE
  if (height > MAX_SIDE || width > maxWidth || Math.min(height, width) < 1)
    throw new ImportError(
      `${train.imagesPath} has images of ${sizeOf(train)}; up to ${maxWidth} × ${height === 1 ? 1 : MAX_SIDE} would fit.`,
    )
  const bytes = padded(height * width * channels) * (train.count + (test?.count ?? 0))
  if (bytes > MAX_BYTES)
    throw new ImportError(`${train.imagesPath} and what belongs to it come to ${megabytes(bytes)}; up to ${megabytes(MAX_BYTES)} fit.`)
  const known = kind && DATA_SETS[kind]
  const classes = known?.classes ?? 1 + train.labels.reduce((max, label) => Math.max(max, label), 0)
  if (classes < 2) throw new ImportError(`${train.labelsPath} has a single class; there must be two or more.`)
  if (classes > MAX_CLASSES) throw new ImportError(`${train.labelsPath} has ${classes} classes; up to ${MAX_CLASSES} fit.`)
  for (const part of parts) {
    const stray = part.labels.findIndex((label) => label >= classes)
    if (stray >= 0)
      throw new ImportError(`${part.labelsPath} calls sample ${stray} a ${part.labels[stray]}; labels from 0 to ${classes - 1} would fit.`)
  }
  const [trainPart, testPart] = test ? [train, test] : setApart(train)
  const named = kind === undefined && classNames?.length === classes && { classNames: classNames.map(shortened) }
  const own = validation && { validation: samplesOf(validation, classes) }
  const subjects = trainPart.subjects && { subjects: trainPart.subjects }
  const set = { train: samplesOf(trainPart, classes), ...own, test: samplesOf(testPart, classes), ...subjects, ...named }
  const about = { set, ...(note !== undefined && { note }) }
  if (kind) return { data: dataSchema.parse({ kind }), ...about }
  const fingerprint = await fingerprintOf(set)
  const counts = { train: trainPart.count, test: testPart.count }
  const described = {
    kind: 'own',
    name: ownName(name),
    fingerprint,
    height,
    width,
    channels,
    classes,
    ...counts,
    ...(values && { values }),
  }
  return { data: dataSchema.parse(KNOWN[fingerprint] ? { kind: KNOWN[fingerprint] } : described), ...about }
}

export const sizeOf = ({ height, width, channels }: { height: number; width: number; channels: number }): string =>
  `${width} × ${height} pixels${channels === 3 ? ' in color' : ''}`

/** Sets aside every tenth sample of a fixed random order. */
function setApart(all: Part): [Part, Part] {
  const tenth = Math.floor(all.count / 10)
  if (tenth === 0) throw new ImportError(`${all.imagesPath} has ${all.count} samples and no test set next to it; ten or more can be split.`)
  const key = randomKey(2025, streamOf('split'))
  const order = Uint32Array.from({ length: all.count }, (_, i) => permute(i, all.count, key))
  return [pick(all, order.slice(tenth).sort()), pick(all, order.slice(0, tenth).sort())]
}

function pick(from: Part, order: Uint32Array): Part {
  const size = from.height * from.width * from.channels
  const images = new Uint8Array(order.length * size)
  for (const [i, n] of order.entries()) images.set(from.images.subarray(n * size, (n + 1) * size), i * size)
  return { ...from, count: order.length, images, labels: Uint8Array.from(order, (n) => from.labels[n]!) }
}

/** The indices of a fraction of each class, evenly spaced, at least one, in their order. */
export function evenly(labels: Uint8Array, share: number): Uint32Array {
  const byClass = Array.from({ length: 256 }, (): number[] => [])
  for (const [n, label] of labels.entries()) byClass[label]!.push(n)
  const kept = byClass.flatMap((all) => {
    if (all.length === 0) return []
    const count = Math.max(1, Math.floor(all.length * share))
    return Array.from({ length: count }, (_, i) => all[Math.floor((i * all.length) / count)]!)
  })
  return Uint32Array.from(kept).sort()
}

/** The images in rows that are padded to whole words, as the GPU reads them. */
function samplesOf({ images, labels, count, height, width, channels }: Part, classes: number): Samples {
  const size = height * width * channels
  const stride = padded(size)
  const facts = { labels, count, height, width, channels, classes }
  if (stride === size) return { images, ...facts }
  const rows = new Uint8Array(count * stride)
  for (let n = 0; n < count; n++) rows.set(images.subarray(n * size, (n + 1) * size), n * stride)
  return { images: rows, ...facts }
}

/** The first half of a SHA-256 over the sizes and the SHA-256 of each part, images included, in hex. */
export async function fingerprintOf({ train, test }: DataSet): Promise<string> {
  const sizes = Uint32Array.of(train.height, train.width, train.channels, train.classes, train.count, test.count)
  const pictures = [train, test].flatMap(({ more }) => (more?.frames ? [more.frames.values as Uint8Array] : []))
  const parts = await Promise.all([train.images, train.labels, test.images, test.labels, ...pictures].map(sha256))
  const all = await sha256(Uint8Array.from([...new Uint8Array(sizes.buffer), ...parts.flatMap((part) => [...part])]))
  return [...all.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

export const sha256 = async (bytes: Uint8Array): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>))
