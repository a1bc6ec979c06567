/** The settings of the run as they are now: its experiment with the changes made during training. */
import { asOf, changesBy } from '../../../experiments/changes'
import type { Experiment } from '../../../experiments/schema'
import type { LabState } from '../store/store'

type SettingsState = Pick<LabState, 'draft' | 'draftRun' | 'progress'>

/** The number of training steps that the draft's run has completed. */
const stepsDone = ({ draftRun, progress }: Omit<SettingsState, 'draft'>): number => (progress?.id === draftRun ? progress.step : 0)

/**
 * Whether the draft's run is open and has completed a training step or is about to: then some of its settings can change during training.
 */
export const isUnderWay = (state: Omit<SettingsState, 'draft'> & Pick<LabState, 'run'>): boolean =>
  stepsDone(state) > 0 || (state.run.kind === 'running' && state.progress?.id === state.draftRun)

const known = new WeakMap<Experiment, Map<number, Experiment>>()

/** Returns the same object until the next change takes effect. */
export function settingsAtProgress(experiment: Experiment, state: Omit<SettingsState, 'draft'>): Experiment {
  if (!experiment.changes) return experiment
  const step = stepsDone(state)
  const made = changesBy(experiment, step)
  const bySteps = known.get(experiment) ?? new Map<number, Experiment>()
  known.set(experiment, bySteps)
  const found = bySteps.get(made) ?? asOf(experiment, step)
  bySteps.set(made, found)
  return found
}

/** The settings that the form shows and that edits start from. */
export const settingsNow = (state: SettingsState): Experiment => settingsAtProgress(state.draft, state)
