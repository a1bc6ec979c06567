/** An elementwise function over all steps at once, between the weight layers of a network that does not spike. */
import { type Activation, activation, type Context, type Layer, layer } from '../../engine/graph'
import { rows } from '../../engine/kernel'
import * as kernels from './kernels'
import { ACTIVATIONS, type ActivationKind } from './schema'

/**
 * The output has the shape of the input, [steps, batch, padded features] or a feature map, and padding that is zero. Visible: output.
 * @throws where a normalization or a dropout waits for a neuron to apply it
 */
export function activate(_context: Context, name: string, input: Activation, kind: ActivationKind): Layer {
  if (input.affine || input.mask) throw new Error(`${name}: only a neuron applies a normalization or a mask`)
  const output: Activation = {
    ...activation(name, input.value.shape as readonly [number, number, number], 'dense', input.grad !== undefined),
    features: input.features,
    ...(input.space && { space: input.space }),
  }
  const KIND = ACTIVATIONS.indexOf(kind)
  const value = rows(output.value)
  return layer(name, {
    outputs: [output],
    forward: [kernels.activationForward({ input: rows(input.value), output: value }, { features: input.features }, { KIND })],
    backwardInput: input.grad
      ? [kernels.activationBackward({ output: value, outputGrad: rows(output.grad!), inputGrad: rows(input.grad) }, {}, { KIND })]
      : [],
    visible: { output: output.value },
  })
}
