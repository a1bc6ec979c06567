/** Holds samples of the training set out for validation. Pure. */
import { permute, randomKey, streamOf } from '../../engine/random'
import type { DataSet, SampleSet, Stream } from '../streams'
import { heldOutOf, type ValidationSpec } from './schema'

/** The data set with a share of its training set held out, if an experiment asks for one; each part keeps the order of the samples. */
export function withValidation(data: DataSet, validation: ValidationSpec): DataSet {
  if (validation?.kind !== 'share') return data
  const { count } = data.train
  const held = heldOutOf(count, validation.share)
  const key = randomKey(validation.seed, streamOf('validation'))
  const places = Uint32Array.from({ length: count }, (_, sample) => permute(sample, count, key))
  const samples = [...places.keys()]
  return {
    ...data,
    train: only(
      data.train,
      samples.filter((sample) => places[sample]! >= held),
    ),
    validation: only(
      data.train,
      samples.filter((sample) => places[sample]! < held),
    ),
  }
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
