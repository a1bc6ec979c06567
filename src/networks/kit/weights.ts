/** Weight layers of a kit: linear layers and convolutions, with initial values by their fan, and a description of each. */
import type { Activation, Layer } from '../../engine/graph'
import type { Initialize, Parameter } from '../../engine/network'
import { padded, persistent } from '../../engine/tensor'
import { conv2d } from '../../layers/conv2d/layer'
import { delayedChannels } from '../../layers/delay/channels'
import { type Delays, delayedLinear } from '../../layers/delay/layer'
import { flatten } from '../../layers/flatten'
import { convFan, type Fan, initializeBias, initializeWeight, linearFan } from '../../layers/initialize'
import { type Feedback, linear } from '../../layers/linear/layer'
import type { Broadcast } from '../../neurons/online/schema'
import { positionsOf, type WeightLayer } from '../graph'
import { convInput, linearInput } from '../product-input'
import { append, type Kit, named } from './kit'

/** A layer with the description of its weights. */
export interface Weighted {
  readonly made: Layer
  readonly weightLayer: WeightLayer
}

interface LinearOptions {
  readonly bias?: boolean
  readonly initialScale?: number
  /** The original input, if `input` is a rearrangement of it. */
  readonly unrolled?: Activation
  /** Absent where spikes arrive at once. */
  readonly delays?: Delays | undefined
  /** How the gradient reaches the input, if not by the weights. */
  readonly broadcast?: Broadcast | undefined
  /** The neurons behind it add the gradient of its weights. */
  readonly gradientElsewhere?: boolean
}

/** Appends a linear layer without neurons. */
export function linearWeights(
  kit: Kit,
  name: string,
  input: Activation,
  outputs: number,
  { bias = kit.settings.bias, initialScale = 1, unrolled = input, delays, broadcast, gradientElsewhere = false }: LinearOptions = {},
): Weighted {
  const { context, settings } = kit
  const channels = channelsOf(input)
  const stored = storedOf(input)
  const fan = linearFan(channels, outputs, positionsOf(input), stored)
  const flat = flatten(input, context.batch)
  const spec = {
    outputs,
    bias,
    initialize: scaledBy(initialScale, initializeWeight(settings.initialization, fan, settings.seed)),
    initializeBias: initializeBias(settings.initialization, fan, settings.seed),
    gradientElsewhere,
    feedback: broadcast && feedbackOf(kit, named(kit, 'feedback.weight'), [flat.value.shape[2]!, padded(outputs)], fan, broadcast),
  }
  const made = append(kit, delays ? delayedLinear(context, name, flat, { ...spec, ...delays }) : linear(context, name, flat, spec))
  const weightLayer: WeightLayer = {
    name,
    kind: 'linear',
    ...weightsOf(made, bias),
    channels,
    stored,
    kernel: [1, 1],
    outputs,
    positions: 1,
    input: linearInput(unrolled, channelsOf(unrolled) * positionsOf(unrolled), outputs),
    ...(delays && { delays: { parameter: made.parameters.at(-1)!, per: delays.per, max: delays.max } }),
    constantInput: isConstant(input) && !delays,
    initialScale,
    ...(input.space && { flattened: input.space }),
  }
  return { made, weightLayer }
}

/** Weights that bring a gradient back instead of a layer's own: drawn once, or parameters. */
function feedbackOf(
  { context: { network }, settings }: Kit,
  name: string,
  shape: readonly number[],
  fan: Fan,
  broadcast: Broadcast,
): Feedback | undefined {
  const draw = initializeWeight(settings.initialization, fan, settings.seed)
  switch (broadcast) {
    case 'symmetric':
      return undefined
    case 'random':
      return { value: network.shared(name, () => persistent(name, 'f32', shape, draw(shape, name))) }
    case 'adaptive':
      return network.parameter(name, shape, 'weight', draw, fan.inputs * fan.outputs)
    default:
      return broadcast satisfies never
  }
}

export interface Window {
  readonly kernel: number
  readonly stride: number
  readonly padding: number
}

interface ConvOptions {
  readonly bias?: boolean
  /** The initial bias of each output, if it differs from the drawn one. */
  readonly initialBias?: (output: number, drawn: number) => number
  /** The delays of its input channels; absent if spikes arrive at once. Their `per` is that of linear layers, and not read. */
  readonly delays?: Delays | undefined
}

/** Appends a convolution without neurons. */
export function convWeights(
  kit: Kit,
  name: string,
  input: Activation,
  outputs: number,
  { kernel: side, stride, padding }: Window,
  { bias = kit.settings.bias, initialBias, delays }: ConvOptions = {},
): Weighted {
  const { context, settings } = kit
  const channels = channelsOf(input)
  const stored = storedOf(input)
  const fan = convFan(channels, outputs, side * side, stored)
  const drawn = initializeBias(settings.initialization, fan, settings.seed)
  const kernel = [side, side] as const
  const late = delays && append(kit, delayedChannels(context, name, input, delays))
  const made = append(
    kit,
    conv2d(context, name, late?.outputs[0] ?? input, {
      outputs,
      kernel,
      stride: [stride, stride],
      padding: [padding, padding],
      bias,
      initialize: initializeWeight(settings.initialization, fan, settings.seed),
      initializeBias: initialBias ? biasFrom(drawn, initialBias, outputs) : drawn,
    }),
  )
  const weightLayer: WeightLayer = {
    name,
    kind: 'conv',
    ...weightsOf(made, bias),
    channels,
    stored,
    kernel,
    outputs,
    ...spaceOf(made.outputs[0]!),
    input: convInput(input, channels, { kernel: side, stride, padding }, made.outputs[0]!),
    ...(late && delays && { delays: { parameter: late.parameters[0]!, per: 'axon', max: delays.max } }),
    constantInput: isConstant(input) && !late,
    initialScale: 1,
  }
  return { made: late ? { ...made, parameters: [...made.parameters, ...late.parameters] } : made, weightLayer }
}

const isConstant = ({ value }: Activation) => value.shape[0] === 1

const scaledBy =
  (factor: number, initialize: Initialize): Initialize =>
  (shape, name) =>
    factor === 1 ? initialize(shape, name) : initialize(shape, name).map((value) => factor * value)

const biasFrom =
  (drawn: Initialize, value: (output: number, drawn: number) => number, outputs: number): Initialize =>
  (shape, name) =>
    drawn(shape, name).map((b, o) => (o < outputs ? value(o, b) : 0))

/** The output positions of a convolution. */
const spaceOf = ({ space }: Activation): Pick<WeightLayer, 'positions' | 'space'> => ({
  positions: positionsOf(space ? { space } : {}),
  ...(space && { space }),
})

/** The number of channels without padding: of an image, of a feature map, or plain features. */
export const channelsOf = ({ space, features }: Activation): number => (space && space.channels % 4 !== 0 ? space.channels : features)

/** The number of channels of a position in memory. Those of an image are not padded; its row is padded as a whole. */
const storedOf = ({ space, value }: Activation): number => space?.channels ?? value.shape[2]!

function weightsOf({ parameters }: Layer, hasBias: boolean): { weight: Parameter; bias?: Parameter } {
  const [weight, bias] = parameters
  return { weight: weight!, ...(hasBias && { bias: bias! }) }
}
