/**
 * The data sets of this browser, as the page knows them: the list, the import under way, what was wrong with the last one; and what
 * a person can do about them. The files themselves are opened by a worker of their own.
 */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { choiceFor } from '../data/import/schema'
import { type DataSpec, dataKey, dataShape, isBundled, type KeptSet } from '../data/schema'
import { isTask } from '../data/tasks/schema'
import { errorsOf } from '../experiments/check'
import { type ChosenFile, createImporter, type ImportProgress, type Opened } from '../worker/importer'
import { edit, flush } from './actions'
import { showDialog } from './selection'
import { store } from './store'

interface DataState {
  /** Null until they have been asked for. */
  readonly sets: readonly KeptSet[] | null
  readonly work: ImportProgress | null
  /** How the last import ended, in a sentence. */
  readonly result: { readonly kind: 'done' | 'error'; readonly text: string } | null
}

const state = createStore<DataState>(() => ({ sets: null, work: null, result: null }))
export const useData = <T>(select: (state: DataState) => T): T => useStore(state, select)

const importer = createImporter()

const failed = (error: unknown): void =>
  state.setState({ result: { kind: 'error', text: error instanceof Error ? error.message : String(error) } })

export async function listSets(): Promise<void> {
  await importer.sets().then((sets) => state.setState({ sets }), failed)
}

/** Whether a set is known not to be in this browser, as it was last listed. What comes with the lab or is made never is. */
export const missing = (data: DataSpec, sets: readonly KeptSet[] | null): boolean =>
  !isBundled(data) && !isTask(data) && sets !== null && !sets.some((kept) => dataKey(kept.data) === dataKey(data))

export function openDataDialog(): void {
  if (!state.getState().work) state.setState({ result: null })
  showDialog('data')
}

/** @param files may still be on their way: a dropped folder is listed first. */
export const openFiles = (files: readonly ChosenFile[] | Promise<readonly ChosenFile[]>): Promise<void> =>
  work((onProgress) => importer.open(files, onProgress))

export const openAddresses = (addresses: readonly string[]): Promise<void> => work((onProgress) => importer.fetch(addresses, onProgress))

export const cancelImport = (): void => importer.cancel()

type OnProgress = (progress: ImportProgress) => void

async function work(call: (onProgress: OnProgress) => Promise<Opened>): Promise<void> {
  showDialog('data')
  if (state.getState().work) return failed(new Error('Another import is under way. Wait for it, or cancel it.'))
  state.setState({ work: { what: 'Listing the files', share: 0 }, result: null })
  try {
    const onProgress: OnProgress = (progress) => {
      if (state.getState().work) state.setState({ work: progress })
    }
    const opened = await call(onProgress)
    const data =
      opened.kind === 'set' ? opened.data : await importer.convert(choiceFor(opened.found, store.getState().draft.data), onProgress)
    state.setState({ work: null })
    await listSets()
    await chooseSet(data)
    const { title } = dataShape(data)
    const fits = errorsOf(store.getState().problems).length === 0
    const text = fits
      ? `${title} is in this browser, and the experiment learns from it.`
      : `${title} is in this browser. What the experiment must change to learn from it stands beside its settings.`
    state.setState({ result: { kind: 'done', text } })
  } catch (error) {
    state.setState({ work: null })
    failed(error)
  }
}

/** Makes it the data set of the experiment: an edit like any other. Of a set that was missing, opens the experiment again. */
export async function chooseSet(data: DataSpec): Promise<void> {
  const { draft } = store.getState()
  if (dataKey(data) !== dataKey(draft.data)) edit('data', { ...data, batch: Math.min(draft.data.batch, dataShape(data).train) })
  await flush()
}

export async function removeSet(data: DataSpec): Promise<void> {
  state.setState({ result: null })
  await importer.remove(dataKey(data)).catch(failed)
  await listSets()
}
