/** What does not fit in a choice of data: a set that is not there, a batch that it cannot fill. */
import { error, type Problem } from '../../problem'
import { type DataSpec, dataShape } from './schema'

const USE_MNIST = { label: 'Use MNIST', path: 'data.kind', value: 'mnist' }
const NONE_CHOSEN = {
  own: 'No data set of your own is chosen. Open its files in the list of data sets, or choose one that is there.',
  ownEvents: 'No recordings of your own are chosen. Open their folder in the list of data sets, or choose a set that is there.',
}

export function setProblems(data: DataSpec): Problem[] {
  const { train } = dataShape(data)
  const missing = (data.kind === 'own' || data.kind === 'ownEvents') && data.fingerprint === ''
  return [
    ...(missing ? [error('data.kind', NONE_CHOSEN[data.kind], USE_MNIST)] : []),
    ...(data.batch > train ? [error('data.batch', `The data set has only ${train} training samples.`)] : []),
  ]
}
