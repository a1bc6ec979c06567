/** Dropout of the current with one mask for a whole sequence, which the neuron multiplies by; in training only. */
import { type Activation, type Context, type Layer, layer } from '../../engine/graph'
import { streamOf } from '../../engine/random'
import { type Tensor, tensor } from '../../engine/tensor'
import { dropoutMask } from './kernels'

export function dropout(context: Context, name: string, input: Activation, rate: number, micro: Tensor<'u32'>): Layer {
  if (context.mode !== 'train' || rate === 0) return layer(name, { outputs: [input] })
  const mask = tensor(`${name}.mask`, 'f32', [input.value.shape[1]!, input.value.shape[2]!])
  const { seed, clock } = context.random
  return layer(name, {
    outputs: [{ ...input, mask }],
    forward: [dropoutMask({ clock, micro, mask }, { seed, stream: streamOf(name), rate })],
  })
}
