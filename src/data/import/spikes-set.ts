/**
 * The Spiking Heidelberg Digits and the Spiking Speech Commands: one HDF5 file of spikes each for training, validation and testing, read
 * as counts of 250 steps and 140 channels. Sets that are too large are thinned out evenly, in a reproducible way.
 */

import { DATA_SETS } from '../datasets/schema'
import { randomAccess } from '../formats/read-at'
import { binSpikes, CHANNELS, STEPS } from '../formats/spikes'
import { openSpikes, type SpikesFile } from '../formats/spikes-file'
import { MAX_BYTES, megabytes } from '../formats/stream'
import { type Split, splitOf, words } from './arrays'
import { evenly, type FoundSet, type Part } from './set'
import { ImportError, naming, type SourceFile } from './source-file'

type Kind = 'shd' | 'ssc'
type Progress = (what: string, done: number, total: number) => void

interface Recordings extends SpikesFile {
  readonly file: SourceFile
}

/** The number of recordings that are read at a time. */
const PIECE = 64
const SAMPLE_BYTES = STEPS * CHANNELS

/** @param max the maximum size of the samples in bytes. @throws ImportError if a file is missing or invalid. */
export async function readSpikes(files: readonly SourceFile[], progress: Progress, max = MAX_BYTES): Promise<FoundSet> {
  const { train: trainFile, test: testFile, validation } = bySplit(files)
  const notes: string[] = []
  if (validation && !testFile) notes.push(`${validation.path} is the test set.`)
  const used = testFile ?? validation
  // Reports a file that cannot be read before reporting that the other half is missing.
  if (!trainFile || !used) for (const file of files) (await naming(file.path, () => openRecordings(file))).close()
  if (!trainFile)
    throw new ImportError(`${files[0]!.path} is for ${used === validation ? 'validation' : 'testing'}, and there is no file to train with.`)
  if (!used) throw new ImportError(`${trainFile.path} has no test file next to it. Choose both together.`)

  const opened: Recordings[] = []
  try {
    for (const file of [trainFile, used]) {
      progress(`Opening ${file.path}`, 0, 1)
      opened.push(await naming(file.path, () => openRecordings(file)))
    }
    const [train, test] = opened as [Recordings, Recordings]
    const kind = kindOf(train, test)
    if (validation && testFile && kind === 'ssc') opened.push(await naming(validation.path, () => openRecordings(validation)))
    else if (validation && testFile) notes.push(`${validation.path} is left out: training and test files make the set.`)
    const own = opened[2]
    const all = train.labels.length + test.labels.length
    const total = all + (own?.labels.length ?? 0)
    const share = Math.min(1, max / (SAMPLE_BYTES * all))
    // The validation part is thinned by the same share, so that training and test samples are the same with and without it.
    const chosen = opened.map(({ labels }) => evenly(labels, share)) as [Uint32Array, Uint32Array, Uint32Array?]
    if (share < 1)
      notes.push(
        `${chosen[0].length} of ${train.labels.length} training and ${chosen[1].length} of ${test.labels.length} test samples are kept, ` +
          `evenly of each class: all would come to ${megabytes(SAMPLE_BYTES * all)}, and up to ${megabytes(max)} fit.`,
      )
    const part = (from: Recordings, order: Uint32Array, before: number): Promise<Part> =>
      naming(from.file.path, () => binned(from, order, (done) => progress(`Reading ${from.file.path}`, before + done, total)))
    return {
      train: await part(train, chosen[0], 0),
      test: await part(test, chosen[1], train.labels.length),
      ...(own && { validation: await part(own, chosen[2]!, all) }),
      name: DATA_SETS[kind].title,
      kind,
      ...(notes.length > 0 && { note: notes.join(' ') }),
    }
  } finally {
    for (const { close } of opened) close()
  }
}

function bySplit(files: readonly SourceFile[]): Partial<Record<Split, SourceFile>> {
  const found: Partial<Record<Split, SourceFile>> = {}
  for (const file of files) {
    const split = splitOf(file.path)
    const other = found[split]
    if (other) throw new ImportError(`${other.path} and ${file.path} both hold ${words[split]} samples. Choose the files of one set.`)
    found[split] = file
  }
  return found
}

async function openRecordings(file: SourceFile): Promise<Recordings> {
  const { size, readAt } = await randomAccess(file)
  return { file, ...(await openSpikes(size, readAt)) }
}

/** The set, by the classes that occur; if both are possible, by the name of a file. */
function kindOf(...parts: readonly Recordings[]): Kind {
  const more = parts.some(({ labels }) => labels.some((label) => label >= DATA_SETS.shd.classes))
  const [shd, ssc] = (['shd', 'ssc'] as const).map((name) => parts.find(({ file }) => file.path.toLowerCase().includes(name)))
  if (shd && ssc) throw new ImportError(`${shd.file.path} and ${ssc.file.path} are of different sets. Choose the files of one set.`)
  return more || ssc ? 'ssc' : 'shd'
}

async function binned(
  { file, times, units, labels, speakers }: Recordings,
  order: Uint32Array,
  onRead: (done: number) => void,
): Promise<Part> {
  const images = new Uint8Array(order.length * SAMPLE_BYTES)
  let next = 0
  for (let from = 0; from < labels.length; from += PIECE) {
    const to = Math.min(from + PIECE, labels.length)
    const [t, u] = [times.read(from, to), units.read(from, to)]
    for (; next < order.length && order[next]! < to; next++) {
      const n = order[next]!
      binSpikes(t[n - from]!, u[n - from]!, images.subarray(next * SAMPLE_BYTES, (next + 1) * SAMPLE_BYTES), n)
    }
    onRead(to)
  }
  return {
    count: order.length,
    height: STEPS,
    width: CHANNELS,
    channels: 1,
    images,
    labels: Uint8Array.from(order, (n) => labels[n]!),
    ...(speakers && { subjects: Uint32Array.from(order, (n) => speakers[n]!) }),
    imagesPath: file.path,
    labelsPath: file.path,
  }
}
