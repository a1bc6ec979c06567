/**
 * A folder of DVS-SLR on its way to a data set, as the page knows it: what was chosen of how its recordings become pairs, a sample as
 * that makes it, what it will take, and the conversion. The folder itself is in the worker that opens files.
 */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { type SlrPairing, stepsFor } from '../../../data/events/slr/schema'
import {
  type SlrChoice,
  type SlrCost,
  type SlrFound,
  type SlrPreview,
  type SlrTag,
  slrChoiceFor,
  slrCost,
  slrData,
  slrRefusal,
} from '../../../data/import/slr/schema'
import { showDialog } from '../selection/select'
import { store } from '../store/store'
import { importer, useData, work } from './data-sets'
import { type GraphicsCost, graphicsOf, learnWith, presetFor } from './import-learner'

interface SlrImportState {
  readonly choice: SlrChoice | null
  /** The recording that is shown, and the step of it. */
  readonly sample: number
  readonly step: number
  /** The preset that is opened with the set; null: the open experiment learns from it. */
  readonly preset: string | null
  readonly preview: SlrPreview | null
  /** Why there is none. */
  readonly unread: string | null
  readonly cost: (SlrCost & { readonly graphics: GraphicsCost | null }) | null
}

const state = createStore<SlrImportState>(() => ({
  choice: null,
  sample: 0,
  step: 0,
  preset: null,
  preview: null,
  unread: null,
  cost: null,
}))
export const useSlrImport = <T>(select: (state: SlrImportState) => T): T => useStore(state, select)
export const useSlrFound = (): SlrFound | null => useData((data) => data.slr)

/** Shows a folder that was opened. How it becomes a set is as the open experiment wants it, or as is usual. */
export function offerSlr(found: SlrFound): void {
  const choice = slrChoiceFor(found, store.getState().draft.data)
  const step = Math.floor(choice.pairing.frames / 2)
  state.setState({ choice, sample: 0, step, preset: presetFor('dvsSlr'), preview: null, unread: null, cost: null })
  showDialog('slrImport')
}

/** Another interval has as many steps as a sample lasts. */
export function choosePairing(change: Partial<SlrPairing>): void {
  const { choice, step } = state.getState()
  if (!choice) return
  const pairing = { ...choice.pairing, ...(change.dt !== undefined && { frames: stepsFor(change.dt) }), ...change }
  state.setState({ choice: { ...choice, pairing }, step: Math.min(step, pairing.frames - 1) })
}

export function chooseDamaged(damaged: SlrChoice['damaged']): void {
  const { choice } = state.getState()
  if (choice) state.setState({ choice: { ...choice, damaged } })
}

export const choosePreset = (preset: string | null): void => state.setState({ preset })
export const chooseStep = (step: number): void => state.setState({ step })

/** Shows the recording that has what was asked for, and of the rest as much as can be of the one before. */
export function chooseSample(found: SlrFound, change: Partial<SlrTag>): void {
  const before = found.samples[state.getState().sample]
  const wanted = { ...before, ...change }
  const keys = ['user', 'label', 'light', 'position'] as const
  const likeness = (tag: SlrTag) =>
    keys.reduce((sum, key) => sum + (tag[key] !== wanted[key] ? 0 : change[key] === undefined ? 1 : keys.length), 0)
  let best = 0
  for (const [n, tag] of found.samples.entries()) if (likeness(tag) > likeness(found.samples[best]!)) best = n
  state.setState({ sample: best })
}

/** What the choice makes of the recording that is shown, and what it takes. Answers that come after the choice has changed are dropped. */
export async function lookAtSlr(found: SlrFound): Promise<void> {
  const { choice, sample, step, preset } = state.getState()
  if (!choice) return
  const isNewest = () => {
    const now = state.getState()
    return now.choice === choice && now.sample === sample && now.step === step
  }
  const seen = importer.previewSlr(choice, sample, step).then(
    (preview) => isNewest() && state.setState({ preview, unread: null }),
    (error: unknown) => isNewest() && state.setState({ preview: null, unread: error instanceof Error ? error.message : String(error) }),
  )
  const cost = slrCost(found, choice.pairing)
  const graphics = slrRefusal(cost) === null ? await graphicsOf(slrData(choice.pairing), preset, cost) : null
  const now = state.getState()
  if (now.choice === choice && now.preset === preset) state.setState({ cost: { ...cost, graphics } })
  await seen
}

/** Makes the set; then the experiment learns from it, or the preset is opened that does. */
export function convertSlr(): Promise<void> {
  const { choice, preset } = state.getState()
  if (!choice) return Promise.resolve()
  return work(
    'Reading the recordings',
    (onProgress) => importer.convertSlr(choice, onProgress),
    (data) => learnWith(preset, data),
  )
}
