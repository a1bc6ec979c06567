/** Stores recordings with boxes in the browser's private file system: they are written during conversion and read for training. */
import * as z from 'zod'
import {
  type BOX_PARTS,
  boxedBytes,
  boxesKey,
  boxesTitle,
  ORIGIN_COLUMNS,
  type OwnBoxesSpec,
  ownBoxesSchema,
  type StoredBoxes,
  storedBoxesSchema,
  TRUTH_COLUMNS,
} from '../boxes/schema'
import type { DataSet, SampleSet, Stream } from '../streams'
import { rootFolder } from './files'
import { digestOf, readShards, sameFacts, storeShards } from './shards'
import { foundOn, listedOn, removeFrom, type Shelf } from './shelf'

const listedSchema = storedBoxesSchema
  .extend({ version: z.literal(1), data: ownBoxesSchema, bytes: z.int(), note: z.string().optional(), added: z.string() })
  .transform(({ version: _, ...listed }) => listed)

const SHELF: Shelf<StoredBoxes> = {
  lock: 'membrane sets with boxes',
  parse: (listed) => listedSchema.parse(listed),
  keyOf: ({ data }) => boxesKey(data),
}

/** The folder of such sets in this browser. @throws StoreError if pages may not store anything. */
export const boxesFolder = (): Promise<FileSystemDirectoryHandle> => rootFolder('box-sets')

/** All complete sets, the newest first. */
export const storedBoxes = (folder: FileSystemDirectoryHandle): Promise<StoredBoxes[]> => listedOn(SHELF, folder)

type Part = (typeof BOX_PARTS)[number]
/** `origin`: which recording a sample is of, and when. */
type What = keyof ReturnType<typeof boxedBytes> | 'origin'

/** Receives the samples of a set in order, by part and stream, in pieces of any size. The counts of a part are written in one run. */
export interface BoxWriter {
  add(part: Part, what: What, bytes: Uint8Array): Promise<void>
}
/** What is listed of a set after all of it is written; the fingerprint is added later. */
export type WrittenBoxes = Omit<StoredBoxes, 'bytes' | 'added'>

/**
 * Stores what `write` writes and replaces a set with the same key. If it fails, no stored set is lost.
 * @throws StoreError if the browser grants no more space, and whatever `write` throws.
 */
export const storeBoxes = (folder: FileSystemDirectoryHandle, write: (writer: BoxWriter) => Promise<WrittenBoxes>): Promise<StoredBoxes> =>
  storeShards(
    SHELF,
    folder,
    ({ add }) => write({ add: (part, what, bytes) => add(`${part}-${what}`, bytes) }),
    async (about, { bytes, digests }) => {
      // Neither how a set is scored nor which recordings they are of changes its samples.
      const { fingerprint: _, batch: _batch, name: _name, protocol: _protocol, ...facts } = about.data
      const samples = digests.filter((digest) => !digest.includes('-origin '))
      const data = { ...about.data, fingerprint: await digestOf(JSON.stringify([facts, samples])) }
      return { ...about, data, bytes, added: new Date().toISOString() }
    },
  )

/**
 * Reads a set for a network; undefined if it is not stored. Streams: `bins` u8 [bins, height, width, 2], the oldest first, OFF before ON;
 * `boxes` f32 [most, 8]; `boxCount` u32 [1], rows beyond which are zero; `origin` u32 [3] of samples that have one.
 * @throws StoreError if it differs from the experiment.
 */
export async function readBoxSet(folder: FileSystemDirectoryHandle, data: OwnBoxesSpec): Promise<DataSet | undefined> {
  const found = await foundOn(SHELF, folder, boxesKey(data))
  if (!found) return undefined
  const { listed, files } = found
  const title = boxesTitle(listed.data)
  sameFacts(listed.data, data, title, ['kind', 'batch', 'name', 'protocol'])
  const { bins, height, width, most } = listed.data
  const each = { ...boxedBytes(listed.data), origin: 4 * ORIGIN_COLUMNS }
  const read = async (part: Part, what: What): Promise<Uint8Array<ArrayBuffer>> => {
    const total = (listed.data[part] ?? 0) * each[what]
    const all = new Uint8Array(total)
    await readShards({ folder: files, stem: `${part}-${what}`, total, title }, (bytes, at) => all.set(bytes, at))
    return all
  }
  const originOf = async (part: Part): Promise<Stream> => {
    const values = new Uint32Array((await read(part, 'origin')).buffer)
    return { shape: [ORIGIN_COLUMNS], type: 'u32', values }
  }
  // Sets of earlier versions have origins of test samples alone, and only for Prophesee's evaluation.
  const hasOrigins = (part: Part) => listed.origins || (part === 'test' && listed.data.protocol !== undefined)
  const samples = async (part: Part): Promise<SampleSet> => {
    const counts: Stream = { shape: [bins, height, width, 2], type: 'u8', values: await read(part, 'bins') }
    const boxes = new Float32Array((await read(part, 'boxes')).buffer)
    const boxCount = new Uint32Array((await read(part, 'boxCount')).buffer)
    return {
      count: listed.data[part]!,
      streams: {
        bins: counts,
        boxes: { shape: [most, TRUTH_COLUMNS], type: 'f32', values: boxes },
        boxCount: { shape: [1], type: 'u32', values: boxCount },
        ...(hasOrigins(part) && { origin: await originOf(part) }),
      },
    }
  }
  return {
    train: await samples('train'),
    ...(listed.data.validation !== undefined && { validation: await samples('validation') }),
    test: await samples('test'),
    outputNames: listed.classNames,
  }
}

export const removeBoxes = (folder: FileSystemDirectoryHandle, key: string): Promise<void> => removeFrom(SHELF, folder, key)
