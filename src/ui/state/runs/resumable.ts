/** Which saved runs the page offers to resume, and in which order. Pure. */
import type { Experiment } from '../../../experiments/schema'
import type { Hideable } from '../../../share/hide'
import { equal } from '../../../share/json'
import type { ResumableRun } from '../../../worker/protocol'

/** Parts that lead to other experiments: resuming a run changes the settings, as these do. */
const LEADS_TO_OTHERS: readonly Hideable[] = ['experiment', 'presets', 'runs']

const settings = (experiment: Experiment) => ({ ...experiment, changes: undefined })

/** Whether the open link hides the parts that lead to other experiments. */
export const hidesOtherExperiments = (hidden: readonly Hideable[]): boolean => LEADS_TO_OTHERS.some((part) => hidden.includes(part))

/** Whether two experiments have the same settings, apart from changes during training. */
export const sameSettings = (open: Experiment, other: Experiment): boolean => equal(settings(other), settings(open))

/**
 * The runs to offer. Those of the open experiment come first, since an undo may have put their settings into the address after another
 * run was left. Where the open link hides the parts that lead to other experiments, only those are offered.
 */
export function resumableRuns(saved: readonly ResumableRun[], hidden: readonly Hideable[], open: Experiment): readonly ResumableRun[] {
  const same = (run: ResumableRun) => run.readable && sameSettings(open, run.experiment)
  const sameAsOpen = saved.filter(same)
  return hidesOtherExperiments(hidden) ? sameAsOpen : [...sameAsOpen, ...saved.filter((run) => !same(run))]
}
