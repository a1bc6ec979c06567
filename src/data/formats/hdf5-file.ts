/**
 * Opens an HDF5 file with its authors' own library, which h5wasm provides as WebAssembly, from any source of bytes; reports the library's
 * errors as sentences; and writes files. The library is loaded when the first such file is opened. Does not interpret the content.
 */
import type { File as OpenFile } from 'h5wasm'
import { FormatError } from './format-error'
import { withoutEndlessHeaps } from './hdf5-heaps'
import type { ReadAt } from './read-at'

type Library = typeof import('h5wasm')

export interface OpenHdf5 {
  readonly library: Library
  readonly h5: Awaited<Library['ready']>
  readonly file: OpenFile
  readonly close: () => void
}

let opened = 0
/** Whether a damaged file has crashed the library, after which it cannot be used. */
let broken = false

/** Loads the library. @throws FormatError if it crashed on a file before. */
async function hdf5Library(): Promise<Pick<OpenHdf5, 'library' | 'h5'>> {
  if (broken)
    throw new FormatError('cannot be opened: what reads HDF5 broke down over a damaged file before it. Start again without that file')
  const library = await import('h5wasm')
  const h5 = await library.ready
  // Otherwise the library also writes its errors to the console.
  h5.activate_throwing_error_handler()
  return { library, h5 }
}

/** @throws FormatError if the file cannot be opened. The caller must close it. */
export async function openHdf5File(size: number, readAt: ReadAt): Promise<OpenHdf5> {
  const { library, h5 } = await hdf5Library()
  const name = `file-${opened++}`
  const node = (h5.FS as unknown as Files).createFile('/', name, {}, true, false)
  node.usedBytes = size
  node.stream_ops = { ...node.stream_ops, read: readerOf(size, inBlocks(size, readAt)) }
  const close = (file?: OpenFile) => {
    if (!broken) sound(() => file?.close())
    h5.FS.unlink(`/${name}`)
  }
  try {
    const file = sound(() => new library.File(`/${name}`, 'r'))
    if (file.file_id < 0n) throw damaged()
    return { library, h5, file, close: () => close(file) }
  } catch (error) {
    close()
    throw error
  }
}

let written = 0

/** Writes a new file and returns its bytes. */
export async function writtenHdf5(write: (file: OpenFile) => void): Promise<Uint8Array<ArrayBuffer>> {
  const { library, h5 } = await hdf5Library()
  const name = `written-${written++}`
  const file = new library.File(name, 'w')
  try {
    write(file)
  } finally {
    file.close()
  }
  const bytes = Uint8Array.from(h5.FS.readFile(name) as Uint8Array)
  h5.FS.unlink(name)
  return bytes
}

/** The part of Emscripten's in-memory file system that the library's types lack. */
interface Files {
  createFile(folder: string, name: string, properties: object, canRead: boolean, canWrite: boolean): FileNode
}
/** One such file, whose read operation is replaced. */
interface FileNode {
  usedBytes: number
  stream_ops: { readonly read: (stream: unknown, buffer: Int8Array, offset: number, length: number, position: number) => number }
}

const readerOf =
  (size: number, readAt: ReadAt): FileNode['stream_ops']['read'] =>
  (_, buffer, offset, length, position) => {
    const bytes = readAt(position, Math.max(0, Math.min(length, size - position)))
    buffer.set(bytes, offset)
    return bytes.length
  }

const BLOCK = 2 ** 20
const MAX_BLOCKS = 16

/** Reads in blocks and caches the latest of them, since the library requests many small adjacent pieces. */
export function inBlocks(size: number, readAt: ReadAt): ReadAt {
  const blocks = new Map<number, Uint8Array>()
  const fetch = (index: number): Uint8Array =>
    withoutEndlessHeaps(readAt(index * BLOCK, Math.min(BLOCK, size - index * BLOCK)), index * BLOCK, size, readAt)
  const blockAt = (index: number): Uint8Array => {
    const block = blocks.get(index) ?? fetch(index)
    blocks.delete(index)
    blocks.set(index, block)
    if (blocks.size > MAX_BLOCKS) blocks.delete(blocks.keys().next().value!)
    return block
  }
  return (from, count) => {
    const bytes = new Uint8Array(count)
    for (let at = 0; at < count; ) {
      const index = Math.floor((from + at) / BLOCK)
      const start = from + at - index * BLOCK
      const piece = blockAt(index).subarray(start, start + count - at)
      bytes.set(piece, at)
      at += piece.length
    }
    return bytes
  }
}

export const damaged = (cause?: unknown): FormatError =>
  new FormatError('is truncated or damaged: HDF5 cannot read all of it. Download it again', { cause })

/** Runs the library and attributes any error to the file. */
export function sound<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) broken = true
    throw error instanceof FormatError ? error : damaged(error)
  }
}
