/**
 * Stores movies and spike trains in the browser's private file system: they are written during conversion and read for training, without
 * a second copy in memory.
 */
import * as z from 'zod'
import { padded, sizeOf } from '../../engine/tensor'
import {
  type OwnResponseShow,
  type OwnResponseSpec,
  ownResponseSchema,
  ownResponseShape,
  responseKey,
  type Stored,
  type StoredResponses,
  storedBytes,
  storedSchema,
} from '../response/schema'
import type { DataSet, SampleSet } from '../streams'
import { rootFolder } from './files'
import { digestOf, readShards, sameFacts, storeShards } from './shards'
import { foundOn, listedOn, removeFrom, type Shelf } from './shelf'

/**
 * A sample is a movie. Streams: `stimulus` f32 [frames, height, width], and `responses` u8 [trials, cells, frames], in multiples of
 * `unit` spikes per bin.
 */
export interface RecordedSet extends DataSet, Pick<Stored, 'unit' | 'silent'> {}

const PARTS = ['train', 'test'] as const
type Part = (typeof PARTS)[number]
const WHAT = ['stimulus', 'responses'] as const
type What = (typeof WHAT)[number]

const listedSchema = storedSchema
  .extend({ version: z.literal(1), data: ownResponseSchema, bytes: z.int(), note: z.string().optional(), added: z.string() })
  .transform(({ version: _, ...listed }) => listed)

const SHELF: Shelf<StoredResponses> = {
  lock: 'membrane response sets',
  parse: (listed) => listedSchema.parse(listed),
  keyOf: ({ data }) => responseKey(data),
}

/** The folder of such sets in this browser. @throws StoreError if pages may not store anything. */
export const responsesFolder = (): Promise<FileSystemDirectoryHandle> => rootFolder('response-sets')

/** All complete sets, the newest first. */
export const storedResponses = (folder: FileSystemDirectoryHandle): Promise<StoredResponses[]> => listedOn(SHELF, folder)

/** Receives the bytes of a set in order, by part, in pieces of any size. */
export interface ResponseWriter {
  add(part: Part, what: What, bytes: Uint8Array): Promise<void>
}
/** What is listed of a set after all of it is written; the fingerprint is added later. */
export type WrittenResponses = Omit<StoredResponses, 'bytes' | 'added'>

/**
 * Stores what `write` writes and replaces a set with the same key. If it fails, no stored set is lost.
 * @throws StoreError if the browser grants no more space, and whatever `write` throws.
 */
export const storeResponses = (
  folder: FileSystemDirectoryHandle,
  write: (writer: ResponseWriter) => Promise<WrittenResponses>,
): Promise<StoredResponses> =>
  storeShards(
    SHELF,
    folder,
    ({ add }) => write({ add: (part, what, bytes) => add(`${part}-${what}`, bytes) }),
    async (about, { bytes, digests }) => {
      const { fingerprint: _, clip: _clip, batch: _batch, name: _name, ...facts } = about.data
      const { pixels, offset, scale, hold, unit } = about
      const data = { ...about.data, fingerprint: await digestOf(JSON.stringify([facts, pixels, offset, scale, hold, unit, digests])) }
      return { ...about, data, bytes, added: new Date().toISOString() }
    },
  )

/** Reads a set for a network; undefined if it is not stored. @throws StoreError if it differs from the experiment. */
export async function readResponses(folder: FileSystemDirectoryHandle, data: OwnResponseSpec): Promise<RecordedSet | undefined> {
  const found = await foundOn(SHELF, folder, responseKey(data))
  if (!found) return undefined
  const { listed, files } = found
  const { title, shows } = ownResponseShape(listed.data)
  sameFacts(listed.data, data, title, ['kind', 'batch', 'clip', 'name'])
  const part = async (of: Part): Promise<SampleSet> => {
    const bytes = storedBytes(ownResponseShape(listed.data), of, listed)
    const read = (what: What, take: (bytes: Uint8Array<ArrayBuffer>, at: number) => void) =>
      readShards({ folder: files, stem: `${of}-${what}`, total: bytes[what], title }, take)
    return samplesOf(listed.data, shows[of], listed, read)
  }
  return {
    train: await part('train'),
    test: await part('test'),
    outputNames: listed.cellNames,
    unit: listed.unit,
    silent: listed.silent,
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

/** Repeats each frame for as many bins as it is shown. */
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

export const removeResponses = (folder: FileSystemDirectoryHandle, key: string): Promise<void> => removeFrom(SHELF, folder, key)
