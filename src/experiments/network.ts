/**
 * The layers of an experiment in one mode: encoder, hidden layers (product, normalization, dropout, neuron; pooling between),
 * readout. Slices meet here and nowhere else. A pure function: it makes tensors and ops, no GPU.
 */

import type { BatchTensors } from '../data/encoders/batch'
import { encode } from '../data/encoders/encode'
import type { DataShape } from '../data/schema'
import type { Activation, Context, Layer, Space } from '../engine/graph'
import { type Op, watched } from '../engine/kernel'
import type { Initialize, Parameter } from '../engine/network'
import { constant, type Tensor, tensor } from '../engine/tensor'
import { conv2d } from '../layers/conv2d/layer'
import { dropout } from '../layers/dropout/layer'
import { flatten } from '../layers/flatten'
import { convFan, initializeBias, initializeWeight, linearFan } from '../layers/initialize'
import { sumSplits } from '../layers/kernels'
import { linear } from '../layers/linear/layer'
import { globalAveragePool, pool2d } from '../layers/pool2d/layer'
import { readout as readoutOverTime } from '../layers/readout/layer'
import { add as addSpikes, fork } from '../layers/residual/layer'
import { type LayerSpec, residualNeedsShortcut, scaled } from '../layers/schema'
import { type TdBatchNorm, tdBatchNorm } from '../layers/td-batch-norm/layer'
import { createWindows } from '../neurons/adaptive-window/layer'
import { type Leaky, type LeakyOptions, type LeakySpec, leaky, squareThreads } from '../neurons/leaky/layer'
import { halfWidth, surrogateScale } from '../neurons/surrogate'
import { type Recurrent, recurrence, type SpanClock } from './recurrence'
import type { Experiment } from './schema'

/** What is multiplied with weights: one linear layer or one convolution. */
export interface WeightLayer {
  readonly name: string
  readonly kind: 'linear' | 'conv'
  readonly weight: Parameter
  readonly bias?: Parameter
  /** Channels of the input that mean something, and of a position as they are stored. */
  readonly channels: number
  readonly stored: number
  /** Rows and columns of a convolution's window; 1 and 1 of a linear layer. */
  readonly kernel: readonly [number, number]
  readonly outputs: number
  /** The positions of the picture that a linear layer saw as features. */
  readonly flattened?: Space
  /** Positions of the output. */
  readonly positions: number
  /** The input is the same at every step. */
  readonly constantInput: boolean
}
/** Terms of the sum of one output. */
export const fanIn = ({ channels, kernel, flattened }: WeightLayer): number =>
  channels * kernel[0] * kernel[1] * (flattened ? flattened.height * flattened.width : 1)

/** A spiking layer as the views know it. */
export interface SpikingLayer {
  readonly name: string
  readonly kind: 'lif' | 'plif'
  readonly weightLayer: WeightLayer
  /** Channels, or neurons where there is no space. */
  readonly features: number
  readonly space?: Space
  readonly spec: LeakySpec
  readonly options: LeakyOptions
  /** [steps, batch * positions, padded features] */
  readonly membrane: Tensor<'f32'>
  readonly spikes: Tensor<'f32'>
  readonly gradientSquares: Leaky['gradientSquares']
  /** Half the window over `surrogateScale`. */
  readonly halfFactor: number
  /** gammaMean, betaMean, decay, closed; where a tdBN is in front. */
  readonly summary?: Tensor<'f32'>
  readonly adaptive: boolean
  /** alpha * threshold of the tdBN in front: the deviation of its output over gamma. */
  readonly normGain?: number
  readonly norm?: TdBatchNorm
  /** How it receives its own spikes, where it does. */
  readonly recurrence?: Pick<Recurrent, 'recurrent' | 'skipWeights'>
  /** Of the product, the normalization and the neuron. */
  readonly parameters: readonly Parameter[]
}
/** Pixels of a feature map; 1 where there is no space. */
export const positionsOf = ({ space }: { readonly space?: Space }): number => (space ? space.height * space.width : 1)

