/** Samples on their way to a batch: bytes as words, in shards that fit a binding. Pure; a data set without values has the same shapes. */
import { persistent, type Tensor, tensor } from '../engine/tensor'

const SHARD_BYTES = 64 * 2 ** 20

/** Samples as bytes, four a word, and their labels. */
export interface Samples {
  readonly images: Uint8Array
  readonly labels: Uint8Array
  readonly count: number
}
export interface DataSet {
  readonly train: Samples
  readonly test: Samples
  readonly classNames?: readonly string[]
}

/** What `gather` fills for one micro-batch. */
export function batchTensors(name: string, size: number, words: number) {
  const images = tensor(`${name}.images`, 'u32', [size, words])
  const labels = tensor(`${name}.labels`, 'u32', [size])
  const samples = tensor(`${name}.samples`, 'u32', [size])
  return { images, labels, samples, gathered: { batchImages: images, batchLabels: labels, batchSamples: samples } }
}

/** Samples as persistent tensors of at most 64 MiB each. Without data, the same shapes and no values. */
export function shards(name: string, samples: Samples | undefined, count: number, words: number) {
  const perShard = Math.max(1, Math.floor(SHARD_BYTES / (words * 4)))
  return Array.from({ length: Math.ceil(count / perShard) }, (_, i) => {
    const first = i * perShard
    const size = Math.min(perShard, count - first)
    return {
      first,
      images: persistent(`${name}.shard${i}`, 'u32', [size, words], samples && wordsOf(samples.images, first * words * 4, size * words)),
      labels: persistent(`${name}.labels${i}`, 'u32', [size], samples && Uint32Array.from(samples.labels.subarray(first, first + size))),
    }
  })
}

/** Whether it is a part of the data set, as `shards` names them. */
export const holdsSamples = ({ name }: Tensor): boolean => /\.(shard|labels)\d+$/.test(name)

/** Bytes seen as words, copied only where they are not aligned. */
function wordsOf(bytes: Uint8Array, offset: number, count: number): Uint32Array<ArrayBuffer> {
  const start = bytes.byteOffset + offset
  if (start % 4 === 0 && bytes.buffer instanceof ArrayBuffer) return new Uint32Array(bytes.buffer, start, count)
  return new Uint32Array(bytes.slice(offset, offset + count * 4).buffer)
}
