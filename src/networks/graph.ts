/**
 * A built network: its layers in order, its spiking layers for probes and views, its weights, its outputs. Types, and functions that read
 * them.
 */
import type { Activation, Layer, Space } from '../engine/graph'
import { type Op, watched } from '../engine/kernel'
import type { Parameter } from '../engine/network'
import { type Tensor, tensor } from '../engine/tensor'
import type { DelaysPer } from '../layers/delay/schema'
import { sumSplits } from '../layers/kernels'
import type { SpikingSpec } from '../layers/memory/schema'
import type { TdBatchNorm } from '../layers/td-batch-norm/layer'
import type { OverSteps } from '../neurons/description'
import { isAnalog } from '../neurons/descriptions'
import type { Formula } from '../neurons/equations/formula'
import { type Leaky, type LeakyOptions, type LeakySpec, squareThreads } from '../neurons/leaky/layer'
import type { LayerNeuron } from '../neurons/schema'
import type { Scores } from '../readings/sample'
import type { Recurrent } from './recurrence'

/** The input of a weight layer, and how many weights its values meet. */
export interface ProductInput {
  /** [steps, rows, values]; one step where it is the same at every step. */
  readonly value: Tensor<'f32'>
  /** Whether the values are 0 or 1, at each step. */
  readonly spikes: boolean
  /** The number of values of a sample at one step without padding, and of stored values per position. */
  readonly values: number
  readonly stored: number
  /** For each position of the input, the number of output positions that depend on it; a linear layer has one position. Made on request: an image has many. */
  readonly reach: () => readonly number[]
  /** The number of connections of one step. */
  readonly connections: number
  /** The delay in steps, with no input in the first ones; 0 if left out. */
  readonly lag?: number
}

/** Weights and their input: one linear layer or one convolution. */
export interface WeightLayer {
  readonly name: string
  readonly kind: 'linear' | 'conv'
  readonly weight: Parameter
  readonly bias?: Parameter
  /** The delays of its synapses, those of a convolution by input channel, and the longest that they may be, in steps. */
  readonly delays?: { readonly parameter: Parameter; readonly per: DelaysPer; readonly max: number }
  /** The number of input channels, and of stored ones per position. */
  readonly channels: number
  readonly stored: number
  /** Rows and columns of a convolution's window; 1 and 1 of a linear layer. */
  readonly kernel: readonly [number, number]
  readonly outputs: number
  /** The positions of the image that a linear layer saw as features. */
  readonly flattened?: Space
  /** The number of output positions, and their layout for a feature map. */
  readonly positions: number
  readonly space?: Space
  readonly input: ProductInput
  /** The input has one step, which is the same at every step. */
  readonly constantInput: boolean
  /** The factor of the initial weights. */
  readonly initialScale: number
  /** For a last layer, the meaning of its outputs if they are not a readout's prediction: “logits”. */
  readonly says?: string
}

/** The number of terms in the sum of one output. */
export const fanIn = ({ channels, kernel, flattened }: WeightLayer): number =>
  channels * kernel[0] * kernel[1] * (flattened ? flattened.height * flattened.width : 1)

/** A weight matrix of a layer without neurons, with its size without padding. */
export interface Matrix {
  readonly parameter: Parameter
  readonly inputs: number
  readonly outputs: number
  /** The spikes among its inputs, which come first: their number, and the layer that they come from. */
  readonly spikes?: { readonly value: Tensor<'f32'>; readonly features: number; readonly behind: string }
}

/** Learned values of a layer that are no weights. */
export interface LearnedValues {
  /** Its name within the layer. */
  readonly name: string
  readonly parameter: Parameter
  /** The ends of the axis on which they are shown. */
  readonly low: number
  readonly high: number
  /** Rows and columns without padding. */
  readonly size: readonly [rows: number, columns: number]
}

/** Learned values of neurons, whose matrices over steps have no padding. */
export function learnedValues(layer: string, parameter: Parameter, low: number, high: number): LearnedValues {
  const { value, count } = parameter
  const columns = value.shape.length > 1 ? value.shape.at(-1)! : count
  return {
    name: parameter.name.slice(layer.length + 1),
    parameter,
    low,
    high,
    size: [value.shape.length > 1 ? count / columns : 1, columns],
  }
}

