/**
 * A convolution over images whose pixels are rows, channels last: output = bias + sum over the window and the channels, over
 * all steps at once, or once where the input is the same at every step. Several variants of a product give the same bits;
 * `variants.ts` chooses by shape, the tuner by time. The gradient on the input is a convolution too, with the weights flipped.
 */
import { type Activation, activation, type Context, type Layer, layer, samples } from '../../engine/graph'
import { rows as asRows, type Op } from '../../engine/kernel'
import type { Initialize, Parameter } from '../../engine/network'
import { persistent, sizeOf, type Tensor, tensor, view } from '../../engine/tensor'
import { columnSum, sumSplits } from '../kernels'
import * as kernels from './kernels'
import { type ConvSize, type ConvWindow, convSize, groupFor, splitsFor, tapsFor, variantOf } from './variants'

export interface Conv2dSpec extends ConvWindow {
  readonly outputs: number
  readonly bias: boolean
  readonly initialize: Initialize
  readonly initializeBias: Initialize
}

export function conv2d(context: Context, name: string, input: Activation, spec: Conv2dSpec): Layer {
  if (!input.space) throw new Error(`${name}: a convolution needs an input with space`)
  const steps = input.value.shape[0]!
  const size = convSize(steps * context.batch, input.space, spec.outputs, spec)
  const { images, outHeight, outWidth, inputs, outputs } = size
  const [kernelHeight, kernelWidth] = spec.kernel
  // An image holds its channels side by side; a feature map pads them.
  const channels = inputs % 4 === 0 ? input.features : inputs
  const output: Activation = {
    ...activation(name, [steps, context.batch * outHeight * outWidth, spec.outputs], 'dense', true),
    space: { height: outHeight, width: outWidth, channels: outputs },
  }
  const count = kernelHeight * kernelWidth * channels * spec.outputs
  const weight = context.network.parameter(`${name}.weight`, [kernelHeight, kernelWidth, inputs, outputs], 'weight', spec.initialize, count)
  const bias = spec.bias ? context.network.parameter(`${name}.bias`, [outputs], 'weight', spec.initializeBias, spec.outputs) : undefined
  const asImages = (t: Tensor<'f32'>) => view(t, [images, outHeight, outWidth, outputs])
  const variant = variantOf(context, input, size)
  const value = samples(input.value, context.batch)
  const outputGrad = asImages(output.grad!)
  const biasValue = bias?.value ?? zeros(context, outputs)

  return layer(name, {
    outputs: [output],
    parameters: bias ? [weight, bias] : [weight],
    forward: forwardOps(name, variant.forward, input.form, size, {
      input: value,
      weight: weight.value,
      bias: biasValue,
      output: asImages(output.value),
    }),
    backwardInput: input.grad ? inputGradOps(context, name, variant.backwardInput, size, outputGrad, weight.value, input.grad) : [],
    backwardParameters: [
      ...weightGradOps(name, size, input.trace ? samples(input.trace, context.batch) : value, outputGrad, weight.grad),
      ...(bias ? biasGradOps(name, asRows(output.grad!), bias) : []),
    ],
    visible: { output: output.value, weight: weight.value },
  })
}

interface Operands {
  readonly input: Tensor<'f32'>
  readonly weight: Tensor<'f32'>
  readonly bias: Tensor<'f32'>
  readonly output: Tensor<'f32'>
}

const zeros = (context: Context, count: number): Tensor<'f32'> =>
  context.network.shared(`zeros ${count}`, () => persistent(`zeros ${count}`, 'f32', [count]))

const windowOf = ({ width, stride, padding }: ConvSize) => ({
  width,
  strideY: stride[0],
  strideX: stride[1],
  paddingY: padding[0],
  paddingX: padding[1],
})

function forwardOps(name: string, form: string, kind: Activation['form'], size: ConvSize, operands: Operands): Op[] {
  const { images, height, width, inputs } = size
  const how = windowOf(size)
  const constants = { ...groupFor(size.outputs), TAPS: tapsFor(size.kernel[1], size.stride[1]) }
  switch (form) {
    case 'bits': {
      const bits = tensor(`${name}.bits`, 'u32', [images, height, Math.ceil(width / 32), inputs])
      return [
        kernels.conv2dBits({ input: operands.input, bits }, { width }),
        kernels.conv2dForwardBits({ ...operands, bits }, how, { ...constants, BINARY: Number(kind === 'binary') }),
      ]
    }
    case 'tiled':
      return [kernels.conv2dForwardTiled(operands, { height, ...how }, { TAPS: constants.TAPS })]
    default:
      return [kernels.conv2dForward(operands, { height, ...how }, constants)]
  }
}

