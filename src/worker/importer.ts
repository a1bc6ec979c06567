/**
 * The page's end of the worker that opens the user's files and saves them as data sets: the contract, and the worker, which is started
 * when it is first needed and ended by a cancel. It has no GPU, and training continues meanwhile.
 */
import * as Comlink from 'comlink'
import type { StoredBoxes } from '../data/boxes/schema'
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
import type { StoredResponses } from '../data/response/schema'
import type { StoredSet } from '../data/store/schema'
import type { NirGraph } from '../interop/nir/graph'
import type { NodeData } from '../interop/nir/nodes'
import { type WatchedWorker, watchWorker } from './watched-worker'

/** A file, with its path below the chosen folder. */
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
/** What the chosen files contain: a set, which is saved right away, or recordings, responses or a table, which need choices first. */
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
  /** The saved data sets, the newest first. */
  sets(): Promise<readonly StoredSet[]>
  remove(key: string): Promise<void>
  /** Renames a set; its key stays. Rejects with a sentence for the user. */
  rename(key: string, name: string): Promise<void>
  /** The saved movies and responses, the newest first. */
  responses(): Promise<readonly StoredResponses[]>
  removeResponses(key: string): Promise<void>
  /** The saved recordings with boxes, the newest first. */
  boxes(): Promise<readonly StoredBoxes[]>
  removeBoxes(key: string): Promise<void>
  /**
   * Converts files to a data set and saves it, or says what they contain. Rejects with a sentence.
   * @param asked what the user said that they contain
   */
  open(files: readonly ChosenFile[], asked: AskedFor | undefined, onProgress: OnProgress): Promise<Imported>
  /** The same as `open`, for files at the given URLs. */
  fetch(addresses: readonly string[], onProgress: OnProgress): Promise<Imported>
  /** The name of the event format by the file's first bytes; undefined for other files. */
  formatOf(file: ChosenFile): Promise<string | undefined>
  /** A recording for the player, or its first part where it is too long. @param which the index in a file with several recordings */
  recording(file: ChosenFile, which: number, onProgress: OnProgress): Promise<OpenedRecording>
  /** A recording as a file of events. Rejects with a sentence if the format cannot hold it. @param name of the recording, with which the sentence begins */
  fileOf(name: string, recording: Recording, format: WrittenFormat): Promise<Blob>
  /** The temporal correlation of a set's samples. @param folder URL of the folder with the sets that come with the lab */
  correlate(request: CorrelationRequest, folder: string, onProgress: OnProgress): Promise<Correlation>
  /** A set as train.npz and test.npz in a zip file. @param shape of a sample in their arrays. @param folder as in `correlate` */
  arrays(data: DataSpec, shape: readonly number[], folder: string, onProgress: OnProgress): Promise<Blob>
  /** The graph in a NIR file. Rejects with a sentence. */
  readNir(file: Blob): Promise<NirGraph>
  writeNir(graph: NirGraph): Promise<Uint8Array<ArrayBuffer>>
  /** @param dt the duration of a step, in units of time */
  writeNirData(nodes: readonly NodeData[], dt: number): Promise<Uint8Array<ArrayBuffer>>
  /** Previews the surveyed recordings of the open folder of events, as a choice reads them. @param frame null: all frames together */
  preview(choice: EventChoice, frame: number | null): Promise<Preview>
  /** One of the surveyed recordings, for the player. */
  looked(n: number): Promise<Recording>
  /** Converts all recordings of the open folder to a set and saves it. Resolves to the `data` of an experiment with the set. */
  convert(choice: EventChoice, onProgress: OnProgress): Promise<DataSpec>
  /** A time step of a sample of the open DVS-SLR folder, as a choice reads it. Rejects with a sentence that names a file. */
  previewSlr(choice: SlrChoice, sample: number, step: number): Promise<SlrPreview>
  /** Converts the open DVS-SLR folder to a set and saves it. Resolves to the `data` of an experiment with the set. */
  convertSlr(choice: SlrChoice, onProgress: OnProgress): Promise<DataSpec>
  /** A frame and some spikes of the open movies and responses, as a choice reads them. Rejects with a sentence. */
  previewResponses(choice: ResponseChoice, at: number): Promise<ResponsePreview>
  /** Converts the open responses to a set and saves it. */
  convertResponses(choice: ResponseChoice, onProgress: OnProgress): Promise<StoredResponses>
  /** A label of one of the open recordings with boxes, with its sample as a choice makes it. Rejects with a sentence. */
  previewBoxes(choice: BoxChoice, recording: number, time: number): Promise<BoxPreview>
  costOfBoxes(choice: BoxChoice): Promise<BoxCost>
  /** Converts the open recordings with boxes to a set and saves it. */
  convertBoxes(choice: BoxChoice, onProgress: OnProgress): Promise<StoredBoxes>
  /** What a choice makes of the open table. Rejects with a sentence. */
  previewTable(choice: TableChoice): Promise<TablePlan>
  /** Converts the open table to a set and saves it. */
  convertTable(choice: TableChoice, onProgress: OnProgress): Promise<DataSpec>
  /** Closes the folder and frees the events read from it. */
  leave(): Promise<void>
}

export interface Importer extends Omit<ImportApi, 'open'> {
  /** Opens files, which may still be loading. */
  open(
    files: readonly ChosenFile[] | Promise<readonly ChosenFile[]>,
    asked: AskedFor | undefined,
    onProgress: OnProgress,
  ): Promise<Imported>
  /** Cancels the current import: it rejects with this sentence, and nothing is saved. */
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
  /** The call that opened the current folder, which a new worker repeats after a cancel. */
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
    readNir: (file) => ask((api) => api.readNir(file)),
    writeNir: (graph) => ask((api) => api.writeNir(graph)),
    writeNirData: (nodes, dt) => ask((api) => api.writeNirData(nodes, dt)),
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
