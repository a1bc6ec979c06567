/**
 * The parts of a task's data: training learns from one, by validation an epoch, a setting or a run is chosen, and the test set is left for
 * what is reported. What validation is, and how many samples each part has. Data, no code.
 */
import * as z from 'zod'
import { integer, number } from '../../schema'
import type { Counts } from '../schema'

const seed = integer(0, 4_294_967_295, 1, {
  label: 'Validation seed',
  term: 'seed',
  help: 'Decides which samples are held out. Runs that differ in their own seed only hold out the same ones.',
  rare: true,
})
const share = z.strictObject({
  kind: z.literal('share'),
  share: number(0.01, 0.5, 0.1, {
    label: 'Validation share',
    help: 'The share of the training set that is held out. Training never sees it: its epochs are shorter by as much.',
  }),
  seed,
})
const groups = z.strictObject({
  kind: z.literal('groups'),
  share: number(0.01, 0.5, 0.1, {
    label: 'Validation share',
    help: 'Whole recordings, or all samples of whole subjects, are held out until they are at least this share of the training samples.',
  }),
  seed,
})
const own = z.strictObject({ kind: z.literal('own') })
const starts = z.strictObject({ kind: z.literal('starts') })

const meta = {
  label: 'Validation',
  term: 'validation',
  absent: 'none',
} as const

/** The validation of data sets. Absent if there is none: then evaluations during training use the test set. */
export const validationSchema = z
  .discriminatedUnion('kind', [share, groups, own])
  .meta({
    ...meta,
    help: 'The samples that evaluations during training use. With none they use the test set, so that choosing an epoch, a setting or a run by them is choosing on it. With validation, the test set is evaluated when a run ends, or on request.',
    choices: { share: 'a share of the training set', groups: 'whole recordings or subjects', own: 'the set’s own' },
  })
  .optional()

/** The validation of agents, whose samples are episodes. */
export const startsSchema = z
  .discriminatedUnion('kind', [starts])
  .meta({
    ...meta,
    help: 'The episodes by which the best weights are chosen. With none, their return is reported too. With validation, evaluations during training choose by one set of starts, and when a run ends, or on request, episodes from other starts report the return of the last and of the best weights.',
    choices: { starts: 'starts of its own' },
  })
  .optional()

export type ValidationSpec = z.infer<typeof validationSchema>
type AnyValidation = ValidationSpec | z.infer<typeof startsSchema>

/** The key of samples with their parts. @param whole the key of the data set */
export const partsKey = (whole: string, validation: AnyValidation): string => (validation ? whole + JSON.stringify(validation) : whole)

/**
 * The number of samples in each part; where whole recordings are held out, about that number, which the samples decide.
 * @param whole the data set before anything is held out, with the validation part that it has of its own
 */
export function countsOfParts(validation: AnyValidation, whole: Counts): Counts {
  const { train, test } = whole
  if (!validation) return { train, test }
  if (validation.kind === 'own') return { train, validation: whole.validation, test }
  if (validation.kind === 'starts') return { train, validation: test, test }
  const held = heldOutOf(train, validation.share)
  return { train: train - held, validation: held, test }
}

/** The number of samples in a share of the training set: at least one, and at least one fewer than all. */
export const heldOutOf = (train: number, share: number): number => Math.min(Math.max(1, Math.round(share * train)), train - 1)
