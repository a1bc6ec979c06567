/**
 * Movies and responses on their way to a data set, as the page knows them: how their arrays are understood, what is cut, a look at what
 * that makes, and the conversion. The files themselves are in the worker that opens files.
 */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { guessResponses, guessStimulus, pace } from '../../../data/import/response/axes/schema'
import { type Planned, planFor } from '../../../data/import/response/plan/schema'
import type { Axis, RecordingChoice, ResponseChoice, ResponsePreview, ResponsesFound } from '../../../data/import/response/schema'
import { showDialog } from '../selection/select'
import { importer, useData, work } from './data-sets'
import { learnFromResponses } from './saved-responses'

interface ResponseImportState {
  /** Of the ways in which the files can be understood. */
  readonly reading: number
  readonly choice: ResponseChoice | null
  /** The recording whose arrays are shown. */
  readonly recording: number
  /** The bin whose frame is shown. */
  readonly at: number
  readonly planned: Planned | null
  readonly preview: ResponsePreview | null
  /** Why there is none, where the choice makes a set. */
  readonly unread: string | null
}

const EMPTY = { reading: 0, choice: null, recording: 0, at: 0, planned: null, preview: null, unread: null } as const
const state = createStore<ResponseImportState>(() => EMPTY)
export const useResponseImport = <T>(select: (state: ResponseImportState) => T): T => useStore(state, select)
export const useResponsesFound = (): ResponsesFound | null => useData((data) => data.responses)

/** Shows files that were opened, as they most likely are meant. */
export function offerResponses(found: ResponsesFound): void {
  state.setState(EMPTY)
  chooseReading(found, 0)
  showDialog('responseImport')
}

const planned = (found: ResponsesFound, choice: ResponseChoice) => ({ choice, planned: planFor(found, choice) })

/** Another way to understand the files: all choices are those that it has. The name stays. */
export function chooseReading(found: ResponsesFound, reading: number): void {
  const { choice } = found.readings[reading]!
  const { name } = state.getState().choice ?? choice
  state.setState({ ...EMPTY, reading, ...planned(found, { ...choice, name }) })
}

export function chooseResponses(found: ResponsesFound, change: Partial<ResponseChoice>): void {
  const { choice } = state.getState()
  if (choice) state.setState(planned(found, { ...choice, ...change }))
}

export const showRecording = (recording: number): void => state.setState({ recording })
export const showBin = (at: number): void => state.setState({ at })

/** Another part, title or array of a recording. The axes of an array that was in none are guessed. */
export function chooseRecording(found: ResponsesFound, place: number, change: Partial<RecordingChoice>): void {
  const { choice } = state.getState()
  if (!choice) return
  const recordings = choice.recordings.map((one, n) => (n === place ? { ...one, ...change } : one))
  const { stimulus, responses } = recordings[place]!
  const guessed = guessedFor(found, choice.axes, stimulus, responses)
  chooseResponses(found, { recordings, ...guessed })
}

/** One more, of the same arrays as the one that is shown. */
export function addRecording(found: ResponsesFound): void {
  const { choice, recording } = state.getState()
  const like = choice?.recordings[recording]
  if (!choice || !like) return
  const recordings = [...choice.recordings, { ...like, title: `recording ${choice.recordings.length + 1}` }]
  state.setState({ recording: choice.recordings.length })
  chooseResponses(found, { recordings })
}

export function removeRecording(found: ResponsesFound, place: number): void {
  const { choice, recording } = state.getState()
  if (!choice) return
  state.setState({ recording: Math.max(0, Math.min(recording, choice.recordings.length - 2)) })
  chooseResponses(found, { recordings: choice.recordings.filter((_, n) => n !== place) })
}

/** What an axis of an array is; so it is of every array in the same place with as many axes. */
export function chooseAxis(found: ResponsesFound, kind: 'stimulus' | 'responses', id: string, place: number, axis: Axis): void {
  const { choice } = state.getState()
  if (!choice) return
  const axesOf = (array: string) => choice.axes[array] ?? []
  const alike = choice.recordings.map((one) => one[kind]).filter((array) => axesOf(array).length === axesOf(id).length)
  const changed = axesOf(id).map((one, n) => (n === place ? axis : one))
  chooseResponses(found, { axes: { ...choice.axes, ...Object.fromEntries(alike.map((array) => [array, changed])) } })
}

function guessedFor(
  found: ResponsesFound,
  known: ResponseChoice['axes'],
  stimulus: string,
  responses: string,
): Partial<Pick<ResponseChoice, 'axes' | 'bins' | 'frames'>> {
  if (known[stimulus] && known[responses]) return {}
  const [movie, answers] = [stimulus, responses].map((id) => found.arrays.find((array) => array.id === id))
  if (!movie || !answers) return {}
  const seen = known[stimulus] ?? guessStimulus(movie, answers.shape)
  const frames = movie.shape[seen.indexOf('time')] ?? 0
  const answered = known[responses] ?? guessResponses(answers, frames)
  const bins = answers.shape[answered.indexOf('time')] ?? 0
  return { axes: { ...known, [stimulus]: seen, [responses]: answered }, ...(frames > 0 && bins > 0 && pace(frames, bins)) }
}

/** A look at what the choice makes. Answers that come after the choice has changed are dropped. */
export async function lookAtResponses(): Promise<void> {
  const { choice, at, planned: now } = state.getState()
  if (!choice || !now?.plan) return state.setState({ preview: null, unread: null })
  const isNewest = () => state.getState().choice === choice && state.getState().at === at
  await importer.previewResponses(choice, Math.min(at, now.plan.train.bins - 1)).then(
    (preview) => isNewest() && state.setState({ preview, unread: null }),
    (error: unknown) => isNewest() && state.setState({ preview: null, unread: error instanceof Error ? error.message : String(error) }),
  )
}

/** Makes the set and keeps it. */
export function convertResponses(): Promise<void> {
  const { choice } = state.getState()
  if (!choice) return Promise.resolve()
  return work(
    'Reading the responses',
    (onProgress) => importer.convertResponses(choice, onProgress),
    async (kept) => {
      showDialog('data')
      await learnFromResponses(kept)
    },
  )
}