export interface NetworkGraph {
  readonly layers: readonly Layer[]
  readonly spiking: readonly SpikingLayer[]
  /** Of every step. */
  readonly outputs: Activation
  /** What the loss sees. */
  readonly output: Activation
  /** The last linear layer, whose outputs are the prediction. */
  readonly readout: WeightLayer
  /** What depends on parameters alone, once a pass: the adaptive windows. */
  readonly prelude: readonly Op[]
  readonly forward: readonly Op[]
}

export interface BuildOptions {
  readonly batch: BatchTensors
  readonly micro: Tensor<'u32'>
  readonly picture: Space
  /** What the bytes of a sample mean, where samples are sequences. */
  readonly sequence?: DataShape['sequence'] & {}
  /** Where they are frames of events: what a frame is. */
  readonly frame?: DataShape['frame'] & {}
  readonly classes: number
  readonly time: SpanClock
  readonly smooth?: boolean
}

export function buildNetwork(context: Context, e: Experiment, options: BuildOptions): NetworkGraph {
  const { network: net, neuron, run } = e
  const layers: Layer[] = []
  const spiking: SpikingLayer[] = []
  const prelude: Op[] = []
  const withRecurrence =
    net.kind === 'recurrent' && net.recurrence.kind !== 'none' && recurrence(context, net.recurrence, run.seed, options.time)
  const windows = createWindows(context.mode, context.steps, mostSpiking(net))
  const append = <L extends Layer>(made: L): L => {
    layers.push(made)
    return made
  }
  const spec: LeakySpec = neuron
  const isConstant = (x: Activation) => x.value.shape[0] === 1 && context.steps > 1

  const { initialization: scheme } = net

  const linearOf = (name: string, input: Activation, outputs: number, bias: boolean): { made: Layer; product: WeightLayer } => {
    const channels = channelsOf(input)
    const stored = storedOf(input)
    const fan = linearFan(channels, outputs, positionsOf(input), stored)
    const made = append(
      linear(context, name, flatten(input, context.batch), {
        outputs,
        bias,
        initialize: scaledBy(inputScaleOf(e, name), initializeWeight(scheme, fan, run.seed)),
        initializeBias: initializeBias(scheme, fan, run.seed),
      }),
    )
    const common = { name, kind: 'linear', ...weightsOf(made), channels, stored, kernel: [1, 1], outputs, positions: 1 } as const
    return { made, product: { ...common, constantInput: isConstant(input), ...(input.space && { flattened: input.space }) } }
  }

  const convOf = (name: string, input: Activation, outputs: number, side: number, step: number, border: number) => {
    const channels = channelsOf(input)
    const stored = storedOf(input)
    const fan = convFan(channels, outputs, side * side, stored)
    const kernel = [side, side] as const
    const made = append(
      conv2d(context, name, input, {
        outputs,
        kernel,
        stride: [step, step],
        padding: [border, border],
        bias: net.bias,
        initialize: initializeWeight(scheme, fan, run.seed),
        initializeBias: initializeBias(scheme, fan, run.seed),
      }),
    )
    const positions = positionsOf(made.outputs[0]!)
    const product: WeightLayer = {
      name,
      kind: 'conv',
      ...weightsOf(made),
      channels,
      stored,
      kernel,
      outputs,
      positions,
      constantInput: isConstant(input),
    }
    return { made, product }
  }

  /** Neurons behind a product, with the normalization and the dropout between them. */
  const neurons = (name: string, input: Activation, made: Layer, product: WeightLayer, norm?: TdBatchNorm): Activation => {
    const { decay, learned } = decayOf(context, name, e)
    const adaptive = norm !== undefined && e.surrogate.kind === 'rect' && e.surrogate.window === 'adaptive'
    const followed =
      norm && windows.row({ gamma: norm.gamma, beta: norm.beta, ...(learned && { logit: learned }), features: input.features })
    const scale =
      adaptive && followed
        ? followed.widths
        : context.network.shared('surrogateScale', () => constant('surrogateScale', [surrogateScale(e.surrogate)]))
    const how: LeakyOptions = {
      decay,
      ...(learned && { learned }),
      surrogate: e.surrogate.kind,
      surrogateScale: scale,
      ...(options.smooth !== undefined && { smooth: options.smooth }),
    }
    // The answer has no memory: a spiking readout receives none of its own spikes.
    const recurrent = withRecurrence && product.name !== OUTPUT ? withRecurrence(name, input, spec, how) : undefined
    const neuronsMade = append(recurrent?.neurons ?? leaky(context, name, input, spec, how))
    const output = (recurrent ? append(recurrent.spikes) : neuronsMade).outputs[0]!
    if (recurrent) prelude.push(...recurrent.prelude)
    spiking.push({
      name,
      kind: neuron.kind,
      weightLayer: product,
      features: input.features,
      ...(input.space && { space: input.space }),
      spec,
      options: how,
      membrane: neuronsMade.visible.membrane as Tensor<'f32'>,
      spikes: output.value,
      gradientSquares: neuronsMade.gradientSquares,
      halfFactor:
        e.surrogate.kind === 'rect' ? 0.5 : halfWidth(e.surrogate.kind, surrogateScale(e.surrogate)) / surrogateScale(e.surrogate),
      ...(followed && { summary: followed.summary }),
      adaptive,
      ...(norm && net.normalization.kind === 'tdBatchNorm' && { normGain: net.normalization.alpha * spec.threshold, norm }),
      ...(recurrent && { recurrence: recurrent }),
      parameters: [...made.parameters, ...(norm?.parameters ?? []), ...neuronsMade.parameters],
    })
    return output
  }
  const normalized = (name: string, made: Layer): TdBatchNorm | undefined =>
    net.normalization.kind === 'tdBatchNorm'
      ? append(tdBatchNorm(context, name, made.outputs[0]!, { ...net.normalization, threshold: spec.threshold }))
      : undefined

  /** The number of the spiking layer that is built next. */
  const next = () => spiking.length + 1
  /** One spiking layer: a product, the normalization, dropout, neurons. */
  const spikingLayer = ({ made, product }: { made: Layer; product: WeightLayer }, dropoutRate: number): Activation => {
    const n = next()
    const norm = normalized(`norm${n}`, made)
    const current = append(dropout(context, `dropout${n}`, (norm ?? made).outputs[0]!, dropoutRate, options.micro))
    return neurons(`${neuron.kind}${n}`, current.outputs[0]!, made, product, norm)
  }
  const linearLayer = (x: Activation, outputs: number, dropoutRate: number): Activation =>
    spikingLayer(linearOf(`linear${next()}`, x, outputs, net.bias), dropoutRate)
  const convLayer = (x: Activation, outputs: number, kernel: number, stride: number, padding: number, dropoutRate = 0): Activation =>
    spikingLayer(convOf(`conv${next()}`, x, outputs, kernel, stride, padding), dropoutRate)
  /** Two convolutions beside a shortcut, added after the spikes (SEW-ADD, Fang et al., NeurIPS 2021). */
  const residualBlock = (x: Activation, outputs: number, stride: number): Activation => {
    const n = next()
    const [through, past] = append(fork(context, `fork${n}`, x, 2)).outputs as readonly [Activation, Activation]
    const inner = convLayer(through, outputs, 3, stride, 1)
    const spikes = convLayer(inner, outputs, 3, 1, 1)
    const shortcut = residualNeedsShortcut(outputs, stride, { channels: channelsOf(x) }) ? convLayer(past, outputs, 1, stride, 0) : past
    return append(addSpikes(context, `add${n}`, spikes, shortcut)).outputs[0]!
  }
  const follow = (x: Activation, layer: LayerSpec, width: number, index: number): Activation => {
    switch (layer.kind) {
      case 'conv':
        return convLayer(x, scaled(layer.outputs, width), layer.kernel, layer.stride, layer.padding, layer.dropout)
      case 'pool': {
        const side = [layer.size, layer.size] as const
        return append(pool2d(context, `pool${index + 1}`, x, { kind: layer.how, kernel: side, stride: side })).outputs[0]!
      }
      case 'globalPool':
        return append(globalAveragePool(context, `pool${index + 1}`, x)).outputs[0]!
      case 'residual':
        return residualBlock(x, scaled(layer.outputs, width), layer.stride)
      case 'linear':
        return linearLayer(x, scaled(layer.outputs, width), layer.dropout)
      default:
        return layer satisfies never
    }
  }

  const picture = append(encode(context, e.encoder, options.batch, options.picture, options)).outputs[0]!
  const hidden =
    net.kind !== 'layers'
      ? net.hidden.reduce((x, outputs) => linearLayer(x, outputs, net.dropout), picture)
      : net.layers.reduce((x, layer, index) => follow(x, layer, net.width, index), picture)
  const { made: last, product: readout } = linearOf(OUTPUT, hidden, options.classes, net.kind !== 'layers' || net.outputBias)
  const outputs = e.readout.kind === 'spiking' ? neurons(`${neuron.kind}Out`, last.outputs[0]!, last, readout) : last.outputs[0]!
  // Where every step must answer, the loss sees them all.
  const output =
    e.loss.kind === 'meanOfCrossEntropy' ? outputs : append(readoutOverTime(context, 'readout', outputs, e.readout)).outputs[0]!
  prelude.push(...windows.op(context.network, { threshold: spec.threshold, decay: neuron.kind === 'lif' ? neuron.decay : 0 }))
  return { layers, spiking, outputs, output, readout, prelude, forward: [...prelude, ...layers.flatMap((l) => l.forward)] }
}

