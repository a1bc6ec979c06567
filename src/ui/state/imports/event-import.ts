/**
 * A folder of event recordings on its way to a data set, as the page knows it: what was chosen of how they become frames, what that
 * makes of those that were looked at, what it will take, and the conversion. The folder itself is in the worker that opens files.
 */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { type FramingSpec, MAX_FRAME_BYTES } from '../../../data/events/schema'
import {
  choiceFor,
  countsFor,
  dataFor,
  type EventChoice,
  type EventsFound,
  frameSampleBytes,
  type Preview,
} from '../../../data/import/schema'
import { showDialog } from '../selection/select'
import { store } from '../store/store'
import { importer, useData, work } from './data-sets'
import { type GraphicsCost, graphicsOf, learnWith, presetFor } from './import-learner'

interface ImportState {
  readonly choice: EventChoice | null
  /** The frame that is shown; null: all together. */
  readonly frame: number | null
  /** The preset that is opened with the set; null: the open experiment learns from it. */
  readonly preset: string | null
  readonly preview: Preview | null
  /** Why there is none. */
  readonly refused: string | null
  readonly cost: ImportCost | null
}

export interface ImportCost {
  readonly train: number
  readonly test: number
  /** Bytes of all samples as they are kept. */
  readonly samples: number
  readonly graphics: GraphicsCost | null
  /** Not even one sample of each class fits. */
  readonly refused: boolean
}

const state = createStore<ImportState>(() => ({ choice: null, frame: null, preset: null, preview: null, refused: null, cost: null }))
export const useImport = <T>(select: (state: ImportState) => T): T => useStore(state, select)

/** Shows a folder that was opened. How it becomes a set is as the open experiment wants it, or as is usual. */
export function offer(found: EventsFound): void {
  const { draft } = store.getState()
  const choice = choiceFor(found, draft.data)
  state.setState({ choice, frame: null, preset: presetFor(choice.kind), preview: null, refused: null, cost: null })
  showDialog('eventImport')
}

export function choose(change: Partial<Omit<EventChoice, 'framing'>>): void {
  const { choice } = state.getState()
  if (!choice) return
  const preset = change.kind ? presetFor(change.kind) : state.getState().preset
  state.setState({ choice: { ...choice, ...change }, preset })
}

export function chooseFraming(change: Partial<FramingSpec>): void {
  const { choice, frame } = state.getState()
  if (!choice) return
  const framing = { ...choice.framing, ...change }
  state.setState({ choice: { ...choice, framing }, frame: frame !== null && frame < framing.frames ? frame : null })
}

export const choosePreset = (preset: string | null): void => state.setState({ preset })
export const chooseFrame = (frame: number | null): void => state.setState({ frame })

/** What the choice makes of the recordings, and what it takes. Answers that come after the choice has changed are dropped. */
export async function lookAhead(found: EventsFound): Promise<void> {
  const { choice, frame, preset } = state.getState()
  if (!choice) return
  const isNewest = () => {
    const now = state.getState()
    return now.choice === choice && now.frame === frame && now.preset === preset
  }
  const seen = importer.preview(choice, frame).then(
    (preview) => isNewest() && state.setState({ preview, refused: null }),
    (error: unknown) => isNewest() && state.setState({ refused: error instanceof Error ? error.message : String(error) }),
  )
  const cost = await costOf(found, choice, preset)
  if (isNewest()) state.setState({ cost })
  await seen
}

async function costOf(found: EventsFound, choice: EventChoice, preset: string | null): Promise<ImportCost> {
  const counts = countsFor(found, choice.framing)
  const samples = (frameSampleBytes(choice.framing) + 1) * (counts.train + counts.test)
  const graphics = await graphicsOf(dataFor(found, choice), preset, counts)
  return { ...counts, samples, graphics, refused: samples > MAX_FRAME_BYTES }
}

/** Makes the set; then the experiment learns from it, or the preset is opened that does. */
export function convert(): Promise<void> {
  const { choice, preset } = state.getState()
  if (!choice) return Promise.resolve()
  return work(
    'Reading the recordings',
    (onProgress) => importer.convert(choice, onProgress),
    (data) => learnWith(preset, data),
  )
}

/** Shows one of the recordings that were looked at in the player, and comes back when that is closed. */
export async function play(n: number, found: EventsFound): Promise<void> {
  const { path, events: total, first, last, on, notes } = found.looked[n]!
  const [{ showRecording }, recording] = await Promise.all([import('./event-player'), importer.looked(n)])
  showRecording(recording, { name: path, format: found.format, total, first, last, on, notes })
  const stop = store.subscribe(({ dialog }) => {
    if (dialog === 'events') return
    stop()
    if (dialog === null) showDialog('eventImport')
  })
}

export const useFound = (): EventsFound | null => useData((data) => data.found)
