/**
 * What the user does to the experiment: edits, undo, presets. Together with opening.ts, training.ts and selection/select.ts it is
 * everything that the form, the keyboard, the buttons and window.lab call.
 */
import { asOf } from '../../../experiments/changes'
import { check } from '../../../experiments/check'
import { withEdit } from '../../../experiments/edit'
import { presetNamed } from '../../../experiments/presets'
import type { Experiment } from '../../../experiments/schema'
import { setLab, store } from '../store/store'
import { settingsNow } from './changed-settings'
import { setDraft, setEdited, travel } from './draft'
import { attempt } from './notices'
import { flush, flushEdited, flushSoon, underEdit } from './opening'

/** Opens an experiment now, paused at step 0, to be compared with `preset`. Undo returns to the previous one. */
export function openExperiment(experiment: Experiment, preset: string): Promise<void> {
  setDraft(experiment, check(experiment), preset)
  return flush()
}

export function openPreset(name: string): Promise<void> {
  const preset = presetNamed(name)
  if (!preset) return Promise.reject(new Error(`There is no preset named “${name}”.`))
  setLab({ dialog: null, linkNotes: null, lesson: null })
  return openExperiment(preset.experiment, name)
}

/**
 * Changes one value of the draft, and opens the draft if nothing is wrong with it.
 * @param series whether it is one of many in quick succession, such as from a slider or a held key: edits of the same value are one undo
 * step, and only the last is opened.
 */
export function edit(path: string, value: unknown, series = false): void {
  const { past, problems } = store.getState()
  const edited = withEdit(settingsNow(store.getState()), path, value)
  const same = series && underEdit() === path && problems.length === 0
  if (edited.ok) setEdited(edited.experiment, check(edited.experiment), [path])
  else setEdited(edited.draft, edited.problems, [path])
  if (same && store.getState().past.length > past.length) setLab({ past })
  if (series) flushSoon(path)
  else attempt(flushEdited())
}

/** Changes several values at once, as one undo step, and opens the result. */
export function editAll(changes: readonly (readonly [path: string, value: unknown])[]): void {
  const { problems } = store.getState()
  const edited = changes.reduce(
    (now, [path, value]) => {
      const next = withEdit(now.draft, path, value)
      return next.ok ? { draft: next.experiment, problems: check(next.experiment) } : next
    },
    { draft: settingsNow(store.getState()), problems },
  )
  setEdited(
    edited.draft,
    edited.problems,
    changes.map(([path]) => path),
  )
  attempt(flushEdited())
}

/** Starts another run with the settings that this one began with. */
export function withoutChanges(): void {
  setDraft(asOf(store.getState().draft, -1))
  attempt(flush())
}

/** Starts another run that has this run's current settings from its first step on. */
export function withSettingsNow(): void {
  setDraft(settingsNow(store.getState()))
  attempt(flush())
}

export function undo(): void {
  travel('past', 'future')
  attempt(flush())
}

export function redo(): void {
  travel('future', 'past')
  attempt(flush())
}

/** Resets the draft to its preset. */
export const backToPreset = (): Promise<void> => openPreset(store.getState().preset)
