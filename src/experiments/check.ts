/** All problems of an experiment beyond its types, as its task reports them, in order. Pure, no GPU. */
import type { Problem } from '../problem'
import { taskOf } from '../tasks/registry'
import type { Experiment } from './schema'

export const check = (e: Experiment): Problem[] => taskOf(e).problems(e)