/** The delays of a layer's synapses, each whole number of steps in the middle of its bins. The name is none that a text can have. */
export function delaysIn(layer: WeightLayer): LearnedValues[] {
  if (!layer.delays) return []
  const { parameter, per, max } = layer.delays
  const axons = layer.kind === 'conv' ? layer.channels : fanIn(layer)
  const size = { synapse: [fanIn(layer), layer.outputs], axon: [1, axons], neuron: [1, layer.outputs] } as const
  return [{ name: 'synaptic delay', parameter, low: -0.5, high: max + 0.5, size: size[per] }]
}

/** A spiking layer, for probes and views. */
export interface SpikingLayer {
  readonly name: string
  readonly kind: LayerNeuron['kind'] | SpikingSpec['kind']
  /** The stream of a sample that it processes, if there are several and they are not fused yet. */
  readonly branch?: 'event' | 'frame'
  readonly weightLayer: WeightLayer
  /** Its index in the network's list of layers, where it has a neuron of its own there. */
  readonly item?: number
  /** Channels, or neurons where there is no space. */
  readonly features: number
  readonly space?: Space
  readonly spec: LeakySpec
  readonly options: LeakyOptions
  /** The experiment's neuron and its input, in front of an affine that it applies itself; absent where a layer is no such neuron. */
  readonly source?: { readonly neuron: LayerNeuron; readonly input: Activation }
  /** [steps, batch * positions, padded features] */
  readonly membrane: Tensor<'f32'>
  readonly halves?: Leaky['halves']
  readonly spikes: Tensor<'f32'>
  /**
   * For neurons as equations: all states, and the names of the variables that can be shown, the potential first; see readings/variables.ts.
   */
  readonly states?: Leaky['states']
  readonly variables?: readonly string[]
  /** For neurons whose potential is a weighted sum over steps instead of a leaky state: the steps that a neuron sees, and their weights. */
  readonly overSteps?: OverSteps & { readonly weight: Parameter }
  /** Learned parameters of its neurons, and the delays of its synapses. */
  readonly learned?: readonly LearnedValues[]
  readonly gradientSquares: Leaky['gradientSquares']
  readonly stepDerivatives?: Leaky['stepDerivatives']
  readonly membraneGrad?: Leaky['membraneGrad']
  /** The squares are of what the backward pass stores: of a memory, the gradient of its drive. */
  readonly storesGradient?: true
  /** The surrogate, where it is a formula. */
  readonly formula?: Formula
  /** [1] or [steps]: the widths in whose units the window is; those of the surrogate's scale if left out. */
  readonly windows?: Tensor<'f32'>
  /** Half the window in those units. Null if a gradient passes wherever the potential is above the threshold. */
  readonly halfFactor: number | null
  /** gammaMean, betaMean, decay, closed; where a tdBN is in front. */
  readonly summary?: Tensor<'f32'>
  readonly adaptive: boolean
  /** alpha * threshold of the tdBN in front: the standard deviation of its output relative to gamma. */
  readonly normGain?: number
  readonly norm?: TdBatchNorm
  /** The weights and skip weights through which it receives its own spikes. */
  readonly recurrence?: Pick<Recurrent, 'recurrent' | 'skipWeights' | 'lag'>
  /** The weights through which its gates receive the spikes of the previous step. */
  readonly gates?: { readonly parameter: Parameter; readonly outputs: number }
  /** The parameters of the weight layer, the normalization and the neuron. */
  readonly parameters: readonly Parameter[]
}

/** Whether its outputs are numbers and no spikes; the memory of an agent, which is no neuron of the experiment, spikes. */
export const isAnalogLayer = ({ source }: SpikingLayer): boolean => source !== undefined && isAnalog(source.neuron)

/** The widths in whose units a layer's window is. */
export const windowsOf = ({ windows, options }: SpikingLayer): Tensor<'f32'> => windows ?? options.surrogateScale

/** Pixels of a feature map; 1 where there is no space. */
export const positionsOf = ({ space }: { readonly space?: Space }): number => (space ? space.height * space.width : 1)

/** Attention scores with their tensor: [steps, batch] for temporal ones, [batch, places] for spatial ones. */
export type ScoresOf = Scores & { readonly value: Tensor<'f32'> }

