/** The conformance ops over images: convolution and pooling, [steps, batch, channels, height, width] in files. */
import type { Gpu } from '../../engine/device'
import { type Activation, activation } from '../../engine/graph'
import { padded } from '../../engine/tensor'
import { conv2d } from '../../layers/conv2d/layer'
import { conv2dKey, convSize, FORWARD_VARIANTS } from '../../layers/conv2d/variants'
import { pool2d } from '../../layers/pool2d/layer'
import { inspect } from '../readable-tensors'
import { conv2dAttributes, pool2dAttributes } from './attributes'
import { type Computed, mustAgree } from './compare'
import { channelsFirst, channelsLast, padRows, trimRows, windowFirst, windowLast } from './layout'
import { contextFor } from './neurons'
import { fromCase } from './products'
import { type Case, type CaseTensor, need } from './read'

export function imageOf({ shape }: CaseTensor) {
  const [steps, batch, channels, height, width] = shape
  if (width === undefined || shape.length > 5) throw new Error(`[${shape}] is not [steps, batch, channels, height, width]`)
  return { steps: steps!, batch: batch!, channels: channels!, height: height!, width, positions: height! * width }
}
export type CaseImage = ReturnType<typeof imageOf>

/** A feature map: every pixel a row of padded channels. */
export const mapOf = ({ steps, batch, channels, height, width, positions }: CaseImage, form: Activation['form']): Activation => ({
  ...activation('x', [steps, batch * positions, channels], form, true),
  space: { height, width, channels: padded(channels) },
})
export const mapRows = ({ data }: CaseTensor, { channels, positions }: CaseImage) =>
  padRows(channelsLast(data, channels, positions), channels)
export const mapBack = (rows: ArrayLike<number>, { channels, positions }: CaseImage) =>
  channelsFirst(trimRows(rows, channels), channels, positions)

/** Runs every variant of the convolution, and, if the channels are those of an image, the input of an encoder; one result is compared. */
export async function runConv2d(gpu: Gpu, c: Case): Promise<Computed> {
  const x = imageOf(need(c.inputs, 'x'))
  const results = await Promise.all(FORWARD_VARIANTS.map((form) => runConv2dAs(gpu, c, mapOf(x, 'sparse'), form, mapRows)))
  const result = mustAgree(results, FORWARD_VARIANTS)
  if (x.channels % 4 === 0) return result
  const encoded: Activation = {
    ...activation('x', [x.steps, x.batch, x.channels * x.positions], 'dense', false),
    space: { height: x.height, width: x.width, channels: x.channels },
  }
  const pictureRows = ({ data }: CaseTensor) => padRows(channelsLast(data, x.channels, x.positions), x.channels * x.positions)
  const { outputs, gradients } = await runConv2dAs(gpu, c, encoded, 'direct', pictureRows)
  mustAgree([result, { outputs, gradients: { x: result.gradients.x!, ...gradients } }], ['feature map', 'image'])
  return result
}

async function runConv2dAs(
  gpu: Gpu,
  c: Case,
  input: Activation,
  form: string,
  rowsOf: (x: CaseTensor, image: CaseImage) => Float32Array<ArrayBuffer>,
): Promise<Computed> {
  const { stride, padding } = conv2dAttributes.parse(c.attrs)
  const x = need(c.inputs, 'x')
  const from = imageOf(x)
  const weight = need(c.inputs, 'weight')
  const [outputs, channels, kernelHeight, kernelWidth] = weight.shape as [number, number, number, number]
  const bias = c.inputs.bias
  const space = input.space!
  const window = { kernel: [kernelHeight, kernelWidth], stride: [stride, stride], padding: [padding, padding] } as const
  const size = convSize(from.steps * from.batch, space, outputs, window)
  const key = (direction: 'forward' | 'backward-input') => conv2dKey(direction, size, input.form)
  const context = {
    ...contextFor('train', from.steps, from.batch),
    tunedVariants: { [key('forward')]: form, [key('backward-input')]: form },
  }
  const made = conv2d(context, 'conv2d', input, {
    outputs,
    ...window,
    bias: bias !== undefined,
    initialize: fromCase(windowLast(weight.data, outputs, channels, space.channels)),
    initializeBias: fromCase(padRows(bias?.data ?? [], outputs)),
  })
  const output = made.outputs[0]!
  const to = { ...from, channels: outputs, positions: output.space!.height * output.space!.width }
  using bench = await inspect(gpu, [...made.forward, ...made.backwardInput, ...made.backwardParameters])
  bench.write(context.network.values, context.network.initialValues())
  bench.write(input.value, rowsOf(x, from))
  if (c.cotangents.y) bench.write(output.grad!, mapRows(c.cotangents.y, to))
  bench.run()
  const [weightParameter, biasParameter] = made.parameters
  return {
    outputs: { y: mapBack(await bench.f32(output.value), to) },
    gradients: {
      ...(input.grad && { x: mapBack(await bench.f32(input.grad), from) }),
      weight: windowFirst(await bench.f32(weightParameter!.grad), outputs, channels, space.channels),
      ...(biasParameter && { bias: trimRows(await bench.f32(biasParameter.grad), outputs) }),
    },
  }
}

export async function runPool2d(gpu: Gpu, c: Case): Promise<Computed> {
  const { kind, size, stride } = pool2dAttributes.parse(c.attrs)
  const x = need(c.inputs, 'x')
  const from = imageOf(x)
  const input = mapOf(from, 'dense')
  const made = pool2d(contextFor('train', from.steps, from.batch), 'pool2d', input, {
    kind: kind === 'avg' ? 'average' : 'max',
    kernel: [size, size],
    stride: [stride, stride],
  })
  const output = made.outputs[0]!
  const to = { ...from, positions: output.space!.height * output.space!.width }
  using bench = await inspect(gpu, [...made.forward, ...made.backwardInput])
  bench.write(input.value, mapRows(x, from))
  if (c.cotangents.y) bench.write(output.grad!, mapRows(c.cotangents.y, to))
  bench.run()
  return {
    outputs: { y: mapBack(await bench.f32(output.value), to) },
    gradients: { x: mapBack(await bench.f32(input.grad!), from) },
  }
}
