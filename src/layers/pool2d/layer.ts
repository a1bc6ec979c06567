/** Pooling over windows of a feature map, channel by channel: the mean or the maximum; and the mean over the whole map. */
import { type Activation, activation, type Context, type Layer, layer } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import { type Tensor, tensor, view } from '../../engine/tensor'
import { outputSize } from '../schema'
import * as kernels from './kernels'

/** Pairs are rows, then columns. */
export interface Pool2dSpec {
  readonly kind: 'average' | 'max'
  readonly kernel: readonly [number, number]
  readonly stride: readonly [number, number]
  /** At most half the kernel; none if absent. Counts as zeros in a mean, and is never the maximum. */
  readonly padding?: readonly [number, number]
}

export function pool2d(context: Context, name: string, input: Activation, spec: Pool2dSpec): Layer {
  const { kind, kernel, stride, padding = [0, 0] } = spec
  const { height, width } = spaceOf(name, input)
  if (padding.some((p, axis) => 2 * p > kernel[axis]!))
    throw new Error(`${name}: padding ${padding} is more than half of the kernel ${kernel}`)
  const outHeight = outputSize(height, kernel[0], stride[0], padding[0])
  const outWidth = outputSize(width, kernel[1], stride[1], padding[1])
  const steps = input.value.shape[0]!
  const channels = input.value.shape[2]!
  const output: Activation = {
    ...activation(name, [steps, context.batch * outHeight * outWidth, input.features], formOf(kind, input), input.grad !== undefined),
    space: { height: outHeight, width: outWidth, channels },
  }
  const images = steps * context.batch
  const before = (t: Tensor<'f32'>) => view(t, [images, height, width, channels])
  const after = (t: Tensor<'f32'>) => view(t, [images, outHeight, outWidth, channels])
  const how = { paddingY: padding[0], paddingX: padding[1] }
  const constants = { KERNEL_Y: kernel[0], KERNEL_X: kernel[1], STRIDE_Y: stride[0], STRIDE_X: stride[1] }
  const forward = kind === 'average' ? kernels.poolAverage : kernels.poolMax
  const backward = (inputGrad: Tensor<'f32'>, outputGrad: Tensor<'f32'>): Op[] => {
    if (kind === 'average') return [kernels.poolAverageBackward({ outputGrad, inputGrad }, how, constants)]
    const read = before(input.value)
    if (kernel.every((side, axis) => side <= stride[axis]!))
      return [kernels.poolMaxBackward({ input: read, outputGrad, inputGrad }, how, constants)]
    // A pixel lies in several windows, all of whose values it would have to read again.
    const indices = tensor(`${name}.indices`, 'u32', [images, outHeight, outWidth, channels])
    return [
      kernels.poolMaxIndex({ input: read, indices }, how, constants),
      kernels.poolMaxGather({ indices, outputGrad, inputGrad }, how, constants),
    ]
  }
  return layer(name, {
    outputs: [output],
    forward: [forward({ input: before(input.value), output: after(output.value) }, how, constants)],
    backwardInput: input.grad && output.grad ? backward(before(input.grad), after(output.grad)) : [],
    visible: { output: output.value },
  })
}

/** The mean over all pixels: [steps, batch, padded channels], without space. */
export function globalAveragePool(context: Context, name: string, input: Activation): Layer {
  const { height, width } = spaceOf(name, input)
  const whole = pool2d(context, name, input, { kind: 'average', kernel: [height, width], stride: [height, width] })
  const { space, ...output } = whole.outputs[0]!
  return { ...whole, outputs: [output] }
}

function spaceOf(name: string, { space, value }: Activation) {
  if (!space) throw new Error(`${name}: pooling needs an input with space`)
  if (space.channels !== value.shape[2]) throw new Error(`${name}: pooling needs a feature map; an image's pixels are not rows`)
  return space
}

/** A mean of spikes is a rate, mostly 0; a maximum of spikes is a spike. */
const formOf = (kind: Pool2dSpec['kind'], { form }: Activation): Activation['form'] =>
  kind === 'average' && form === 'binary' ? 'sparse' : form
