/**
 * The kit that network kinds are made of: weight layers, normalization, dropout, neurons, residual blocks. A kit is a record of what
 * has been built so far; each function appends to it. Pure: tensors and ops, no GPU.
 */
import type { Activation, Context, Layer } from '../engine/graph'
import type { Op } from '../engine/kernel'
import type { Initialize, Parameter } from '../engine/network'
import { constant, type Tensor } from '../engine/tensor'
import { conv2d } from '../layers/conv2d/layer'
import { dropout } from '../layers/dropout/layer'
import { flatten } from '../layers/flatten'
import { convFan, initializeBias, initializeWeight, linearFan, type Scheme } from '../layers/initialize'
import { linear } from '../layers/linear/layer'
import { readout as readoutOverTime } from '../layers/readout/layer'
import type { ReadoutSpec } from '../layers/readout/schema'
import { unroll } from '../layers/readout/unroll'
import { add as addSpikes, fork } from '../layers/residual/layer'
import { residualNeedsShortcut } from '../layers/schema'
import { type TdBatchNorm, tdBatchNorm } from '../layers/td-batch-norm/layer'
import type { NormalizationSpec } from '../layers/td-batch-norm/schema'
import { createWindows } from '../neurons/adaptive-window/layer'
import { analogAsLeaky } from '../neurons/leaky/analog'
import { type Carried, type LeakyOptions, type LeakySpec, leaky } from '../neurons/leaky/layer'
import { halfWidth, surrogateScale } from '../neurons/surrogate'
import type { SurrogateSpec } from '../neurons/surrogate/schema'
import { type NetworkGraph, positionsOf, type ScoresOf, type SpikingLayer, type WeightLayer } from './graph'
import { convInput, linearInput } from './product-input'
import type { Recurrent } from './recurrence'
import { isAnalog, type LayerNeuron, slopeOf, thresholdScale } from './schema'

export type Branch = 'event' | 'frame'

/** What holds for every layer of a network. */
export interface KitSettings {
  /** In front of the name of every layer, where an experiment has several networks: `actor.`. */
  readonly prefix?: string
  readonly neuron: LayerNeuron
  readonly surrogate: SurrogateSpec
  readonly normalization: NormalizationSpec
  readonly bias: boolean
  readonly initialization: Scheme
  readonly seed: number
  /** [1]: the number of the micro-batch, or in an evaluation of the batch: what dropout and noisy neurons draw by. */
  readonly micro: Tensor<'u32'>
  /** The numbers that noisy neurons draw their spikes by where these are given, [steps, batch, padded neurons] in (0, 1). */
  readonly uniforms?: Tensor<'f32'> | undefined
  /** The stream of a sample that the layers are for, where a network has several. */
  readonly branch?: Branch
  /** Spiking layers that stand beside those that are built next, in another stream: they do not count in their names. */
  readonly beside?: number
  /** The state that neurons begin and end with, [2, rows, padded neurons], where clips follow each other; else each begins at rest. */
  readonly carried?: Carried | undefined
  /** Spiking layers that there can be at most behind a normalization. */
  readonly mostSpiking: number
  /** Neurons that receive their own spikes, where the network is recurrent. */
  readonly recurrent?: (name: string, input: Activation, spec: LeakySpec, options: LeakyOptions) => Recurrent
  /** The spike function is smoothed, for tests. */
  readonly smooth?: boolean
}

export interface Kit {
  readonly context: Context
  readonly settings: KitSettings
  readonly layers: Layer[]
  readonly spiking: SpikingLayer[]
  readonly scores: ScoresOf[]
  readonly prelude: Op[]
  readonly windows: ReturnType<typeof createWindows>
}

/** A layer with what is known of its weights. */
export interface Weighted {
  readonly made: Layer
  readonly weightLayer: WeightLayer
}

export const createKit = (context: Context, settings: KitSettings): Kit => ({
  context,
  settings,
  layers: [],
  spiking: [],
  scores: [],
  prelude: [],
  windows: createWindows(context.mode, context.steps, settings.mostSpiking),
})

export function append<L extends Layer>({ layers }: Kit, made: L): L {
  layers.push(made)
  return made
}