export interface NetworkGraph {
  readonly layers: readonly Layer[]
  readonly scores: readonly ScoresOf[]
  readonly spiking: readonly SpikingLayer[]
  /** The outputs at every step. */
  readonly outputs: Activation
  /** The input of the loss: the outputs of the readout, or those at every step. */
  readonly output: Activation
  /** [steps of the outputs]: their weights in the readout, for a loss that computes it itself. */
  readonly readoutWeights?: Tensor<'f32'>
  /** The output layers of the network: a single linear one, or two per level of a detector. */
  readonly readouts: readonly WeightLayer[]
  /** Other layers with weights, in front of the neurons, whose outputs are numbers. */
  readonly analog?: { readonly matrices: readonly Matrix[]; readonly convolutions: readonly WeightLayer[] }
  /** A spiking sampler of events, which counts as one layer: its convolutions and neurons. */
  readonly sampler?: {
    readonly name: string
    readonly convolutions: readonly WeightLayer[]
    readonly neurons: number
    readonly steps: number
    readonly parameters: readonly Parameter[]
  }
  /** Ops that depend on parameters only, once per pass: the adaptive windows. */
  readonly prelude: readonly Op[]
  /** Ops after the forward pass of a training step, which prepare what surrogates read in the next step. */
  readonly after?: readonly Op[]
  readonly forward: readonly Op[]
}

/** Forward ops, with those that watch a layer directly after it. */
export const forwardOps = ({ prelude, layers, after = [] }: NetworkGraph, watching: (layer: string) => readonly Op[]): Op[] => [
  ...prelude,
  ...layers.flatMap((l) => [...l.forward, ...watching(l.name)]),
  ...after,
]

/** Ops that add to the gradients of the layers. */
export interface AddedGradients {
  /** By layer name, ops that run before the layer's backward pass and add to the gradient of its outputs. */
  readonly before: ReadonlyMap<string, readonly Op[]>
  /** Ops after the backward passes of all layers. */
  readonly after: readonly Op[]
}

/** Backward ops in order; `squaresOf` places a watched probe where a spiking layer's gradient is alive. */
export function backwardOps(
  { layers, spiking }: NetworkGraph,
  squaresOf: (spiking: SpikingLayer) => readonly Op[],
  added?: AddedGradients,
): Op[] {
  const ops = [...layers].reverse().flatMap((l) => {
    const watchedLayer = spiking.find((s) => s.name === l.name)
    const squares = watchedLayer ? squaresOf(watchedLayer) : []
    // A recurrent layer and a memory store their gradient; the gradient of any other layer is computed again while that of its spikes is
    // still in memory.
    const backward =
      watchedLayer?.recurrence || watchedLayer?.storesGradient
        ? [...l.backwardInput, ...squares, ...l.backwardParameters]
        : [...squares, ...l.backwardInput, ...l.backwardParameters]
    return [...(added?.before.get(l.name) ?? []), ...backward]
  })
  return [...ops, ...(added?.after ?? [])]
}

/** The squares of a layer's gradient by step, added to `squares` [padded steps]. */
export function squaresOps(s: SpikingLayer, squares: Tensor<'f32'>): Op[] {
  const threads = squareThreads(s.membrane.shape[1]!, s.membrane.shape[2]!)
  const partial = tensor(`${s.name}.squaresPartial`, 'f32', [threads, squares.shape[0]!])
  return [...s.gradientSquares(partial), ...watched([sumSplits({ partial, total: squares }, {})])]
}

/** Floating-point operations of one training step: multiply-adds of the weight layers, times two. */
export function operationsOf({ spiking, readouts, analog, sampler }: NetworkGraph, batch: number, steps: number): number {
  const weightLayers = new Map([...spiking.map((s) => s.weightLayer), ...readouts].map((w) => [w.name, w]))
  const feedForward = [...weightLayers.values()].reduce((sum, w, i) => {
    // A linear layer with delays computes a product for each lag, a convolution one of what has been delayed.
    const lags = w.kind === 'linear' && w.delays ? w.delays.max + 1 : 1
    const products = (w.constantInput ? 1 : steps) * lags
    return sum + 2 * products * batch * w.positions * fanIn(w) * w.outputs * (i === 0 && !sampler ? 2 : 3)
  }, 0)
  // The first convolution has no input gradient.
  const ofSampler = (sampler?.convolutions ?? []).map(
    (w, i) => 2 * sampler!.steps * batch * w.positions * fanIn(w) * w.outputs * (i === 0 ? 2 : 3),
  )
  const matrices = analog?.matrices ?? []
  const numbers = matrices.reduce((sum, { inputs, outputs }) => sum + 2 * steps * batch * inputs * outputs * 3, 0)
  const maps = (analog?.convolutions ?? []).reduce((sum, w) => sum + 2 * steps * batch * w.positions * fanIn(w) * w.outputs * 3, 0)
  const recurrent = spiking.filter((s) => s.recurrence).map((s) => 2 * steps * batch * s.features ** 2 * 3)
  return [...recurrent, ...ofSampler].reduce((sum, operations) => sum + operations, feedForward + numbers + maps)
}
