/** Problems of what is held out for validation. */
import { error, type Problem } from '../../problem'
import type { Counts } from '../schema'
import type { ValidationSpec } from './schema'

export const SHARE = { label: 'Hold out a tenth of the training set', path: 'validation', value: { kind: 'share', share: 0.1, seed: 1 } }
export const OWN = { label: 'Use the set’s own', path: 'validation', value: { kind: 'own' } }

/**
 * @param whole the data set with the validation part that it has of its own
 * @param always whether the set always has that part, or only where its file was opened
 * @param grouped whether its samples say which recording or subject they are of
 */
export function validationProblems(
  validation: ValidationSpec,
  whole: Counts,
  { always = true, grouped = false }: { readonly always?: boolean; readonly grouped?: boolean } = {},
): Problem[] {
  if (validation?.kind === 'own' && whole.validation === undefined)
    return [error('validation', 'This data set has no validation part of its own.', SHARE)]
  if (validation?.kind === 'groups' && !grouped)
    return [error('validation', 'This data set does not say which recording or subject a sample is of.', SHARE)]
  if (drawn(validation) && whole.train < 2) return [error('validation', 'The training set has nothing to hold out: it has one sample.')]
  if (drawn(validation) && whole.validation !== undefined && always)
    return [error('validation', 'This data set has a validation part of its own, which has nothing in common with the training set.', OWN)]
  return []
}

const drawn = (validation: ValidationSpec): boolean => validation?.kind === 'share' || validation?.kind === 'groups'
