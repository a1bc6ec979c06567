/** The draft, which is the experiment as the form shows it, with its undo history. opening.ts opens it in the worker. */
import { mayChange, newValues } from '../../../experiments/changes'
import { check } from '../../../experiments/check'
import { readDraft } from '../../../experiments/edit'
import type { Experiment } from '../../../experiments/schema'
import { errorsOf, type Problem } from '../../../problem'
import type { RunId } from '../../../runs/record'
import type { PastDraft } from '../store/session'
import { type LabState, setLab, store } from '../store/store'
import { isUnderWay, settingsAtProgress, settingsNow } from './changed-settings'

const MAX_UNDO = 200

export function setDraft(draft: Experiment, problems: readonly Problem[] = check(draft), preset = store.getState().preset): void {
  const { draft: before, open, openedAs } = store.getState()
  if (JSON.stringify(draft) === JSON.stringify(before)) setLab({ problems, preset, openedAs: before === open ? preset : openedAs })
  else setLab({ ...asNewDraft(), draft, problems, preset })
}

/**
 * Sets the draft after an edit at `paths`. If the draft's run can continue with the new values, it stays the same run; otherwise a new run
 * follows, with the current settings.
 */
export function setEdited(draft: Experiment, problems: readonly Problem[], paths: readonly string[]): void {
  const state = store.getState()
  if (JSON.stringify(draft) === JSON.stringify(settingsNow(state))) setLab({ problems })
  else setLab({ ...asNewDraft(canContinue(state, draft, problems, paths) ? state.draftRun : undefined), draft, problems })
}

function canContinue(state: LabState, draft: Experiment, problems: readonly Problem[], paths: readonly string[]): boolean {
  // A run that diverged starts over.
  if (!isUnderWay(state) || state.run.kind === 'failed' || state.openedAs !== state.preset || !paths.every(mayChange)) return false
  // An invalid value is not opened: the draft stays the same run until a valid one follows.
  return errorsOf(problems).length > 0 || newValues(settingsAtProgress(state.open, state), draft) !== null
}

const here = ({ draft, preset, draftRun }: LabState = store.getState()): PastDraft => ({ experiment: draft, preset, run: draftRun })

/** Begins another run with the next draft; undo returns to the present one. */
export const asNewDraft = (run: RunId = crypto.randomUUID()) => ({
  draftRun: run,
  past: [...store.getState().past, here()].slice(-MAX_UNDO),
  future: [],
})

/** Moves one step through the history of drafts. */
export function travel(from: 'past' | 'future', to: 'past' | 'future'): void {
  const state = store.getState()
  const target = state[from].at(-1)
  if (!target) return
  const read = readDraft(target.experiment)
  setLab({
    draft: target.experiment,
    preset: target.preset,
    draftRun: target.run,
    problems: read.ok ? check(target.experiment) : read.problems,
    [from]: state[from].slice(0, -1),
    [to]: [...state[to], here(state)],
  })
}
