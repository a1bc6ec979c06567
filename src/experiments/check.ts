/** All problems of an experiment beyond its types, as its task reports them, in order; and the validation that it lacks. Pure, no GPU. */
import { OWN, SHARE } from '../data/parts/check'
import { errorsOf, type Problem, type Remedy } from '../problem'
import { taskOf } from '../tasks/registry'
import { withEdit } from './edit'
import type { Experiment } from './schema'

export const check = (e: Experiment): Problem[] => taskOf(e).problems(e)

const STARTS: Remedy = { label: 'Use starts of its own', path: 'validation', value: { kind: 'starts' } }

/** The validation that an experiment without one can take, as an edit. */
export const validationOffer = (e: Experiment): Remedy | undefined =>
  e.validation === undefined ? [SHARE, STARTS, OWN].find((offer) => takes(e, offer)) : undefined

function takes(e: Experiment, { path, value }: Remedy): boolean {
  const edited = withEdit(e, path, value)
  return edited.ok && errorsOf(check(edited.experiment)).every((problem) => problem.path !== path)
}