/** The same network, where layers are for one stream: their names begin with it. */
export const branchOf = (kit: Kit, branch: Branch, beside = 0): Kit => ({
  ...kit,
  settings: { ...kit.settings, prefix: `${kit.settings.prefix ?? ''}${branch}.`, branch, beside },
})
/** The same network, behind streams that met. */
export const behind = (kit: Kit, beside: number): Kit => ({ ...kit, settings: { ...kit.settings, beside } })

/** The name of the linear layer whose outputs are the network's. */
const OUTPUT = 'output'

const named = ({ settings }: Kit, name: string): string => `${settings.prefix ?? ''}${name}`

/** The number of the spiking layer that is built next. */
const nextNumber = ({ spiking, settings: { beside = 0 } }: Kit): number => spiking.length - beside + 1

// ---- weights

function linearWeights(
  kit: Kit,
  name: string,
  input: Activation,
  outputs: number,
  { bias = kit.settings.bias, initialScale = 1, unrolled = input }: { bias?: boolean; initialScale?: number; unrolled?: Activation } = {},
): Weighted {
  const { context, settings } = kit
  const channels = channelsOf(input)
  const stored = storedOf(input)
  const fan = linearFan(channels, outputs, positionsOf(input), stored)
  const made = append(
    kit,
    linear(context, name, flatten(input, context.batch), {
      outputs,
      bias,
      initialize: scaledBy(initialScale, initializeWeight(settings.initialization, fan, settings.seed)),
      initializeBias: initializeBias(settings.initialization, fan, settings.seed),
    }),
  )
  const weightLayer: WeightLayer = {
    name,
    kind: 'linear',
    ...weightsOf(made),
    channels,
    stored,
    kernel: [1, 1],
    outputs,
    positions: 1,
    input: linearInput(unrolled, channelsOf(unrolled) * positionsOf(unrolled), outputs),
    constantInput: isConstant(input),
    initialScale,
    ...(input.space && { flattened: input.space }),
  }
  return { made, weightLayer }
}

export interface Window {
  readonly kernel: number
  readonly stride: number
  readonly padding: number
}

