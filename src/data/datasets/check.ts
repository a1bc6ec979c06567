/** Problems of the data fields: a missing set, or a batch as large as the set or larger. */
import { error, type Problem, warning } from '../../problem'
import type { DataSpec } from './schema'

const USE_MNIST = { label: 'Use MNIST', path: 'data.kind', value: 'mnist' }
const NONE_CHOSEN = {
  own: 'No custom data set is selected. Open its files in the list of data sets, or select one that is there.',
  ownEvents: 'No custom recordings are selected. Open their folder in the list of data sets, or select a set that is there.',
}

/** @param train the number of training samples */
export function setProblems(data: DataSpec, train: number): Problem[] {
  const own = data.kind === 'own' || data.kind === 'ownEvents'
  const missing = own && data.fingerprint === ''
  return [
    ...(missing ? [error('data.kind', NONE_CHOSEN[data.kind], USE_MNIST)] : []),
    ...(data.batch > train ? [error('data.batch', `The data set has only ${train} training samples.`)] : []),
    ...(own && !missing && data.batch === train
      ? [warning('data.batch', `A batch is the whole training set of ${train} samples: each training step is an epoch.`)]
      : []),
  ]
}
