/** A value that is the same at every step as one value for each: what is looked at step by step. A sum over time is its backward pass. */
import { type Activation, type Context, type Layer, layer } from '../../engine/graph'
import { constant, tensor } from '../../engine/tensor'
import * as kernels from './kernels'

/** The output is [steps, batch, columns], without a gradient, since no layer in front learns. */
export function repeat({ network, steps }: Context, name: string, { value, ...input }: Activation): Layer {
  const [, batch, columns] = value.shape as readonly [number, number, number]
  const repeated = tensor(name, 'f32', [steps, batch, columns])
  const weights = network.shared(`ones[${steps}]`, () => constant('ones', new Float32Array(steps).fill(1)))
  return layer(name, {
    outputs: [{ ...input, value: repeated }],
    forward: [kernels.readoutBackward({ outputGrad: value, weights, inputGrad: repeated }, {})],
  })
}
