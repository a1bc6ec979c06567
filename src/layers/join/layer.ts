/** Joins two streams: concatenates the channels of both at every position. For their sum, see `add` in residual/. */
import { type Activation, activation, type Context, type Layer, layer } from '../../engine/graph'
import { rows as asRows } from '../../engine/kernel'
import { padded, sizeOf, type Tensor, tensor, view } from '../../engine/tensor'
import * as kernels from './kernels'

/** The form of two values together: spikes if both are, otherwise the more general of the two. */
const formOf = (a: Activation, b: Activation): Activation['form'] =>
  a.form === b.form ? a.form : a.form === 'dense' || b.form === 'dense' ? 'dense' : 'sparse'

/** Whether the input is an image from an encoder: unpadded interleaved pixels in one row, without a gradient. */
const isImage = ({ space }: Activation): boolean => space !== undefined && space.channels % 4 !== 0

/** The gradient of an input, or an unused tensor if none is needed: the kernel writes the gradients of both inputs. */
const gradOf = (name: string, { value, grad }: Activation): Tensor<'f32'> => grad ?? tensor(name, 'f32', value.shape)

/**
 * The channels of `b` after those of `a`, for features, feature maps of one size, or images of one size. If both inputs are spikes, so is
 * the output, but without bits.
 */
export function concat(context: Context, name: string, a: Activation, b: Activation): Layer {
  const places = ({ space }: Activation) => (space ? `${space.height} x ${space.width}` : 'no places')
  if (a.value.shape[0] !== b.value.shape[0] || a.value.shape[1] !== b.value.shape[1] || places(a) !== places(b))
    throw new Error(`${name}: [${a.value.shape}] of ${places(a)} and [${b.value.shape}] of ${places(b)} cannot be joined`)
  if (isImage(a) !== isImage(b)) throw new Error(`${name}: an image and a feature map cannot be joined`)
  return isImage(a) ? concatOfImages(context, name, a, b) : concatOfMaps(name, a, b)
}

function concatOfMaps(name: string, a: Activation, b: Activation): Layer {
  const [steps, rows] = a.value.shape as readonly [number, number]
  const [first, second] = [a.features, b.features]
  const made = activation(name, [steps, rows, first + second], formOf(a, b), a.grad !== undefined || b.grad !== undefined)
  const output: Activation = { ...made, ...(a.space && { space: { ...a.space, channels: padded(first + second) } }) }
  const [aGrad, bGrad] = [gradOf(`${name}.aGrad`, a), gradOf(`${name}.bGrad`, b)].map(asRows) as [Tensor<'f32'>, Tensor<'f32'>]
  return layer(name, {
    outputs: [output],
    forward: [kernels.concatChannels({ a: asRows(a.value), b: asRows(b.value), output: asRows(output.value) }, { first })],
    backwardInput: output.grad ? [kernels.concatBackward({ outputGrad: asRows(output.grad), aGrad, bGrad }, { first, second })] : [],
    visible: { output: output.value },
  })
}

/** An image again; a feature map where its pixels need no padding. */
function concatOfImages(context: Context, name: string, a: Activation, b: Activation): Layer {
  if (a.grad || b.grad) throw new Error(`${name}: nothing can learn in front of an image`)
  const { height, width, channels: aChannels } = a.space!
  const bChannels = b.space!.channels
  const steps = a.value.shape[0]!
  const pixels = height * width
  const channels = aChannels + bChannels
  const shape =
    channels % 4 === 0 ? ([steps, context.batch * pixels, channels] as const) : ([steps, context.batch, pixels * channels] as const)
  const output: Activation = { ...activation(name, shape, formOf(a, b), false), space: { height, width, channels } }
  const samples = steps * context.batch
  const whole = view(output.value, [samples, sizeOf(output.value.shape) / samples])
  return layer(name, {
    outputs: [output],
    forward: [kernels.concatImages({ a: asRows(a.value), b: asRows(b.value), output: whole }, { pixels, aChannels, bChannels })],
    visible: { output: output.value },
  })
}
