/**
 * Converts the chosen files of any kind to a data set: unpacks them, recognizes them by their first bytes, reads and checks them. Works
 * the same in a browser's worker and in Node. Does not find files or store sets.
 */

import type { DataSpec } from '../datasets/schema'
import { hex } from '../formats/format-error'
import { isMat73 } from '../formats/hdf5'
import type { ImportedSet } from '../store/store'
import { readArrays } from './arrays'
import { type BoxFolder, boxFolder, hasProphesee } from './boxes/folder'
import { readCifar } from './cifar-set'
import { type EventFolder, eventFolder, namesOf } from './event-folder'
import { convertEvents } from './event-set'
import { surveyEvents } from './event-survey'
import { type DecodeImage, readImages } from './images'
import { type ResponseSurvey, surveyResponses } from './response/survey'
import { type AskedFor, choiceFor } from './schema'
import { finishSet } from './set'
import { type SlrFolder, slrFolder } from './slr/folder'
import { slrChoiceFor } from './slr/schema'
import { convertSlr } from './slr/set'
import { type ChosenFile, type FileKind, filesIn, ImportError, isAnnotation, type SourceFile } from './source-file'
import { readSpikes } from './spikes-set'
import { readTable, type Table, tableIn } from './table/read'
import { tableChoiceFor } from './table/schema'
import { convertTable } from './table/set'
import { readWords } from './words-set'

export interface ImportHooks {
  /** Reports the current task and its progress, in bytes or in files. */
  readonly progress?: (what: string, done: number, total: number) => void
  /** Decodes images; without it, images are refused. */
  readonly decode?: DecodeImage
  /** What the user says the files contain. */
  readonly asked?: AskedFor | undefined
}

/** A set; or recordings of events, movies and responses, or a table, for which the user first chooses how to convert them. */
export type Recognized =
  | { readonly set: ImportedSet }
  | { readonly events: EventFolder }
  | { readonly slr: SlrFolder }
  | { readonly boxes: BoxFolder }
  | { readonly responses: ResponseSurvey }
  | { readonly table: Table }

/** @param wanted the framing of event recordings, if it is for their kind. @throws ImportError with a sentence that names the file. */
export async function importSet(chosen: readonly ChosenFile[], hooks: ImportHooks = {}, wanted?: DataSpec): Promise<ImportedSet> {
  const opened = await openChosen(chosen, hooks)
  if ('set' in opened) return opened.set
  const { progress = () => {} } = hooks
  if ('responses' in opened) {
    opened.responses.open.close()
    throw new ImportError(`${opened.responses.found.name} holds movies and responses of cells, and no samples with labels.`)
  }
  if ('boxes' in opened) throw new ImportError(`${opened.boxes.name} holds recordings with boxes in them, and no samples with labels.`)
  if ('table' in opened) return convertTable(opened.table, tableChoiceFor(opened.table.found))
  if ('slr' in opened) return convertSlr(opened.slr, slrChoiceFor(opened.slr, wanted), progress)
  const { found } = await surveyEvents(opened.events, progress)
  return convertEvents(opened.events, choiceFor(found, wanted), progress)
}

