/** Recordings for the player: reads one, or its first part if it is too long, and writes one as a file. */
import type { Events, Recording } from '../data/events/events'
import { holdsRecording } from '../data/events/formats/npz'
import { readRecording, recognizeEvents } from '../data/events/read'
import type { EventFile } from '../data/events/reading'
import { headOf } from '../data/events/scan'
import { READ_FORMATS } from '../data/events/schema'
import { type WrittenFormat, writeEvents } from '../data/events/write'
import { FormatError } from '../data/formats/format-error'
import { isHdf5, openHdf5 } from '../data/formats/hdf5'
import { randomAccess } from '../data/formats/read-at'
import { type ByteStream, isGzip, unpack } from '../data/formats/stream'
import { isZip, readZip } from '../data/formats/zip'
import { naming } from '../data/import/source-file'
import type { ChosenFile, OpenedRecording } from './importer'

/** The most events the page holds at a time: 260 MB. */
const MAX_PLAYED = 20_000_000
const HEAD = 4096

/** The name of the event format; undefined for a file without a recording, or an archive with several. */
export async function formatOf(file: ChosenFile): Promise<string | undefined> {
  const inside = await unpacked(file)
  if (!inside) return undefined
  const head = await headOf(inside, HEAD)
  return isHdf5(head) && (await holdsTables(inside)) ? undefined : recognizeEvents(inside.path, head)
}

/** Whether an HDF5 file has arrays with several axes, such as movies and their responses; files of recordings have only one axis. */
async function holdsTables(file: EventFile): Promise<boolean> {
  // Compressed files are not decompressed just for this.
  if (!file.blob) return false
  try {
    const { size, readAt } = await randomAccess(file)
    const { arrays, close } = await openHdf5(size, readAt)
    try {
      return arrays().some(({ shape }) => shape.length > 1)
    } finally {
      close()
    }
  } catch {
    return false
  }
}

/** The file of the recording, or the only file packed in it; undefined where an archive holds several. */
async function unpacked({ path, blob }: ChosenFile): Promise<EventFile | undefined> {
  const head = await headOf({ path, blob }, HEAD)
  if (isGzip(head)) return { path: path.replace(/\.gz$/i, ''), open: () => unpack(blob.stream() as ByteStream, 'gzip') }
  if (!isZip(head)) return { path, blob }
  const entries = await readZip(blob)
  if (recognizeEvents(path, head) && holdsRecording(entries)) return { path, blob }
  const [only, ...more] = entries
  return only && more.length === 0 ? { ...only, path: `${path}/${only.path}` } : undefined
}

/** @param recording which of a file that holds many, from 0. @throws ImportError, a sentence with the file's name. */
export function readForPlayer(
  file: ChosenFile,
  recording: number,
  report: (what: string, done: number, total: number) => void,
  max = MAX_PLAYED,
): Promise<OpenedRecording> {
  const progress = (done: number, total: number) => report('Reading the recording', done, total)
  return naming(file.path, async () => {
    const inside = (await unpacked(file)) ?? file
    const head = await headOf(inside, HEAD)
    if (head.length === 0) throw new FormatError('is empty, and no recording of events')
    if (recognizeEvents(inside.path, head) === undefined)
      throw new FormatError(`is no recording of events of a known format (${READ_FORMATS}); a data set is opened under “Data sets …”`)
    return readRecording(inside, { max, recording, progress })
  })
}

/** @throws ImportError with the recording's name where the format has no room for it. */
export const fileOf = (name: string, recording: Recording, format: WrittenFormat): Promise<Blob> =>
  naming(name, () => writeEvents(recording, format))

/** The buffers to transfer to the page instead of copying them. */
export const columnsOf = ({ t, x, y, polarity }: Events): Transferable[] => [t.buffer, x.buffer, y.buffer, polarity.buffer] as ArrayBuffer[]
