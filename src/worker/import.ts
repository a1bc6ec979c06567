/** The worker that opens the user's files: unpacks, decodes and checks them, saves sets in the browser's storage, and measures them. No logic. */
import * as Comlink from 'comlink'
import { archiveOf } from '../data/datasets/archive'
import { type DataSpec, dataShape } from '../data/datasets/schema'
import { convertBoxes } from '../data/import/boxes/set'
import { type BoxSurvey, surveyBoxes } from '../data/import/boxes/survey'
import type { EventFolder } from '../data/import/event-folder'
import { convertEvents } from '../data/import/event-set'
import { type Survey, surveyEvents } from '../data/import/event-survey'
import { fetchChosen } from '../data/import/from-url'
import type { DecodeImage } from '../data/import/images'
import { openChosen } from '../data/import/import-set'
import { convertResponses } from '../data/import/response/set'
import type { ResponseSurvey } from '../data/import/response/survey'
import type { AskedFor } from '../data/import/schema'
import type { SlrFolder } from '../data/import/slr/folder'
import { convertSlr } from '../data/import/slr/set'
import { type SlrSurvey, surveySlr } from '../data/import/slr/survey'
import { asChosen, type Table } from '../data/import/table/read'
import type { TableChoice } from '../data/import/table/schema'
import { convertTable, planOf } from '../data/import/table/set'
import { loadLabeled } from '../data/sources'
import { boxesFolder, removeBoxes, storeBoxes, storedBoxes } from '../data/store/boxes'
import { bytesOf } from '../data/store/layout'
import { removeResponses, responsesFolder, storedResponses, storeResponses } from '../data/store/responses'
import { browserFolder, type ImportedSet, removeSet, renameSet, storedSets, storeSet } from '../data/store/store'
import { writeNirData } from '../interop/nir/data-file'
import { readNirFile, writeNirFile } from '../interop/nir/file'
import { correlate } from './correlate'
import type { ChosenFile, ImportApi, Imported, ImportProgress } from './importer'
import { sourcesOf } from './load-data'
import { columnsOf, fileOf, formatOf, readForPlayer } from './play'

const REPORT_MS = 100

/** Passes on the first report of each kind of work, and then one every so often. */
function reporter(onProgress: (progress: ImportProgress) => void) {
  let last = { what: '', at: 0 }
  return (what: string, done: number, total: number): void => {
    const at = performance.now()
    if (what === last.what && at - last.at < REPORT_MS) return
    last = { what, at }
    onProgress({ what, share: total > 0 ? Math.min(1, done / total) : 0 })
  }
}

