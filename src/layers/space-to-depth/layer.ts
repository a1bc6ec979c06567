/** Turns blocks of 2 × 2 pixels into channels: half the height, half the width, the same values (the Focus of YOLOX, Ge et al., 2021). */
import { type Activation, activation, type Context, type Layer, layer } from '../../engine/graph'
import { type Tensor, view } from '../../engine/tensor'
import * as kernels from './kernels'

/**
 * The channels of the top left, the bottom left, the top right and the bottom right pixel, in this order. The input is a feature map.
 * @throws if it is not, or one of its sides is odd
 */
export function spaceToDepth(context: Context, name: string, input: Activation): Layer {
  const { space, features: channels } = input
  if (!space || space.channels % 4 !== 0) throw new Error(`${name}: pixels become channels of a feature map alone`)
  const { height, width } = space
  if (height % 2 !== 0 || width % 2 !== 0) throw new Error(`${name}: ${height} x ${width} pixels are not blocks of 2 x 2`)
  const [outHeight, outWidth] = [height / 2, width / 2]
  const steps = input.value.shape[0]!
  const images = steps * context.batch
  const output: Activation = {
    ...activation(name, [steps, context.batch * outHeight * outWidth, 4 * channels], input.form, input.grad !== undefined),
    space: { height: outHeight, width: outWidth, channels: 4 * channels },
  }
  const before = (t: Tensor<'f32'>) => view(t, [images, height, width, space.channels])
  const after = (t: Tensor<'f32'>) => view(t, [images, outHeight, outWidth, 4 * channels])
  return layer(name, {
    outputs: [output],
    forward: [kernels.spaceToDepthForward({ input: before(input.value), output: after(output.value) }, { channels })],
    backwardInput:
      input.grad && output.grad
        ? [kernels.spaceToDepthBackward({ outputGrad: after(output.grad), inputGrad: before(input.grad) }, { channels })]
        : [],
    visible: { output: output.value },
  })
}
