/**
 * Opening and saving event recordings: the file being read, its progress, and its errors. A worker of its own reads; until it is done, the
 * previous recording stays open. Playback is in state/imports/event-player.ts.
 */

import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Recording } from '../../../data/events/events'
import type { WrittenFormat } from '../../../data/events/write'
import { messageOf } from '../../../problem'
import { Cancelled, type ChosenFile, createImporter, type ImportProgress } from '../../../worker/importer'
import { saveBlob } from '../../base/download'
import { player, showRecording } from '../../state/imports/event-player'
import { showDialog } from '../../state/selection/select'
import { store } from '../../state/store/store'

interface RecordingsState {
  readonly work: (ImportProgress & { readonly name: string }) | null
  /** Why the last file could not be played, in a sentence. */
  readonly failed: string | null
}

const state = createStore<RecordingsState>(() => ({ work: null, failed: null }))
export const useRecordings = <T>(select: (state: RecordingsState) => T): T => useStore(state, select)

const importer = createImporter()
export const cancelOpening = (): void => importer.cancel('It was cancelled.')

const chosen = (file: File): ChosenFile => ({ path: file.name, blob: file })

/** File extensions of event recordings; no data set uses them. */
const NAMED_AS_EVENTS = /\.(aedat4?|raw|dat)$/i

/**
 * Opens a file in the player if its content is events. An invalid file is reported there if the player is open or the file's name is
 * that of a recording. @returns whether the file was meant for the player.
 */
export async function playIfRecording(file: File): Promise<boolean> {
  // A folder looks like a file until it is read, and reading it fails.
  const format = await importer.formatOf(chosen(file)).catch(() => null)
  const meant = store.getState().dialog === 'events' || NAMED_AS_EVENTS.test(file.name) || (file.size === 0 && /\.bin$/i.test(file.name))
  if (format === null || (format === undefined && !meant)) return false
  await openRecording(file).catch(() => undefined)
  return true
}

/** @param recording the index of a recording in a file of several, from 0. @throws Error with a sentence; the open recording stays. */
export const openRecording = (file: File, recording = 0): Promise<void> => open(chosen(file), recording)

/** Opens another recording of the file in the player. */
export async function openOther(recording: number): Promise<void> {
  const source = player.getState().shown?.source
  if (source) await open(source.file, Math.min(source.recordings - 1, Math.max(0, recording)))
}

function open(file: ChosenFile, which: number): Promise<void> {
  const name = file.path
  return working('Reading the recording', name, async () => {
    const { recording, facts } = await importer.recording(file, which, (progress) => {
      if (state.getState().work) state.setState({ work: { ...progress, name } })
    })
    const { format, events: total, first, last, on, recordings, label, notes, guessed, faulty, skipped } = facts
    const titled = recordings > 1 ? `${name}, recording ${which + 1}` : name
    const source = { file, recordings, recording: which }
    const faults = faulty / Math.max(1, total + skipped)
    const about = { name: titled, format, total, first, last, on, notes, guessed, faults, source }
    showRecording(recording, { ...about, ...(label !== undefined && { label }) })
  })
}

/** The formats a recording can be saved in. */
export const FORMATS: readonly (readonly [format: WrittenFormat, label: string])[] = [
  ['csv', 'CSV'],
  ['npy', 'NumPy .npy'],
  ['dat', 'Prophesee DAT'],
  ['bin', 'N-MNIST .bin'],
]

/** Saves a recording as a file for the user. @throws Error with a sentence if the format cannot hold it. */
export async function saveAs(name: string, { width, height, events }: Recording, format: WrittenFormat): Promise<void> {
  saveBlob(`${name.replace(/\.\w+(?=(, recording \d+)?$)/, '')}.${format}`, await importer.fileOf(name, { width, height, events }, format))
}

/** Saves the recording in the player. */
export function saveRecording(format: WrittenFormat): Promise<void> {
  const { shown } = player.getState()
  if (!shown) throw new Error('No recording is open.')
  return working('Writing the recording', shown.name, () => saveAs(shown.name, shown, format))
}

/** Runs one task at a time and shows its progress and outcome in the player. */
async function working(what: string, name: string, work: () => Promise<void>): Promise<void> {
  if (state.getState().work) throw new Error('Another recording is being opened or saved. Wait for it, or cancel it.')
  state.setState({ work: { what, share: 0, name }, failed: null })
  showDialog('events')
  try {
    await work()
  } catch (error) {
    if (!(error instanceof Cancelled)) state.setState({ failed: messageOf(error) })
    throw error
  } finally {
    state.setState({ work: null })
  }
}