/** Decodes an image with the browser, without converting its color space. */
const decode: DecodeImage = async (file) => {
  const bitmap = await createImageBitmap(file, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' })
  const { width, height } = bitmap
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('no canvas')
  context.drawImage(bitmap, 0, 0)
  bitmap.close()
  return { width, height, pixels: context.getImageData(0, 0, width, height).data }
}

/** The folder, movies or table opened last; at most one of these is set. */
let folder: { readonly events: EventFolder; readonly survey: Survey } | undefined
let slr: { readonly folder: SlrFolder; readonly survey: SlrSurvey } | undefined
let responses: ResponseSurvey | undefined
let boxes: BoxSurvey | undefined
let table: Table | undefined
function leave(): void {
  responses?.open.close()
  ;[folder, slr, responses, boxes, table] = [undefined, undefined, undefined, undefined, undefined]
}
const opened = <T>(value: T | undefined): T => {
  if (value) return value
  throw new Error('What was opened is not open any more. Open it again.')
}

/** The open table with its first row read as the choice says; cached until another is opened. */
async function chosenTable(choice: TableChoice): Promise<Table> {
  const before = opened(table)
  const chosen = await asChosen(before, choice)
  if (table === before) table = chosen
  return chosen
}

type Report = ReturnType<typeof reporter>

async function open(files: readonly ChosenFile[], asked: AskedFor | undefined, report: Report): Promise<Imported> {
  await browserFolder()
  const found = await openChosen(files, { progress: report, decode, asked })
  if ('set' in found) return { kind: 'set', data: await saveSet(found.set, report) }
  leave()
  if ('responses' in found) {
    responses = found.responses
    return { kind: 'responses', found: responses.found }
  }
  if ('slr' in found) {
    slr = { folder: found.slr, survey: surveySlr(found.slr) }
    return { kind: 'slr', found: slr.survey.found }
  }
  if ('table' in found) {
    table = found.table
    return { kind: 'table', found: table.found }
  }
  if ('boxes' in found) {
    boxes = await surveyBoxes(found.boxes, report)
    return { kind: 'boxes', found: boxes.found }
  }
  const survey = await surveyEvents(found.events, report)
  folder = { events: found.events, survey }
  return { kind: 'events', found: survey.found }
}

async function saveSet(imported: ImportedSet, report: Report): Promise<DataSpec> {
  // MNIST comes with the lab, so it is not saved.
  if (imported.data.kind === 'mnist') return imported.data
  const { train, test } = imported.set
  const total = bytesOf(dataShape(imported.data), { train: train.count, test: test.count })
  let written = 0
  await storeSet(await browserFolder(), imported, (count) => {
    written += count
    report('Keeping the samples', written, total)
  })
  await persist()
  return imported.data
}

/** Asks the browser not to evict stored data when it runs out of room. The browser may refuse. */
const persist = () => navigator.storage.persist?.().catch(() => false)

const api: ImportApi = {
  sets: async () => storedSets(await browserFolder()),
  remove: async (key) => removeSet(await browserFolder(), key),
  rename: async (key, name) => renameSet(await browserFolder(), key, name),
  responses: async () => storedResponses(await responsesFolder()),
  removeResponses: async (key) => removeResponses(await responsesFolder(), key),
  boxes: async () => storedBoxes(await boxesFolder()),
  removeBoxes: async (key) => removeBoxes(await boxesFolder(), key),
  open: (files, asked, onProgress) => open(files, asked, reporter(onProgress)),
  async fetch(addresses, onProgress) {
    const report = reporter(onProgress)
    return open(await fetchChosen(addresses, report), undefined, report)
  },
  formatOf,
  async recording(file, which, onProgress) {
    const read = await readForPlayer(file, which, reporter(onProgress))
    return Comlink.transfer(read, columnsOf(read.recording.events))
  },
  fileOf,
  correlate: (request, folder, onProgress) => correlate(request, folder, reporter(onProgress)),
  async arrays(data, shape, folder, onProgress) {
    const report = reporter(onProgress)
    const samples = await loadLabeled(data, sourcesOf(folder), (done, total) => report('Reading the samples', done, total))
    return archiveOf(samples, shape, (done, total) => report('Packing the samples', done, total))
  },
  readNir: async (file) => readNirFile(new Uint8Array(await file.arrayBuffer())),
  writeNir: writeNirFile,
  writeNirData,
  preview: async (choice, frame) => opened(folder).survey.preview(choice, frame),
  looked: async (n) => opened(folder).survey.recording(n),
  previewSlr: async (choice, sample, step) => opened(slr).survey.preview(choice, sample, step),
  async convert(choice, onProgress) {
    const report = reporter(onProgress)
    return saveSet(await convertEvents(opened(folder).events, choice, report), report)
  },
  async convertSlr(choice, onProgress) {
    const report = reporter(onProgress)
    return saveSet(await convertSlr(opened(slr).folder, choice, report), report)
  },
  previewResponses: async (choice, at) => opened(responses).preview(choice, at),
  async convertResponses(choice, onProgress) {
    const { open, found } = opened(responses)
    const report = reporter(onProgress)
    const stored = await storeResponses(await responsesFolder(), (writer) => convertResponses(open, found, choice, writer, report))
    await persist()
    return stored
  },
  previewBoxes: async (choice, recording, time) => opened(boxes).preview(choice, recording, time),
  costOfBoxes: async (choice) => opened(boxes).cost(choice),
  async convertBoxes(choice, onProgress) {
    const { folder, found } = opened(boxes)
    const report = reporter(onProgress)
    const stored = await storeBoxes(await boxesFolder(), (writer) => convertBoxes(folder, found, choice, writer, report))
    await persist()
    return stored
  },
  previewTable: async (choice) => planOf(await chosenTable(choice), choice),
  async convertTable(choice, onProgress) {
    return saveSet(await convertTable(await chosenTable(choice), choice), reporter(onProgress))
  },
  leave: async () => leave(),
}

Comlink.expose(api)
