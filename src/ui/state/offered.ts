/** Which saved runs the page offers to go on with. Pure. */
import type { Experiment } from '../../experiments/schema'
import type { Hideable } from '../../share/hide'
import { equal } from '../../share/json'
import type { KeptRun } from '../../worker/protocol'

/** Another run brings settings of its own, as these do. */
const BEHIND: readonly Hideable[] = ['experiment', 'presets', 'runs']

const settings = (experiment: Experiment) => ({ ...experiment, changes: undefined })

/** All of them; where the open link hides what leads to other experiments, those of the one that is open. */
export function offered(kept: readonly KeptRun[], hidden: readonly Hideable[], open: Experiment): readonly KeptRun[] {
  if (!BEHIND.some((part) => hidden.includes(part))) return kept
  return kept.filter((run) => run.readable && equal(settings(run.experiment), settings(open)))
}
