/**
 * A network as a list of layers: their settings and output shapes. Data, and the arithmetic of sizes. A convolution, a residual block and a
 * linear layer end in spiking neurons, with the network's normalization in front of them.
 */
import * as z from 'zod'
import { anyNeuronSchema, type NeuronSpec } from '../neurons/schema'
import { choice, integer, number } from '../schema'

const outputs = (initial: number, label: string, unit: string) =>
  integer(1, 8192, initial, { label, unit, help: 'Their number at width 1.' })
const dropout = number(0, 0.95, 0, {
  label: 'Dropout',
  term: 'dropout',
  help: 'The probability that a neuron receives no current for a whole sequence, in training.',
  control: 'slider',
  step: 0.05,
})
const stride = (initial: number) =>
  integer(1, 16, initial, { label: 'Stride', term: 'convolution', unit: 'pixels', help: 'Step between adjacent positions of the kernel.' })

const neuron = anyNeuronSchema
  .meta({
    ...anyNeuronSchema.meta(),
    label: 'Neuron',
    help: 'The neurons of this layer. Those of the network are set under Neuron and surrogate; the surrogate is the same for all.',
    absent: 'as the network',
  })
  .optional()

const KIND_LABELS = { conv: 'convolution', pool: 'pooling', globalPool: 'global average', residual: 'residual block', linear: 'linear' }

export const layerSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('conv'),
      outputs: outputs(32, 'Channels', 'channels'),
      kernel: integer(1, 15, 3, { label: 'Kernel', term: 'convolution', unit: 'pixels', help: 'Side length of the kernel.' }),
      stride: stride(1),
      padding: integer(0, 7, 1, { label: 'Padding', term: 'convolution', unit: 'pixels', help: 'Zeros around the input.' }),
      dropout,
      neuron,
    }),
    z.strictObject({
      kind: z.literal('pool'),
      how: choice(['average', 'max'], 'average', {
        label: 'Pooling',
        term: 'pooling',
        help: 'Average pooling yields rates between 0 and 1; max pooling yields spikes.',
        choices: { average: 'average', max: 'maximum' },
      }),
      size: integer(1, 16, 2, { label: 'Size', term: 'pooling', unit: 'pixels', help: 'Side length of the window and its stride.' }),
    }),
    z.strictObject({ kind: z.literal('globalPool') }),
    z
      .strictObject({
        kind: z.literal('residual'),
        outputs: outputs(128, 'Channels', 'channels'),
        stride: stride(1),
        neuron,
      })
      .meta({ term: 'residualBlock' }),
    z.strictObject({ kind: z.literal('linear'), outputs: outputs(256, 'Neurons', 'neurons'), dropout, neuron }),
  ])
  .meta({
    label: 'Layer',
    help: 'The operation of the layer.',
    choices: KIND_LABELS,
  })
export type LayerSpec = z.infer<typeof layerSchema>
export const layerLabel = ({ kind }: LayerSpec): string => KIND_LABELS[kind]

/** The neuron that a layer of a list has for itself; undefined where it has that of the network, or none. */
export const ownNeuron = (layer: LayerSpec | undefined): NeuronSpec | undefined => (layer && 'neuron' in layer ? layer.neuron : undefined)

/** The shape passed from layer to layer: channels over an image, or plain features. */
export interface Shape {
  readonly channels: number
  readonly space?: { readonly height: number; readonly width: number }
}
export const sizeOfShape = ({ channels, space }: Shape): number => channels * (space ? space.height * space.width : 1)
export const showShape = ({ channels, space }: Shape): string => (space ? `${channels} × ${space.height} × ${space.width}` : `${channels}`)

/** The number of channels or neurons of a layer at a width: a fraction of the number at width 1, at least one. */
export const scaled = (outputs: number, width: number): number => Math.max(1, Math.round(outputs * width))

/** The number of positions of a window along one side: floor((size + 2 padding - kernel) / stride) + 1. */
export const outputSize = (size: number, kernel: number, stride: number, padding: number): number =>
  Math.floor((size + 2 * padding - kernel) / stride) + 1

export type Fitted = { readonly shape: Shape } | { readonly problem: string }

/**
 * The output shape of a layer, or why it does not fit, in a sentence. `first`: the layer is the first, so its input is an image without
 * feature channels.
 */
function shapeAfter(layer: LayerSpec, before: Shape, width: number, first: boolean): Fitted {
  const { space } = before
  if (first && (layer.kind === 'pool' || layer.kind === 'globalPool' || layer.kind === 'residual'))
    return { problem: 'It needs the channels of a convolution but receives the input image. Insert a convolution before it.' }
  if (layer.kind === 'linear') return { shape: { channels: scaled(layer.outputs, width) } }
  if (!space)
    return {
      problem: `It needs an image but receives ${before.channels} features without positions. Put it before the first linear layer.`,
    }
  const windowed = (channels: number, kernel: number, step: number, padding: number): Fitted => {
    const [height, columns] = [outputSize(space.height, kernel, step, padding), outputSize(space.width, kernel, step, padding)]
    if (height < 1 || columns < 1)
      return {
        problem: `A window of ${kernel} × ${kernel} does not fit an image of ${space.height} × ${space.width}${padding > 0 ? ` with padding ${padding}` : ''}. Make it smaller, or leave out a pooling before it.`,
      }
    return { shape: { channels, space: { height, width: columns } } }
  }
  switch (layer.kind) {
    case 'conv':
      return windowed(scaled(layer.outputs, width), layer.kernel, layer.stride, layer.padding)
    case 'pool':
      return windowed(before.channels, layer.size, layer.size, 0)
    case 'globalPool':
      return { shape: { channels: before.channels } }
    case 'residual':
      return windowed(scaled(layer.outputs, width), 3, layer.stride, 1)
    default:
      return layer satisfies never
  }
}

/** How two streams join: after this many layers, their channels are combined into one input. */
export interface Joint {
  readonly after: number
  readonly factor: 1 | 2
}

/** Shapes along a list, up to and including the first layer that does not fit. @param joint where the layers of two streams join. */
export function shapesOf(layers: readonly LayerSpec[], input: Shape, width: number, joint?: Joint): Fitted[] {
  const fitted: Fitted[] = []
  let shape = input
  for (const [index, layer] of layers.entries()) {
    const before = index === joint?.after ? { ...shape, channels: joint.factor * shape.channels } : shape
    const next = shapeAfter(layer, before, width, index === 0)
    fitted.push(next)
    if ('problem' in next) break
    shape = next.shape
  }
  return fitted
}

/** Whether the shortcut of a residual block changes the shape, and so needs its own convolution and neurons. */
export const residualNeedsShortcut = (outputs: number, stride: number, before: Shape): boolean =>
  stride !== 1 || outputs !== before.channels