/** @throws ImportError with a sentence that names the file. */
export async function openChosen(
  chosen: readonly ChosenFile[],
  { progress = () => {}, decode, asked }: ImportHooks = {},
): Promise<Recognized> {
  if (chosen.length === 0) throw new ImportError('No files were chosen.')
  const total = chosen.reduce((sum, { blob }) => sum + blob.size, 0)
  let read = 0
  let what = 'Inspecting the files'
  const files = await filesIn(
    chosen,
    (count) => {
      read += count
      progress(what, Math.min(read, total), total)
    },
    // Little is read of many files, so progress counts the inspected files.
    (done) => chosen.length > MANY && progress(what, done, chosen.length),
  )
  const say = (next: string) => {
    what = next
    progress(what, Math.min(read, total), total)
  }
  const of = (...kinds: FileKind[]) => files.filter(({ kind }) => kinds.includes(kind))
  const boxes = asked === 'boxes' || (!asked && hasProphesee(files)) ? boxFolder(files) : undefined
  if (boxes) return { boxes }
  if (asked === 'boxes') throw new ImportError(`No file here has the name of one with boxes. ${BOXES_FIT}`)
  const slr = asked ? undefined : slrFolder(files)
  if (slr) return { slr }
  say('Looking for movies and responses')
  const responses = await surveyResponses(files, asked === 'responses' || files.some(({ head }) => isMat73(head)))
  if (responses) return { responses }
  const recordings = await recordingsIn(files)
  if (recordings) return { events: recordings }
  const [arrays, cifar, pictures] = [of('idx', 'npy'), of('cifar'), of('image')]
  const [spikes, sounds] = [of('hdf5'), of('wav')]
  const several = [arrays, cifar, pictures, spikes, sounds].filter((list) => list.length > 0)
  if (several.length > 1)
    throw new ImportError(`${several[0]![0]!.path} and ${several[1]![0]!.path} are of different formats. Choose the files of one set.`)
  const table = several.length === 0 ? tableIn(of('unknown')) : undefined
  if (table) {
    say(`Reading ${table.path}`)
    return { table: await readTable(table) }
  }
  const found = await (async () => {
    if (arrays.length > 0) return readArrays(arrays, say)
    if (cifar.length > 0) return readCifar(cifar, say)
    if (spikes.length > 0) return readSpikes(spikes, progress)
    if (sounds.length > 0) return readWords(sounds, of('unknown'), progress)
    if (pictures.length === 0) throw unknown(files)
    if (!decode) throw new ImportError(`${pictures[0]!.path} is an image, and only a browser decodes images. An npz file would fit.`)
    return readImages(pictures, decode, progress)
  })()
  progress('Checking the samples', 0, 1)
  return { set: await finishSet(found) }
}

/** A folder per class has at least this many files; other sets have a few. */
const MANY = 20

/**
 * A folder of recordings, if most of its files are recordings: there may be images or arrays too, and other sets may include a stray
 * .bin.
 */
async function recordingsIn(files: readonly SourceFile[]): Promise<EventFolder | undefined> {
  const events = files.filter(({ kind }) => kind === 'events')
  const unknowns = files.filter(({ kind }) => kind === 'unknown')
  const beside = files.filter(({ kind }) => kind !== 'events' && kind !== 'unknown').map(({ path }) => path)
  if (events.length === 0 || (beside.length > 0 && (events.length === 1 || 4 * events.length < beside.length))) return undefined
  if (events.length === 1) throw new ImportError(`${events[0]!.path} is a single recording, and no data set. ${FITS}`)
  // A file that is damaged in its first bytes is not recognized.
  const alike = new Set(events.map(({ path }) => endingOf(path)))
  const damaged = unknowns.filter(({ path }) => alike.has(endingOf(path)) && !isAnnotation(path))
  const folder = await eventFolder([...events, ...damaged], unknowns)
  return beside.length === 0
    ? folder
    : { ...folder, notes: [...folder.notes, `${namesOf(beside)} left out: recordings of events make the set.`] }
}

const endingOf = (path: string): string => /\.\w+$/.exec(path)?.[0].toLowerCase() ?? ''

const BOXES_FIT = 'Prophesee’s pairs of _td.dat and _bbox.npy, or N-Caltech101 with the folder of its annotations, would fit.'

const FITS =
  'IDX files (plain or gzip), CIFAR’s binary version, an npz with images and labels, a folder of PNG or JPEG images with a folder for each class, a table of features as CSV, a folder of WAV recordings with a folder for each word, the h5 files of SHD or SSC, a folder of event recordings with a folder for each class, DVS-SLR’s, or HDF5 files and arrays with a movie and responses would fit.'

/** Whether the bytes can be text: they include none that UTF-8 text does not have. */
const isText = (head: Uint8Array): boolean => head.every((byte) => (byte >= 0x20 && byte < 0xf5) || (byte >= 0x09 && byte <= 0x0d))

function unknown(files: readonly SourceFile[]): ImportError {
  const file = files[0]
  if (!file) return new ImportError(`There is no file in what was chosen. ${FITS}`)
  if (file.head.length === 0) return new ImportError(`${file.path} is empty. ${FITS}`)
  if (files.some(({ path }) => /_batch(_\d)?$|\/(train|test|meta)$/.test(path)) && files.some(({ head }) => head[0] === 0x80))
    return new ImportError(
      `${file.path} is of the Python version of CIFAR. The binary version, cifar-10-binary.tar.gz or cifar-100-binary.tar.gz, would fit.`,
    )
  if (isText(file.head)) return new ImportError(`${file.path} is a text file, not a data set. ${FITS}`)
  return new ImportError(`${file.path} begins with ${hex(file.head)}, which is no format that is read. ${FITS}`)
}
