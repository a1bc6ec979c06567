/** The random numbers of noisy neurons: new ones at every clock and micro-batch, or given ones. */
import type { Activation, Context } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import { streamOf } from '../../engine/random'
import { type Tensor, view } from '../../engine/tensor'
import { noiseDraws } from './kernels'

/**
 * The source of the numbers: `micro` [1], the number of the micro-batch, or in an evaluation of the batch; or given ones, [steps, batch,
 * neurons] in (0, 1).
 */
export type Noise = { readonly micro: Tensor<'u32'> } | { readonly uniforms: Tensor<'f32'> }

interface Noisy {
  readonly noise?: Noise
  readonly smooth?: boolean
}

/** Whether spikes are drawn; smooth outputs ignore the noise. */
export const isNoisy = ({ noise, smooth = false }: Noisy): boolean => noise !== undefined && !smooth

/**
 * Ops that write random numbers into the spikes [steps, batch, neurons], where the neurons' kernel reads them before it writes its spikes.
 * They depend on seed, mode, name, clock, step, and the index in the whole batch; padding has ones, so that it never fires. None if nothing
 * is drawn.
 * @param nothing [1, 4], a placeholder that is bound without given numbers
 */
export function noiseOps(
  context: Context,
  name: string,
  { noise, smooth = false }: Noisy,
  { value: draws, features }: Activation,
  nothing: Tensor<'f32'>,
): Op[] {
  if (!noise || smooth) return []
  const { seed, clock } = context.random
  const params = { seed, stream: streamOf(`noise ${context.mode} ${name}`), features }
  return 'uniforms' in noise
    ? [noiseDraws({ clock, micro: clock, given: noise.uniforms, draws }, params, { GIVEN: 1 })]
    : [noiseDraws({ clock, micro: noise.micro, given: view(nothing, [1, 1, 4]), draws }, params)]
}
