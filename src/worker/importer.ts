/**
 * The page's end of the worker that opens the user's files and keeps them: the contract, and the worker, which is started when it
 * is first needed and ended by a cancel. It has no GPU, and training continues meanwhile.
 */
import * as Comlink from 'comlink'
import type { KeptBoxes } from '../data/boxes/schema'
import type { Correlation, CorrelationRequest } from '../data/correlation/schema'
import type { DataSpec } from '../data/datasets/schema'
import type { Recording } from '../data/events/events'
import type { RecordingFacts } from '../data/events/facts'
import type { WrittenFormat } from '../data/events/write'
import type { BoxChoice, BoxCost, BoxesFound, BoxPreview } from '../data/import/boxes/schema'
import type { ResponseChoice, ResponsePreview, ResponsesFound } from '../data/import/response/schema'
import type { AskedFor, EventChoice, EventsFound, Preview } from '../data/import/schema'
import type { SlrChoice, SlrFound, SlrPreview } from '../data/import/slr/schema'
import type { TableChoice, TableFound, TablePlan } from '../data/import/table/schema'
import type { KeptResponses } from '../data/response/schema'
import type { KeptSet } from '../data/store/schema'
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
/** What chosen files turned out to be: a set, which is kept now, or recordings or a table, of which is still to be said how they become one. */
export type Imported =
  | { readonly kind: 'set'; readonly data: DataSpec }
  | { readonly kind: 'events'; readonly found: EventsFound }
  | { readonly kind: 'slr'; readonly found: SlrFound }
  | { readonly kind: 'responses'; readonly found: ResponsesFound }
  | { readonly kind: 'boxes'; readonly found: BoxesFound }
  | { readonly kind: 'table'; readonly found: TableFound }

type OnProgress = (progress: ImportProgress) => void
type Opening = (api: ImportApi, onProgress: OnProgress) => Promise<Imported>

export interface ImportApi {
  /** The sets that this browser keeps, the newest first. */
  sets(): Promise<readonly KeptSet[]>
  remove(key: string): Promise<void>
  /** Gives a set another name; its key stays. Rejects with a sentence. */
  rename(key: string, name: string): Promise<void>
  /** The movies and responses that it keeps, the newest first. */
  responses(): Promise<readonly KeptResponses[]>
  removeResponses(key: string): Promise<void>
  /** The recordings with boxes that it keeps, the newest first. */
  boxes(): Promise<readonly KeptBoxes[]>
  removeBoxes(key: string): Promise<void>
  /**
   * Makes a data set of files and keeps it, or says what they are. Rejects with a sentence.
   * @param asked what they were said to hold.
   */
  open(files: readonly ChosenFile[], asked: AskedFor | undefined, onProgress: OnProgress): Promise<Imported>
  /** The same with files by address. */
  fetch(addresses: readonly string[], onProgress: OnProgress): Promise<Imported>
  /** The name of the format, of a file that holds events; by its first bytes. */
  formatOf(file: ChosenFile): Promise<string | undefined>
  /** A recording to be played, or its first part where it is too long. @param which of a file that holds many, from 0. */
  recording(file: ChosenFile, which: number, onProgress: OnProgress): Promise<OpenedRecording>
  /** A recording as a file of events. @param name with which a sentence begins that says why it cannot be one. */
  fileOf(name: string, recording: Recording, format: WrittenFormat): Promise<Blob>
  /** How alike the steps of a set's samples are. @param folder URL of the folder with the sets that come with the lab. */
  correlate(request: CorrelationRequest, folder: string, onProgress: OnProgress): Promise<Correlation>
  /** A set as train.npz and test.npz in a zip. @param shape of a sample in their arrays. @param folder as of `correlate`. */
  arrays(data: DataSpec, shape: readonly number[], folder: string, onProgress: OnProgress): Promise<Blob>
  /** Of the folder of event recordings that was opened last: what a choice makes of those that were looked at. @param frame null: all together. */
  preview(choice: EventChoice, frame: number | null): Promise<Preview>
  /** One of those, to be played. */
  looked(n: number): Promise<Recording>
  /** Makes a set of them all and keeps it. Answers with what an experiment says of it. */
  convert(choice: EventChoice, onProgress: OnProgress): Promise<DataSpec>
  /** Of the folder of DVS-SLR that was opened last: a step of a sample as a choice makes it. Rejects with a sentence that names a file. */
  previewSlr(choice: SlrChoice, sample: number, step: number): Promise<SlrPreview>
  /** Makes a set of it and keeps that. Answers with what an experiment says of it. */
  convertSlr(choice: SlrChoice, onProgress: OnProgress): Promise<DataSpec>
  /** Of the movies and responses that were opened last: a frame and some spikes as a choice makes them. Rejects with a sentence. */
  previewResponses(choice: ResponseChoice, at: number): Promise<ResponsePreview>
  /** Makes a set of them and keeps it. */
  convertResponses(choice: ResponseChoice, onProgress: OnProgress): Promise<KeptResponses>
  /** Of the recordings with boxes that were opened last: a label of one as a choice makes it a sample. Rejects with a sentence. */
  previewBoxes(choice: BoxChoice, recording: number, time: number): Promise<BoxPreview>
  costOfBoxes(choice: BoxChoice): Promise<BoxCost>
  /** Makes a set of them and keeps it. */
  convertBoxes(choice: BoxChoice, onProgress: OnProgress): Promise<KeptBoxes>
  /** Of the table that was opened last: what a choice makes of it. Rejects with a sentence. */
  previewTable(choice: TableChoice): Promise<TablePlan>
  /** Makes a set of it and keeps that. */
  convertTable(choice: TableChoice, onProgress: OnProgress): Promise<DataSpec>
  /** Lets go of the folder, and of the events of it that are held. */
  leave(): Promise<void>
}

