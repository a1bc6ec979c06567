/**
 * Movies and spike trains that a browser keeps, in its private file system: a folder a set, with files of at most 64 MiB and, written
 * last, what is listed of it. They are written as they are converted and read as a network learns from them: none is held twice.
 */
import * as z from 'zod'
import { padded, sizeOf } from '../../engine/tensor'
import { megabytes } from '../formats/stream'
import {
  type KeptResponses,
  keptBytes,
  type OwnResponseShow,
  type OwnResponseSpec,
  ownResponseSchema,
  ownResponseShape,
  responseKey,
  type Stored,
  storedSchema,
} from '../response/schema'
import type { DataSet, SampleSet } from '../streams'
import { entriesOf, exclusive, isFull, rootFolder, StoreError, writeFile } from './files'

/**
 * A sample is a movie. Streams: `stimulus` f32 [frames, height, width], and `responses` u8 [trials, cells, frames], of which each is so
 * many times `unit` spikes a bin.
 */
export interface RecordedSet extends DataSet, Pick<Stored, 'unit' | 'silent'> {}

const PARTS = ['train', 'test'] as const
type Part = (typeof PARTS)[number]
const WHAT = ['stimulus', 'responses'] as const
type What = (typeof WHAT)[number]

const LISTED = 'set.json'
const LOCK = 'membrane response sets'
/** Bytes of a file. */
const SHARD = 2 ** 26

const listedSchema = storedSchema
  .extend({ version: z.literal(1), data: ownResponseSchema, bytes: z.int(), note: z.string().optional(), added: z.string() })
  .transform(({ version: _, ...listed }) => listed)

/** The folder of such sets in this browser. @throws StoreError where pages may keep nothing. */
export const responsesFolder = (): Promise<FileSystemDirectoryHandle> => rootFolder('response-sets')

/** All that are whole, the newest first. */
export async function keptResponses(folder: FileSystemDirectoryHandle): Promise<KeptResponses[]> {
  const found = (await foldersIn(folder)).flatMap(({ kept }) => (kept ? [kept] : []))
  return found.sort((a, b) => (a.added < b.added ? 1 : -1))
}

/** Takes the bytes of a set, of each part of it in order, however many at a time. */
export interface ResponseWriter {
  add(part: Part, what: What, bytes: Uint8Array): Promise<void>
}
/** What is known of a set when all of it was written; its fingerprint follows. */
export type WrittenResponses = Omit<KeptResponses, 'bytes' | 'added'>

/**
 * Keeps what `write` writes, in the place of a set with the same key. Where it fails nothing that was kept is lost.
 * @throws StoreError where the browser gives no more room, and whatever `write` throws.
 */
export function keepResponses(
  folder: FileSystemDirectoryHandle,
  write: (writer: ResponseWriter) => Promise<WrittenResponses>,
): Promise<KeptResponses> {
  return exclusive(LOCK, async () => {
    const before = await foldersIn(folder)
    for (const { name, abandoned } of before) if (abandoned) await folder.removeEntry(name, { recursive: true })
    const name = crypto.randomUUID()
    const shards = { written: 0 }
    try {
      const into = await folder.getDirectoryHandle(name, { create: true })
      const writer = shardsIn(into, shards)
      const about = await write(writer)
      const digests = await writer.end()
      const { fingerprint: _, clip: _clip, batch: _batch, name: _name, ...facts } = about.data
      const { pixels, offset, scale, hold, unit } = about
      const data = { ...about.data, fingerprint: await hashOf(JSON.stringify([facts, pixels, offset, scale, hold, unit, digests])) }
      const kept: KeptResponses = { ...about, data, bytes: shards.written, added: new Date().toISOString() }
      await writeFile(into, LISTED, [new TextEncoder().encode(JSON.stringify({ version: 1, ...kept }))])
      for (const old of before)
        if (old.kept && responseKey(old.kept.data) === responseKey(data)) await folder.removeEntry(old.name, { recursive: true })
      return kept
    } catch (error) {
      await folder.removeEntry(name, { recursive: true }).catch(() => undefined)
      if (!isFull(error)) throw error
      throw new StoreError(
        `The browser gives this page no room for more than ${megabytes(shards.written)}. Remove a data set, or free space on the disk.`,
        { cause: error },
      )
    }
  })
}

function shardsIn(folder: FileSystemDirectoryHandle, total: { written: number }) {
  const digests: string[] = []
  let open: { readonly stem: string; readonly bytes: Uint8Array<ArrayBuffer>; number: number; length: number } | undefined
  const flush = async (): Promise<void> => {
    if (!open || open.length === 0) return
    const bytes = open.bytes.subarray(0, open.length)
    digests.push(`${open.stem} ${await hashOf(bytes)}`)
    await writeFile(folder, shardName(open.stem, open.number++), [bytes])
    total.written += open.length
    open.length = 0
  }
  return {
    async add(part: Part, what: What, bytes: Uint8Array): Promise<void> {
      const stem = `${part}-${what}`
      if (open?.stem !== stem) {
        await flush()
        open = { stem, bytes: open?.bytes ?? new Uint8Array(SHARD), number: 0, length: 0 }
      }
      for (let at = 0; at < bytes.length; ) {
        const piece = bytes.subarray(at, at + SHARD - open.length)
        open.bytes.set(piece, open.length)
        open.length += piece.length
        at += piece.length
        if (open.length === SHARD) await flush()
      }
    },
    async end(): Promise<readonly string[]> {
      await flush()
      return digests
    },
  }
}

const shardName = (stem: string, number: number): string => `${stem}-${number}.bin`

