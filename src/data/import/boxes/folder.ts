/**
 * Finds the recordings with boxes in a folder by the names of their files, and pairs each recording with its file of boxes. Opens no
 * file.
 */
import { splitNamed } from '../arrays'
import type { SourceFile } from '../source-file'
import type { BoxFiles } from './schema'

export interface BoxPair {
  readonly recording: SourceFile
  readonly labels: SourceFile
  /** The part that the folder's name states. */
  readonly part: 'train' | 'test' | 'validation' | undefined
  /** The index of the class folder, for N-Caltech101 only. */
  readonly label?: number
}

export interface BoxFolder {
  readonly files: BoxFiles
  readonly name: string
  readonly pairs: readonly BoxPair[]
  /** The names of the class folders, for N-Caltech101 only. */
  readonly classNames: readonly string[]
  /** Whether folders separate training from testing. */
  readonly split: boolean
  /** Files that give no sample and why, a sentence each. */
  readonly left: readonly string[]
}

/** File names are all that tells the formats apart. */
const PROPHESEE = /_bbox\.npy$/i
const ANNOTATION = /(?:^|\/)annotation_(\d+)\.bin$/i
const IMAGE = /(?:^|\/)image_(\d+)\.bin$/i
/** The folder of background images, which have no annotations. */
const BACKGROUND = 'BACKGROUND_Google'

const base = (path: string): string => path.split('/').at(-1)!
const folderOf = (path: string): string => path.split('/').at(-2) ?? ''

/** Whether there are Prophesee's files of boxes, which belong to recordings next to them. */
export const hasProphesee = (files: readonly SourceFile[]): boolean => files.some(({ path }) => PROPHESEE.test(path))

/** Pairs recordings with their boxes; undefined if no file name is that of a file of boxes. */
export function boxFolder(files: readonly SourceFile[]): BoxFolder | undefined {
  const order = new Intl.Collator('en', { numeric: true }).compare
  const sorted = [...files].sort((a, b) => order(a.path, b.path) || (a.path < b.path ? -1 : 1))
  const prophesee = sorted.filter(({ path }) => PROPHESEE.test(path))
  const annotations = sorted.filter(({ path }) => ANNOTATION.test(path))
  if (prophesee.length === 0 && annotations.length === 0) return undefined
  const isCaltech = annotations.length > prophesee.length
  const [others, first] = isCaltech ? [prophesee, annotations[0]!] : [annotations, prophesee[0]!]
  const left = others.map(({ path }) => `${path} is left out: ${first.path} and files like it make the set.`)
  return isCaltech ? caltechFolder(sorted, annotations, left) : propheseeFolder(sorted, prophesee, left)
}

/** The common part of the names of a recording and its file of boxes. */
const stemOf = (path: string): string =>
  path.replace(PROPHESEE, '').replace(/(?:_td)?\.(?:dat|raw|aedat4?|npy|npz|csv|txt|bin)(?:\.gz)?$/i, '')

function propheseeFolder(files: readonly SourceFile[], labels: readonly SourceFile[], left: string[]): BoxFolder {
  const isRecording = ({ path, kind }: SourceFile) => !PROPHESEE.test(path) && (kind === 'events' || /_td\.dat(\.gz)?$/i.test(path))
  const recordings = new Map(files.filter(isRecording).map((file) => [stemOf(file.path), file]))
  const pairs: BoxPair[] = []
  for (const file of labels) {
    const stem = stemOf(file.path)
    const recording = recordings.get(stem)
    recordings.delete(stem)
    if (recording) pairs.push({ recording, labels: file, part: partOf(file.path) })
    else left.push(`${file.path} has no recording next to it: ${base(stem)}_td.dat is missing.`)
  }
  for (const [stem, { path }] of recordings) left.push(`${path} has no boxes next to it: ${base(stem)}_bbox.npy is missing.`)
  return finished({ files: 'prophesee', name: nameOf(labels[0]!.path), pairs, classNames: [], left })
}

function caltechFolder(files: readonly SourceFile[], annotations: readonly SourceFile[], left: string[]): BoxFolder {
  const keyOf = (path: string, number: string) => `${folderOf(path)}/${Number(number)}`
  const isBackground = (path: string) => folderOf(path) === BACKGROUND
  const images = files.flatMap((file) => {
    const number = IMAGE.exec(file.path)?.[1]
    return number === undefined ? [] : [{ file, key: keyOf(file.path, number) }]
  })
  const background = images.filter(({ file }) => isBackground(file.path))
  if (background.length > 0)
    left.push(`${background.length} recordings of ${BACKGROUND} are left out: there is nothing in them to be found.`)
  const recordings = new Map(images.filter(({ file }) => !isBackground(file.path)).map(({ file, key }) => [key, file]))
  const both = annotations.flatMap((labels) => {
    const key = keyOf(labels.path, ANNOTATION.exec(labels.path)![1]!)
    const recording = recordings.get(key)
    recordings.delete(key)
    if (recording) return [{ recording, labels, name: folderOf(recording.path) }]
    if (!isBackground(labels.path))
      left.push(`${labels.path} has no recording: ${base(labels.path).replace(/^annotation/i, 'image')} is missing.`)
    return []
  })
  for (const { path } of recordings.values()) left.push(`${path} has no boxes: ${base(path).replace(/^image/i, 'annotation')} is missing.`)
  const classNames = [...new Set(both.map(({ name }) => name))]
  const labelOf = new Map(classNames.map((name, n) => [name, n]))
  const pairs = both.map(({ name, ...pair }): BoxPair => ({ ...pair, part: partOf(pair.recording.path), label: labelOf.get(name)! }))
  return finished({ files: 'caltech', name: nameOf(annotations[0]!.path), pairs, classNames, left })
}

const partOf = (path: string): BoxPair['part'] => splitNamed(path.split('/').slice(0, -1))

/** The name of the chosen folder, or of the first folder in the path that is not named after a part; for files, the name of the first. */
function nameOf(path: string): string {
  const parts = path.split('/')
  const top = parts.find((part) => splitNamed([part]) === undefined) ?? parts[0]!
  return top.replace(PROPHESEE, '').replace(/_annotations$/i, '')
}

function finished(folder: Omit<BoxFolder, 'split'>): BoxFolder {
  const parts = new Set(folder.pairs.map(({ part }) => part))
  const split = parts.has('train') && (parts.has('test') || parts.has('validation'))
  if (!split) return { ...folder, split }
  const unsaid = folder.pairs.filter(({ part }) => part === undefined)
  const left = unsaid.map(({ recording }) => `${recording.path} is left out: it lies in no folder for training or testing.`)
  return { ...folder, split, pairs: folder.pairs.filter(({ part }) => part !== undefined), left: [...folder.left, ...left] }
}
