/**
 * Recordings with boxes on their way to a data set, as the page knows them: what was chosen, a label of one as that makes it a sample,
 * what it will take, and the conversion. The files themselves are in the worker that opens files.
 */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import {
  BOX_FILTERS,
  type BoxChoice,
  type BoxCost,
  type BoxesFound,
  type BoxFilter,
  type BoxPreview,
  boxChoiceFor,
} from '../../../data/import/boxes/schema'
import { showDialog } from '../selection/select'
import { importer, useData, work } from './data-sets'
import { learnFromBoxes } from './saved-boxes'

interface BoxImportState {
  readonly choice: BoxChoice | null
  /** The recording that is shown, and which of its labels. */
  readonly recording: number
  readonly time: number
  readonly preview: BoxPreview | null
  /** Why there is none. */
  readonly unread: string | null
  readonly cost: BoxCost | null
}

const EMPTY = { choice: null, recording: 0, time: 0, preview: null, unread: null, cost: null } as const
const state = createStore<BoxImportState>(() => EMPTY)
export const useBoxImport = <T>(select: (state: BoxImportState) => T): T => useStore(state, select)
export const useBoxesFound = (): BoxesFound | null => useData((data) => data.boxes)

/** Shows a folder that was opened. How it becomes a set is as is usual of its kind. */
export function offerBoxes(found: BoxesFound): void {
  // The first labels come too early for Prophesee’s evaluation.
  const time = Math.min(found.recordings[0]!.times - 1, FIRST_SHOWN)
  state.setState({ ...EMPTY, choice: boxChoiceFor(found), time })
  showDialog('boxImport')
}
const FIRST_SHOWN = 3

export function chooseBoxes(change: Partial<BoxChoice>): void {
  const { choice } = state.getState()
  if (choice) state.setState({ choice: { ...choice, ...change } })
}

export function chooseFilter(filter: BoxFilter): void {
  const { after, diagonal, side } = BOX_FILTERS[filter]
  chooseBoxes({ after, diagonal, side })
}

export function showBoxes(found: BoxesFound, recording: number, time: number): void {
  state.setState({ recording, time: Math.min(time, found.recordings[recording]!.times - 1) })
}

/** A look at what the choice makes, and what it takes. Answers that come after the choice has changed are dropped. */
export async function lookAtBoxes(): Promise<void> {
  const { choice, recording, time } = state.getState()
  if (!choice) return
  const isNewest = () => {
    const now = state.getState()
    return now.choice === choice && now.recording === recording && now.time === time
  }
  const cost = importer.costOfBoxes(choice).then((cost) => state.getState().choice === choice && state.setState({ cost }))
  await importer.previewBoxes(choice, recording, time).then(
    (preview) => isNewest() && state.setState({ preview, unread: null }),
    (error: unknown) => isNewest() && state.setState({ preview: null, unread: error instanceof Error ? error.message : String(error) }),
  )
  await cost
}

/** Makes the set and keeps it. */
export function convertBoxes(): Promise<void> {
  const { choice } = state.getState()
  if (!choice) return Promise.resolve()
  return work(
    'Reading the recordings',
    (onProgress) => importer.convertBoxes(choice, onProgress),
    async (kept) => {
      showDialog('data')
      await learnFromBoxes(kept)
    },
  )
}
