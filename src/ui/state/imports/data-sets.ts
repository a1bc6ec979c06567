/**
 * The data sets saved in this browser, as the page knows them: the list, the current import and the result of the last one; and what the
 * user can do with them. A separate worker opens the files.
 */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { boxesKey, isOwnBoxes, type StoredBoxes } from '../../../data/boxes/schema'
import { type AnyData, type DataSpec, dataKey, dataShape, isLabeled, isOpened } from '../../../data/datasets/schema'
import { framingOf, isEvents } from '../../../data/events/schema'
import type { AskedFor } from '../../../data/import/schema'
import { isOwnResponse, responseKey, type StoredResponses } from '../../../data/response/schema'
import { type StoredSet, setName } from '../../../data/store/schema'
import { withEdit } from '../../../experiments/edit'
import { DEFAULT_PRESET, presetNamed } from '../../../experiments/presets'
import type { Experiment } from '../../../experiments/schema'
import { counted } from '../../../format'
import { errorsOf, messageOf } from '../../../problem'
import { createImporter, type Imported, type ImportProgress } from '../../../worker/importer'
import { showDialog } from '../selection/select'
import { edit, openExperiment } from '../session/edit'
import { flush } from '../session/opening'
import { store } from '../store/store'

interface DataState {
  /** Null until the list has been read. */
  readonly sets: readonly StoredSet[] | null
  /** Saved movies with neural responses. */
  readonly recordings: readonly StoredResponses[] | null
  /** Saved event recordings with boxes. */
  readonly boxed: readonly StoredBoxes[] | null
  readonly work: ImportProgress | null
  /** The result of the last import, in a sentence. */
  readonly result: { readonly kind: 'done' | 'error'; readonly text: string } | null
  /** Files that were opened and can become a set: how they do is still to be chosen. */
  readonly found: Found | null
  /** What the user said that the files contain, if anything. */
  readonly asked: AskedFor | null
}

export type Found = Exclude<Imported, { readonly kind: 'set' }>

const state = createStore<DataState>(() => ({
  sets: null,
  recordings: null,
  boxed: null,
  work: null,
  result: null,
  found: null,
  asked: null,
}))
export const useData = <T>(select: (state: DataState) => T): T => useStore(state, select)

export const importer = createImporter()

/** Shows a result where imports report theirs; null clears it. */
export const sayDone = (text: string | null): void => state.setState({ result: text === null ? null : { kind: 'done', text } })

export const failed = (error: unknown): void => state.setState({ result: { kind: 'error', text: messageOf(error) } })

export async function listSets(): Promise<void> {
  const listed = Promise.all([importer.sets(), importer.responses(), importer.boxes()])
  await listed.then(([sets, recordings, boxed]) => state.setState({ sets, recordings, boxed }), failed)
}

/** Whether the last listing shows that a set is not in this browser. Bundled and generated sets are never missing. */
export function missing(data: AnyData, { sets, recordings, boxed }: Pick<DataState, 'sets' | 'recordings' | 'boxed'>): boolean {
  if (isOwnResponse(data)) return recordings !== null && !recordings.some((kept) => responseKey(kept.data) === responseKey(data))
  if (isOwnBoxes(data)) return boxed !== null && !boxed.some((kept) => boxesKey(kept.data) === boxesKey(data))
  return isOpened(data) && sets !== null && !sets.some((kept) => dataKey(kept.data) === dataKey(data))
}

export function openDataDialog(): void {
  if (!state.getState().work) state.setState({ result: null })
  showDialog('data')
}

/**
 * Opens the import dialog.
 * @param asked the kind of files that the user is about to choose, movies with responses or recordings with boxes; null returns to the
 * files that are open
 */
export function openImport(asked: AskedFor | null): void {
  if (!state.getState().work) state.setState({ result: null })
  state.setState({ asked })
  showDialog('import')
}

export const cancelImport = (): void => importer.cancel()

export const keepFound = (found: Found): void => state.setState({ found, asked: null })

export function forgetFound(): void {
  state.setState({ found: null, asked: null })
  void importer.leave().catch(() => undefined)
}

export type OnProgress = (progress: ImportProgress) => void

