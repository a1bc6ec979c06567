/**
 * Finds the samples in a folder of event recordings: their classes, their halves, and the kind of set that the folder appears to be. Uses
 * only file names, and the tables and lists next to the recordings; opens no recording.
 */
import { permute, randomKey, streamOf } from '../../engine/random'
import { CIFAR10, EVENT_SETS, EVENT_TITLES, type EventKind, GESTURES } from '../events/schema'
import { MAX_CLASSES } from '../schema'
import { type Split, splitNamed } from './arrays'
import { type Gesture, LAST_TRAINING_USER, parseGestures, parseTrials } from './gesture-lists'
import { ImportError, naming, type SourceFile, wholeOf } from './source-file'

/** A recording, or the part of it between two times. */
export interface EventSample {
  readonly file: SourceFile
  readonly label: number
  readonly half: 'train' | 'test'
  readonly part?: Gesture
  /** The number of the user, where the name of the recording has one. */
  readonly subject?: number | undefined
}

export interface EventFolder {
  readonly kind: EventKind
  readonly name: string
  readonly classes: readonly string[]
  /** Sorted by class and path; samples of one file are contiguous. */
  readonly samples: readonly EventSample[]
  readonly notes: readonly string[]
}

const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']
const [TRAIN_LIST, TEST_LIST] = ['trials_to_train.txt', 'trials_to_test.txt']
/** A recording of DVS128 Gesture, or a folder of its gestures in separate files. */
const TRIAL = /^user(\d+)_\w+?$/
/** The fraction of samples for testing, in a folder without a split. */
const TEST_SHARE = 0.1

/** The maximum length of a list or table. */
const MAX_LIST = 2 ** 22

/** @param others possible lists and tables. @throws ImportError that says what is missing. */
export async function eventFolder(files: readonly SourceFile[], others: readonly SourceFile[]): Promise<EventFolder> {
  const order = new Intl.Collator('en', { numeric: true }).compare
  const sorted = [...files].sort((a, b) => order(a.path, b.path) || (a.path < b.path ? -1 : 1))
  const tables = others.filter(({ path }) => /_labels\.csv$/i.test(path))
  if (tables.length > 0 && sorted.some(({ path }) => TRIAL.test(stemOf(path)))) return gestureFolder(sorted, tables, others)
  const cut = sorted.filter(({ path }) => TRIAL.test(folderOf(path)) && /^\d+$/.test(stemOf(path)))
  if (cut.length === sorted.length && cut.every(({ path }) => Number(stemOf(path)) < GESTURES.length)) return cutGestures(sorted)
  return classFolder(sorted, order)
}

const baseOf = (path: string): string => path.split('/').at(-1)!
const stemOf = (path: string): string => baseOf(path).replace(/\.\w+$/, '')
const folderOf = (path: string): string => path.split('/').at(-2) ?? ''

// ---- DVS128 Gesture

async function gestureFolder(
  files: readonly SourceFile[],
  tables: readonly SourceFile[],
  others: readonly SourceFile[],
): Promise<EventFolder> {
  const notes = ['Each row of a table of labels makes a sample of its recording.']
  const halves = await listedHalves(others)
  notes.push(
    halves
      ? `${TRAIN_LIST} and ${TEST_LIST} say what is for training and what for testing.`
      : `There is no ${TRAIN_LIST} next to a ${TEST_LIST}: users up to ${LAST_TRAINING_USER} are for training, the others for testing.`,
  )
  const byTrial = new Map(tables.map((table) => [baseOf(table.path).replace(/_labels\.csv$/i, ''), table]))
  const samples: EventSample[] = []
  const left: string[] = []
  for (const file of files) {
    const trial = stemOf(file.path)
    const half = halves ? halves.get(trial) : halfOfUser(trial)
    const table = byTrial.get(trial)
    if (!half || !table) {
      left.push(file.path)
      continue
    }
    const text = await naming(table.path, async () => new TextDecoder().decode(await wholeOf(table, MAX_LIST)))
    for (const part of await naming(table.path, () => parseGestures(text)))
      samples.push({ file, label: part.label, half, part, subject: userOf(trial) })
  }
  if (left.length > 0) notes.push(`${namesOf(left)} left out: no list names it, or it has no table of labels.`)
  const missing = halves ? [...halves.keys()].filter((trial) => !files.some(({ path }) => stemOf(path) === trial)) : []
  if (missing.length > 0) notes.push(`${namesOf(missing)} not here, though a list names it.`)
  return finished({ kind: 'dvsGesture', name: 'DVS128 Gesture', classes: GESTURES, samples, notes }, files[0]!.path)
}

async function listedHalves(others: readonly SourceFile[]): Promise<ReadonlyMap<string, 'train' | 'test'> | undefined> {
  const read = async (name: string) => {
    const file = others.find(({ path }) => baseOf(path) === name)
    return file && naming(file.path, async () => parseTrials(new TextDecoder().decode(await wholeOf(file, MAX_LIST))))
  }
  const [train, test] = [await read(TRAIN_LIST), await read(TEST_LIST)]
  if (!train || !test) return undefined
  return new Map([...train.map((name) => [stemOf(name), 'train'] as const), ...test.map((name) => [stemOf(name), 'test'] as const)])
}

const userOf = (trial: string): number | undefined => {
  const user = TRIAL.exec(trial)?.[1]
  return user === undefined ? undefined : Number(user)
}

const halfOfUser = (trial: string): 'train' | 'test' | undefined => {
  const user = userOf(trial)
  return user === undefined ? undefined : user <= LAST_TRAINING_USER ? 'train' : 'test'
}