/** Ops that convolve the output's gradient, with zeros between its values for a stride, with the flipped weights. */
function inputGradOps(
  context: Context,
  name: string,
  form: string,
  size: ConvSize,
  outputGrad: Tensor<'f32'>,
  weight: Tensor<'f32'>,
  inputGrad: Tensor<'f32'>,
): Op[] {
  const { images, height, width, inputs, outputs, outHeight, outWidth, kernel, stride, padding } = size
  if (inputs % 4 !== 0) {
    const flat = view(inputGrad, [images, sizeOf(inputGrad.shape) / images])
    return [kernels.conv2dBackwardImage({ outputGrad, weight, inputGrad: flat }, { height, ...windowOf(size) }, {})]
  }
  const flipped = tensor(`${name}.flipped`, 'f32', [kernel[0], kernel[1], outputs, inputs])
  const operands = {
    input: view(outputGrad, [images, outHeight * outWidth * outputs]),
    weight: flipped,
    bias: zeros(context, inputs),
    output: view(inputGrad, [images, height, width, inputs]),
  }
  const how = {
    height: outHeight,
    width: outWidth,
    strideY: 1,
    strideX: 1,
    paddingY: kernel[0] - 1 - padding[0],
    paddingX: kernel[1] - 1 - padding[1],
  }
  // With a stride, a pixel receives from every stride-th position of the window.
  const TAPS = tapsFor(Math.ceil(kernel[1] / stride[1]), 1)
  const spacing = { SPACING_Y: stride[0], SPACING_X: stride[1] }
  return [
    kernels.conv2dFlipWeight({ weight, flipped }, {}),
    form === 'tiled'
      ? kernels.conv2dForwardTiled(operands, how, { TAPS })
      : kernels.conv2dForward(operands, how, { ...groupFor(inputs), TAPS, ...spacing }),
  ]
}

/**
 * Ops that ADD to the gradient of the weights. @param input [images, values of an image]. @param outputGrad [images, height, width,
 * channels]
 */
export function weightGradOps(
  name: string,
  size: ConvSize,
  input: Tensor<'f32'>,
  outputGrad: Tensor<'f32'>,
  weightGrad: Tensor<'f32'>,
): Op[] {
  const { inputs, outputs, height, kernel, stride } = size
  const TAPS = tapsFor(kernel[1], stride[1]) > 1 ? 3 : 1
  const SINGLE = Number(inputs % 4 !== 0)
  const owners = kernel[0] * Math.ceil(kernel[1] / TAPS) * Math.ceil(inputs / 4) * (outputs / 4)
  const { splits, linesPerSplit } = splitsFor(size, owners)
  const shape = [splits, ...weightGrad.shape]
  const partial = splits === 1 ? view(weightGrad, shape) : tensor(`${name}.weightPartial`, 'f32', shape)
  const constants = { ...groupFor(outputs), TAPS, SINGLE, ADD: Number(splits === 1) }
  const product = kernels.conv2dBackwardWeight({ input, outputGrad, partial }, { height, ...windowOf(size), linesPerSplit }, constants)
  if (splits === 1) return [product]
  const flat = sizeOf(weightGrad.shape)
  return [product, sumSplits({ partial: view(partial, [splits, flat]), total: view(weightGrad, [flat]) }, {})]
}

/**
 * Ops that ADD the sum of the rows to the bias gradient, in partials of about the square root of the rows, so that neither stage is long.
 */
export function biasGradOps(name: string, outputGrad: Tensor<'f32'>, bias: Parameter): Op[] {
  const [rows, columns] = outputGrad.shape as readonly [number, number]
  const rowsPerSplit = Math.max(64, Math.ceil(Math.sqrt(rows)))
  const partial = tensor(`${name}.biasPartial`, 'f32', [Math.ceil(rows / rowsPerSplit), columns])
  return [columnSum({ input: outputGrad, partial }, { rowsPerSplit }), sumSplits({ partial, total: bias.grad }, {})]
}
