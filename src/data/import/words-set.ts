/**
 * Speech Commands, and other folders of recordings with a folder for each word, as mel spectrograms of one second. Speech Commands has
 * the ten words of its task, all other words as one class, and silence: its recordings of noise, cut into seconds.
 */

import { COMMANDS } from '../datasets/schema'
import { FRAMES, MELS, spectrogramOf } from '../formats/mel'
import { MAX_BYTES, megabytes } from '../formats/stream'
import { parseWav, type Sound } from '../formats/wav'
import { MAX_CLASSES } from '../schema'
import { SPLITS } from './arrays'
import type { FoundSet, Part } from './set'
import { ImportError, naming, type SourceFile, wholeOf } from './source-file'

type Progress = (what: string, done: number, total: number) => void

const TEST_LIST = 'testing_list.txt'
const VALIDATION_LIST = 'validation_list.txt'
const NOISE = '_background_noise_'
/** The first labels of Speech Commands; the commands follow. */
const [UNKNOWN, SILENCE, FIRST_COMMAND] = [0, 1, 2]
/** One in this many seconds of noise is for testing. */
const TEST_PIECE = 10

/** The maximum size of a recording: noise lasts some minutes. */
const MAX_RECORDING = 2 ** 26
const SAMPLE_BYTES = FRAMES * MELS

interface Recording {
  readonly file: SourceFile
  readonly word: string
  readonly split: Split
}
type Split = 'train' | 'test' | 'validation'
/** The label and part of a recording, or of a second of noise by its index. */
type Sort = (recording: Recording, second: number) => { readonly label: number; readonly split: Split }

/** @param others possible lists of test and validation files. @throws ImportError that names what does not fit. */
export async function readWords(files: readonly SourceFile[], others: readonly SourceFile[], progress: Progress): Promise<FoundSet> {
  const order = new Intl.Collator('en', { numeric: true }).compare
  const sorted = [...files].sort((a, b) => order(a.path, b.path) || (a.path < b.path ? -1 : 1))
  const [testing, validation] = await Promise.all([TEST_LIST, VALIDATION_LIST].map((name) => listed(others, name)))
  const recordings = sorted.map((file): Recording => {
    const place = placeOf(file.path)
    const named = validation?.has(place) ? 'validation' : testing?.has(place) ? 'test' : undefined
    return { file, word: wordOf(file), split: named ?? splitOf(file.path) }
  })
  const words = [...new Set(recordings.filter(({ split }) => split === 'train').map(({ word }) => word))].sort(order)
  const first = sorted[0]!
  if (words.length === 0) throw new ImportError(`${first.path} and the others are for testing, and there are no recordings to train with.`)
  if (words.length > MAX_CLASSES)
    throw new ImportError(`${first.path} lies in one of ${words.length} folders; up to ${MAX_CLASSES} classes fit.`)

  const commands = testing !== undefined && COMMANDS.every((word) => words.includes(word))
  const used = commands ? recordings : recordings.filter(({ split }) => split !== 'validation')
  const { train, test, ...held } = await spectrograms(used, commands ? sortCommand : sortInto(words), progress)
  if (!train) throw new ImportError(`${first.path} and the others have no whole second of noise, and no words to train with.`)
  const left = recordings.length - used.length
  const note = left > 0 && {
    note: `${left} recordings are left out, those of ${VALIDATION_LIST}: training and test recordings make the set.`,
  }
  const parts = { train, ...(test && { test }), ...note }
  if (commands && test) return { ...parts, ...held, name: 'Speech Commands', kind: 'speechCommands' }
  const top = first.path.includes('/') ? first.path.split('/')[0]! : ''
  const named = top !== '' && !words.includes(top) && !Object.hasOwn(SPLITS, top.toLowerCase())
  return { ...parts, name: named ? top : `${words.length} words`, values: 'deviations', classNames: words }
}

const sortCommand: Sort = ({ word, split }, second) => {
  if (word === NOISE) return { label: SILENCE, split: second % TEST_PIECE === TEST_PIECE - 1 ? 'test' : 'train' }
  const at = COMMANDS.indexOf(word)
  return { label: at < 0 ? UNKNOWN : FIRST_COMMAND + at, split }
}

const sortInto =
  (words: readonly string[]): Sort =>
  ({ file, word, split }) => {
    const label = words.indexOf(word)
    if (label < 0) throw new ImportError(`${file.path} is of the word ${word}, which has no recordings to train with.`)
    return { label, split }
  }

/** The folder and name of a recording, as in the lists. */
const placeOf = (path: string): string => path.split('/').slice(-2).join('/')

function wordOf({ path }: SourceFile): string {
  const word = path.split('/').at(-2)
  if (word === undefined) throw new ImportError(`${path} lies in no folder. Choose a folder that holds a folder for each word.`)
  return word
}

/** The split that the nearest folder above that of the word names. */
function splitOf(path: string): Split {
  const above = path.toLowerCase().split('/').slice(0, -2).reverse()
  const split = above.find((folder) => Object.hasOwn(SPLITS, folder))
  return split === undefined || SPLITS[split] === 'train' ? 'train' : 'test'
}

/** The entries of a list; undefined if the file does not exist. */
async function listed(files: readonly SourceFile[], name: string): Promise<ReadonlySet<string> | undefined> {
  const file = files.find(({ path }) => path.split('/').at(-1) === name)
  if (!file) return undefined
  const text = new TextDecoder().decode(await naming(file.path, () => wholeOf(file, MAX_RECORDING)))
  return new Set(text.split('\n').map((line) => placeOf(line.trim())))
}

interface Made {
  readonly image: Uint8Array
  readonly label: number
}

async function spectrograms(recordings: readonly Recording[], sort: Sort, progress: Progress): Promise<Partial<Record<Split, Part>>> {
  const made: Record<Split, Made[]> = { train: [], test: [], validation: [] }
  let room = Math.floor(MAX_BYTES / SAMPLE_BYTES)
  for (const [done, recording] of recordings.entries()) {
    progress('Reading the recordings', done, recordings.length)
    const { file, word } = recording
    const sound = await naming(file.path, async () => parseWav(await wholeOf(file, MAX_RECORDING)))
    for (const [i, piece] of (word === NOISE ? secondsOf(sound) : [sound]).entries()) {
      if (room === 0) throw new ImportError(`${file.path} and the others come to more than ${megabytes(MAX_BYTES)}, the most that fits.`)
      room--
      const { label, split } = sort(recording, i)
      made[split].push({ image: spectrogramOf(piece), label })
    }
  }
  const path = recordings[0]!.file.path
  return { ...partOf('train', made.train, path), ...partOf('test', made.test, path), ...partOf('validation', made.validation, path) }
}

/** Splits a sound into whole seconds; the remainder is left out. */
const secondsOf = ({ rate, samples }: Sound): Sound[] =>
  Array.from({ length: Math.floor(samples.length / rate) }, (_, i) => ({ rate, samples: samples.subarray(i * rate, (i + 1) * rate) }))

function partOf(split: Split, made: readonly Made[], path: string): Partial<Record<Split, Part>> {
  if (made.length === 0) return {}
  const images = new Uint8Array(made.length * SAMPLE_BYTES)
  for (const [n, { image }] of made.entries()) images.set(image, n * SAMPLE_BYTES)
  const labels = Uint8Array.from(made, ({ label }) => label)
  return { [split]: { count: made.length, height: FRAMES, width: MELS, channels: 1, images, labels, imagesPath: path, labelsPath: path } }
}
