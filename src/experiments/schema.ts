/**
 * The experiment: one versioned JSON value from which everything is built, of one of several tasks. The schemas are the single source of
 * type, default, range, label, unit and help.
 */
import * as z from 'zod'
import { SCHEMAS } from '../tasks/registry'

export const experimentSchema = z.discriminatedUnion('task', SCHEMAS)

/** An experiment with all defaults filled in. */
export type Experiment = z.infer<typeof experimentSchema>

/** @throws z.ZodError on anything that is not an experiment of this version. */
export const parseExperiment = (value: unknown): Experiment => experimentSchema.parse(value)