const OUTPUT = 'output'

/** Spiking layers that a network can have at most: a residual block has two, and one in its shortcut. */
const mostSpiking = (net: Experiment['network']): number =>
  net.kind !== 'layers' ? net.hidden.length : net.layers.reduce((n, { kind }) => n + (kind === 'residual' ? 3 : 1), 0)

/** What the first weights of a product are multiplied by. */
export const inputScaleOf = ({ network }: Experiment, name: string): number =>
  network.kind === 'recurrent' && name === 'linear1' ? network.inputScale : 1

const scaledBy =
  (factor: number, initialize: Initialize): Initialize =>
  (shape, name) =>
    factor === 1 ? initialize(shape, name) : initialize(shape, name).map((value) => factor * value)

/** Channels that mean something: of a picture, of a feature map, or plain features. */
const channelsOf = ({ space, features }: Activation): number => (space && space.channels % 4 !== 0 ? space.channels : features)

/** Channels of a position in memory. A picture's are not padded, and its row is padded as a whole. */
const storedOf = ({ space, value }: Activation): number => space?.channels ?? value.shape[2]!

function weightsOf(made: Layer): { weight: Parameter; bias?: Parameter } {
  const [weight, bias] = made.parameters
  return { weight: weight!, ...(bias && { bias }) }
}