/** DVS128 Gesture as tonic stores it: a folder for each trial with a file for each gesture, named by its class from 0. */
function cutGestures(files: readonly SourceFile[]): EventFolder {
  const samples = files.map((file): EventSample => {
    const said = splitNamed(file.path.split('/').slice(0, -2))
    const half = said === undefined ? halfOfUser(folderOf(file.path))! : said === 'train' ? 'train' : 'test'
    return { file, label: Number(stemOf(file.path)), half, subject: userOf(folderOf(file.path)) }
  })
  const notes = ['Files are cut already, and their names are their classes.']
  return finished({ kind: 'dvsGesture', name: 'DVS128 Gesture', classes: GESTURES, samples, notes }, files[0]!.path)
}

// ---- a folder for each class

function classFolder(files: readonly SourceFile[], order: (a: string, b: string) => number): EventFolder {
  const places = files.map(placeOf)
  const said = new Set(places.map(({ split }) => split))
  const notes: string[] = []
  const bySplit = said.has('train') && (said.has('test') || said.has('validation'))
  const test: Split = said.has('test') ? 'test' : 'validation'
  const kept = bySplit ? places.filter(({ split }) => split === 'train' || split === test) : places
  if (kept.length < places.length)
    notes.push(`${places.length - kept.length} recordings are left out: those for training and for testing make the set.`)
  const classes = [...new Set(kept.map(({ name }) => name))].sort(order)
  if (classes.length > MAX_CLASSES)
    throw new ImportError(`${files[0]!.path} lies in one of ${classes.length} folders; up to ${MAX_CLASSES} classes fit.`)
  const labels = new Map(classes.map((name, label) => [name, label]))
  const labelled = kept.map(({ file, name, split }) => ({ file, label: labels.get(name)!, split }))
  const samples = bySplit
    ? labelled.map(({ file, label, split }): EventSample => ({ file, label, half: split === 'train' ? 'train' : 'test' }))
    : setApart(labelled, classes.length)
  notes.push(
    bySplit
      ? 'The folders say what is for training and what for testing.'
      : 'One in ten of each class is set apart for testing, by a seed, the same for everybody.',
  )
  const same = (names: readonly string[]) => classes.join() === names.join()
  const digits = bySplit && same(DIGITS) && files.every(({ path }) => /\.bin$/i.test(path))
  const kind = digits ? 'nMnist' : !bySplit && same(CIFAR10) ? 'cifar10Dvs' : 'ownEvents'
  return finished({ kind, name: nameOf(files, classes), classes, samples, notes }, files[0]!.path)
}

interface Place {
  readonly file: SourceFile
  /** The name of its folder without an archive's extension; for a folder with a single file, of the one above. */
  readonly name: string
  readonly split: Split | undefined
}

function placeOf(file: SourceFile): Place {
  const folders = file.path.split('/').slice(0, -1)
  if (folders.at(-1) === stemOf(file.path)) folders.pop()
  const last = folders.pop()
  if (last === undefined) throw new ImportError(`${file.path} lies in no folder. Choose a folder that holds a folder for each class.`)
  return { file, name: last.replace(/\.(zip|tar|tgz|tar\.gz)$/i, ''), split: splitNamed(folders) }
}

/** Splits the samples of each class at random by TEST_SHARE, with at least one for testing if there are two or more. */
function setApart(all: readonly { readonly file: SourceFile; readonly label: number }[], classes: number): EventSample[] {
  const counts = new Uint32Array(classes)
  for (const { label } of all) counts[label]!++
  const seen = new Uint32Array(classes)
  return all.map(({ file, label }) => {
    const count = counts[label]!
    const tests = count < 2 ? 0 : Math.max(1, Math.floor(TEST_SHARE * count))
    const place = permute(seen[label]!++, count, randomKey(2025, streamOf(`split of class ${label}`)))
    return { file, label, half: place < tests ? 'test' : 'train' }
  })
}

/** The name of the folder above those of classes and halves; otherwise a generic name. */
function nameOf(files: readonly SourceFile[], classes: readonly string[]): string {
  const top = files[0]!.path.split('/')[0]!
  return classes.includes(top) || splitNamed([top]) !== undefined ? `${classes.length} classes of recordings` : top
}

function finished(folder: EventFolder, path: string): EventFolder {
  const used = new Set(folder.samples.map(({ label }) => label))
  if (used.size < 2)
    throw new ImportError(`${path} and the others are of a single class; there must be two or more, each in a folder of its own.`)
  for (const half of ['train', 'test'] as const)
    if (!folder.samples.some((sample) => sample.half === half))
      throw new ImportError(`${path} and the others have nothing for ${half === 'train' ? 'training' : 'testing'}.`)
  const { kind, samples, notes } = folder
  if (kind === 'ownEvents') return folder
  const whole = EVENT_SETS[kind].train + EVENT_SETS[kind].test
  const part = `${samples.length} samples are here; all of ${EVENT_TITLES[kind]} are ${whole.toLocaleString('en-US')}.`
  return samples.length === whole ? folder : { ...folder, notes: [...notes, part] }
}

/** Formats "a is", "a and b are", "a, b and 7 more are". */
export function namesOf(paths: readonly string[]): string {
  const [first, second] = paths
  if (paths.length === 1) return `${first} is`
  return paths.length === 2 ? `${first} and ${second} are` : `${first}, ${second} and ${paths.length - 2} more are`
}
