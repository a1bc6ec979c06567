/** The chosen files and the files inside archives among them, as one flat list, each recognized by its first bytes. */
import { holdsRecording } from '../events/formats/npz'
import { recognizeEvents } from '../events/read'
import { headOf } from '../events/scan'
import { slrName } from '../events/slr/schema'
import { FormatError } from '../formats/format-error'
import { isHdf5, isMat73 } from '../formats/hdf5'
import { idxAxes } from '../formats/idx'
import { isImage } from '../formats/image-header'
import { isNpy } from '../formats/npy-header'
import type { ReadAt } from '../formats/read-at'
import { type ByteStream, type Bytes, isGzip, MAX_BYTES, megabytes, readAll, readFirst, unpack } from '../formats/stream'
import { isTar, readTar } from '../formats/tar'
import { isWav } from '../formats/wav'
import { isZip, readZip } from '../formats/zip'
import { begunAhead } from './ahead'

/** A file that the user chose, with its path below what was chosen. */
export interface ChosenFile {
  readonly path: string
  readonly blob: Blob
  /** Reads bytes synchronously, for files on a disk. */
  readonly readAt?: ReadAt
}

export type FileKind = 'idx' | 'npy' | 'cifar' | 'image' | 'hdf5' | 'wav' | 'events' | 'unknown'

/** A file that is not an archive. */
export interface SourceFile {
  /** The path, with archives as folders: `cifar-10-binary.tar.gz/cifar-10-batches-bin/test_batch.bin`. */
  readonly path: string
  readonly kind: FileKind
  /** The first bytes of its content. */
  readonly head: Bytes
  readonly open: () => ByteStream
  /** The uncompressed length, if known. */
  readonly size?: number
  /** The compressed file, if it was compressed. */
  readonly packed?: () => ByteStream
  /** Random access to its bytes, for a file that is not compressed. */
  readonly blob?: Blob
  readonly readAt?: ReadAt
}

/** No set can be made of the chosen files; the message is a sentence that names the file and says what would fit. */
export class ImportError extends Error {
  override readonly name = 'ImportError'
}

/** Runs `work`, and adds the file's name to its errors. */
export async function naming<T>(path: string, work: () => Promise<T> | T): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof FormatError) throw new ImportError(`${path} ${error.message}.`, { cause: error })
    throw error
  }
}

/** Reads the whole file. @throws FormatError if it is longer than `max`, immediately if its size is known. */
export async function wholeOf({ size = 0, open }: SourceFile, max = MAX_BYTES): Promise<Bytes> {
  if (size > max) throw new FormatError(`is ${megabytes(size)} long; up to ${megabytes(max)} are read`)
  return readAll(open(), max)
}

const HEAD = 512
const MAX_FILES = 1_000_000
/** The maximum nesting of archives; no data set nests them deeper. */
const MAX_DEPTH = 4

/** The number of files whose first bytes are read at a time. */
const HEADS_AHEAD = 32

/**
 * @param onBytes called for each piece of a chosen file that is read. @param onFile called for each chosen file that has been inspected.
 */
export async function filesIn(
  chosen: readonly ChosenFile[],
  onBytes: (count: number) => void = () => {},
  onFile: (done: number) => void = () => {},
): Promise<SourceFile[]> {
  const found: SourceFile[] = []
  let held = 0
  const add = async (path: string, from: Omit<SourceFile, 'path' | 'kind' | 'head'>, depth: number, known?: Bytes): Promise<void> => {
    const { open, blob } = from
    if (found.length >= MAX_FILES) throw new FormatError(`is more than is read: there are ${MAX_FILES} files before it`)
    if (depth > MAX_DEPTH) throw new FormatError(`lies too deep: up to ${MAX_DEPTH} archives in each other are opened`)
    const head = known ?? (await readFirst(open(), HEAD))
    if (isGzip(head)) {
      await add(path, { open: () => unpack(open(), 'gzip'), packed: open }, depth + 1)
    } else if (isZip(head) && slrName(path)) {
      // It is recognized by name and opened only when it is read, so that a damaged file does not stop the import of the others.
      found.push({ ...from, path, kind: isAnnotation(path) ? 'unknown' : 'events', head })
    } else if (isZip(head) && !isAnnotation(path)) {
      const archive = blob ?? new Blob([await readAll(open())])
      const entries = await readZip(archive)
      // The columns of one recording stay together.
      if (recognizeEvents(path, head) && holdsRecording(entries)) found.push({ ...from, blob: archive, path, kind: 'events', head })
      else for (const entry of entries) await naming(`${path}/${entry.path}`, () => add(`${path}/${entry.path}`, entry, depth + 1))
    } else if (isTar(head)) {
      for await (const entry of readTar(open(), MAX_BYTES)) {
        held += entry.bytes.length
        if (held > MAX_BYTES)
          throw new FormatError(`holds more than ${megabytes(MAX_BYTES)}, the most that is unpacked here. Unpack it, and choose the folder`)
        const inner = new Blob([entry.bytes])
        await naming(`${path}/${entry.path}`, () => add(`${path}/${entry.path}`, ofBlob(inner), depth + 1))
      }
    } else found.push({ ...from, path, kind: kindOf(path, head), head })
  }
  let done = 0
  for (const [{ path, blob, readAt }, head] of begunAhead(chosen, (file) => headOf(file, HEAD), HEADS_AHEAD)) {
    const from = { ...ofBlob(blob), open: () => counted(streamOf(blob), onBytes), ...(readAt && { readAt }) }
    if (!isClutter(path)) await naming(path, async () => add(path, from, 0, (await head) as Bytes))
    onFile(++done)
  }
  return found.filter(({ path }) => !isClutter(path))
}

const streamOf = (blob: Blob): ByteStream => blob.stream() as ByteStream
const ofBlob = (blob: Blob) => ({ blob, size: blob.size, open: () => streamOf(blob) })

function kindOf(path: string, head: Bytes): FileKind {
  if (isAnnotation(path)) return 'unknown'
  if (isImage(head)) return 'image'
  if (isHdf5(head) || isMat73(head)) return 'hdf5'
  if (isWav(head)) return 'wav'
  if (CIFAR.test(path)) return 'cifar'
  if (idxAxes(head) > 0) return 'idx'
  if (recognizeEvents(path, head)) return 'events'
  return isNpy(head) ? 'npy' : 'unknown'
}

/** Files next to recordings that are not recordings: annotations, and the images of DVS-SLR. */
export const isAnnotation = (path: string): boolean =>
  /((^|\/)annotation_\d+\.bin|_bbox\.npy)$/i.test(path) || slrName(path)?.half === 'frame'

/** CIFAR's records have no signature, so they are recognized by name. */
const CIFAR = /(^|\/)(data_batch_\d|test_batch|train|test)\.bin(\.gz)?$/i

/** Files that operating systems add to folders. */
const isClutter = (path: string): boolean => /(^|\/)(\.|__MACOSX\/|Thumbs\.db$|desktop\.ini$)/.test(path)

function counted(stream: ByteStream, onBytes: (count: number) => void): ByteStream {
  return stream.pipeThrough(
    new TransformStream<Bytes, Bytes>({
      transform(chunk, controller) {
        onBytes(chunk.length)
        controller.enqueue(chunk)
      },
    }),
  )
}
