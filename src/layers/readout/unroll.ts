/**
 * Turns time into positions: the outputs of all steps become one row of features, so that the next layer has separate weights for every
 * step.
 */
import { type Activation, type Context, type Layer, layer, type Space } from '../../engine/graph'
import { type Tensor, tensor, view } from '../../engine/tensor'
import * as kernels from './kernels'

/** The output is [1, batch * steps * places, channels]: rows of places above each other, step below step. */
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
