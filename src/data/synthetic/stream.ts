/** Temporal XOR without an end: the samples of a batch are drawn on the device where they are read. Their equations are those of sets.ts. */
import type { Op } from '../../engine/kernel'
import { halfBits, streamOf } from '../../engine/random'
import { type Tensor, tensor } from '../../engine/tensor'
import { temporalXor } from '../kernels'
import { wordsOf } from '../streams'
import { type SyntheticOf, syntheticShape } from './schema'

/** When and in which step a batch is drawn. */
interface Place {
  readonly clock: Tensor<'u32'>
  readonly micro: Tensor<'u32'>
  /** Samples of a training step. */
  readonly total: number
  /** Of the run, for the order of the samples within a step. */
  readonly seed: number
}

interface Drawn {
  readonly size: number
  readonly streams: { readonly images: Tensor<'u32'>; readonly labels: Tensor<'u32'> }
  readonly samples: Tensor<'u32'>
  readonly ops: readonly Op[]
}

/** A batch of `size` samples that no batch before had. */
export function endlessXor(spec: SyntheticOf<'temporalXor'>, size: number, { clock, micro, total, seed }: Place): Drawn {
  const { height, width } = syntheticShape(spec)
  const images = tensor('stream.images', 'u32', [size, wordsOf({ shape: [height, width, 1], type: 'u8' })])
  const labels = tensor('stream.labels', 'u32', [size, 1])
  const samples = tensor('stream.samples', 'u32', [size])
  const { channels, cueSteps, delay, rate, noise, stream } = spec
  const drawn = temporalXor(
    { clock, micro, cells: images, labels, samples },
    {
      ...{
        total,
        half: halfBits(total),
        channels,
        cueSteps,
        delay,
        pause: stream?.pause ?? 0,
        cueLimit: limitOf(rate),
        noiseLimit: limitOf(noise),
      },
      dataSeed: spec.seed,
      stream: streamOf('temporalXor train'),
      seed,
      order: streamOf('order'),
    },
  )
  return { size, streams: { images, labels }, samples, ops: [drawn] }
}

/** Random words below this are drawn with the probability; of 1, all but one in 2^32. */
const limitOf = (probability: number): number => Math.min(2 ** 32 - 1, Math.ceil(probability * 2 ** 32))