/** Backward ops in order; `squaresOf` places a watched probe where a spiking layer's gradient is alive. */
export function backwardOps(built: NetworkGraph, squaresOf: (spiking: SpikingLayer) => readonly Op[]): Op[] {
  return [...built.layers].reverse().flatMap((l) => {
    const watchedLayer = built.spiking.find((s) => s.name === l.name)
    const squares = watchedLayer ? squaresOf(watchedLayer) : []
    // A recurrent layer keeps the gradient of its potentials; any other walks once more while the spikes' gradient is alive.
    return watchedLayer?.recurrence
      ? [...l.backwardInput, ...squares, ...l.backwardParameters]
      : [...squares, ...l.backwardInput, ...l.backwardParameters]
  })
}

/** The squares of a layer's gradient by step, added to `squares` [padded steps]. */
export function squaresOps(s: SpikingLayer, squares: Tensor<'f32'>): Op[] {
  const threads = squareThreads(s.membrane.shape[1]!, s.membrane.shape[2]!)
  const partial = tensor(`${s.name}.squaresPartial`, 'f32', [threads, squares.shape[0]!])
  return [...s.gradientSquares(partial), ...watched([sumSplits({ partial, total: squares }, {})])]
}

function decayOf(context: Context, name: string, e: Experiment): { decay: Tensor<'f32'>; learned?: Parameter } {
  const { neuron } = e
  switch (neuron.kind) {
    case 'lif':
      return { decay: context.network.shared('decay', () => constant('decay', [neuron.decay])) }
    case 'plif': {
      const logit = Math.log(neuron.initialDecay / (1 - neuron.initialDecay))
      const learned = context.network.parameter(`${name}.w`, [1], 'neuron', () => Float32Array.of(logit), 1)
      return { decay: learned.value, learned }
    }
    default:
      return neuron satisfies never
  }
}
