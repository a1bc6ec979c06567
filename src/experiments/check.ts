/** What is wrong with an experiment beyond its types: what its task finds, in order. Pure, no GPU. */
import type { Problem } from '../problem'
import { taskOf } from '../tasks/registry'
import type { Experiment } from './schema'

export const check = (e: Experiment): Problem[] => taskOf(e).problems(e)
