/** Gathers the samples of a batch in the run's order, from streams that are split into shards that fit a binding. Pure. */
import { gather, takeMicroBatch } from '../../data/kernels'
import { type DataSet, type Stream, wordsFrom, wordsOf } from '../../data/streams'
import type { Op } from '../../engine/kernel'
import { halfBits, streamOf } from '../../engine/random'
import { persistent, sizeOf, type Tensor, tensor, view } from '../../engine/tensor'
import type { HeldOut } from '../../readings/metrics'
import type { Upload } from '../built'

export type Part = 'train' | HeldOut

const SHARD_BYTES = 64 * 2 ** 20

/** What is known of a stream before its data are loaded. */
export interface StreamShape extends Pick<Stream, 'shape' | 'type'> {
  readonly name: string
  /** The word that fills samples past the end of the set; 0 by default. */
  readonly padding?: number
}

/** The tensors of a batch. */
export interface Batch {
  readonly size: number
  /** [size, words] of every stream, by name. */
  readonly streams: Readonly<Record<string, Tensor<'u32'>>>
  /** [size]: the number of each sample in its set. */
  readonly samples: Tensor<'u32'>
}

/** Where a batch begins in the data set: the run's clock and micro-batch, or the cursor of an evaluation. */
export interface Place {
  readonly clock: Tensor<'u32'>
  readonly micro: Tensor<'u32'>
  /** The number of samples in a whole training step. */
  readonly total: number
  /** The number of successive rows with the same sample; 1 by default. Not supported with the order `once`. */
  readonly each?: number
  readonly seed: number
  /** Shuffled anew each epoch; in the order of the set, epoch after epoch; or once through the set, padded past its end. */
  readonly order: 'shuffled' | 'inOrder' | 'once'
}

export interface Gathered extends Batch {
  readonly ops: readonly Op[]
  readonly uploads: readonly Upload[]
}

/** Gathers a batch of `size` samples from a set of `count`. */
export function gatherBatch(
  name: Part,
  shapes: readonly StreamShape[],
  count: number,
  size: number,
  { clock, micro, total, each = 1, seed, order: by }: Place,
): Gathered {
  const samples = tensor(`${name}.samples`, 'u32', [size])
  const order = { count, half: halfBits(count), total, each, seed, order: streamOf('order') }
  const made = shapes.map((shape): Sharded => {
    const words = wordsOf(shape)
    return { shape, batch: tensor(`${name}.batch.${shape.name}`, 'u32', [size, words]), parts: shards(name, shape, count, words) }
  })
  const constants = { SEQUENTIAL: Number(by === 'once'), IN_ORDER: Number(by === 'inOrder') }
  const ops = pairs(made).flatMap(([{ shape, batch, parts }, second], pair) => {
    // All streams gather the same samples, whose numbers are stored once.
    const numbers = pair === 0 ? samples : tensor(`${name}.samples.${shape.name}`, 'u32', [size])
    return parts.map(({ tensor: stream, first }, part) => {
      const other = part === 0 ? second : undefined
      return gather(
        {
          stream,
          clock,
          micro,
          batch,
          samples: numbers,
          second: other?.parts[0]?.tensor ?? view(clock, [1, 1]),
          secondBatch: other?.batch ?? tensor(`${name}.nothing`, 'u32', [1, 1]),
        },
        { first, padding: shape.padding ?? 0, secondPadding: other?.shape.padding ?? 0, ...order },
        { ...constants, SECOND: Number(other !== undefined) },
      )
    })
  })
  return {
    size,
    streams: Object.fromEntries(made.map(({ shape, batch }) => [shape.name, batch])),
    samples,
    ops,
    uploads: made.flatMap(({ parts }) => parts),
  }
}

/** The ops that take a micro-batch of `size` samples out of a whole batch, two streams at a time. */
export function microBatchOf(whole: Batch, size: number, micro: Tensor<'u32'>): Pick<Gathered, 'ops'> & { readonly batch: Batch } {
  const samples = tensor('micro.samples', 'u32', [size])
  const taken = Object.entries(whole.streams).map(([name, from]) => ({
    name,
    from,
    to: tensor(`micro.batch.${name}`, 'u32', [size, from.shape[1]!]),
  }))
  const ops = taken.flatMap(({ from, to }, i) => {
    if (i % 2 === 1) return []
    const second = taken[i + 1]
    return takeMicroBatch(
      {
        whole: from,
        second: second?.from ?? view(micro, [1, 1]),
        numbers: whole.samples,
        micro,
        batch: to,
        secondBatch: second?.to ?? tensor('micro.nothing', 'u32', [1, 1]),
        samples: i === 0 ? samples : tensor(`micro.samples.${taken[i]!.name}`, 'u32', [size]),
      },
      {},
      { SECOND: Number(second !== undefined) },
    )
  })
  return { batch: { size, streams: Object.fromEntries(taken.map(({ name, to }) => [name, to])), samples }, ops }
}

/** Whether no stream of a batch takes more than a shard. */
export const isSmall = ({ streams }: Batch): boolean => Object.values(streams).every((t) => sizeOf(t.shape) * 4 <= SHARD_BYTES)

/** A stream of a data set and of a batch. */
interface Sharded {
  readonly shape: StreamShape
  readonly batch: Tensor<'u32'>
  readonly parts: ReturnType<typeof shards>
}

/** The streams by dispatch: each in front of the next one if that has a single shard, so that both are gathered together. */
function pairs(streams: readonly Sharded[]): (readonly [Sharded, Sharded?])[] {
  const [first, next, ...others] = streams
  if (!first) return []
  if (next?.parts.length === 1) return [[first, next], ...pairs(others)]
  return [[first], ...pairs(streams.slice(1))]
}

/** A stream as persistent tensors of at most 64 MiB each, with the number of the first sample of each. */
function shards(set: Part, { name }: StreamShape, count: number, words: number) {
  const perShard = Math.max(1, Math.floor(SHARD_BYTES / (words * 4)))
  return Array.from({ length: Math.ceil(count / perShard) }, (_, i) => {
    const first = i * perShard
    const size = Math.min(perShard, count - first)
    return {
      first,
      tensor: persistent(`${set}.${name}.shard${i}`, 'u32', [size, words]),
      from: (data: DataSet) => wordsFrom(data[set]!.streams[name]!, first * words, size * words),
    }
  })
}

/** Whether a tensor is a part of the data set, by the names that `shards` gives. */
export const holdsSamples = ({ name }: Tensor): boolean => /\.shard\d+$/.test(name)