/** Runs one import at a time: the dialogs show the progress of `call`, and `then` runs if it succeeds. @param first the name of its first stage */
export async function work<T>(
  first: string,
  call: (onProgress: OnProgress) => Promise<T>,
  then: (answer: T) => Promise<void>,
): Promise<void> {
  if (state.getState().work) return failed(new Error('Another import is under way. Wait for it, or cancel it.'))
  state.setState({ work: { what: first, share: 0 }, result: null })
  try {
    const answer = await call((progress) => {
      if (state.getState().work) state.setState({ work: progress })
    })
    state.setState({ work: null })
    await then(answer)
  } catch (error) {
    state.setState({ work: null })
    failed(error)
  }
}

/** Opens an experiment with a newly saved set. */
export async function learnFrom(data: DataSpec): Promise<void> {
  await listSets()
  await chooseSet(data)
  const { title } = dataShape(data)
  const fits = errorsOf(store.getState().problems).length === 0
  const text = fits
    ? `${title} is in this browser, and the experiment uses it.`
    : `${title} is in this browser. The form marks the settings that must change to use it.`
  const { result } = state.getState()
  state.setState({ result: { kind: 'done', text: result ? `${text} ${result.text}` : text } })
}

/**
 * Makes it the data set of the experiment, as an edit that can be undone. If the set was missing until now, the experiment is opened again.
 */
export async function chooseSet(data: DataSpec): Promise<void> {
  const { draft } = store.getState()
  state.setState({ result: null })
  // A labeled set does not fit an experiment that learns numbers, so the default preset is opened with it.
  if (!isLabeled(draft.data)) await openExperiment(withLabels(data), DEFAULT_PRESET)
  else if (dataKey(data) !== dataKey(draft.data)) editSet(draft.data, data)
  const { batch } = store.getState().draft.data
  if (batch !== draft.data.batch) state.setState({ result: { kind: 'done', text: batchText(draft.data.batch, batch, data) } })
  await flush()
}

const batchText = (before: number, batch: number, data: DataSpec): string => {
  const { title, train } = dataShape(data)
  return `The batch was ${before} and is ${batch}${batch > before ? ' again' : ''}: ${title} has ${counted(train, 'training sample')}.`
}

/** The batch size that was reduced for a small set: its value before and after, and the preset in which that happened. */
let lowered: { readonly wanted: number; readonly batch: number; readonly preset: string } | null = null

/**
 * Changes the set. A batch size that was reduced for the previous set is restored as far as the new one allows, unless the user has changed
 * it since.
 */
function editSet(before: AnyData, data: DataSpec): void {
  const { preset } = store.getState()
  const same = lowered?.preset === preset && lowered.batch === before.batch
  const wanted = same ? lowered!.wanted : before.batch
  const next = withChangesOf({ ...before, batch: wanted }, data)
  edit('data', next)
  lowered = next.batch < wanted ? { wanted, batch: next.batch, preset } : null
}

/** The default preset with the given set. */
function withLabels(data: DataSpec): Experiment {
  const { experiment } = presetNamed(DEFAULT_PRESET)!
  const edited = withEdit(experiment, 'data', withChangesOf(experiment.data, data))
  return edited.ok ? edited.experiment : experiment
}

/** A set with the batch size of another. If it is the same set with other framing, its other settings are kept too. */
export const withChangesOf = (before: AnyData, data: DataSpec): DataSpec => ({
  ...(isEvents(data) && data.kind !== 'ownEvents' && before.kind === data.kind ? { ...before, ...framingOf(data) } : data),
  batch: Math.min(before.batch, dataShape(data).train),
})

/**
 * Renames a set of the user's. Links, files and runs find it by its key. An open experiment that uses it takes the new name only before it
 * has trained; later it keeps the old one, so that its run stays the same.
 */
export async function renameSet(data: DataSpec, name: string): Promise<void> {
  state.setState({ result: null })
  await importer.rename(dataKey(data), name)
  await listSets()
  const { draft, progress } = store.getState()
  if (dataKey(draft.data) !== dataKey(data)) return
  if ((progress?.step ?? 0) === 0) edit('data.name', setName(name))
  else state.setState({ result: { kind: 'done', text: 'Renamed. The run that is open keeps the name that it began with.' } })
}

export async function removeSet(data: DataSpec): Promise<void> {
  state.setState({ result: null })
  await importer.remove(dataKey(data)).catch(failed)
  await listSets()
}
