/** Doubles the height and width of a feature map, repeating every pixel four times (nearest neighbor). */
import { type Activation, activation, type Context, type Layer, layer } from '../../engine/graph'
import { type Tensor, view } from '../../engine/tensor'
import * as kernels from './kernels'

/** Spikes stay spikes. @throws if the input is not a feature map */
export function upsample(context: Context, name: string, input: Activation): Layer {
  const { space } = input
  if (!space || space.channels !== input.value.shape[2]) throw new Error(`${name}: only a feature map can be made larger`)
  const { height, width, channels } = space
  const steps = input.value.shape[0]!
  const output: Activation = {
    ...activation(name, [steps, context.batch * 4 * height * width, input.features], input.form, input.grad !== undefined),
    space: { height: 2 * height, width: 2 * width, channels },
  }
  const rows = steps * context.batch * height
  const before = (t: Tensor<'f32'>) => view(t, [rows, width, channels])
  const after = (t: Tensor<'f32'>) => view(t, [2 * rows, 2 * width, channels])
  return layer(name, {
    outputs: [output],
    forward: [kernels.upsampleForward({ input: before(input.value), output: after(output.value) }, {})],
    backwardInput:
      input.grad && output.grad ? [kernels.upsampleBackward({ outputGrad: after(output.grad), inputGrad: before(input.grad) }, {})] : [],
    visible: { output: output.value },
  })
}
