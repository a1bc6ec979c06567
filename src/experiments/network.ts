/**
 * The layers of an experiment in one mode: encoder, blocks of (linear, normalization, dropout, neuron), readout.
 * Slices meet here and nowhere else. A pure function: it makes tensors and ops, no GPU.
 */
import { type BatchTensors, encode } from '../data/encoders/encode'
import type { Activation, Context, Layer, Parameter, Space } from '../engine/graph'
import { type Op, watched } from '../engine/kernel'
import { constant, type Tensor, tensor } from '../engine/tensor'
import { dropout } from '../layers/dropout/layer'
import { initializeBias, initializeWeight } from '../layers/initialize'
import { sumSplits } from '../layers/linear/kernels'
import { linear } from '../layers/linear/layer'
import { type TdBatchNorm, tdBatchNorm } from '../layers/td-batch-norm/layer'
import { createWindows } from '../neurons/adaptive-window/layer'
import { type Leaky, type LeakyOptions, type LeakySpec, leaky, squareLanes } from '../neurons/leaky/layer'
import { halfWidth, surrogateScale } from '../neurons/surrogate'
import type { Experiment } from './schema'

/** A spiking layer as the views know it. */
export interface Spiking {
  readonly name: string
  readonly kind: 'lif' | 'plif'
  readonly inputs: number
  readonly features: number
  readonly spec: LeakySpec
  readonly options: LeakyOptions
  readonly membrane: Tensor<'f32'>
  readonly spikes: Tensor<'f32'>
  /** Half the window over `surrogateScale`. */
  readonly halfFactor: number
  /** gammaMean, betaMean, decay, closed; where a tdBN is in front. */
  readonly summary?: Tensor<'f32'>
  readonly adaptive: boolean
  /** alpha * threshold of the tdBN in front: the deviation of its output over gamma. */
  readonly normGain?: number
  /** The input to its linear layer is the same at every step, so its law is another. */
  readonly constantInput: boolean
  readonly parameters: readonly Parameter[]
  readonly weight: Parameter
  readonly gradientSquares: Leaky['gradientSquares']
}

export interface Built {
  readonly layers: readonly Layer[]
  readonly spiking: readonly Spiking[]
  readonly output: Activation
  /** The last linear layer, whose outputs are the answer. */
  readonly readout: {
    readonly name: string
    readonly inputs: number
    readonly classes: number
    readonly parameters: readonly Parameter[]
    readonly weight: Parameter
  }
  /** What depends on parameters alone, once a pass: the adaptive windows. */
  readonly prelude: readonly Op[]
  readonly forward: readonly Op[]
}

export interface BuildOptions {
  readonly batch: BatchTensors
  readonly micro: Tensor<'u32'>
  readonly picture: Space
  readonly classes: number
  readonly smooth?: boolean
}

export function buildNetwork(context: Context, e: Experiment, options: BuildOptions): Built {
  const { network: net, neuron, run } = e
  const layers: Layer[] = []
  const spiking: Spiking[] = []
  const windows = createWindows(context.mode, context.steps, net.hidden.length)
  const add = <L extends Layer>(made: L): L => {
    layers.push(made)
    return made
  }
  const encoder = add(encode(context, e.encoder, options.batch, options.picture))
  let x: Activation = encoder.outputs[0]!
  const spec: LeakySpec = neuron

  const product = (name: string, input: Activation, outputs: number, bias: boolean) => {
    const fan = { inputs: input.features, outputs }
    return add(
      linear(context, name, input, {
        outputs,
        bias,
        initialize: initializeWeight(net.initialization, fan, run.seed),
        initializeBias: initializeBias(net.initialization, fan, run.seed),
      }),
    )
  }

  const neurons = (
    name: string,
    input: Activation,
    inputs: number,
    parameters: readonly Parameter[],
    weight: Parameter,
    norm?: TdBatchNorm,
    constantInput = false,
  ) => {
    const { decay, learned } = decayOf(context, name, e)
    const adaptive = norm !== undefined && e.surrogate.kind === 'rect' && e.surrogate.window === 'adaptive'
    const followed =
      norm && windows.row({ gamma: norm.gamma, beta: norm.beta, ...(learned && { logit: learned }), features: input.features })
    const summary = followed?.summary
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
    const made = leaky(context, name, input, spec, how)
    add(made)
    const output = made.outputs[0]!
    spiking.push({
      name,
      kind: neuron.kind,
      inputs,
      features: input.features,
      spec,
      options: how,
      membrane: made.visible.membrane as Tensor<'f32'>,
      spikes: output.value,
      halfFactor:
        e.surrogate.kind === 'rect' ? 0.5 : halfWidth(e.surrogate.kind, surrogateScale(e.surrogate)) / surrogateScale(e.surrogate),
      ...(summary && { summary }),
      adaptive,
      ...(norm && net.normalization.kind === 'tdBatchNorm' && { normGain: net.normalization.alpha * spec.threshold }),
      constantInput,
      parameters: [...parameters, ...(norm?.parameters ?? []), ...made.parameters],
      weight,
      gradientSquares: made.gradientSquares,
    })
    return output
  }

  net.hidden.forEach((outputs, i) => {
    const constantInput = x.value.shape[0] === 1 && context.steps > 1
    const dense = product(`linear${i + 1}`, x, outputs, net.bias)
    const norm =
      net.normalization.kind === 'tdBatchNorm'
        ? add(tdBatchNorm(context, `norm${i + 1}`, dense.outputs[0]!, { ...net.normalization, threshold: spec.threshold }))
        : undefined
    const masked = add(dropout(context, `dropout${i + 1}`, (norm ?? dense).outputs[0]!, net.dropout, options.micro))
    x = neurons(`${neuron.kind}${i + 1}`, masked.outputs[0]!, x.features, dense.parameters, dense.parameters[0]!, norm, constantInput)
  })
  const inputs = x.features
  const last = product('output', x, options.classes, true)
  const output =
    e.readout.kind === 'spiking'
      ? neurons(`${neuron.kind}Out`, last.outputs[0]!, inputs, last.parameters, last.parameters[0]!)
      : last.outputs[0]!
  const prelude = windows.op(context.network, { threshold: spec.threshold, decay: neuron.kind === 'lif' ? neuron.decay : 0 })
  return {
    layers,
    spiking,
    output,
    readout: { name: 'output', inputs, classes: options.classes, parameters: last.parameters, weight: last.parameters[0]! },
    prelude,
    forward: [...prelude, ...layers.flatMap((l) => l.forward)],
  }
}

/** Backward ops in order; `squaresOf` places a watched probe where a spiking layer's gradient is alive. */
export function backwardOps(built: Built, squaresOf: (spiking: Spiking) => readonly Op[]): Op[] {
  return [...built.layers].reverse().flatMap((l) => {
    const watchedLayer = built.spiking.find((s) => s.name === l.name)
    return [...(watchedLayer ? squaresOf(watchedLayer) : []), ...l.backwardInput, ...l.backwardParameters]
  })
}

/** The squares of a layer's gradient by step, added to `squares` [padded steps]. */
export function squaresOps(s: Spiking, squares: Tensor<'f32'>): Op[] {
  const lanes = squareLanes(s.membrane.shape[1]!, s.membrane.shape[2]!)
  const partial = tensor(`${s.name}.squaresPartial`, 'f32', [lanes, squares.shape[0]!])
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
