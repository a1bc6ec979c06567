/** Standard normal numbers for every step, row and unit, with which a latent state is sampled. */
import { activation, type Context, type Layer, layer } from '../../engine/graph'
import { streamOf } from '../../engine/random'
import type { Tensor } from '../../engine/tensor'
import * as kernels from './kernels'

/** Which part of a run the numbers are for, in addition to the context's seed and clock. */
export interface NoisePlace {
  /** [1]: the micro-batch; its rows are those of the whole batch from micro * batch on. */
  readonly micro: Tensor<'u32'>
  /** [1]: the number of the first step in its sequence, so that a sequence in chunks has the numbers of one that is not cut. */
  readonly start: Tensor<'u32'>
}

/**
 * The output is [steps, batch, padded size], without a gradient, its padding 0. Numbers depend on the seed, the name, the clock, the row of
 * the whole batch, the step of the sequence and the unit alone; their size is at most 5.8. Visible: output.
 */
export function normalNoise(context: Context, name: string, size: number, { micro, start }: NoisePlace): Layer {
  const output = activation(name, [context.steps, context.batch, size], 'dense', false)
  const { seed, clock } = context.random
  return layer(name, {
    outputs: [output],
    forward: [kernels.normalNoise({ clock, micro, start, normals: output.value }, { seed, stream: streamOf(name), size })],
    visible: { output: output.value },
  })
}
