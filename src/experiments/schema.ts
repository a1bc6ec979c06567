/**
 * The experiment: one versioned JSON value from which everything is built, of one of several tasks. The schemas are the single source of
 * type, default, range, label, unit and help.
 */
import * as z from 'zod'
import { SCHEMAS } from '../tasks/registry'

export const experimentSchema = z.discriminatedUnion('task', SCHEMAS)

/** As the user or a link may write it: whatever is left out is the default. */
export type ExperimentInput = z.input<typeof experimentSchema>
/** As everything inside sees it: parsed, with its defaults filled in. */
export type Experiment = z.infer<typeof experimentSchema>

/** @throws z.ZodError on anything that is not an experiment of this version. */
export const parseExperiment = (value: unknown): Experiment => experimentSchema.parse(value)
