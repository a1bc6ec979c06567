/**
 * Runs as one file, and back: JSON, compressed by gzip or not. Reading is bounded, never throws, and returns the valid runs and a
 * sentence for each of the others.
 */
import { readBounded } from '../share/bounded'
import { isJson, type Json, quote } from '../share/json'
import { readRunJson, runAsJson, type SavedRun } from './json'

const FORMAT = 'membrane-runs'
/** In version 1, columns have other names (see migrations.ts); before version 3, runs have no tags. */
const VERSION = 3

export interface FileBounds {
  readonly bytes: number
  readonly inflated: number
  readonly runs: number
}
/** As much as the browser stores. `inflated` is the size after decompression, larger since arrays are in base64. */
const FILE_BOUNDS: FileBounds = { bytes: 256 * 2 ** 20, inflated: 384 * 2 ** 20, runs: 1000 }

/** membrane-runs-2026-11-25.json.gz */
export const runFileName = (now: Date): string => `membrane-runs-${now.toISOString().slice(0, 10)}.json.gz`

/**
 * The file before compression, in pieces, so that not all of its runs are in memory at once.
 * @param study called when all runs are written; returns the sweep or comparison that the runs belong to
 */
export async function* runFilePieces(
  runs: AsyncIterable<SavedRun> | Iterable<SavedRun>,
  app: string,
  study?: () => Json,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder()
  yield encoder.encode(`{"format":"${FORMAT}","version":${VERSION},"app":${JSON.stringify(app)},"runs":[`)
  let separator = ''
  for await (const run of runs) {
    yield encoder.encode(`${separator}\n${JSON.stringify(runAsJson(run))}`)
    separator = ','
  }
  yield encoder.encode(`\n]${study ? `,"study":${JSON.stringify(study())}` : ''}}\n`)
}

export async function writeRunFile(runs: AsyncIterable<SavedRun> | Iterable<SavedRun>, app: string): Promise<Blob> {
  const parts = runFilePieces(runs, app)
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const { done, value } = await parts.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
  })
  const blob = await new Response(stream.pipeThrough(new CompressionStream('gzip'))).blob()
  return blob.slice(0, blob.size, 'application/gzip')
}

/** Whether a file starts like a file of runs; only the start is read. */
export async function isRunFile(file: Blob): Promise<boolean> {
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  try {
    reader = (await unpacked(file)).getReader()
    const { value } = await reader.read()
    return new TextDecoder().decode(value?.subarray(0, 100)).replaceAll(/\s/g, '').startsWith(`{"format":"${FORMAT}"`)
  } catch {
    return false
  } finally {
    void reader?.cancel().catch(() => undefined)
  }
}

export type ReadFile =
  | {
      readonly ok: true
      readonly runs: readonly SavedRun[]
      /** A sentence for each run that could not be read. */
      readonly damaged: readonly string[]
      /** The study of the runs, not validated. */
      readonly study?: Json
    }
  | { readonly ok: false; readonly message: string }

const refuse = (message: string): ReadFile => ({ ok: false, message })
const NO_FILE = 'This is not a file of runs from Membrane, or it is damaged.'

export async function readRunFile(file: Blob, bounds = FILE_BOUNDS): Promise<ReadFile> {
  try {
    if (file.size > bounds.bytes)
      return refuse(`This file is ${mebibytes(file.size)} long; files of runs of at most ${mebibytes(bounds.bytes)} are read.`)
    const bytes = await readBounded(await unpacked(file), bounds.inflated)
    if (bytes === 'too long') return refuse(`This file unpacks to more than ${mebibytes(bounds.inflated)}, which no runs need.`)
    let value: unknown
    try {
      value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    } catch {
      return refuse(NO_FILE)
    }
    return await readRuns(value, bounds)
  } catch {
    return refuse(NO_FILE)
  }
}

async function readRuns(value: unknown, bounds: FileBounds): Promise<ReadFile> {
  if (!isJson(value) || value.format !== FORMAT) return refuse(NO_FILE)
  const { version, runs } = value
  if (typeof version !== 'number' || version > VERSION)
    return refuse(
      `This file of runs has format ${quote(version)}, and this page reads format ${VERSION}. Reload the page to get the newest version.`,
    )
  if (![1, 2, VERSION].includes(version)) return refuse(`There is no format ${version} of a file of runs.`)
  if (!Array.isArray(runs)) return refuse(`${NO_FILE} It holds no list of runs.`)
  if (runs.length > bounds.runs) return refuse(`This file holds ${runs.length} runs; at most ${bounds.runs} are read.`)
  const sound: SavedRun[] = []
  const damaged: string[] = []
  for (const [at, run] of runs.entries()) {
    const read = await readRunJson(run)
    if (read.ok) sound.push(read.run)
    else damaged.push(`Run ${at + 1}${nameOf(run)} is damaged and stays out: ${read.message.replace(/\.$/, '')}.`)
  }
  return { ok: true, runs: sound, damaged, ...(isJson(value.study) && { study: value.study }) }
}

const nameOf = (run: unknown): string => (isJson(run) && typeof run.name === 'string' && run.name !== '' ? `, ${quote(run.name)},` : '')

const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MiB`

/** The stream of a file, decompressed if it is compressed. */
async function unpacked(file: Blob): Promise<ReadableStream<Uint8Array>> {
  const head = new Uint8Array(await file.slice(0, 2).arrayBuffer())
  const packed = head[0] === 0x1f && head[1] === 0x8b
  return packed ? file.stream().pipeThrough(new DecompressionStream('gzip')) : file.stream()
}
