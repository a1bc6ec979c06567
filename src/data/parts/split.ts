/** Holds samples of the training set out for validation. Pure. */
import { permute, randomKey, streamOf } from '../../engine/random'
import type { DataSet, SampleSet, Stream } from '../streams'
import { heldOutOf, type ValidationSpec } from './schema'

/**
 * The data set with a share of its training set held out, if an experiment asks for one; each part keeps the order of the samples.
 * @throws if whole recordings are asked for and the samples do not say which they are of
 */
export function withValidation(data: DataSet, validation: ValidationSpec): DataSet {
  if (!validation || validation.kind === 'own') return data
  const { train } = data
  const target = heldOutOf(train.count, validation.share)
  const key = randomKey(validation.seed, streamOf('validation'))
  const held = validation.kind === 'share' ? singly(train.count, target, key) : inGroups(groupsOf(train), target, key)
  const samples = [...held.keys()]
  return {
    ...data,
    train: only(
      train,
      samples.filter((sample) => !held[sample]),
    ),
    validation: only(
      train,
      samples.filter((sample) => held[sample]),
    ),
  }
}

type Key = ReturnType<typeof randomKey>

const singly = (count: number, target: number, key: Key): boolean[] =>
  Array.from({ length: count }, (_, sample) => permute(sample, count, key) < target)

/** Whole groups in a random order until they have the target number of samples; one group is always left. @param groupOf by sample */
function inGroups(groupOf: readonly number[], target: number, key: Key): boolean[] {
  const sizes = new Map<number, number>()
  for (const group of groupOf) sizes.set(group, (sizes.get(group) ?? 0) + 1)
  if (sizes.size < 2) throw new Error('All training samples are of one recording or subject: there is no other to hold out.')
  const groups = [...sizes.keys()].sort((a, b) => a - b)
  const places = new Map(groups.map((group, n) => [permute(n, groups.length, key), group]))
  const taken = new Set<number>()
  for (let place = 0, held = 0; held < target && place < groups.length - 1; place++) {
    const group = places.get(place)!
    taken.add(group)
    held += sizes.get(group)!
  }
  return groupOf.map((group) => taken.has(group))
}

/** The recording of each sample, else its subject. */
function groupsOf({ count, streams: { origin, subject } }: SampleSet): number[] {
  const stream = origin ?? subject
  if (!stream)
    throw new Error(
      'The samples of this set do not say which recording or subject they are of. Open its files again, or hold out a share of single samples.',
    )
  const stride = stream.values.length / count
  return Array.from({ length: count }, (_, sample) => stream.values[sample * stride]!)
}

function only({ count, streams }: SampleSet, samples: readonly number[]): SampleSet {
  const taken = (stream: Stream): Stream => {
    const stride = stream.values.length / count
    const values = new (stream.values.constructor as new (length: number) => Stream['values'])(samples.length * stride)
    for (const [at, sample] of samples.entries()) values.set(stream.values.subarray(sample * stride, (sample + 1) * stride), at * stride)
    return { ...stream, values }
  }
  return { count: samples.length, streams: Object.fromEntries(Object.entries(streams).map(([name, stream]) => [name, taken(stream)])) }
}