export interface Importer extends Omit<ImportApi, 'open'> {
  /** As of the worker; the files may still be on their way. */
  open(
    files: readonly ChosenFile[] | Promise<readonly ChosenFile[]>,
    asked: AskedFor | undefined,
    onProgress: OnProgress,
  ): Promise<Imported>
  /** Ends what is under way: it rejects with this sentence, and nothing of it is kept. */
  cancel(what?: string): void
}

export class Cancelled extends Error {
  override readonly name = 'Cancelled'
}

export function createImporter(): Importer {
  let worker: WatchedWorker<ImportApi> | undefined
  const ask = <T>(call: (api: ImportApi) => Promise<T>): Promise<T> => {
    worker ??= startWorker(() => {
      worker = undefined
      folderIsOpen = false
    })
    return worker.ask(call)
  }
  /** How the folder of recordings was opened that was opened last: a worker that took the place of another opens it again. */
  let folder: Opening | undefined
  let folderIsOpen = false
  const open = async (api: ImportApi, opening: Opening, onProgress: OnProgress): Promise<Imported> => {
    const opened = await opening(api, Comlink.proxy(onProgress))
    if (opened.kind !== 'set') [folder, folderIsOpen] = [opening, true]
    return opened
  }
  const inFolder = <T>(call: (api: ImportApi) => Promise<T>, onProgress: OnProgress = () => {}): Promise<T> =>
    ask(async (api) => {
      if (!folderIsOpen && folder) await open(api, folder, onProgress)
      return call(api)
    })
  return {
    sets: () => ask((api) => api.sets()),
    remove: (key) => ask((api) => api.remove(key)),
    rename: (key, name) => ask((api) => api.rename(key, name)),
    responses: () => ask((api) => api.responses()),
    removeResponses: (key) => ask((api) => api.removeResponses(key)),
    boxes: () => ask((api) => api.boxes()),
    removeBoxes: (key) => ask((api) => api.removeBoxes(key)),
    open: (files, asked, onProgress) =>
      ask(async (api) => {
        const chosen = await files
        return open(api, (api, report) => api.open(chosen, asked, report), onProgress)
      }),
    fetch: (addresses, onProgress) => ask((api) => open(api, (api, report) => api.fetch(addresses, report), onProgress)),
    formatOf: (file) => ask((api) => api.formatOf(file)),
    recording: (file, which, onProgress) => ask((api) => api.recording(file, which, Comlink.proxy(onProgress))),
    fileOf: (name, recording, format) => ask((api) => api.fileOf(name, recording, format)),
    correlate: (request, folder, onProgress) => ask((api) => api.correlate(request, folder, Comlink.proxy(onProgress))),
    arrays: (data, shape, folder, onProgress) => ask((api) => api.arrays(data, shape, folder, Comlink.proxy(onProgress))),
    preview: (choice, frame) => inFolder((api) => api.preview(choice, frame)),
    looked: (n) => inFolder((api) => api.looked(n)),
    convert: (choice, onProgress) => inFolder((api) => api.convert(choice, Comlink.proxy(onProgress)), onProgress),
    previewSlr: (choice, sample, step) => inFolder((api) => api.previewSlr(choice, sample, step)),
    convertSlr: (choice, onProgress) => inFolder((api) => api.convertSlr(choice, Comlink.proxy(onProgress)), onProgress),
    previewResponses: (choice, at) => inFolder((api) => api.previewResponses(choice, at)),
    convertResponses: (choice, onProgress) => inFolder((api) => api.convertResponses(choice, Comlink.proxy(onProgress)), onProgress),
    previewBoxes: (choice, recording, time) => inFolder((api) => api.previewBoxes(choice, recording, time)),
    costOfBoxes: (choice) => inFolder((api) => api.costOfBoxes(choice)),
    convertBoxes: (choice, onProgress) => inFolder((api) => api.convertBoxes(choice, Comlink.proxy(onProgress)), onProgress),
    previewTable: (choice) => inFolder((api) => api.previewTable(choice)),
    convertTable: (choice, onProgress) => inFolder((api) => api.convertTable(choice, Comlink.proxy(onProgress)), onProgress),
    async leave() {
      const wasOpen = folderIsOpen
      ;[folder, folderIsOpen] = [undefined, false]
      if (wasOpen) await ask((api) => api.leave())
    },
    cancel: (what = 'The import was cancelled.') => worker?.end(new Cancelled(what)),
  }
}

const startWorker = (forget: () => void) =>
  watchWorker<ImportApi>(
    new Worker(new URL('./import.ts', import.meta.url), { type: 'module', name: 'membrane import' }),
    'that opens files',
    forget,
  )
