/** Delays of the channels of an image or a feature map, one for all positions of a channel, in front of a convolution: tensors and ops. */
import { type Activation, activation, type Context, type Layer, layer, samples } from '../../engine/graph'
import { constant, padded, sizeOf, type Tensor, tensor, view } from '../../engine/tensor'
import { columnSum } from '../kernels'
import * as kernels from './kernels'
import { type Delays, spreading } from './layer'
import { DELAYS_PER } from './schema'

/** The largest number of parts in which rows are summed. */
const MAX_SPLITS = 64

/**
 * output[t] = sum over lags of k(lag; delay of the channel) * input[t - lag]. Parameter: `name.delay` [channels], the delays of the axons that
 * enter the convolution of this name.
 */
export function delayedChannels(
  context: Context,
  name: string,
  input: Activation,
  { max, learned, initializeDelay }: Omit<Delays, 'per'>,
): Layer {
  const { batch, steps, network } = context
  const { space } = input
  if (!space) throw new Error(`${name}: only an image and a feature map have channels`)
  const { height, width, channels } = space
  const stored = padded(channels)
  const wantsGrad = input.grad !== undefined || learned !== undefined
  const output = { ...activation(`${name}.delayed`, [steps, input.value.shape[1]!, input.features], 'dense', wantsGrad), space }
  const count = stored === channels ? input.features : channels
  const delay = network.parameter(`${name}.delay`, [stored], 'delay', initializeDelay, count, [0, max])
  const { sigma, KERNEL } = spreading(context, learned)
  // A channel is a neuron behind one synapse, whose weight is 1.
  const PER = DELAYS_PER.indexOf('neuron')
  const ones = network.shared(`ones ${stored}`, () => constant(`ones ${stored}`, new Float32Array(stored).fill(1)))
  const synapse = { weight: view(ones, [1, stored]), delay: delay.value, sigma }
  const spread = (what: string) => tensor(`${name}.${what}`, 'f32', [max + 1, stored])
  const asSynapses = (t: Tensor<'f32'>) => view(t, [max + 1, 1, stored])
  const [kernel, kernelGrad] = [spread('delayKernel'), spread('delayKernelGrad')]
  const x = samples(input.value, batch)
  const rows = steps * batch
  const rowsPerSplit = Math.ceil(rows / MAX_SPLITS)
  const partial = tensor(`${name}.delayPartial`, 'f32', [Math.ceil(rows / rowsPerSplit), max + 1, stored])
  const how = { batch, channels }
  const outputGrad = output.grad && samples(output.grad, batch)

  return layer(`${name}.delay`, {
    outputs: [output],
    parameters: [delay],
    forward: [
      kernels.delayKernel({ ...synapse, kernel: asSynapses(kernel) }, {}, { KERNEL, PER }),
      kernels.delayChannels({ source: x, kernel, result: samples(output.value, batch) }, how),
    ],
    backwardInput:
      input.grad && outputGrad
        ? [kernels.delayChannels({ source: outputGrad, kernel, result: samples(input.grad, batch) }, how, { TRANSPOSED: 1 })]
        : [],
    backwardParameters:
      learned && outputGrad
        ? [
            kernels.delayChannelsBackwardKernel(
              { input: x, outputGrad, partial },
              { rowsPerSplit, ...how, values: height * width * channels },
            ),
            columnSum(
              { input: view(partial, [partial.shape[0]!, sizeOf(kernel.shape)]), partial: view(kernelGrad, [1, sizeOf(kernel.shape)]) },
              { rowsPerSplit: partial.shape[0]! },
            ),
            kernels.delayKernelBackward(
              {
                ...synapse,
                kernelGrad: asSynapses(kernelGrad),
                weightGrad: tensor(`${name}.noWeightGrad`, 'f32', [1, stored]),
                delayGrad: delay.grad,
              },
              {},
              { KERNEL, PER },
            ),
          ]
        : [],
    visible: { output: output.value, delay: delay.value },
  })
}