/** A convolution by itself, behind which nothing is yet. @param initialBias of each output, where it has a bias that is not drawn */
export function convWeights(
  kit: Kit,
  name: string,
  input: Activation,
  outputs: number,
  { kernel: side, stride, padding }: Window,
  { bias = kit.settings.bias, initialBias }: { bias?: boolean; initialBias?: (output: number, drawn: number) => number } = {},
): Weighted {
  const { context, settings } = kit
  const channels = channelsOf(input)
  const stored = storedOf(input)
  const fan = convFan(channels, outputs, side * side, stored)
  const drawn = initializeBias(settings.initialization, fan, settings.seed)
  const kernel = [side, side] as const
  const made = append(
    kit,
    conv2d(context, name, input, {
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
    ...weightsOf(made),
    channels,
    stored,
    kernel,
    outputs,
    ...spaceOf(made.outputs[0]!),
    input: convInput(input, channels, { kernel: side, stride, padding }, made.outputs[0]!),
    constantInput: isConstant(input),
    initialScale: 1,
  }
  return { made, weightLayer }
}

// ---- neurons

/** One spiking layer: weights, the normalization, dropout, neurons. */
function spikingLayer(kit: Kit, weighted: Weighted, dropoutRate: number): Activation {
  const { context, settings } = kit
  const n = nextNumber(kit)
  const { normalization, neuron } = settings
  const [product] = weighted.made.outputs
  const norm =
    normalization.kind === 'tdBatchNorm'
      ? append(kit, tdBatchNorm(context, named(kit, `norm${n}`), product!, { ...normalization, threshold: thresholdScale(neuron) }))
      : undefined
  const current = append(kit, dropout(context, named(kit, `dropout${n}`), norm?.outputs[0] ?? product!, dropoutRate, settings.micro))
  return neurons(kit, named(kit, `${neuron.kind}${n}`), current.outputs[0]!, weighted, { norm, recurrent: settings.recurrent })
}

interface Around {
  readonly norm?: TdBatchNorm | undefined
  readonly recurrent?: KitSettings['recurrent']
}

/** Neurons behind a weight layer, with the normalization in front of them and their recurrent input where they have them. */
function neurons(kit: Kit, name: string, input: Activation, { made, weightLayer }: Weighted, around: Around = {}): Activation {
  const { context, settings, spiking, prelude } = kit
  const { neuron, normalization } = settings
  const { norm } = around
  const spec = isAnalog(neuron) ? analogAsLeaky(neuron.inputGain) : neuron
  const { decay, learned } = decayOf(context, name, neuron)
  const followed =
    norm && kit.windows.row({ gamma: norm.gamma, beta: norm.beta, ...(learned && { logit: learned }), features: input.features })
  const { adaptive, halfFactor, ...outputs } = outputsOf(kit, followed?.widths)
  const options: LeakyOptions = {
    decay,
    ...(learned && { learned }),
    ...outputs,
    ...(settings.carried && { carried: settings.carried }),
  }
  const recurrent = around.recurrent?.(name, input, spec, options)
  const neuronsMade = append(kit, recurrent?.neurons ?? leaky(context, name, input, spec, options))
  const output = (recurrent ? append(kit, recurrent.spikes) : neuronsMade).outputs[0]!
  if (recurrent) prelude.push(...recurrent.prelude)
  spiking.push({
    name,
    kind: neuron.kind,
    ...(settings.branch && { branch: settings.branch }),
    weightLayer,
    features: input.features,
    ...(input.space && { space: input.space }),
    spec,
    options,
    membrane: neuronsMade.visible.membrane as Tensor<'f32'>,
    spikes: output.value,
    gradientSquares: neuronsMade.gradientSquares,
    halfFactor,
    ...(followed && { summary: followed.summary }),
    adaptive,
    ...(norm && normalization.kind === 'tdBatchNorm' && { normGain: normalization.alpha * thresholdScale(neuron), norm }),
    ...(recurrent && { recurrence: recurrent }),
    parameters: [...made.parameters, ...(norm?.parameters ?? []), ...neuronsMade.parameters],
  })
  return output
}

/** How the outputs depend on the potentials: by a slope, whose width may follow a normalization, or an analog neuron by itself; by chance where there is noise. */
function outputsOf({ context, settings }: Kit, followed: Tensor<'f32'> | undefined) {
  const { neuron, surrogate, smooth, micro, uniforms } = settings
  const shared = (value: number) => context.network.shared(`surrogateScale ${value}`, () => constant('surrogateScale', [value]))
  if (isAnalog(neuron))
    return { surrogate: neuron.kind, surrogateScale: shared(1), smooth: true, adaptive: false, halfFactor: null } as const
  const slope = slopeOf({ neuron, surrogate })
  const scale = surrogateScale(slope)
  const adaptive = followed !== undefined && slope.kind === 'rect' && slope.window === 'adaptive'
  return {
    surrogate: slope.kind,
    surrogateScale: adaptive ? followed : shared(scale),
    ...(smooth !== undefined && { smooth }),
    ...(neuron.kind === 'noisyLif' && { noise: uniforms ? { uniforms } : { micro } }),
    adaptive,
    halfFactor: slope.kind === 'rect' ? 0.5 : halfWidth(slope.kind, scale) / scale,
  }
}

export const linearLayer = (kit: Kit, x: Activation, outputs: number, dropoutRate: number, initialScale = 1): Activation =>
  spikingLayer(kit, linearWeights(kit, named(kit, `linear${nextNumber(kit)}`), x, outputs, { initialScale }), dropoutRate)

export const convLayer = (kit: Kit, x: Activation, outputs: number, window: Window, dropoutRate = 0): Activation =>
  spikingLayer(kit, convWeights(kit, named(kit, `conv${nextNumber(kit)}`), x, outputs, window), dropoutRate)

/** Two convolutions next to a shortcut, added after the spikes (SEW-ADD, Fang et al., NeurIPS 2021). */
export function residualBlock(kit: Kit, x: Activation, outputs: number, stride: number): Activation {
  const { context } = kit
  const n = nextNumber(kit)
  const [through, past] = append(kit, fork(context, named(kit, `fork${n}`), x, 2)).outputs as readonly [Activation, Activation]
  const inner = convLayer(kit, through, outputs, { kernel: 3, stride, padding: 1 })
  const spikes = convLayer(kit, inner, outputs, { kernel: 3, stride: 1, padding: 1 })
  const shortcut = residualNeedsShortcut(outputs, stride, { channels: channelsOf(x) })
    ? convLayer(kit, past, outputs, { kernel: 1, stride, padding: 0 })
    : past
  return append(kit, addSpikes(context, named(kit, `add${n}`), spikes, shortcut)).outputs[0]!
}

// ---- the end of a network

export interface Head {
  readonly outputs: number
  readonly bias: boolean
  readonly readout: ReadoutSpec
  /** The loss sees the outputs of every step, not what the readout makes of them. */
  readonly everyStep?: boolean
}

/** The linear layer whose outputs are the network's, the readout over time, and everything together. */
export function withHead(kit: Kit, hidden: Activation, { outputs: count, bias, readout, everyStep = false }: Head): NetworkGraph {
  const { context, settings, layers, spiking, prelude } = kit
  const { neuron } = settings
  const seen = readout.kind === 'perStep' ? append(kit, unroll(context, named(kit, 'steps'), hidden)).outputs[0]! : hidden
  const last = linearWeights(kit, named(kit, OUTPUT), seen, count, { bias, unrolled: hidden })
  const [product] = last.made.outputs
  // A spiking readout receives nothing of itself.
  const outputs = readout.kind === 'spiking' ? neurons(kit, named(kit, `${neuron.kind}Out`), product!, last) : product!
  const output = everyStep ? outputs : append(kit, readoutOverTime(context, named(kit, 'readout'), outputs, readout)).outputs[0]!
  prelude.push(...windowOps(kit))
  return {
    layers,
    spiking,
    scores: kit.scores,
    outputs,
    output,
    readouts: [last.weightLayer],
    prelude,
    forward: [...prelude, ...layers.flatMap((l) => l.forward)],
  }
}

/** The windows of all layers that are built, which depend on parameters alone. */
export const windowOps = ({ context, settings: { neuron }, windows }: Kit): Op[] =>
  windows.op(context.network, { threshold: thresholdScale(neuron), decay: 'decay' in neuron ? neuron.decay : 0 })

// ---- shapes and first values

const isConstant = ({ value }: Activation) => value.shape[0] === 1

const scaledBy =
  (factor: number, initialize: Initialize): Initialize =>
  (shape, name) =>
    factor === 1 ? initialize(shape, name) : initialize(shape, name).map((value) => factor * value)

const biasFrom =
  (drawn: Initialize, value: (output: number, drawn: number) => number, outputs: number): Initialize =>
  (shape, name) =>
    drawn(shape, name).map((b, o) => (o < outputs ? value(o, b) : 0))

/** Where the outputs of a convolution are. */
const spaceOf = ({ space }: Activation): Pick<WeightLayer, 'positions' | 'space'> => ({
  positions: positionsOf(space ? { space } : {}),
  ...(space && { space }),
})

/** Channels that mean something: of an image, of a feature map, or plain features. */
const channelsOf = ({ space, features }: Activation): number => (space && space.channels % 4 !== 0 ? space.channels : features)

/** Channels of a position in memory. An image's are not padded, and its row is padded as a whole. */
const storedOf = ({ space, value }: Activation): number => space?.channels ?? value.shape[2]!

function weightsOf(made: Layer): { weight: Parameter; bias?: Parameter } {
  const [weight, bias] = made.parameters
  return { weight: weight!, ...(bias && { bias }) }
}

function decayOf(context: Context, name: string, neuron: LayerNeuron): { decay: Tensor<'f32'>; learned?: Parameter } {
  switch (neuron.kind) {
    case 'lif':
    case 'noisyLif':
      return { decay: context.network.shared(`decay ${neuron.decay}`, () => constant('decay', [neuron.decay])) }
    case 'plif': {
      const logit = Math.log(neuron.initialDecay / (1 - neuron.initialDecay))
      const learned = context.network.parameter(`${name}.w`, [1], 'neuron', () => Float32Array.of(logit), 1)
      return { decay: learned.value, learned }
    }
    case 'relu':
    case 'silu':
      return { decay: context.network.shared('decay 0', () => constant('decay', [0])) }
    default:
      return neuron satisfies never
  }
}
