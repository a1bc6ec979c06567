/**
 * The page's end of the worker that opens a person's files and keeps them: the contract, and the worker, which is started when it
 * is first needed and ended by a cancel. It has no GPU, and training goes on beside it.
 */
import * as Comlink from 'comlink'
import type { Correlation, CorrelationRequest } from '../data/correlation/schema'
import type { Recording } from '../data/events/events'
import type { RecordingFacts } from '../data/events/reading'
import type { DataSpec, KeptSet } from '../data/schema'
import { type WatchedWorker, watchWorker } from './watched-worker'

/** A file, and where it lay below what was chosen. */
export interface ChosenFile {
  readonly path: string
  readonly blob: Blob
}

export interface ImportProgress {
  readonly what: string
  /** From 0 to 1. */
  readonly share: number
}

export interface OpenedRecording {
  readonly recording: Recording
  readonly facts: RecordingFacts
}

export interface ImportApi {
  /** The sets that this browser keeps, the newest first. */
  sets(): Promise<readonly KeptSet[]>
  remove(key: string): Promise<void>
  /** Makes a data set of files and keeps it. Answers with what an experiment says of it; rejects with a sentence. */
  open(files: readonly ChosenFile[], onProgress: (progress: ImportProgress) => void): Promise<DataSpec>
  /** The same with files by address. */
  fetch(addresses: readonly string[], onProgress: (progress: ImportProgress) => void): Promise<DataSpec>
  /** The name of the format, of a file that holds events; by its first bytes. */
  formatOf(file: ChosenFile): Promise<string | undefined>
  /** A recording to be played, or its first part where it is too long. @param which of a file that holds many, from 0. */
  recording(file: ChosenFile, which: number, onProgress: (progress: ImportProgress) => void): Promise<OpenedRecording>
  /** How alike the steps of a set's samples are. @param folder URL of the folder with the sets that come with the lab. */
  correlate(request: CorrelationRequest, folder: string, onProgress: (progress: ImportProgress) => void): Promise<Correlation>
}

export interface Importer extends Omit<ImportApi, 'open'> {
  /** As of the worker; the files may still be on their way. */
  open(files: readonly ChosenFile[] | Promise<readonly ChosenFile[]>, onProgress: (progress: ImportProgress) => void): Promise<DataSpec>
  /** Ends what is under way: it rejects with this sentence, and nothing of it is kept. */
  cancel(what?: string): void
}

export class Cancelled extends Error {
  override readonly name = 'Cancelled'
}

export function createImporter(): Importer {
  let worker: WatchedWorker<ImportApi> | undefined
  const started = () => {
    worker ??= startWorker(() => {
      worker = undefined
    })
    return worker
  }
  /** Answers as the worker does, or rejects when it ends. */
  const ask = <T>(call: (api: ImportApi) => Promise<T>): Promise<T> => {
    const { api, ended } = started()
    return Promise.race([call(api), ended])
  }
  return {
    sets: () => ask((api) => api.sets()),
    remove: (key) => ask((api) => api.remove(key)),
    open: (files, onProgress) => ask(async (api) => api.open(await files, Comlink.proxy(onProgress))),
    fetch: (addresses, onProgress) => ask((api) => api.fetch(addresses, Comlink.proxy(onProgress))),
    formatOf: (file) => ask((api) => api.formatOf(file)),
    recording: (file, which, onProgress) => ask((api) => api.recording(file, which, Comlink.proxy(onProgress))),
    correlate: (request, folder, onProgress) => ask((api) => api.correlate(request, folder, Comlink.proxy(onProgress))),
    cancel: (what = 'The import was cancelled.') => worker?.end(new Cancelled(what)),
  }
}

const startWorker = (forget: () => void) =>
  watchWorker<ImportApi>(
    new Worker(new URL('./import.ts', import.meta.url), { type: 'module', name: 'membrane import' }),
    'that opens files',
    forget,
  )
