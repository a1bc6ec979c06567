/** An experiment with what a set asks for. Pure. */
import { check } from '../../../experiments/check'
import { withEdit } from '../../../experiments/edit'
import type { Experiment } from '../../../experiments/schema'
import { errorsOf } from '../../../problem'

/** With the first of its remedies, and so on while there is one. */
export function mended(experiment: Experiment): Experiment {
  let now = experiment
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const remedy = errorsOf(check(now)).find((problem) => problem.remedy)?.remedy
    const edited = remedy && withEdit(now, remedy.path, remedy.value)
    if (!edited?.ok) return now
    now = edited.experiment
  }
  return now
}
const MOST_TURNS = 5
