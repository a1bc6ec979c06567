/** Layers over the time axis: a weighted sum over steps, a repetition at every step, and steps as positions. */
import { type Activation, activation, type Context, type Layer, layer, type Space } from '../../engine/graph'
import { constant, type Tensor, tensor, view } from '../../engine/tensor'
import * as kernels from './kernels'

/**
 * Sums over the steps. The output has one step, [1, rows, channels], and the positions of the input. @param weights one per step of the
 * input
 */
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

/**
 * Repeats an input that is the same at every step, so that it has a value for each: [steps, batch, columns], without a gradient. Its
 * backward pass would be a sum over time.
 */
export function repeat({ network, steps }: Context, name: string, { value, ...input }: Activation): Layer {
  const [, batch, columns] = value.shape as readonly [number, number, number]
  const repeated = tensor(name, 'f32', [steps, batch, columns])
  const weights = network.shared(`ones[${steps}]`, () => constant('ones', new Float32Array(steps).fill(1)))
  return layer(name, {
    outputs: [{ ...input, value: repeated }],
    forward: [kernels.readoutBackward({ outputGrad: value, weights, inputGrad: repeated }, {})],
  })
}

/**
 * Turns steps into positions, so that the next layer has separate weights for every step: [1, batch * steps * positions, channels], with
 * the steps of a sample below each other.
 */
export function unroll(context: Context, name: string, input: Activation): Layer {
  const { batch } = context
  const [steps, rows, channels] = input.value.shape as readonly [number, number, number]
  const before = input.space ?? { height: 1, width: 1, channels }
  const space: Space = { ...before, height: steps * before.height, channels }
  const shape = [1, steps * rows, channels]
  const width = (rows / batch) * channels
  const swap = (from: Tensor<'f32'>, to: Tensor<'f32'>, first: number, second: number) =>
    kernels.swapAxes({ input: view(from, [first, second, width]), swapped: view(to, [second, first, width]) }, {})
  const value = tensor(name, 'f32', shape)
  const grad = input.grad && tensor(`${name}Grad`, 'f32', shape)
  return layer(name, {
    outputs: [{ value, ...(grad && { grad }), form: input.form === 'binary' ? 'sparse' : input.form, features: input.features, space }],
    forward: [swap(input.value, value, steps, batch)],
    backwardInput: input.grad && grad ? [swap(grad, input.grad, batch, steps)] : [],
    visible: { output: value },
  })
}
