/** A weighted sum over the steps with fixed weights that preserves positions: the rate of spikes, or a single step. */
import { type Activation, activation, type Context, type Layer, layer } from '../../engine/graph'
import { constant } from '../../engine/tensor'
import * as kernels from './kernels'

/** The output has one step, [1, rows, channels], and the places of the input. @param weights one a step of the input */
export function overTime(context: Context, name: string, input: Activation, weights: readonly number[]): Layer {
  const [steps, rows] = input.value.shape as readonly [number, number]
  if (weights.length !== steps) throw new Error(`${name}: ${weights.length} weights for ${steps} steps`)
  const output: Activation = {
    ...activation(name, [1, rows, input.features], input.form === 'dense' ? 'dense' : 'sparse', input.grad !== undefined),
    ...(input.space && { space: input.space }),
  }
  const weighed = context.network.shared(`weights ${weights}`, () => constant(`${name}.weights`, weights))
  return layer(name, {
    outputs: [output],
    forward: [kernels.readoutForward({ input: input.value, weights: weighed, output: output.value }, {})],
    backwardInput:
      input.grad && output.grad ? [kernels.readoutBackward({ outputGrad: output.grad, weights: weighed, inputGrad: input.grad }, {})] : [],
    visible: { output: output.value },
  })
}

/** The mean over all steps; an input that is the same at every step is its own mean. */
export function meanOverTime(context: Context, name: string, input: Activation): Layer {
  const steps = input.value.shape[0]!
  return steps === 1 ? layer(name, { outputs: [input] }) : overTime(context, name, input, new Array<number>(steps).fill(1 / steps))
}