async function hashOf(what: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = typeof what === 'string' ? new TextEncoder().encode(what) : what
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return [...hash.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** A set as a network learns from it; undefined where it is not kept. @throws StoreError where it is not what the experiment says. */
export async function readResponses(folder: FileSystemDirectoryHandle, data: OwnResponseSpec): Promise<RecordedSet | undefined> {
  const found = (await foldersIn(folder)).find(({ kept }) => kept && responseKey(kept.data) === responseKey(data))
  if (!found?.kept) return undefined
  const { kept } = found
  const [has, wants] = [kept.data, data]
  const differs = (Object.keys(has) as (keyof OwnResponseSpec)[]).find(
    (fact) => !['kind', 'batch', 'clip', 'name'].includes(fact) && has[fact] !== wants[fact],
  )
  const title = ownResponseShape(has).title
  if (differs)
    throw new StoreError(`${title} in this browser has ${has[differs]} for ${differs}, where the experiment says ${wants[differs]}.`)
  const files = await folder.getDirectoryHandle(found.name)
  const part = async (of: Part): Promise<SampleSet> => {
    const bytes = keptBytes(ownResponseShape(has), of, kept)
    const read = (what: What, take: (bytes: Uint8Array<ArrayBuffer>, at: number) => void) =>
      readShards(files, `${of}-${what}`, bytes[what], take).catch((error: unknown) => {
        throw new StoreError(`${title} in this browser is damaged: remove it from the list of data sets, and open its files again.`, {
          cause: error,
        })
      })
    return samplesOf(has, ownResponseShape(has).shows[of], kept, read)
  }
  return {
    train: await part('train'),
    test: await part('test'),
    outputNames: kept.cellNames,
    unit: kept.unit,
    silent: kept.silent,
  }
}

async function samplesOf(
  { height, width, cells }: OwnResponseSpec,
  { movies, frames, trials }: OwnResponseShow,
  { pixels, offset, scale, hold }: Stored,
  read: (what: What, take: (bytes: Uint8Array<ArrayBuffer>, at: number) => void) => Promise<void>,
): Promise<SampleSet> {
  const frame = height * width
  const keptFrames = Math.ceil(frames / hold)
  const seen = new Float32Array(movies * keptFrames * frame)
  await read('stimulus', (bytes, at) => {
    const raw = pixels === 'u8' ? bytes : new Float32Array(bytes.buffer, 0, bytes.length / 4)
    const first = pixels === 'u8' ? at : at / 4
    for (let i = 0; i < raw.length; i++) seen[first + i] = (raw[i]! - offset) / scale
  })
  const shape = [trials, cells, frames]
  const [size, row] = [sizeOf(shape), padded(sizeOf(shape))]
  const responses = new Uint8Array(movies * row)
  await read('responses', (bytes, at) => {
    for (let from = 0; from < bytes.length; ) {
      const [movie, within] = [Math.floor((at + from) / size), (at + from) % size]
      const piece = bytes.subarray(from, from + size - within)
      responses.set(piece, movie * row + within)
      from += piece.length
    }
  })
  return {
    count: movies,
    streams: {
      stimulus: { shape: [frames, height, width], type: 'f32', values: hold === 1 ? seen : held(seen, frame, frames, keptFrames, hold) },
      responses: { shape, type: 'u8', values: responses },
    },
  }
}

/** Each frame as often as it stays on. */
function held(seen: Float32Array, frame: number, frames: number, keptFrames: number, hold: number): Float32Array {
  const movies = seen.length / (keptFrames * frame)
  const all = new Float32Array(movies * frames * frame)
  for (let movie = 0; movie < movies; movie++)
    for (let t = 0; t < frames; t++) {
      const from = (movie * keptFrames + Math.floor(t / hold)) * frame
      all.set(seen.subarray(from, from + frame), (movie * frames + t) * frame)
    }
  return all
}

async function readShards(
  folder: FileSystemDirectoryHandle,
  stem: string,
  total: number,
  take: (bytes: Uint8Array<ArrayBuffer>, at: number) => void,
): Promise<void> {
  for (let at = 0, number = 0; at < total; number++) {
    const file = await (await folder.getFileHandle(shardName(stem, number))).getFile()
    if (file.size !== Math.min(SHARD, total - at)) throw new Error(`${file.size} bytes in file ${number} of ${stem}`)
    take(new Uint8Array(await file.arrayBuffer()), at)
    at += file.size
  }
}

export function removeResponses(folder: FileSystemDirectoryHandle, key: string): Promise<void> {
  return exclusive(LOCK, async () => {
    for (const { name, kept } of await foldersIn(folder))
      if (kept && responseKey(kept.data) === key) await folder.removeEntry(name, { recursive: true })
  })
}

async function foldersIn(folder: FileSystemDirectoryHandle) {
  const found: { readonly name: string; readonly kept?: KeptResponses; readonly abandoned: boolean }[] = []
  for await (const [name, entry] of entriesOf(folder)) {
    if (entry.kind !== 'directory') continue
    const listed = await entry.getFileHandle(LISTED).catch(() => undefined)
    const kept = listed && (await readListed(listed))
    found.push({ name, abandoned: listed === undefined, ...(kept && { kept }) })
  }
  return found
}

/** Undefined where it is of a newer version of the lab, or damaged. */
async function readListed(file: FileSystemFileHandle): Promise<KeptResponses | undefined> {
  try {
    return listedSchema.parse(JSON.parse(await (await file.getFile()).text()))
  } catch {
    return undefined
  }
}
