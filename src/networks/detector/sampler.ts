/**
 * Describes an event sampler for the counts of a network: its convolutions as weight layers, and its neurons, one per pixel and polarity.
 * Pure.
 */
import type { Activation } from '../../engine/graph'
import type { Sampler } from '../../layers/sampler/layer'
import type { NetworkGraph, WeightLayer } from '../graph'
import { convInput } from '../product-input'

/** @param bins the input of the sampler, [bins, batch, pixels * 2] */
export function countedSampler(
  { name, convolutions, parameters }: Sampler,
  { space, value }: Activation,
): NonNullable<NetworkGraph['sampler']> {
  const { height, width } = space!
  const products = convolutions.map(({ name: own, weight, bias, input, outputs, lag }): WeightLayer => {
    const kernel = weight.value.shape[0]!
    const stored = input.space!.channels
    // An image has two values per position, without padding between them.
    const channels = stored % 4 === 0 ? input.features : stored
    const output: Activation = { ...input, features: outputs, space: { ...space!, channels: 4 } }
    return {
      name: own,
      kind: 'conv',
      weight,
      bias,
      channels,
      stored,
      kernel: [kernel, kernel],
      outputs,
      positions: height * width,
      constantInput: false,
      initialScale: 1,
      input: { ...convInput(input, channels, { kernel, stride: 1, padding: (kernel - 1) / 2 }, output), lag },
    }
  })
  return { name, convolutions: products, neurons: 2 * height * width, steps: value.shape[0]!, parameters }
}
